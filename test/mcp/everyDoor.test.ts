import { PassThrough } from 'node:stream';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { Connection } from '#domain/ports.ts';
import { allowedByFlag } from '#mcp/consent.ts';
import { serveStreams } from '#mcp/sdk.ts';
import { type ServerDependencies, ToolServer } from '#mcp/server.ts';
import { tools } from '#mcp/tools/index.ts';
import { startWindowServer } from '#mcp/windowServer.ts';
import {
  builtServer,
  callTool,
  connectSocket,
  connectStdio,
  demoConnection,
  siteEnv,
  temporarySocket,
  temporaryWrites,
} from './support/clients.ts';
import { connectHttp, openDoors, temporaryDirectory } from './support/doors.ts';

// The same conversation through every door: whichever a client comes by, it gets the same tools and the same answers.
let demo: RunningDemoSite;
let connection: Connection;
const opened: Array<() => unknown> = [];

beforeAll(async () => {
  await builtServer();
  demo = await startDemoSite({ port: 0 });
  connection = await demoConnection(demo);
}, 60_000); // it may have to be built first
afterAll(async () => {
  for (const close of opened.reverse()) await close();
  connection.dispose();
  await demo.close();
});

function dependencies(): ServerDependencies {
  return {
    connection: async () => connection,
    defaults: () => ({ projectKey: 'NIM' }),
    ...temporaryWrites(),
    log: () => {},
  };
}

async function window() {
  const directory = temporaryDirectory();
  const setup = openDoors({
    directory,
    settings: { isHttpOpen: true },
    dependencies: dependencies(),
  });
  setup.person.answer = 'once';
  opened.push(() => setup.doors.dispose());
  await setup.doors.update();
  return { ...setup, directory };
}

/** Two streams in this process, as a client would have them to a process of its own. */
function streamTransport(input: PassThrough, output: PassThrough): Transport {
  const buffer = new ReadBuffer();
  const transport: Transport = {
    async start() {
      input.on('data', (chunk: Buffer) => {
        buffer.append(chunk);
        for (let message = buffer.readMessage(); message; message = buffer.readMessage())
          transport.onmessage?.(message);
      });
    },
    async send(message) {
      output.write(serializeMessage(message));
    },
    async close() {
      output.end();
      transport.onclose?.();
    },
  };
  return transport;
}

const doors: Record<string, () => Promise<Client>> = {
  async 'in memory'() {
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    const door = {
      surface: { isReadOnly: false },
      consent: allowedByFlag,
      howToConnect: 'no site',
      howToAllowWrites: 'no',
    };
    const server = new ToolServer(tools, dependencies(), door);
    const served = await serveStreams(server, '0.0.0', { input: toServer, output: toClient });
    opened.push(() => served.close());
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(streamTransport(toClient, toServer));
    await client.listTools();
    return client;
  },
  async 'the socket of the window'() {
    const server = await startWindowServer({ ...temporarySocket(), version: '0.0.0', dependencies: dependencies() });
    opened.push(() => server.dispose());
    return connectSocket(server);
  },
  async HTTP() {
    return connectHttp((await window()).doors);
  },
  async 'stdio through a window'() {
    return connectStdio({ env: { TRESTLE_WINDOWS: (await window()).directory } });
  },
  async 'stdio alone'() {
    return connectStdio({ args: ['--allow-writes', '--project', 'NIM'], env: siteEnv(demo) });
  },
};

describe.each(Object.keys(doors))('%s', (door) => {
  let client: Client;
  beforeAll(async () => {
    client = (await doors[door]?.()) ?? expect.fail(door);
    opened.push(() => client.close());
  });

  it('lists the whole table, in its order', async () => {
    const listed = (await client.listTools()).tools.map(({ name }) => name);
    expect(listed).toEqual(tools.filter(({ toolset }) => toolset === undefined).map(({ name }) => name));
  });

  it('reads, and says plainly what is not there', async () => {
    const { data } = await callTool(client, 'jira_get_issue', { key: 'NIM-7' });
    expect(data).toMatchObject({ key: 'NIM-7', url: `${demo.url}/browse/NIM-7` });
    const missing = await callTool(client, 'jira_get_issue', { key: 'NIM-9999' });
    expect(missing.isError).toBe(true);
    expect(missing.text).toContain('notFound');
    const wrong = await callTool(client, 'jira_get_issue', { key: 'NIM-7', issue: 'NIM-7' });
    expect(wrong.text).toContain('no such argument');
  });

  it('writes what is allowed, once, and takes it back', async () => {
    const summary = `Through ${door}`;
    const { data } = await callTool(client, 'jira_create_issue', { summary, type: 'Task' });
    const stored = [...demo.site.jira.issues.values()].filter((issue) => issue.summary === summary);
    expect(stored.map(({ key }) => key)).toEqual([data['key']]);
    await callTool(client, 'undo_change', { target: data['key'] });
    expect([...demo.site.jira.issues.values()].filter((issue) => issue.summary === summary)).toEqual([]);
  });

  it('has prompts, resources and completions', async () => {
    const { messages } = await client.getPrompt({ name: 'standup', arguments: {} });
    expect(JSON.stringify(messages)).toContain('NIM-');
    const { contents } = await client.readResource({ uri: 'trestle://issue/NIM-7' });
    expect(JSON.stringify(contents)).toContain('NIM-7');
    const ref = { type: 'ref/resource' as const, uri: 'trestle://issue/{key}' };
    const { completion } = await client.complete({ ref, argument: { name: 'key', value: 'NIM-1' } });
    expect(completion.values).not.toEqual([]);
  });
});
