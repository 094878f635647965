import { testE2e } from './lib/e2eTests.mjs';
import { main } from './lib/process.mjs';
import { summarize } from './lib/results.mjs';

await main(async () => summarize([await testE2e(process.argv.slice(2))]));
