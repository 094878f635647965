import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail } from '#domain/errors.ts';
import { startWindowServer, type WindowServer } from '#mcp/windowServer.ts';
import { callTool, connectSocket, temporarySocket, temporaryWrites } from './support/clients.ts';
import { goodHeaders, hostileRequests, initializeMessage } from './support/hostile.ts';
import { type RawRequest, rawRequest } from './support/socketFetch.ts';

const secret = 'a-secret-in-a-defect';
const log: string[] = [];
let server: WindowServer;
let calls = 0;

async function start(): Promise<WindowServer> {
  return startWindowServer({
    ...temporarySocket(),
    version: '0.0.0',
    dependencies: {
      connection: async () => {
        calls += 1;
        return calls === 1 ? fail({ code: 'notSignedIn' }) : Promise.reject(new Error(secret));
      },
      defaults: () => ({}),
      ...temporaryWrites(),
      log: (line) => void log.push(line),
    },
  });
}

beforeAll(async () => {
  server = await start();
});
afterAll(() => server.dispose());

const initialize = initializeMessage;

function good(): Record<string, string> {
  return goodHeaders(server.token);
}

function send(body: unknown, headers: Record<string, string> = good(), rest: RawRequest = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return rawRequest({ socketPath: server.socketPath }, { headers, body: text, ...rest });
}

async function openRawSession(): Promise<Record<string, string>> {
  const answer = await send(initialize);
  expect(answer.status).toBe(200);
  return { ...good(), 'mcp-session-id': String(answer.headers['mcp-session-id']) };
}

describe('a client over the socket', () => {
  it('lists and calls tools; a call while signed out says how to connect', async () => {
    const client = await connectSocket(server);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('jira_create_issue');
    expect(client.getServerVersion()).toMatchObject({ name: 'trestle', title: 'Trestle' });
    const answer = await callTool(client, 'jira_get_issue', { key: 'NIM-1' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/not connected: .*Sign In/);
    await client.close();
  });

  it('says nothing of a defect but that there was one', async () => {
    const client = await connectSocket(server);
    const { isError, text } = await callTool(client, 'jira_get_issue', { key: 'NIM-1' });
    expect(isError).toBe(true);
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/at .*\.ts/);
    expect(log.join('\n')).toContain(secret); // it is in the log
    await client.close();
  });
});

describe('strangers', () => {
  hostileRequests({
    address: () => ({ socketPath: server.socketPath }),
    token: () => server.token,
    calls: () => calls,
    expectedCalls: 2, // of the well-behaved client
  });
});

describe('the socket', () => {
  it('lies in a folder that only its user can enter, and goes away with the server', async () => {
    const own = await start();
    const directory = dirname(own.socketPath);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(own.token.length).toBeGreaterThanOrEqual(43);
    const client = await connectSocket(own);
    own.dispose();
    expect(existsSync(own.socketPath)).toBe(false);
    await expect(client.listTools()).rejects.toThrow();
  });

  it('removes the sockets of dead processes only', async () => {
    const place = temporarySocket();
    const first = await startWindowServer({ ...place, version: '0', dependencies: dependencies() });
    const dead = join(place.socketDirectory, '4194304-00aa.sock'); // above the largest process id
    const foreign = join(place.socketDirectory, 'notes.txt');
    writeFileSync(dead, '');
    writeFileSync(foreign, '');
    const socketPath = join(place.socketDirectory, `${process.pid}-00bb.sock`);
    const second = await startWindowServer({ ...place, socketPath, version: '0', dependencies: dependencies() });
    expect([dead, foreign, first.socketPath].map((path) => existsSync(path))).toEqual([false, true, true]);
    first.dispose();
    second.dispose();
  });

  it('keeps sessions apart and closes the one that says goodbye', async () => {
    const one = await openRawSession();
    const two = await openRawSession();
    expect(one['mcp-session-id']).not.toBe(two['mcp-session-id']);
    const goodbye = await send('', one, { method: 'DELETE' });
    expect(goodbye.status).toBe(200);
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    expect((await send(list, one)).status).toBe(404);
    expect((await send(list, two)).status).toBe(200);
  });

  it('forgets the sessions unused for longest', async () => {
    const first = await openRawSession();
    for (let count = 0; count < 70; count++) await openRawSession();
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    expect((await send(list, first)).status).toBe(404);
  });
});

function dependencies() {
  return {
    connection: async () => fail({ code: 'notSignedIn' }),
    defaults: () => ({}),
    ...temporaryWrites(),
    log: () => {},
  };
}
