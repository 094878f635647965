import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { fail } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import type { ServerDependencies } from '#mcp/server.ts';
import { chooseWindow, listWindows, type OpenWindow } from '#services/doors/openWindows.ts';
import { builtServer, callTool, connectStdio, demoConnection, temporaryWrites } from './support/clients.ts';
import { addressOf, connectHttp, FakeSecret, openDoors, temporaryDirectory } from './support/doors.ts';
import { goodHeaders, hostileRequests } from './support/hostile.ts';
import { rawRequest } from './support/socketFetch.ts';

let demo: RunningDemoSite;
let connection: Connection;
const opened: Array<{ dispose(): void }> = [];

beforeAll(async () => {
  await builtServer();
  demo = await startDemoSite({ port: 0 });
  connection = await demoConnection(demo);
}, 60_000); // it may have to be built first
afterAll(async () => {
  connection.dispose();
  await demo.close();
});
afterEach(() => {
  for (const part of opened.splice(0)) part.dispose();
});

function dependencies(parts: Partial<ServerDependencies> = {}): ServerDependencies {
  return {
    connection: async () => connection,
    defaults: () => ({ projectKey: 'NIM' }),
    ...temporaryWrites(),
    log: () => {},
    ...parts,
  };
}

async function window(options: Partial<Parameters<typeof openDoors>[0]> = {}) {
  const directory = options.directory ?? temporaryDirectory();
  const setup = openDoors({ dependencies: dependencies(), ...options, directory });
  opened.push(setup.doors);
  await setup.doors.update();
  return { ...setup, directory };
}

function http(options: Partial<Parameters<typeof openDoors>[0]> = {}) {
  return window({ ...options, settings: { isHttpOpen: true, port: 0, ...options.settings } });
}

const stdio = (directory: string, options: Partial<Parameters<typeof connectStdio>[0]> = {}) =>
  connectStdio({ ...options, env: { TRESTLE_WINDOWS: directory, ...options.env } });

function issuesCalled(summary: string): number {
  return [...demo.site.jira.issues.values()].filter((issue) => issue.summary === summary).length;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect.fail('waited in vain');
}

describe('a window', () => {
  it('announces itself to its user alone, and loads no server for it', async () => {
    const { directory, startCount, doors } = await window({ folders: ['/somewhere'] });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const [file] = readdirSync(directory).filter((name) => name.endsWith('.json'));
    expect(statSync(join(directory, file ?? '')).mode & 0o777).toBe(0o600);
    expect(listWindows(directory)).toMatchObject([{ pid: process.pid, folders: ['/somewhere'] }]);
    expect(startCount()).toBe(0);
    doors.dispose();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('sweeps away what killed windows left', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, '4194304-00aa.json'), '{}'); // above the largest process id
    writeFileSync(join(directory, '4194304-00aa.sock'), '');
    await window({ directory });
    expect(readdirSync(directory).filter((name) => name.startsWith('4194304'))).toEqual([]);
  });

  it('is not believed where others could have written', async () => {
    const { directory } = await window();
    chmodSync(directory, 0o770);
    expect(listWindows(directory)).toEqual([]);
  });

  it('closes at once when its settings say so, and opens again', async () => {
    const { doors, directory, settings } = await http();
    const client = await connectHttp(doors);
    settings.isOpen = false;
    await doors.update();
    await expect(client.listTools()).rejects.toThrow();
    expect(listWindows(directory)).toEqual([]);
    expect(await doors.httpAddress()).toBeUndefined();
    settings.isOpen = true;
    await doors.update();
    await (await connectHttp(doors)).close();
  });
});

describe('the window for a client', () => {
  const at = (name: string, folders: string[], focusedAt?: string): OpenWindow => ({
    ...{ pid: 1, version: '0', folders, socketPath: `/${name}`, token: 't' },
    ...(focusedAt && { focusedAt }),
  });
  const chosen = (windows: OpenWindow[], folder: string) => {
    const choice = chooseWindow(windows, folder);
    return choice.kind === 'one' ? choice.window.socketPath : choice.kind;
  };

  it('is the innermost that holds its folder, else the last in use, else unknown', () => {
    const outer = at('outer', ['/p'], '2026-01-03');
    const inner = at('inner', ['/x', '/p/app'], '2026-01-01');
    const other = at('other', ['/q'], '2026-01-02');
    expect(chosen([outer, inner, other], '/p/app/src')).toBe('/inner');
    expect(chosen([outer, inner, other], '/p/application')).toBe('/outer');
    expect(chosen([inner, other], '/elsewhere')).toBe('/other');
    expect(chosen([other, at('twin', ['/q'], '2026-01-05')], '/q')).toBe('/twin');
    expect(chosen([at('a', []), at('b', [])], '/elsewhere')).toBe('several');
    expect(chosen([at('a', [])], '/elsewhere')).toBe('/a');
    expect(chosen([], '/elsewhere')).toBe('none');
  });
});

