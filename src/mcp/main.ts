import { runStdio } from './stdio.ts';

export { type ChatTools, openChatTools } from './chatServer.ts';
export { type ClientServer, startClientServer } from './clientServer.ts';
export type { ServerDependencies } from './server.ts';
export { runStdio } from './stdio.ts';
export { startWindowServer, type WindowServer } from './windowServer.ts';

const oldestNode = 22;

// `node dist/mcp.js`. The bundle is CommonJS, where this is how a module knows that it was started, not loaded.
if (typeof require === 'function' && require.main === module) {
  start().catch((error: unknown) => {
    process.stderr.write(`trestle-mcp: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

/** Clients start whatever `node` they find: an older one would only fail in the middle of the first call. */
async function start(): Promise<void> {
  if (Number.parseInt(process.versions.node, 10) < oldestNode) {
    throw new Error(`Node.js ${oldestNode} or newer is needed, this is ${process.versions.node} (${process.execPath})`);
  }
  await runStdio(process.argv.slice(2));
}
