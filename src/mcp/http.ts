import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cleanForeignText, truncate } from '#shared/text.ts';
import { type HttpSession, openHttpSession } from './sdk.ts';
import type { ToolServer } from './server.ts';

export interface HttpOptions {
  readonly version: string;
  /** What is served where: exact paths. */
  readonly routes: ReadonlyMap<string, ToolServer>;
  /** Each of them opens every route. */
  tokens(): readonly string[];
  /** Exact values of the Host header, without a port, that are answered. */
  readonly allowedHosts: readonly string[];
  log(line: string): void;
  /** The answer of `clients()` may have changed. */
  onDidChangeClients?(): void;
}

/** A client with a session, as it calls itself. */
export interface ConnectedClient {
  readonly name: string;
}

interface OpenSession {
  readonly session: HttpSession;
  readonly path: string;
  readonly name: string;
  readonly presence: Presence;
}

/** Clients seldom say goodbye: one that opens streams is there while one is open, another while it asks for things. */
interface Presence {
  openStreams: number;
  hadStream: boolean;
  usedAt: number;
}

export const mcpPath = '/mcp';

const bodyLimitBytes = 256 * 1024;
const maxConnections = 64;
const maxSessions = 64;
const lingerMs = 1000;
const quietLimitMs = 10 * 60_000;

/**
 * MCP over HTTP for one kind of door. Who calls is settled (Host, Origin, bearer) before a byte of the body is read;
 * every refusal is JSON without details of this machine.
 */
export class McpHttpServer {
  readonly server: Server;
  private readonly options: HttpOptions;
  /** In order of last use. */
  private readonly sessions = new Map<string, OpenSession>();

  constructor(options: HttpOptions) {
    this.options = options;
    this.server = createServer(
      { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 60_000, connectionsCheckingInterval: 5000 },
      (request, response) => {
        this.handle(request, response).catch((error: unknown) => {
          options.log(`http: ${error instanceof Error ? error.message : String(error)}`);
          refuse(response, 500, -32603, 'Internal error');
        });
      },
    );
    this.server.maxConnections = maxConnections;
    this.server.on('clientError', (_error, socket) => {
      if (socket.writable) {
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      } else {
        socket.destroy();
      }
    });
  }

  /** Those that are there, as far as can be known; in order of last use. */
  clients(): readonly ConnectedClient[] {
    return [...this.sessions.values()].filter(({ presence }) => isPresent(presence));
  }

  /** Everybody has to initialize again, with a token that is still good. */
  closeSessions(): void {
    for (const { session } of [...this.sessions.values()]) {
      closeQuietly(session);
    }
    this.sessions.clear();
    this.server.closeAllConnections();
    this.options.onDidChangeClients?.();
  }

  dispose(): void {
    this.server.close();
    this.closeSessions();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = this.refusalOf(request);
    if (refusal) {
      refuse(response, refusal.status, -32000, refusal.message);
      return;
    }
    const sessionId = request.headers['mcp-session-id'];
    const path = request.url ?? '';
    const known = typeof sessionId === 'string' ? this.sessions.get(sessionId) : undefined;
    if (sessionId !== undefined && known?.path !== path) {
      // 404 exactly: clients start anew on it; on other codes some hang.
      refuse(response, 404, -32001, 'Session not found');
      return;
    }
    let body: unknown;
    if (request.method === 'POST') {
      const read = await readJson(request);
      if ('status' in read) {
        refuse(response, read.status, read.code, read.message);
        return;
      }
      body = read.value;
    }
    const tools = this.options.routes.get(path);
    if (!tools || (!known && !isInitialize(body))) {
      refuse(response, 400, -32000, 'The first request must be initialize');
      return;
    }
    const session = known?.session ?? (await this.openSession(tools, { path, name: clientName(body) }));
    if (typeof sessionId === 'string' && known) {
      this.sessions.delete(sessionId);
      this.sessions.set(sessionId, known);
      this.note(known.presence, request, response);
    }
    await send(await session.handle(toWebRequest(request), body), response);
  }

  private refusalOf({ headers, method, url }: IncomingMessage): { status: number; message: string } | undefined {
    const { allowedHosts, routes, tokens } = this.options;
    if (!allowedHosts.includes((headers.host ?? '').replace(/:\d{1,5}$/, ''))) {
      return { status: 403, message: 'Host not allowed' };
    }
    // No browser has business here: absent is the only good Origin.
    if (headers.origin !== undefined) {
      return { status: 403, message: 'Origin not allowed' };
    }
    if (!isBearer(headers.authorization, tokens())) {
      return { status: 401, message: 'Unauthorized' };
    }
    if (url === undefined || !routes.has(url)) {
      return { status: 404, message: 'Not found' };
    }
    if (method !== 'POST' && method !== 'GET' && method !== 'DELETE') {
      return { status: 405, message: 'Method not allowed' };
    }
    return undefined;
  }

