import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { type AgentPolicy, openPolicy } from '#domain/agentPolicy.ts';
import type { Connection } from '#domain/ports.ts';
import type { ResourceChange } from '#mcp/resourceDefinition.ts';
import type { ServerDependencies } from '#mcp/server.ts';
import { tools } from '#mcp/tools/index.ts';
import { startWindowServer } from '#mcp/windowServer.ts';
import { EventEmitter } from '#shared/event.ts';
import {
  builtServer,
  callTool,
  connectSocket,
  connectStdio,
  demoConnection,
  socketTransport,
  temporarySocket,
  temporaryWrites,
} from './support/clients.ts';
import { connectHttp, FakeSecret, httpTransport, openDoors, temporaryDirectory } from './support/doors.ts';

// What a client that stays connected sees of a server that does not stay, or that changes what it offers.
const patience = { timeout: 15_000 };
const resourceChanges = new EventEmitter<ResourceChange>();
const policyChanges = new EventEmitter<void>();
let policy: AgentPolicy = openPolicy;
let demo: RunningDemoSite;
let connection: Connection;
const opened: Array<() => unknown> = [];

beforeAll(async () => {
  await builtServer();
  demo = await startDemoSite({ port: 0 });
  connection = await demoConnection(demo);
}, 60_000); // it may have to be built first
afterAll(async () => {
  connection.dispose();
  await demo.close();
});
beforeEach(() => {
  policy = openPolicy;
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function dependencies(parts: Partial<ServerDependencies> = {}): ServerDependencies {
  return {
    connection: async () => connection,
    defaults: () => ({ projectKey: 'NIM' }),
    policy: () => policy,
    onDidChangePolicy: policyChanges.event,
    onDidChangeResources: resourceChanges.event,
    ...temporaryWrites(),
    log: () => {},
    ...parts,
  };
}

async function window(options: Partial<Parameters<typeof openDoors>[0]> = {}) {
  const directory = options.directory ?? temporaryDirectory();
  const setup = openDoors({ dependencies: dependencies(), ...options, directory });
  opened.push(() => setup.doors.dispose());
  await setup.doors.update();
  return { ...setup, directory };
}

async function own(connecting: Promise<Client>): Promise<Client> {
  const client = await connecting;
  opened.push(() => client.close().catch(() => undefined));
  return client;
}

/** Everything the server says by itself. */
function listenTo(client: Client): string[] {
  const heard: string[] = [];
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void heard.push(params.uri));
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void heard.push('tools'));
  client.setNotificationHandler(ResourceListChangedNotificationSchema, () => void heard.push('resources'));
  return heard;
}

const sprint = 'trestle://sprint/current';
const issue = (key: string) => `trestle://issue/${key}`;
const hears = (heard: string[], wanted: readonly string[]) =>
  vi.waitFor(() => expect([...heard].sort()).toEqual([...wanted].sort()), patience);

describe('a server restarted under a live client', () => {
  it('through a window, goes on following for a client that only listens, and says what may have been missed', async () => {
    const { doors, directory } = await window();
    const client = await own(connectStdio({ env: { TRESTLE_WINDOWS: directory } }));
    const heard = listenTo(client);
    for (const uri of [sprint, issue('NIM-7'), issue('NIM-8')]) await client.subscribeResource({ uri });
    await client.unsubscribeResource({ uri: issue('NIM-8') });
    doors.dispose();
    const again = await window({ directory });
    await hears(heard, ['tools', 'resources', sprint, issue('NIM-7')]);
    heard.splice(0);
    resourceChanges.fire({ issueKeys: ['NIM-8'] });
    resourceChanges.fire({ issueKeys: ['NIM-7'] });
    await hears(heard, [sprint, issue('NIM-7'), sprint]);
    expect(again.doors.clients).toEqual(['test']); // one session, and it is shown
  });

  it('through a window, comes back by itself when it is let in again', async () => {
    const { doors, directory, settings } = await window();
    const client = await own(connectStdio({ env: { TRESTLE_WINDOWS: directory } }));
    const heard = listenTo(client);
    await client.subscribeResource({ uri: sprint });
    settings.isOpen = false;
    await doors.update();
    expect(doors.clients).toEqual([]);
    settings.isOpen = true;
    await doors.update();
    await hears(heard, ['tools', 'resources', sprint]);
    expect(doors.clients).toEqual(['test']);
  });

  it('through a window, tells of a call that may have begun, and repeats none', async () => {
    let calls = 0;
    const stuck = dependencies({
      connection: async () => {
        calls += 1;
        return calls === 1 ? new Promise<never>(() => {}) : connection;
      },
    });
    const { doors, directory } = await window({ dependencies: stuck });
    const client = await own(connectStdio({ env: { TRESTLE_WINDOWS: directory } }));
    const pending = callTool(client, 'jira_get_issue', { key: 'NIM-1' });
    await vi.waitFor(() => expect(calls).toBe(1), patience);
    doors.dispose();
    await window({ directory, dependencies: stuck });
    const { isError, text } = await pending;
    expect(isError).toBe(true);
    expect(text).toContain('It may have been done: look before repeating it.');
    expect(calls).toBe(1);
    expect((await callTool(client, 'jira_get_issue', { key: 'NIM-1' })).isError).toBe(false);
  });

  it('over HTTP, is found again by starting anew on the 404', async () => {
    const secret = new FakeSecret();
    const settings = { isHttpOpen: true };
    const { doors } = await window({ secret, settings });
    const client = await own(connectHttp(doors));
    doors.dispose();
    await expect(client.listTools()).rejects.toThrow();
    const again = await window({ secret, settings });
    const error: unknown = await client.listTools().catch((reason: unknown) => reason);
    expect(error instanceof StreamableHTTPError && error.code).toBe(404);
    await client.close();
    await client.connect((await httpTransport(again.doors)) as Transport);
    expect((await callTool(client, 'jira_get_issue', { key: 'NIM-1' })).isError).toBe(false);
  });

  it('in the window, is found again at the same place with its new bearer', async () => {
    const place = temporarySocket();
    const start = async () => {
      const server = await startWindowServer({ ...place, version: '0.0.0', dependencies: dependencies() });
      opened.push(() => server.dispose());
      return server;
    };
    const first = await start();
    const client = await own(connectSocket(first));
    first.dispose();
    await expect(client.listTools()).rejects.toThrow();
    const second = await start();
    expect(second.token).not.toBe(first.token);
    await expect(client.listTools()).rejects.toThrow(/401|Unauthorized/);
    await client.close();
    await client.connect(socketTransport(second));
    expect((await callTool(client, 'jira_get_issue', { key: 'NIM-1' })).isError).toBe(false);
  });
});

