// `npm run demo:site`: the demo site alone, until stopped.
import { spawn } from 'node:child_process';
import { root } from './lib/process.mjs';

const child = spawn(process.execPath, ['src/demo/cli.ts', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.on('SIGINT', () => {}); // the site has got it too and ends by itself
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
