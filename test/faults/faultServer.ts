import { once } from 'node:events';
import { Agent, request as sendUpstream } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { type Answer, bytesOf, type Received, RequestReader } from './support/wire.ts';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** What becomes of one request. Leaving the connection open and returning keeps it alive for the next one. */
export type Act = (exchange: ServerExchange) => void | Promise<void>;

/** One request at the server: whether the site hears of it, and every byte that goes back, is decided by hand. */
export class ServerExchange {
  readonly request: Received;
  private readonly connection: Connection;
  private readonly forward: (request: Received) => Promise<Answer>;

  constructor(request: Received, connection: Connection, forward: (request: Received) => Promise<Answer>) {
    this.request = request;
    this.connection = connection;
    this.forward = forward;
  }

  /** Hands the request (or one like it) to the site; when this resolves the site has stored what it stores. */
  commit(change: Partial<Received> = {}): Promise<Answer> {
    return this.forward({ ...this.request, ...change });
  }

  /** Resolves when the bytes are with the kernel; false when the client has gone. */
  write(bytes: Buffer | string): Promise<boolean> {
    return this.connection.write(bytes);
  }

  async answer(answer: Answer): Promise<boolean> {
    if (this.connection.isKept()) {
      return this.connection.write(bytesOf(answer));
    }
    const isWritten = await this.connection.write(bytesOf(answer, { connection: 'close' }));
    this.end();
    return isWritten;
  }

  /** RST: what was not delivered yet is thrown away. */
  reset(): void {
    this.connection.reset();
  }

  /** FIN, after everything written. */
  end(): void {
    this.connection.stream.end();
  }

  get isClientGone(): boolean {
    return this.connection.stream.destroyed;
  }
}

interface Connection {
  readonly stream: Socket;
  isKept(): boolean;
  write(bytes: Buffer | string): Promise<boolean>;
  reset(): void;
}

/**
 * Stands between the client and the demo site, at the level of TCP or TLS: it decides when a connection breaks relative
 * to the moment when the site commits, and records every request that arrived.
 */
export class FaultServer {
  readonly received: Received[] = [];
  /** Undefined passes the request on. */
  plan: (request: Received) => Act | undefined = () => undefined;
  /** What the site is handed in place of a request: it knows one token, whatever tokens are good here. */
  translate: (request: Received) => Received = same;
  /** True breaks the connection when the request's head is there and its body is not read yet. */
  breaksAtHead: (head: Omit<Received, 'body'>) => boolean = () => false;
  /** So many of the next connections are reset as soon as they are accepted. */
  refusedConnections = 0;
  /** False closes every connection after its first answer, so that each request has one of its own. */
  keepsConnections = true;
  /** Bytes written to clients since the start, by hand or not. */
  bytesWritten = 0;
  private readonly listener: Server;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly upstream: URL;
  private readonly connections = new Set<Socket>();
  private secureContext: SecureContext | undefined;

  static async start(upstream: string, certificate?: Certificate): Promise<FaultServer> {
    const server = new FaultServer(upstream, certificate);
    await server.listen(0);
    return server;
  }

  private constructor(upstream: string, certificate: Certificate | undefined) {
    this.upstream = new URL(upstream);
    this.secureContext = certificate && createSecureContext(certificate);
    this.listener = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  get origin(): string {
    return this.secureContext ? `https://127.0.0.1:${this.port}` : `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    const address = this.listener.address();
    return typeof address === 'object' && address ? address.port : this.lastPort;
  }
  private lastPort = 0;

  get openConnections(): number {
    return this.connections.size;
  }

  get isDark(): boolean {
    return !this.listener.listening;
  }

  present(certificate: Certificate): void {
    this.secureContext = createSecureContext(certificate);
  }

  /** Breaks every connection and refuses new ones until `comeBack`. */
  async goDark(): Promise<void> {
    if (this.isDark) {
      return;
    }
    this.lastPort = this.port;
    const closed = once(this.listener, 'close');
    this.listener.close();
    this.dropConnections();
    await closed;
  }

  comeBack(): Promise<void> {
    return this.isDark ? this.listen(this.lastPort) : Promise.resolve();
  }

  dropConnections(): void {
    for (const socket of this.connections) {
      socket.destroy();
    }
  }

  /** Back to a site without trouble. */
  async calm(): Promise<void> {
    this.plan = () => undefined;
    this.translate = same;
    this.breaksAtHead = () => false;
    this.refusedConnections = 0;
    this.keepsConnections = true;
    this.received.length = 0;
    await this.comeBack();
  }

  async close(): Promise<void> {
    await this.goDark();
    this.agent.destroy();
  }

  private async listen(port: number): Promise<void> {
    this.listener.listen(port, '127.0.0.1');
    await once(this.listener, 'listening');
  }

  private accept(raw: Socket): void {
    this.connections.add(raw);
    raw.on('close', () => this.connections.delete(raw));
    raw.on('error', ignore);
    if (this.refusedConnections > 0) {
      this.refusedConnections--;
      raw.resetAndDestroy();
      return;
    }
    const { secureContext } = this;
    const stream = secureContext ? new TLSSocket(raw, { isServer: true, secureContext }) : raw;
    stream.on('error', ignore);
    void this.serve({
      stream,
      isKept: () => this.keepsConnections,
      reset: () => raw.resetAndDestroy(),
      write: (bytes) => {
        this.bytesWritten += bytes.length;
        return stream.destroyed
          ? Promise.resolve(false)
          : new Promise((resolve) => {
              const closed = () => resolve(false);
              stream.once('close', closed);
              stream.write(bytes, (error) => {
                stream.off('close', closed);
                resolve(!error);
              });
            });
      },
    }).catch(() => raw.destroy());
  }

  private async serve(connection: Connection): Promise<void> {
    const reader = new RequestReader();
    for await (const chunk of connection.stream) {
      reader.push(chunk);
      const head = reader.readHead();
      if (head && this.breaksAtHead(head)) {
        connection.reset();
        return;
      }
      for (let request = reader.read(); request; request = reader.read()) {
        this.received.push(request);
        const act = this.plan(request) ?? passOn;
        await act(new ServerExchange(request, connection, (each) => this.forward(this.translate(each))));
      }
    }
  }

  private forward(request: Received): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const headers = Object.fromEntries(request.headers);
    const path = request.query === '' ? request.path : `${request.path}?${request.query}`;
    const upstream = sendUpstream(
      new URL(path, this.upstream),
      { method: request.method, agent: this.agent, headers: { ...headers, host: this.upstream.host } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const kept = Object.entries(response.headers).filter(([name]) => !hopByHop.has(name));
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    upstream.on('error', reject);
    upstream.end(request.body);
    return promise;
  }
}

export const passOn: Act = async (exchange) => {
  await exchange.answer(await exchange.commit());
};

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

function ignore(): void {}

function same(request: Received): Received {
  return request;
}
