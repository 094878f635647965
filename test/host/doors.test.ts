import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { ConfigurationTarget, commands, TabInputTextDiff, window, workspace } from 'vscode';
import { fileClients, type ServerLaunch } from '../../src/services/connect/clients.ts';
import { listWindows, windowsDirectory } from '../../src/services/doors/openWindows.ts';
import { openSampleProject } from './support/project.ts';
import { signInToDemo, signOut, trestle, until } from './support/trestle.ts';

describe('programs outside the editor', () => {
  const realHome = process.env['HOME'];
  const home = mkdtempSync(join(tmpdir(), 'th-'));
  let folder: string;

  before(async () => {
    ({ folder } = await openSampleProject());
    await signInToDemo();
    process.env['HOME'] = home; // where clients keep their files
  });

  after(async () => {
    process.env['HOME'] = realHome;
    await signOut();
  });

  it('find this window, which listens on no port', async () => {
    const { doors } = await trestle();
    await until('the doors are open', () => doors.isOpen);
    assert.deepEqual(doors.http, { kind: 'closed' });
    process.env['HOME'] = realHome;
    const windows = listWindows(windowsDirectory());
    process.env['HOME'] = home;
    assert.ok(windows.some(({ pid, folders }) => pid === process.pid && folders.includes(folder)));
  });

  it('are connected by a change that is shown first, once', async () => {
    const file = join(home, '.cursor', 'mcp.json');
    assert.equal(await agree('cursor', () => existsSync(file)), true);
    const text = readFileSync(file, 'utf8');
    const launch = cursor().read(text);
    assert.ok(
      launch?.args.some((arg) => arg.endsWith(join('bin', 'mcp.js'))),
      text,
    );
    // A second time there is nothing to agree to.
    assert.equal(await commands.executeCommand('trestle.connectClient', 'cursor'), true);
    assert.equal(readFileSync(file, 'utf8'), text);
  });

  it('work with the account of this window, and change nothing unasked', async () => {
    const launch = cursor().read(readFileSync(join(home, '.cursor', 'mcp.json'), 'utf8'));
    assert.ok(launch);
    const client = await start(launch);
    const sprint = await call(client, 'jira_current_sprint', {});
    assert.ok(sprint.includes('NIM Sprint 14'), sprint.slice(0, 300));
    const { doors, connections } = await trestle();
    assert.deepEqual(doors.clients, ['outside']);
    // In tests VS Code shows no dialog, so nobody can say yes.
    await call(client, 'jira_create_issue', { project: 'NIM', type: 'Task', summary: 'Never allowed from outside' });
    const found = await (await connections.current())?.tracker.issues.search({
      filter: { text: 'Never allowed from outside' },
    });
    assert.deepEqual(found?.items, []);
    await commands.executeCommand('trestle.toggleOtherClients');
    await until('the doors are closed', () => !doors.isOpen);
    await commands.executeCommand('trestle.toggleOtherClients');
    await until('the doors are open again', () => doors.isOpen);
    const again = await call(client, 'jira_current_sprint', {});
    assert.ok(again.includes('NIM Sprint 14'), again.slice(0, 300));
    await client.close();
  });

  it('that speak HTTP get a port when one is asked for, until it is closed', async () => {
    const { doors } = await trestle();
    assert.equal(await commands.executeCommand('trestle.connectClient', 'http'), true);
    const address = await doors.httpAddress();
    assert.match(address?.origin ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
    const post = (token: string) =>
      fetch(`${address?.origin}/mcp`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    assert.equal((await post('wrong')).status, 401);
    assert.equal((await post(address?.token ?? '')).status, 400);
    await commands.executeCommand('trestle.rotateToken');
    assert.equal((await post(address?.token ?? '')).status, 401);
    await workspace.getConfiguration('trestle').update('mcp.http', undefined, ConfigurationTarget.Global);
    await until('the port is closed', () => doors.http.kind === 'closed');
  });

  function cursor() {
    const client = fileClients.find(({ id }) => id === 'cursor');
    assert.ok(client);
    return client;
  }

  /** Runs the command and agrees to the change in its notification, the only one there is. */
  async function agree(id: string, isDone: () => boolean): Promise<unknown> {
    await commands.executeCommand('notifications.clearAll');
    const running = commands.executeCommand('trestle.connectClient', id);
    await until('the change is agreed to', async () => {
      if (window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputTextDiff) {
        await commands.executeCommand('notification.acceptPrimaryAction');
      }
      return isDone();
    });
    return running;
  }

  async function start({ command, args, env = {} }: ServerLaunch): Promise<Client> {
    const client = new Client({ name: 'outside', version: '1' });
    const inherited = { PATH: process.env['PATH'] ?? '', HOME: realHome ?? '' };
    await client.connect(
      new StdioClientTransport({ command, args: [...args], cwd: folder, env: { ...inherited, ...env } }),
    );
    return client;
  }

  async function call(client: Client, name: string, args: Record<string, unknown>): Promise<string> {
    const { content } = CallToolResultSchema.parse(await client.callTool({ name, arguments: args }));
    return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  }
});
