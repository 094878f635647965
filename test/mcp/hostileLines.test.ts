import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail } from '#domain/errors.ts';
import { builtServer, temporaryWrites } from './support/clients.ts';
import { openDoors, temporaryDirectory } from './support/doors.ts';
import { initializeMessage } from './support/hostile.ts';

// What no client writes to the server's stdin: none of it reaches a site, and the server goes on serving.
let server: string;
let site: Server;
let requests = 0;
beforeAll(async () => {
  server = await builtServer();
  site = createServer((_request, response) => {
    requests += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
}, 60_000); // it may have to be built first
afterAll(() => void site.close());

const call = (args: unknown, id: unknown = 2) => ({
  jsonrpc: '2.0',
  ...(id !== undefined && { id }),
  method: 'tools/call',
  params: { name: 'jira_get_issue', arguments: args },
});
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const lines: ReadonlyArray<readonly [name: string, line: string | Buffer]> = [
  ['nothing', ''],
  ['no JSON', '{"jsonrpc":'],
  ['a number', '7'],
  ['null', 'null'],
  ['an empty batch', '[]'],
  ['a batch', JSON.stringify([call({ key: 'NIM-1' }), call({ key: 'NIM-2' }, 3)])],
  ['another version', JSON.stringify({ ...call({ key: 'NIM-1' }), jsonrpc: '1.0' })],
  ['no version', JSON.stringify({ ...call({ key: 'NIM-1' }), jsonrpc: undefined })],
  ['an id that is an object', JSON.stringify({ ...call({ key: 'NIM-1' }), id: {} })],
  ['an id that is null', JSON.stringify({ ...call({ key: 'NIM-1' }), id: null })],
  ['a call that wants no answer', JSON.stringify({ ...call({ key: 'NIM-1' }), id: undefined })],
  ['an answer to nothing', '{"jsonrpc":"2.0","id":99,"result":{}}'],
  ['a text for params', JSON.stringify({ ...call({}), params: 'jira_get_issue' })],
  ['an unknown method', JSON.stringify({ ...call({}), method: 'tools/destroy' })],
  ['an unknown tool', JSON.stringify({ ...call({}), params: { name: '__proto__', arguments: {} } })],
  ['arguments that are a list', JSON.stringify(call([]))],
  [
    'arguments of another prototype',
    JSON.stringify(call({})).replace('{}', '{"key":"NIM-1","__proto__":{"x":1},"y":1}'),
  ],
  ['nesting 100,000 deep', JSON.stringify(call({ key: 'DEEP' })).replace('"DEEP"', deep)],
  ['a megabyte', JSON.stringify(call({ key: 'x'.repeat(1_000_000) }))],
  ['broken UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ['zero bytes', Buffer.alloc(64)],
];

/** Writes every line, then asks properly; resolves to all that came back by then. */
async function speak(env: Record<string, string>, args: readonly string[]) {
  const child = spawn(process.execPath, [server, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const answers: Array<Record<string, unknown>> = [];
  const done = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      answers.push(JSON.parse(line)); // nothing but JSON goes to stdout
      if (answers.some(({ id }) => id === 'last')) return;
    }
  })();
  const write = (line: string | Buffer) => {
    child.stdin.write(line);
    child.stdin.write('\n');
  };
  write(JSON.stringify(initializeMessage));
  for (const [, line] of lines) write(line);
  write(JSON.stringify({ jsonrpc: '2.0', id: 'last', method: 'tools/list' }));
  await done;
  const isRunning = child.exitCode === null;
  child.kill();
  return { answers, isRunning };
}

function expectHarmless({ answers, isRunning }: Awaited<ReturnType<typeof speak>>): void {
  expect(isRunning).toBe(true);
  const last = answers.find(({ id }) => id === 'last');
  expect(JSON.stringify(last)).toContain('jira_get_issue');
  for (const answer of answers.filter(({ id }) => id !== 1 && id !== 'last')) {
    expect(JSON.stringify(answer)).toMatch(/"error":|"isError":true/);
    expect(JSON.stringify(answer)).not.toMatch(/node_modules|at .*:\d+:\d+/);
  }
}

describe(`${lines.length} hostile lines`, () => {
  it('do not move a server of its own, which asks its site for nothing', async () => {
    const address = site.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const env = { TRESTLE_SITE: `http://127.0.0.1:${port}`, TRESTLE_EMAIL: 'a@example.com', TRESTLE_TOKEN: 'x' };
    expectHarmless(await speak(env, ['--standalone', '--allow-writes']));
    expect(requests).toBe(0);
  });

  it('do not move one that works through a window, where no tool runs', async () => {
    let calls = 0;
    const directory = temporaryDirectory();
    const { doors } = openDoors({
      directory,
      dependencies: {
        connection: async () => {
          calls += 1;
          return fail({ code: 'notSignedIn' });
        },
        defaults: () => ({}),
        ...temporaryWrites(),
        log: () => {},
      },
    });
    await doors.update();
    expectHarmless(await speak({ TRESTLE_WINDOWS: directory }, []));
    expect(calls).toBe(0);
    doors.dispose();
  });
});