  private note(presence: Presence, { method }: IncomingMessage, response: ServerResponse): void {
    const wasPresent = isPresent(presence);
    presence.usedAt = Date.now();
    if (method === 'GET') {
      presence.openStreams += 1;
      presence.hadStream = true;
      response.once('close', () => {
        presence.openStreams -= 1;
        this.options.onDidChangeClients?.();
      });
    }
    if (!wasPresent) {
      this.options.onDidChangeClients?.();
    }
  }

  private async openSession(tools: ToolServer, client: Pick<OpenSession, 'path' | 'name'>): Promise<HttpSession> {
    let id: string | undefined;
    const session: HttpSession = await openHttpSession(tools, this.options.version, {
      createId: randomUUID,
      onOpen: (sessionId) => {
        id = sessionId;
        const presence = { openStreams: 0, hadStream: false, usedAt: Date.now() };
        this.sessions.set(sessionId, { ...client, session, presence });
        this.evictSessions();
        this.options.onDidChangeClients?.();
      },
      onClose: () => {
        if (id !== undefined && this.sessions.delete(id)) {
          this.options.onDidChangeClients?.();
        }
      },
    });
    return session;
  }

  /** Clients seldom say goodbye: the ones unused for longest go first, and start anew on their 404 if they return. */
  private evictSessions(): void {
    for (const { session } of [...this.sessions.values()].slice(0, Math.max(0, this.sessions.size - maxSessions))) {
      closeQuietly(session);
    }
  }
}

function isPresent({ openStreams, hadStream, usedAt }: Presence): boolean {
  return hadStream ? openStreams > 0 : Date.now() - usedAt < quietLimitMs;
}

function isBearer(header: string | undefined, tokens: readonly string[]): boolean {
  const given = /^Bearer ([\x21-\x7e]+)$/i.exec(header ?? '')?.[1] ?? '';
  // Digests have equal length, which the comparison needs; their content tells nothing about the token.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return tokens.filter((token) => timingSafeEqual(digest(given), digest(token))).length > 0;
}

type Refused = { readonly status: number; readonly code: number; readonly message: string };

async function readJson(request: IncomingMessage): Promise<{ readonly value: unknown } | Refused> {
  const tooLarge: Refused = { status: 413, code: -32000, message: `The body exceeds ${bodyLimitBytes} bytes` };
  if (Number(request.headers['content-length'] ?? 0) > bodyLimitBytes) {
    return tooLarge;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes: Uint8Array = chunk;
    size += bytes.byteLength;
    if (size > bodyLimitBytes) {
      return tooLarge;
    }
    chunks.push(bytes);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    return { status: 400, code: -32700, message: 'Parse error: the body is not JSON in UTF-8' };
  }
  // Gone from MCP since 2025-06-18; no client sends them, and one body should not start many calls.
  return Array.isArray(value) ? { status: 400, code: -32600, message: 'Batches are not supported' } : { value };
}

function isInitialize(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'initialize';
}

function clientName(body: unknown): string {
  const { params } = Object.fromEntries(Object.entries(body ?? {}));
  const { clientInfo } = Object.fromEntries(Object.entries(params ?? {}));
  const { title, name } = Object.fromEntries(Object.entries(clientInfo ?? {}));
  const given = typeof title === 'string' ? title : typeof name === 'string' ? name : '';
  return truncate(cleanForeignText(given).replace(/\s+/g, ' '), 60);
}

/** Only the headers the protocol reads go on; the bearer stays here. */
function toWebRequest(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const name of ['accept', 'content-type', 'mcp-session-id', 'mcp-protocol-version', 'last-event-id']) {
    const value = request.headers[name];
    if (typeof value === 'string') {
      headers.set(name, value);
    }
  }
  return new Request(`http://localhost${mcpPath}`, { method: request.method ?? 'GET', headers });
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (!answer.body) {
    response.end();
    return;
  }
  response.flushHeaders();
  try {
    await pipeline(Readable.fromWeb(answer.body), response);
  } catch {
    // The client closed the stream, which is its right; the call itself runs on or is cancelled by a message.
  }
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  if (status !== 413) {
    response.end(body);
    return;
  }
  // A connection closed on a client that still sends takes the answer from it: its body is let in, unread, for a moment.
  response.write(body);
  const end = () => response.end();
  const timer = setTimeout(end, lingerMs);
  response.req
    .once('close', () => clearTimeout(timer))
    .once('end', end)
    .resume();
}

function closeQuietly(session: HttpSession): void {
  session.close().catch(() => {});
}
