import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';

export interface SocketPlace {
  /** Made private to the user; holds nothing but sockets. */
  readonly socketDirectory: string;
  /** `<process id>-<hex digits>.sock` in `socketDirectory`, at most 100 bytes in all; on Windows a pipe's name. */
  readonly socketPath: string;
}

const isWindows = process.platform === 'win32';

/** Listens where only this user can connect. What it returns removes the socket. */
export async function listenPrivately(
  server: Server,
  { socketDirectory, socketPath }: SocketPlace,
  log: (line: string) => void,
): Promise<() => void> {
  if (!isWindows) {
    makePrivate(socketDirectory);
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: socketPath, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => log(`http: ${error.message}`));
  return () => {
    if (!isWindows) {
      rmSync(socketPath, { force: true });
    }
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