describe('a change of what agents may do', () => {
  const doorsTo: Record<string, () => Promise<Client>> = {
    async socket() {
      const server = await startWindowServer({
        ...temporarySocket(),
        version: '0.0.0',
        dependencies: dependencies(),
      });
      opened.push(() => server.dispose());
      return own(connectSocket(server));
    },
    async HTTP() {
      return own(connectHttp((await window({ settings: { isHttpOpen: true } })).doors));
    },
    async 'stdio through a window'() {
      return own(connectStdio({ env: { TRESTLE_WINDOWS: (await window()).directory } }));
    },
  };

  function change(parts: Partial<AgentPolicy>): void {
    policy = { ...openPolicy, ...parts };
    policyChanges.fire();
  }

  const names = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);
  const basic = tools.filter(({ toolset }) => toolset === undefined);
  const toolsets = tools.flatMap(({ toolset }) => toolset ?? []);

  it.each(Object.keys(doorsTo))('is told to a client by %s, whatever is switched', async (door) => {
    const client = await doorsTo[door]?.();
    if (!client) expect.fail(door);
    const capabilities = client.getServerCapabilities();
    expect([capabilities?.tools?.listChanged, capabilities?.resources?.listChanged]).toEqual([true, true]);
    const heard = listenTo(client);
    const steps: ReadonlyArray<readonly [Partial<AgentPolicy>, (name: string) => boolean]> = [
      [{ isReadOnly: true }, (name) => basic.some((tool) => tool.name === name && tool.access === 'read')],
      [{ disabledTools: ['jira_get_issue'] }, (name) => name !== 'jira_get_issue'],
      [{ toolsets, disabledTools: ['jira_search'] }, (name) => name !== 'jira_search'],
      [{}, () => true],
    ];
    for (const [parts, isWanted] of steps) {
      heard.splice(0);
      change(parts);
      await hears(heard, ['tools', 'resources']);
      const offered = tools.filter(({ toolset }) => toolset === undefined || policy.toolsets.includes(toolset));
      expect(await names(client)).toEqual(offered.map(({ name }) => name).filter(isWanted));
    }
  });

  it('is not told when the list stays as it is', async () => {
    const client = await doorsTo['socket']?.();
    if (!client) expect.fail('no client');
    const heard = listenTo(client);
    change({ allowedProjects: ['NIM'] });
    change({ allowedProjects: ['NIM'], isReadOnly: true });
    await hears(heard, ['tools', 'resources']); // of the second change alone
  });

  it('takes the resources along that a tool reads', async () => {
    const client = await doorsTo['socket']?.();
    if (!client) expect.fail('no client');
    change({ disabledTools: ['jira_get_issue', 'jira_current_sprint'] });
    expect((await client.listResources()).resources).toEqual([]);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['trestle://page/{id}']);
    await expect(client.readResource({ uri: sprint })).rejects.toThrow(/toolOff.*disabledTools/);
  });
});