describe('stdio through a window', () => {
  it('works with the account of the window, in the folder of the client', async () => {
    const directory = temporaryDirectory();
    const folder = join(temporaryDirectory(), 'project');
    mkdirSync(join(folder, 'src'), { recursive: true });
    const here = await window({ directory, folders: [folder] });
    const elsewhere = await window({ directory, folders: ['/nowhere'] });
    await elsewhere.doors.focused();
    const client = await stdio(directory, { cwd: join(folder, 'src'), name: 'codex' });
    const answer = await callTool(client, 'jira_get_issue', { key: 'NIM-1' });
    expect(answer.data['key']).toBe('NIM-1');
    expect([here.startCount(), elsewhere.startCount()]).toEqual([1, 0]);
    expect(here.doors.clients).toEqual(['codex']);
    await client.close();
    await until(() => here.doors.clients.length === 0);
  });

  it('asks the person at the editor, with the exact text, each time until allowed for the session', async () => {
    const { directory, person } = await window();
    const client = await stdio(directory, { name: 'codex', args: ['--allow-writes'] });
    const create = (summary: string) =>
      callTool(client, 'jira_create_issue', { project: 'NIM', type: 'Task', summary, description: 'Exact *text*.' });
    expect((await create('Refused')).text).toContain('declined');
    expect(issuesCalled('Refused')).toBe(0);
    expect(person.asked).toMatchObject([{ tool: 'jira_create_issue', client: 'codex' }]);
    expect(JSON.stringify(person.asked[0]?.proposal)).toContain('Exact *text*.');
    expect(person.asked[0]?.proposal.action).toContain(`project NIM on ${demo.url}`);
    person.answer = 'once';
    expect((await create('Allowed once')).isError).toBe(false);
    person.answer = 'session';
    expect((await create('Allowed for the session')).isError).toBe(false);
    person.answer = 'no';
    expect((await create('Not asked again')).isError).toBe(false);
    expect(person.asked).toHaveLength(3);
    const second = await stdio(directory, { name: 'codex' });
    const other = await callTool(second, 'jira_create_issue', { project: 'NIM', type: 'Task', summary: 'Another' });
    expect(other.text).toContain('declined');
    await client.close();
    await second.close();
  });

  it('keeps --read-only', async () => {
    const { directory } = await window();
    const client = await stdio(directory, { args: ['--read-only'] });
    const { tools } = await client.listTools();
    expect(tools.length).toBeGreaterThan(4);
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([]);
    await client.close();
  });

  it('recovers when the window is reloaded under a live client', async () => {
    const { directory, doors } = await window();
    const client = await stdio(directory);
    expect((await callTool(client, 'jira_get_issue', { key: 'NIM-1' })).isError).toBe(false);
    doors.dispose();
    const pending = callTool(client, 'jira_get_issue', { key: 'NIM-2' });
    const again = await window({ directory });
    expect((await pending).data['key']).toBe('NIM-2');
    const keys = ['NIM-3', 'NIM-4', 'NIM-5'];
    const answers = await Promise.all(keys.map((key) => callTool(client, 'jira_get_issue', { key })));
    expect(answers.map(({ data }) => data['key'])).toEqual(keys);
    expect(again.doors.clients).toHaveLength(1);
    await client.close();
  });

  it('works by itself without a window, and when told to', async () => {
    const env = { TRESTLE_SITE: demo.url, TRESTLE_EMAIL: demo.email, TRESTLE_TOKEN: demo.token };
    const alone = await stdio(temporaryDirectory(), { env });
    expect((await callTool(alone, 'jira_get_issue', { key: 'NIM-1' })).isError).toBe(false);
    await alone.close();
    const { directory, startCount } = await window();
    const told = await stdio(directory, { env, args: ['--standalone'] });
    expect((await callTool(told, 'jira_get_issue', { key: 'NIM-1' })).isError).toBe(false);
    expect(startCount()).toBe(0);
    await told.close();
    const nothing = await stdio(temporaryDirectory());
    const { text } = await callTool(nothing, 'jira_get_issue', { key: 'NIM-1' });
    expect(text).toContain('no editor window with Trestle is open');
    await nothing.close();
  });

  it('no longer shows a client that was killed', async () => {
    const { directory, doors } = await window();
    const client = await stdio(directory, { name: 'killed' });
    await callTool(client, 'jira_get_issue', { key: 'NIM-1' });
    expect(doors.clients).toEqual(['killed']);
    const { transport } = client;
    const pid = transport instanceof StdioClientTransport ? transport.pid : undefined;
    process.kill(pid ?? expect.fail('not running'), 'SIGKILL');
    await until(() => doors.clients.length === 0);
  });

  it('never hands a credential to the client', async () => {
    const { directory } = await window();
    const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.json'));
    expect(readFileSync(join(directory, file), 'utf8')).not.toContain(demo.token);
  });
});

