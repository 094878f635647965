import { check } from './lib/checks.mjs';
import { main } from './lib/process.mjs';
import { summarize } from './lib/results.mjs';

await main(async () => summarize(await check()));
