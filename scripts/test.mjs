import { check } from './lib/checks.mjs';
import { testE2e } from './lib/e2eTests.mjs';
import { testHost } from './lib/hostTests.mjs';
import { main } from './lib/process.mjs';
import { single, summarize } from './lib/results.mjs';

await main(async () => {
  const results = [...(await check())];
  for (const [name, suite] of Object.entries({ host: testHost, e2e: testE2e }))
    results.push(await suiteOrFailure(name, suite));
  return summarize(results);
});

/** A suite that cannot even start must not hide the counts of the others. */
async function suiteOrFailure(name, suite) {
  try {
    return await suite();
  } catch (error) {
    process.stdout.write(`${name}: ${error?.stack ?? error}\n`);
    return single(name, false);
  }
}
