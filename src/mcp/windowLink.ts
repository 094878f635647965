import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { OpenWindow } from '#services/doors/openWindows.ts';

/** One HTTP exchange with an editor window's socket. */
export interface Exchange {
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly path: string;
  readonly sessionId?: string | undefined;
  readonly protocolVersion?: string | undefined;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly sessionId: string | undefined;
  /** The JSON-RPC messages of the answer, each as its JSON, until the answer ends. */
  readonly messages: AsyncIterable<string>;
}

/** The window could not be reached: nothing was sent. */
export class WindowGone extends Error {}

const goneCodes = ['ECONNREFUSED', 'ENOENT', 'EACCES'];

export function exchange(window: OpenWindow, { method, path, sessionId, ...rest }: Exchange): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const outgoing = request({
    socketPath: window.socketPath,
    agent: false, // a kept connection may be closed at the moment it is used again
    method,
    path,
    headers: {
      host: 'localhost',
      authorization: `Bearer ${window.token}`,
      accept: method === 'POST' ? 'application/json, text/event-stream' : 'text/event-stream',
      ...(rest.body !== undefined && { 'content-type': 'application/json' }),
      ...(sessionId !== undefined && { 'mcp-session-id': sessionId }),
      ...(rest.protocolVersion !== undefined && { 'mcp-protocol-version': rest.protocolVersion }),
    },
    ...(rest.signal && { signal: rest.signal }),
  });
  outgoing.once('response', (answer) => {
    const id = answer.headers['mcp-session-id'];
    resolve({
      status: answer.statusCode ?? 0,
      sessionId: typeof id === 'string' ? id : undefined,
      messages: messagesOf(answer),
    });
  });
  outgoing.on('error', (error) => {
    const code = 'code' in error ? String(error.code) : '';
    reject(goneCodes.includes(code) ? new WindowGone(error.message) : error);
  });
  outgoing.end(rest.body);
  return promise;
}

async function* messagesOf(answer: IncomingMessage): AsyncGenerator<string> {
  if (!/^text\/event-stream/i.test(answer.headers['content-type'] ?? '')) {
    const chunks: Buffer[] = [];
    for await (const chunk of answer) {
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString();
    if (text !== '') {
      yield text;
    }
    return;
  }
  let data: string[] = [];
  for await (const line of createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.startsWith('data:')) {
      data.push(line.slice('data:'.length).trimStart());
    } else if (line === '' && data.length > 0) {
      yield data.join('\n');
      data = [];
    }
  }
  if (!answer.complete) {
    throw new Error('the answer broke off');
  }
}
