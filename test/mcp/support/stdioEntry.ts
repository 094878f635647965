// The stdio server from source, so that tests need no build; `dist/mcp.js` does the same when started.
import { runStdio } from '#mcp/stdio.ts';

await runStdio(process.argv.slice(2));
