import { existsSync, readFileSync } from 'node:fs';

/**
 * What a suite came to. `skips` are the titles of skipped tests; by convention a title ends with the reason.
 * `notes` are lines to print besides the counts.
 * @typedef {{ name: string, passed: number, failed: number, skips: readonly string[], notes?: readonly string[] }} SuiteResult
 */

/** A check that only passes or fails, as a suite. */
export const single = (name, isPassed) => ({ name, passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, skips: [] });

/** Reads vitest's JSON report. A missing report or one without a test is a failure: the suite did not do its work. */
export function readVitestReport(name, file, exitCode) {
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const files = report?.testResults ?? [];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  // A file that cannot be loaded or set up has no failed test, only skipped ones or none.
  const brokenFiles = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const skipped = tests.filter(({ status }) => ['skipped', 'pending', 'todo', 'disabled'].includes(status));
  const result = toResult(name, exitCode, {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + brokenFiles.length,
    skips: skipped.map(({ fullName }) => fullName), // vitest's report has no reasons: the title gives it
  });
  const metas = tests.map(({ meta }) => meta ?? {});
  return { ...result, notes: [...faultNotes(metas.flatMap(({ faults }) => faults ?? [])), ...conformanceNotes(metas)] };
}

/** What test/mcp/conformance.test.ts left in the meta of its tests, one for each scenario of the official suite. */
function conformanceNotes(metas) {
  const outcomes = metas.flatMap(({ conformance }) => conformance ?? []);
  const passed = outcomes.filter((outcome) => outcome === 'passed').length;
  const rest = `${outcomes.length - passed} fail as test/mcp/conformance/expectedFailures.yml says`;
  return outcomes.length === 0
    ? []
    : [`MCP conformance suite: ${passed} of ${outcomes.length} scenarios pass, ${rest}`];
}

/** What the fault tests left in their meta (test/faults/support/seeds.ts), summed up in one line. */
function faultNotes(faults) {
  if (faults.length === 0) return [];
  const sum = (member) => faults.reduce((all, totals) => all + totals[member], 0).toLocaleString('en-US');
  const seeds = [...new Set(faults.map(({ runs }) => runs))].join(' or ');
  const failures = `${sum('duplicates')} duplicates, ${sum('lost')} lost, ${sum('resent')} resent`;
  return [
    `faults: ${faults.length} faults × ${seeds} seeds = ${sum('runs')} runs, ${sum('creates')} creates, ${sum('writes')} other writes, ${failures}`,
  ];
}

/** Reads the report that `hostEntry.cjs` writes. */
export function readHostReport(name, file, exitCode) {
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return toResult(name, exitCode, {
    passed: report.passed ?? 0,
    failed: report.failed ?? 0,
    skips: report.skips ?? [],
  });
}

/** A suite that ended badly without a failed test, or that ran nothing, counts as one failure. */
function toResult(name, exitCode, { passed, failed, skips }) {
  const isUnexplained = failed === 0 && (exitCode !== 0 || passed === 0);
  return { name, passed, failed: isUnexplained ? 1 : failed, skips };
}

/**
 * Prints every suite, why tests were skipped, and the sum as the last line.
 * @param {readonly SuiteResult[]} results
 * @returns {number} exit code
 */
export function summarize(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  const counts = ({ passed, failed, skips }) =>
    `${passed} passed, ${failed} failed${skips.length > 0 ? `, ${skips.length} skipped` : ''}`;
  const lines = results.map(
    (result) => `${result.failed > 0 ? '✗' : '✓'} ${result.name.padEnd(width)}  ${counts(result)}`,
  );
  const skips = results.flatMap(({ name, skips }) => skips.map((skip) => `  skipped in ${name}: ${skip}`));
  const notes = results.flatMap(({ notes = [] }) => notes.map((note) => `  ${note}`));
  const sum = results.reduce(
    (all, { passed, failed, skips }) => ({
      passed: all.passed + passed,
      failed: all.failed + failed,
      skips: [...all.skips, ...skips],
    }),
    { passed: 0, failed: 0, skips: [] },
  );
  process.stdout.write(`\n${[...lines, ...notes, ...skips].join('\n')}\n\n${counts(sum)}\n`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}