describe('HTTP', () => {
  it('is closed until asked for', async () => {
    const { doors } = await window();
    expect(doors.http).toEqual({ kind: 'closed' });
    expect(await doors.httpAddress()).toBeUndefined();
  });

  it('serves on 127.0.0.1 only, with the bearer kept for that port', async () => {
    const secret = new FakeSecret();
    const first = await http({ secret });
    const before = await addressOf(first.doors);
    expect(before.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(Buffer.from(before.token, 'base64url')).toHaveLength(32);
    const client = await connectHttp(first.doors);
    expect((await callTool(client, 'jira_get_issue', { key: 'NIM-1' })).isError).toBe(false);
    await client.close();
    first.doors.dispose();
    const second = await http({ secret });
    expect(await addressOf(second.doors)).toEqual(before);
  });

  it('puts everybody with the old bearer out when it is rotated', async () => {
    const { doors } = await http();
    const client = await connectHttp(doors);
    const before = await addressOf(doors);
    await doors.rotate();
    const after = await addressOf(doors);
    expect(after.origin).toBe(before.origin);
    expect(after.token).not.toBe(before.token);
    await expect(client.listTools()).rejects.toThrow();
    const answer = await fetch(`${before.origin}/mcp`, {
      method: 'POST',
      headers: { authorization: `Bearer ${before.token}` },
    });
    expect(answer.status).toBe(401);
    await (await connectHttp(doors)).close();
  });

  it('never hands its bearer to a program that holds the port', async () => {
    const secret = new FakeSecret();
    const first = await http({ secret });
    const before = await addressOf(first.doors);
    const port = Number(new URL(before.origin).port);
    first.doors.dispose();
    const thief = await foreignServer(port);
    const second = await http({ secret });
    const after = await addressOf(second.doors);
    expect(second.doors.http).toMatchObject({ kind: 'open', wantedPort: 0 });
    expect(after.origin).not.toBe(before.origin);
    expect(after.token).not.toBe(before.token); // a client may have sent the old one to the thief
    thief.close();
  });

  it('falls back from a fixed port, says so, and stays where clients were told', async () => {
    const thief = await foreignServer(0);
    const address = thief.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const secret = new FakeSecret();
    const first = await http({ secret, settings: { port } });
    expect(first.doors.http).toMatchObject({ kind: 'open', wantedPort: port });
    const told = await addressOf(first.doors);
    expect(told.origin).not.toContain(`:${port}`);
    first.doors.dispose();
    thief.close();
    const second = await http({ secret, settings: { port } });
    expect(await addressOf(second.doors)).toEqual(told);
  });

  it('belongs to one window at a time; another takes over when it goes, under a live client', async () => {
    const secret = new FakeSecret();
    const directory = temporaryDirectory();
    const first = await http({ secret, directory });
    const second = await http({ secret, directory });
    expect(second.doors.http).toMatchObject({ kind: 'elsewhere' });
    expect(await addressOf(second.doors)).toEqual(await addressOf(first.doors));
    const before = await addressOf(first.doors);
    first.doors.dispose();
    await until(() => second.doors.http.kind === 'open');
    expect(await addressOf(second.doors)).toEqual(before);
    await (await connectHttp(second.doors)).close();
  });

  it('answers an old session with 404 after a restart, so that the client starts anew', async () => {
    const secret = new FakeSecret();
    const first = await http({ secret });
    const { origin, token } = await addressOf(first.doors);
    const { sessionId = '' } = (await connectHttp(first.doors)).transport ?? {};
    first.doors.dispose();
    const second = await http({ secret });
    const headers = { ...goodHeaders(token), 'mcp-session-id': sessionId };
    const place = { host: '127.0.0.1', port: Number(new URL(origin).port) };
    const answer = await rawRequest(place, { headers, body: '{"jsonrpc":"2.0","id":9,"method":"tools/list"}' });
    expect(answer.status).toBe(404);
    expect(await addressOf(second.doors)).toEqual({ origin, token });
    await (await connectHttp(second.doors)).close();
  });

  it('keeps 50 clients at the same time apart', async () => {
    const { doors } = await http();
    const { doors: sockets, directory } = await window();
    const clients = await Promise.all(
      Array.from({ length: 50 }, (_, index) => connectHttp(doors, { name: `c${index}`, withStream: false })),
    );
    const answers = await Promise.all(
      clients.map(async (client, index) => [
        await callTool(client, 'jira_search', { text: `nonce${index}nonce` }),
        await callTool(client, 'jira_get_issue', { key: `NIM-${index + 1}` }),
        await callTool(client, 'jira_search', { jql: `key = NIM-${index + 1}` }),
      ]),
    );
    for (const [index, [search, issue, found]] of answers.entries()) {
      expect(search?.data['jql']).toContain(`nonce${index}nonce`);
      expect(issue?.data['key']).toBe(`NIM-${index + 1}`);
      expect(found?.data['issues']).toMatchObject([{ key: `NIM-${index + 1}` }]);
    }
    expect(new Set(doors.clients).size).toBe(50);
    expect(sockets.clients).toEqual([]);
    expect(listWindows(directory)).toHaveLength(1);
    await Promise.all(clients.map((client) => client.close()));
  });
});

describe('ChatGPT', () => {
  it('finds and reads issues and pages by its own contract, over HTTP and stdio', async () => {
    const { doors } = await http();
    const overHttp = await connectHttp(doors, { path: '/chatgpt' });
    const { directory } = await window();
    const overStdio = await stdio(directory, { args: ['--profile', 'chatgpt'] });
    for (const client of [overHttp, overStdio]) {
      const { tools } = await client.listTools();
      const search = tools.find(({ name }) => name === 'search');
      expect(Object.keys(search?.inputSchema.properties ?? {})).toEqual(['query']);
      const found = await callTool(client, 'search', { query: 'checkout' });
      const results = found.data['results'] as Array<Record<string, string>>;
      expect(results.every((result) => Object.keys(result).join() === 'id,title,url')).toBe(true);
      const kinds = new Set(results.map(({ id }) => id?.split(':')[0]));
      expect(kinds).toEqual(new Set(['issue', 'page']));
      for (const kind of kinds) {
        const id = results.find((result) => result['id']?.startsWith(`${kind}:`))?.['id'];
        const { data } = await callTool(client, 'fetch', { id });
        expect(Object.keys(data)).toEqual(['id', 'title', 'text', 'url', 'metadata']);
        expect(data['id']).toBe(id);
        expect(String(data['url'])).toMatch(/^http/);
        expect(String(data['text']).length).toBeGreaterThan(0);
      }
      const exact = await callTool(client, 'search', { query: 'nim-1' });
      expect((exact.data['results'] as Array<Record<string, string>>)[0]).toMatchObject({ id: 'issue:NIM-1' });
      await client.close();
    }
  });

  it('has these tools for itself', async () => {
    const { doors } = await http();
    const client = await connectHttp(doors);
    const { tools } = await client.listTools();
    expect(tools.filter(({ name }) => name === 'search' || name === 'fetch')).toEqual([]);
    await client.close();
  });
});

describe('strangers at the port', () => {
  let calls = 0;
  let address = { host: '127.0.0.1', port: 0 };
  let token = '';
  const setup = openDoors({
    directory: temporaryDirectory(),
    settings: { isHttpOpen: true },
    dependencies: dependencies({
      connection: async () => {
        calls += 1;
        return fail({ code: 'notSignedIn' });
      },
    }),
  });
  beforeAll(async () => {
    await setup.doors.update();
    const given = await addressOf(setup.doors);
    token = given.token;
    address = { host: '127.0.0.1', port: Number(new URL(given.origin).port) };
  });
  afterAll(() => setup.doors.dispose());

  hostileRequests({ address: () => address, token: () => token, calls: () => calls, expectedCalls: 0 });
});

async function foreignServer(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
