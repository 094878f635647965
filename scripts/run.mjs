// Entry of every npm script: `node scripts/run.mjs NAME [arguments]` works from a bare clone on any Node ≥ 20. It installs
// the dependencies if need be, then runs scripts/NAME.mjs on the Node that they bring.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies, projectNode } from './lib/dependencies.mjs';
import { childEnv, Missing, main } from './lib/process.mjs';

await main(async () => {
  const [name = 'test', ...args] = process.argv.slice(2);
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new Missing(`Node ≥ 20 is needed to start; this is ${process.version}.`);
  }
  await installDependencies();
  return start(join(import.meta.dirname, `${name}.mjs`), args);
});

function start(script, args) {
  const child = spawn(projectNode, [script, ...args], { stdio: 'inherit', env: childEnv() });
  // Ctrl-C reaches the whole process group: the script cleans up and this process only waits for it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => done(code ?? 1));
  });
}
