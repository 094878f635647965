import { build } from './lib/build.mjs';
import { main } from './lib/process.mjs';

await main(() => build({ isProduction: process.argv.includes('--production') }));
