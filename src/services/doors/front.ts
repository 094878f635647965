import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

/** A place where clients knock, before there is a server. */
export interface Front {
  /** Bound port; 0 for a socket. */
  readonly port: number;
  dispose(): void;
}

export type FrontPlace = { readonly path: string } | { readonly port: number; readonly host: '127.0.0.1' };

const maxConnections = 64;

/**
 * Listens at once and passes every connection's bytes on to the server's own socket, which is opened by the first of
 * them: an editor window announces itself without loading a server that nobody may ever call.
 */
export async function openFront(place: FrontPlace, backend: () => Promise<string>): Promise<Front> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.once('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    backend().then(
      (path) => {
        const upstream = connect(path);
        // Either end's failure is the end of both.
        pipeline(client, upstream, client, () => {
          client.destroy();
          upstream.destroy();
        });
      },
      () => client.destroy(),
    );
  });
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...place, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', () => {}); // of single connections
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    dispose() {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}

/** Whether anybody listens on the socket. */
export function isAnswering(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export function isPortTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EADDRINUSE' || code === 'EACCES'; // EACCES: reserved ports of Windows
}
