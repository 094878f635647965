import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consentGiven } from './consent.ts';
import { McpHttpServer } from './http.ts';
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
  readonly version: string;
}): Promise<WindowServer> {
  const { dependencies, version } = options;
  const token = randomBytes(32).toString('base64url');
  const place = chooseSocket(options.socketDirectory);
  const http = new McpHttpServer(new ToolServer(tools, dependencies, windowDoor), {
    version,
    token,
    allowedHosts: ['localhost'],
    log: (line) => dependencies.log(line),
  });
  const { server } = http;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: place.socketPath, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => dependencies.log(`http: ${error.message}`));
  return {
    socketPath: place.socketPath,
    token,
    dispose: () => {
      http.dispose();
      place.remove();
    },
  };
}

/** Longer paths are cut off silently on macOS (104) and Linux (108). */
const maxSocketPathLength = 100;

function chooseSocket(directory: string): { readonly socketPath: string; remove(): void } {
  const random = randomBytes(8).toString('hex');
  if (process.platform === 'win32') {
    return { socketPath: `\\\\.\\pipe\\trestle-${process.pid}-${random}`, remove: () => {} };
  }
  const name = `${process.pid}-${random}.sock`;
  if (Buffer.byteLength(join(directory, name)) <= maxSocketPathLength) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    sweep(directory);
    const socketPath = join(directory, name);
    return { socketPath, remove: () => rmSync(socketPath, { force: true }) };
  }
  const base = Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp';
  const own = mkdtempSync(join(base, 'trestle-')); // created 0700
  return { socketPath: join(own, name), remove: () => rmSync(own, { recursive: true, force: true }) };
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
