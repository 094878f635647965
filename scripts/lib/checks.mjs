import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run, step } from './process.mjs';
import { readVitestReport, single } from './results.mjs';

/** Program of a devDependency, started on this Node. */
const bin = (name) => join(root, 'node_modules/.bin', name);

const checks = [
  { name: 'lint (biome)', command: [bin('biome'), 'check', '--error-on-warnings'] },
  { name: 'types (tsc)', command: [bin('tsc'), '-p', '.'] },
  { name: 'unused files and exports (knip)', command: [bin('knip')] },
  { name: 'generated docs', command: [process.execPath, 'scripts/generateDocs.mjs', '--check'], isShown: true },
];

/**
 * Everything that needs no editor: lint, types, unused code, generated docs, and the vitest suites.
 * @returns {Promise<readonly import('./results.mjs').SuiteResult[]>}
 */
export async function check() {
  await build(); // the stdio entry is tested as it is shipped
  const results = [];
  for (const { name, command, isShown } of checks) results.push(await runCheck(name, command, isShown));
  results.push(await runVitest('unit, contract, mcp', ['--exclude=test/faults/**']));
  // They keep nothing between files, and take every core there is.
  results.push(await runVitest('faults', ['test/faults', '--no-isolate', '--maxWorkers=100%']));
  return results;
}

async function runCheck(name, [program, ...args], isShown = false) {
  let output = '';
  const isPassed = await step(name, async () => {
    const result = await run(program, args);
    output = result.output;
    if (result.code !== 0) throw new Error(name);
    return true;
  }).catch(() => false);
  if (!isPassed || isShown) process.stdout.write(`${output.trim()}\n`);
  return single(name, isPassed);
}

/** Runs vitest with its usual output and reads the counts from its report. */
export async function runVitest(name, args) {
  const report = join(root, 'artifacts', `${name.replace(/\W+/g, '-')}.json`);
  mkdirSync(join(root, 'artifacts'), { recursive: true });
  if (existsSync(report)) rmSync(report);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(bin('vitest'), ['run', ...args, ...reporters], { show: true });
  return readVitestReport(name, report, code);
}
