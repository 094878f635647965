import { connect, createServer, type Socket } from 'node:net';

/** A place where clients knock, before there is a server. */
export interface Front {
  /** Bound port; 0 for a socket. */
  readonly port: number;
  dispose(): void;
}

export type FrontPlace = { readonly path: string } | { readonly port: number; readonly host: '127.0.0.1' };

const maxConnections = 64;
/** The server behind has its own time limit, from the first byte on. */
const defaultSilenceMs = 10_000;
const lingerMs = 1000;

/**
 * Listens at once and passes every connection's bytes on to the server's own socket, which is opened by the first of
 * them: an editor window announces itself without loading a server that nobody may ever call.
 */
export async function openFront(
  place: FrontPlace,
  backend: () => Promise<string>,
  { silenceMs = defaultSilenceMs }: { readonly silenceMs?: number } = {},
): Promise<Front> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.once('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    client.setTimeout(silenceMs, () => client.destroy()); // places are few
    // Not before the first byte: who only looks whether anybody listens is no reason to load a server.
    client.once('readable', () => {
      if (client.readableLength === 0) {
        client.destroy();
        return;
      }
      client.setTimeout(0);
      backend().then(
        (path) => join(client, connect(path)),
        () => client.destroy(),
      );
    });
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

function join(client: Socket, upstream: Socket): void {
  client.pipe(upstream).pipe(client);
  upstream.on('error', () => {}); // 'close' follows
  upstream.once('close', () => {
    // Closed on a client that still sends, it would not get its answer: the rest is let in, unread, for a moment.
    client.unpipe(upstream);
    client.end();
    client.resume();
    setTimeout(() => client.destroy(), lingerMs).unref();
  });
  client.once('close', () => upstream.destroy());
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
