// Runs in VS Code's extension host: the bundled tests of TRESTLE_HOST_TESTS with mocha. Writes a line per test to
// TRESTLE_HOST_LOG while it goes on and the counts to TRESTLE_HOST_REPORT at the end.
const { appendFileSync, readdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { format } = require('node:util');

exports.run = async () => {
  const { default: Mocha } = await import('mocha');
  captureConsole();
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: reporter(Mocha) });
  const folder = process.env.TRESTLE_HOST_TESTS;
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(join(folder, name));
  }
  const grep = process.env.TRESTLE_HOST_GREP;
  if (grep) mocha.grep(grep);
  const failures = await new Promise((done) => mocha.run(done));
  if (failures > 0) throw new Error(`${failures} failed`);
};

function log(line) {
  appendFileSync(process.env.TRESTLE_HOST_LOG, `${line}\n`);
}

/** The host forwards the console to the window; its accessors ignore plain assignment. */
function captureConsole() {
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
    const value = (...values) => log(format(...values));
    Object.defineProperty(console, name, { configurable: true, writable: true, value });
  }
}

function reporter({ Runner }) {
  const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Runner.constants;
  return function HostReporter(runner) {
    const report = { passed: 0, failed: 0, skips: [] };
    runner.on(EVENT_TEST_PASS, (test) => {
      report.passed += 1;
      log(`  ✓ ${test.fullTitle()} (${test.duration} ms)`);
    });
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      report.failed += 1;
      log(`  ✗ ${test.fullTitle()}\n${error.stack ?? error}`);
    });
    runner.on(EVENT_TEST_PENDING, (test) => {
      report.skips.push(test.fullTitle()); // mocha knows no reasons: the title gives it
      log(`  - ${test.fullTitle()}`);
    });
    runner.on(EVENT_RUN_END, () => writeFileSync(process.env.TRESTLE_HOST_REPORT, JSON.stringify(report)));
  };
}
