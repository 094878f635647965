import { testHost } from './lib/hostTests.mjs';
import { main } from './lib/process.mjs';
import { summarize } from './lib/results.mjs';

await main(async () => summarize([await testHost()]));
