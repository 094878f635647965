import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Address, type RawRequest, rawRequest } from './socketFetch.ts';

const accept = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };

export const initializeMessage = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

export function goodHeaders(token: string): Record<string, string> {
  return { ...accept, host: 'localhost', authorization: `Bearer ${token}` };
}

export interface HostileTarget {
  address(): Address;
  token(): string;
  /** How many tool calls have reached the tools, and how many of them were not ours. */
  calls(): number;
  readonly expectedCalls: number;
}

/** More than forty requests that no client sends; every door has to refuse each, and no tool may run for any of them. */
export function hostileRequests({ address, token, calls, expectedCalls }: HostileTarget): void {
  const initialize = initializeMessage;
  const good = () => goodHeaders(token());

  const send = (body: unknown, headers: Record<string, string> = good(), rest: RawRequest = {}) => {
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return rawRequest(address(), { headers, body: text, ...rest });
  };

  const open = () => {
    const place = address();
    return 'socketPath' in place ? connect(place.socketPath) : connect(place.port, place.host);
  };

  /** Bytes as they are, for what an HTTP client would not send. */
  const rawSocket = (parts: readonly string[]) =>
    new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = open();
      socket.once('connect', () => {
        for (const part of parts) socket.write(part);
      });
      socket.setTimeout(8000, () => reject(new Error('no answer')));
      socket.on('data', (chunk) => {
        answer += chunk.toString();
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', () => (answer === '' ? undefined : resolve(answer)));
    });

  const openRawSession = async (): Promise<Record<string, string>> => {
    const answer = await send(initialize);
    expect(answer.status).toBe(200);
    return { ...good(), 'mcp-session-id': String(answer.headers['mcp-session-id']) };
  };

  describe('who may talk', () => {
    const refused: ReadonlyArray<readonly [name: string, status: number, headers: () => Record<string, string>]> = [
      ['no bearer', 401, () => ({ ...accept, host: 'localhost' })],
      ['empty bearer', 401, () => ({ ...good(), authorization: 'Bearer ' })],
      ['wrong bearer', 401, () => ({ ...good(), authorization: `Bearer ${token().slice(1)}x` })],
      ['basic instead of bearer', 401, () => ({ ...good(), authorization: `Basic ${token()}` })],
      ['origin evil', 403, () => ({ ...good(), origin: 'https://evil.example' })],
      ['origin null', 403, () => ({ ...good(), origin: 'null' })],
      ['origin empty', 403, () => ({ ...good(), origin: '' })],
      ['origin http://localhost.evil', 403, () => ({ ...good(), origin: 'http://localhost.evil' })],
      ['origin http://localhost', 403, () => ({ ...good(), origin: 'http://localhost' })],
      ['host evil', 403, () => ({ ...good(), host: 'evil.example' })],
      ['host 127.1', 403, () => ({ ...good(), host: '127.1' })],
      ['host localhost.', 403, () => ({ ...good(), host: 'localhost.' })],
      ['host mapped IPv6', 403, () => ({ ...good(), host: '[::ffff:127.0.0.1]' })],
      ['host decimal', 403, () => ({ ...good(), host: '2130706433' })],
      ['host with user', 403, () => ({ ...good(), host: 'localhost@evil.example' })],
    ];

    it.each(refused)('%s → %i before the body is read', async (_name, status, headers) => {
      // The body is not JSON: an answer about it would show that it was parsed.
      const answer = await send('{{{', headers());
      expect(answer.status).toBe(status);
      expectJsonError(answer);
    });

    it('takes a session for no bearer, nor to another route', async () => {
      const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
      const headers = await openRawSession();
      expect((await send(list, headers)).status).toBe(200);
      expect((await send(list, { ...headers, authorization: 'Bearer x' })).status).toBe(401);
      const { authorization: _, ...rest } = headers;
      expect((await send(list, rest)).status).toBe(401);
      expect((await send(list, headers, { path: '/chatgpt' })).status).toBe(404);
      expect((await send('', { ...rest, host: 'localhost' }, { method: 'DELETE' })).status).toBe(401);
      expect((await send(list, headers)).status).toBe(200); // it has harmed nobody
    });

    it('does not take the bearer from the address', async () => {
      const { authorization: _, ...headers } = good();
      const answer = await send(initialize, headers, { path: `/mcp?access_token=${token()}` });
      expect(answer.status).toBe(401);
    });

    it.each(['/', '/mcp/', '/mcp/../secret', '/.well-known/oauth-protected-resource', '//mcp'])(
      'knows no path %s',
      async (path) => {
        const answer = await send(initialize, good(), { path });
        expect(answer.status).toBe(404);
        expectJsonError(answer);
      },
    );

    it.each(['PUT', 'PATCH', 'OPTIONS'])('refuses %s', async (method) => {
      const answer = await rawRequest(address(), { method, headers: good() });
      expect(answer.status).toBe(405);
      expectJsonError(answer);
    });
  });

  describe('what is said', () => {
    it('answers an unknown session with 404, so that clients start anew', async () => {
      const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
      for (const id of ['00000000-0000-4000-8000-000000000000', '__proto__', 'x'.repeat(4000)]) {
        const answer = await send(list, { ...good(), 'mcp-session-id': id });
        expect(answer.status).toBe(404);
        expectJsonError(answer);
      }
      const stream = await send('', { ...good(), 'mcp-session-id': 'nobody' }, { method: 'GET' });
      expect(stream.status).toBe(404);
    });

    it('wants initialize first', async () => {
      const answer = await send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
      expect(answer.status).toBe(400);
      expectJsonError(answer);
    });

    const badBodies: ReadonlyArray<readonly [name: string, status: number, body: string | Buffer]> = [
      ['malformed JSON', 400, '{"jsonrpc":'],
      ['nothing', 400, ''],
      ['UTF-16', 400, Buffer.from(JSON.stringify(initialize), 'utf16le')],
      ['broken UTF-8', 400, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
      ['a batch', 400, JSON.stringify([initialize])],
      ['a batch of 101', 400, JSON.stringify(Array.from({ length: 101 }, () => initialize))],
      ['a huge body', 413, JSON.stringify({ ...initialize, padding: 'x'.repeat(300 * 1024) })],
    ];

    it.each(badBodies)('%s → %i', async (_name, status, body) => {
      const answer = await send(body);
      expect(answer.status).toBe(status);
      expectJsonError(answer);
    });

    it('cuts off a huge body sent in chunks without a length', async () => {
      const answer = await rawSocket([
        'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n',
        `Authorization: Bearer ${token()}\r\n\r\n`,
        ...Array.from({ length: 20 }, () => `8000\r\n${'x'.repeat(0x8000)}\r\n`),
      ]);
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    });

    it.each([
      ['two content lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
      ['length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
      ['a header without end', `X: ${'x'.repeat(40_000)}\r\n\r\n`],
      ['a bare line feed in a header', 'X: a\nEvil: b\r\rY\r\n\r\n'],
    ])('refuses %s', async (_name, rest) => {
      const answer = await rawSocket([`POST /mcp HTTP/1.1\r\nHost: localhost\r\n${rest}`]);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).not.toMatch(/node_modules|\.ts|\.js/);
    });

    const badMessages: ReadonlyArray<readonly [name: string, message: unknown]> = [
      ['wrong jsonrpc', { jsonrpc: '1.0', id: 3, method: 'tools/list' }],
      ['no method', { jsonrpc: '2.0', id: 3 }],
      ['an unknown method', { jsonrpc: '2.0', id: 3, method: 'tools/destroy' }],
      ['an id that is an object', { jsonrpc: '2.0', id: {}, method: 'tools/list' }],
      ['a string for params', { jsonrpc: '2.0', id: 3, method: 'tools/call', params: 'jira_search' }],
      ['a second initialize', initialize],
    ];

    it.each(badMessages)('answers %s with a JSON-RPC error', async (_name, message) => {
      const headers = await openRawSession();
      const answer = await send(message, headers);
      expect(answer.body).toMatch(/"error":/);
      expect(answer.body).not.toMatch(/node_modules|at .*:\d+:\d+/);
    });

    it('lets no __proto__ through', async () => {
      const headers = await openRawSession();
      const params = '{"name":"jira_get_issue","arguments":{"key":"NIM-1","nonsense":1,"__proto__":{"isAdmin":true}}}';
      const answer = await send(`{"jsonrpc":"2.0","id":4,"method":"tools/call","params":${params}}`, headers);
      expect(answer.body).toContain('no such argument');
      expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    });

    it('survives nesting 100,000 deep', async () => {
      const headers = await openRawSession();
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const answer = await send(
        `{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"jira_search","arguments":{"text":${deep}}}}`,
        headers,
      );
      expect([200, 400]).toContain(answer.status);
      expect((await send(initialize)).status).toBe(200);
    });

    it('still serves after 60 connections that never finish their headers', async () => {
      const sockets = Array.from({ length: 60 }, () => open());
      for (const socket of sockets) {
        socket.on('error', () => {});
        socket.write('POST /mcp HTTP/1.1\r\nHost: lo');
      }
      expect((await send(initialize)).status).toBe(200);
      for (const socket of sockets) socket.destroy();
    });

    it('still serves beside 60 that never finish what they began to say, and works on none of it', async () => {
      const call = { jsonrpc: '2.0', id: 6, method: 'tools/call', params: { name: 'jira_get_issue', arguments: {} } };
      const body = JSON.stringify(call);
      const { 'mcp-session-id': session = '' } = await openRawSession();
      const head = [
        'POST /mcp HTTP/1.1',
        'Host: localhost',
        `Authorization: Bearer ${token()}`,
        'Content-Type: application/json',
        'Accept: application/json, text/event-stream',
        `Mcp-Session-Id: ${session}`,
        `Content-Length: ${body.length}`,
      ];
      const sockets = Array.from({ length: 60 }, () => open());
      for (const socket of sockets) {
        socket.on('error', () => {});
        socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, -1)}`);
      }
      expect((await send(initialize)).status).toBe(200);
      for (const socket of sockets) socket.destroy();
      expect((await send(initialize)).status).toBe(200);
    });

    it('called no tool for any of this', () => {
      expect(calls()).toBe(expectedCalls);
    });
  });
}

function expectJsonError({ headers, body }: { readonly headers: Record<string, unknown>; readonly body: string }) {
  expect(headers['content-type']).toMatch(/application\/json/);
  expect(JSON.parse(body)).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
  expect(body).not.toMatch(/node_modules|\/work\/|\.ts|at /);
}
