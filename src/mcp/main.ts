import { runStdio } from './stdio.ts';

export { type ClientServer, startClientServer } from './clientServer.ts';
export type { ServerDependencies } from './server.ts';
export { runStdio } from './stdio.ts';
export { startWindowServer, type WindowServer } from './windowServer.ts';

// `node dist/mcp.js`. The bundle is CommonJS, where this is how a module knows that it was started, not loaded.
if (typeof require === 'function' && require.main === module) {
  runStdio(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`trestle-mcp: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
