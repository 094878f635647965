import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { consentGiven } from './consent.ts';
import { McpHttpServer, mcpPath } from './http.ts';
import { type Door, type ServerDependencies, ToolServer } from './server.ts';
import { tools } from './tools/index.ts';

/** A server that lives as long as an editor window and that only this user can reach. */
export interface WindowServer {
  /** Path of a unix socket, or name of a pipe on Windows; MCP is served over HTTP at `/mcp`. */
  readonly socketPath: string;
  /** 256 bits; every request carries it as bearer. */
  readonly token: string;
  dispose(): void;
}

const isWindows = process.platform === 'win32';

/** VS Code shows its own confirmation before it calls a tool that writes. */
const windowDoor: Door = {
  surface: { isReadOnly: false },
  consent: consentGiven,
  howToConnect: 'no Atlassian site is signed in. The user has to run the command "Trestle: Sign In…" in VS Code first.',
  howToAllowWrites: 'The user has to confirm the call in VS Code.',
};

export async function startWindowServer(options: {
  readonly dependencies: ServerDependencies;
  /** Made private to the user; holds nothing but sockets. */
  readonly socketDirectory: string;
  /** `<process id>-<hex digits>.sock` in `socketDirectory`, at most 100 bytes in all; on Windows a pipe's name. */
  readonly socketPath: string;
  readonly version: string;
}): Promise<WindowServer> {
  const { dependencies, socketPath, version } = options;
  const token = randomBytes(32).toString('base64url');
  if (!isWindows) {
    makePrivate(options.socketDirectory);
  }
  const http = new McpHttpServer({
    version,
    routes: new Map([[mcpPath, new ToolServer(tools, dependencies, windowDoor)]]),
    tokens: () => [token],
    allowedHosts: ['localhost'],
    log: (line) => dependencies.log(line),
  });
  const { server } = http;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: socketPath, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => dependencies.log(`http: ${error.message}`));
  return {
    socketPath,
    token,
    dispose: () => {
      http.dispose();
      if (!isWindows) {
        rmSync(socketPath, { force: true });
      }
    },
  };
}

function makePrivate(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  sweep(directory);
}

/** Removes the sockets of processes that were killed before they could. */
function sweep(directory: string): void {
  for (const name of readdirSync(directory)) {
    const pid = /^(\d+)-[0-9a-f]+\.sock$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      rmSync(join(directory, name), { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
