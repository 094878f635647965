import { execFile, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { builtServer, callTool, connectStdio, siteEnv } from './support/clients.ts';

const run = promisify(execFile);

let demo: RunningDemoSite;
let server: string;
beforeAll(async () => {
  server = await builtServer();
  demo = await startDemoSite({ port: 0 });
}, 60_000); // it may have to be built first
afterAll(() => demo.close());

function issuesCalled(summary: string): number {
  return [...demo.site.jira.issues.values()].filter((issue) => issue.summary === summary).length;
}

describe('on its own demo site', () => {
  it('reads and writes', async () => {
    const client = await connectStdio({ args: ['--demo', '--project', 'NIM', '--allow-writes'] });
    const sprint = await callTool(client, 'jira_current_sprint');
    expect(sprint.data['sprint']).toMatchObject({ name: 'NIM Sprint 14' });
    expect(sprint.data['blocked']).toContain('NIM-44'); // by its status
    const created = await callTool(client, 'jira_create_issue', { summary: 'From stdio', type: 'Task' });
    expect(created.data['key']).toMatch(/^NIM-/);
    const read = await callTool(client, 'jira_get_issue', { key: created.data['key'] });
    expect(read.data['summary']).toBe('From stdio');
    await client.close();
  });
});

describe('consent', () => {
  const args = { project: 'NIM', type: 'Bug', assignee: 'Paul', sprint: 'current', description: 'Exact *text*.' };

  it('shows the exact target and text, with names resolved, and writes on yes', async () => {
    const asked: string[] = [];
    const client = await connectStdio({
      env: siteEnv(demo),
      onElicit: (message) => {
        asked.push(message);
        return 'accept';
      },
    });
    const answer = await callTool(client, 'jira_create_issue', { ...args, summary: 'Said yes' });
    expect(answer.isError, answer.text).toBe(false);
    expect(answer.data).toMatchObject({ assignee: 'Paul Martin', sprint: 'NIM Sprint 14', type: 'Bug' });
    expect(asked).toHaveLength(1);
    for (const part of ['project NIM', demo.url, 'Said yes', 'Paul Martin', 'NIM Sprint 14', 'Exact *text*.']) {
      expect(asked[0]).toContain(part);
    }
    expect(issuesCalled('Said yes')).toBe(1);
    await client.close();
  });

  it.each(['decline', 'cancel'] as const)('writes nothing on %s', async (reply) => {
    const client = await connectStdio({ env: siteEnv(demo), onElicit: () => reply });
    const answer = await callTool(client, 'jira_create_issue', { ...args, summary: `Said ${reply}` });
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain('declined');
    expect(issuesCalled(`Said ${reply}`)).toBe(0);
    await client.close();
  });

  it('refuses where nobody can be asked, saying how', async () => {
    const client = await connectStdio({ env: siteEnv(demo) });
    const answer = await callTool(client, 'jira_create_issue', { ...args, summary: 'Nobody asked' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain('writesNotAllowed');
    expect(answer.text).toContain('--allow-writes');
    expect(issuesCalled('Nobody asked')).toBe(0);
    await client.close();
  });

  it('has no write tool at all when read-only', async () => {
    const client = await connectStdio({ args: ['--read-only'], env: siteEnv(demo), onElicit: () => 'accept' });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).not.toContain('jira_create_issue');
    const answer = await callTool(client, 'jira_create_issue', { ...args, summary: 'Read-only' });
    expect(answer.text).toContain('read-only');
    expect(issuesCalled('Read-only')).toBe(0);
    await client.close();
  });
});

describe('a slow site', () => {
  let slow: Server;
  beforeAll(async () => {
    slow = createServer(() => {}); // takes every request and answers none
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void slow.close());

  function slowSite(): string {
    const address = slow.address();
    return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
  }

  it('hears of progress, and a cancelled call ends', async () => {
    const client = await connectStdio({ env: { ...siteEnv(demo), TRESTLE_SITE: slowSite() } });
    const cancel = new AbortController();
    const messages: Array<number> = [];
    const pending = client.callTool({ name: 'jira_get_issue', arguments: { key: 'NIM-1' } }, undefined, {
      signal: cancel.signal,
      onprogress: ({ progress }) => {
        messages.push(progress);
        if (messages.length === 2) cancel.abort('enough');
      },
    });
    await expect(pending).rejects.toThrow(/enough/);
    expect(messages).toEqual([1, 2]);
    await expect(client.listTools()).resolves.toBeDefined();
    await client.close();
  });
});

describe('the process', () => {
  const start = (args: readonly string[], env: Record<string, string> = {}) =>
    run(process.execPath, [server, ...args], { env: { PATH: process.env['PATH'] ?? '', ...env } }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );

  it('explains itself', async () => {
    expect(await start(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--allow-writes') });
    expect(await start(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const wrong = await start(['--nonsense']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('unknown argument "--nonsense"');
  });

  it('answers what it was asked before stdin ended, writes nothing else to stdout, and ends with 0', async () => {
    const child = spawn(process.execPath, [server, '--demo'], { stdio: 'pipe' });
    const lines = [
      {
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
      },
      { method: 'notifications/initialized' },
      { id: 2, method: 'tools/call', params: { name: 'jira_get_issue', arguments: { key: 'NIM-1' } } },
      { id: 3, method: 'tools/list' },
    ];
    child.stdin.write('this is not JSON\n');
    child.stdin.end(lines.map((line) => `${JSON.stringify({ jsonrpc: '2.0', ...line })}\n`).join(''));
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(0);
    const answers = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
    expect(answers.find(({ id }) => id === 1).result.protocolVersion).toBe('2025-06-18');
    expect(answers.find(({ id }) => id === 2).result.structuredContent.key).toBe('NIM-1');
  });

  it('lists its tools without credentials, and each call says what is missing', async () => {
    const client = await connectStdio({ env: { TRESTLE_SITE: demo.url } });
    const answer = await callTool(client, 'jira_search', { text: 'x' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain('not connected: TRESTLE_EMAIL, TRESTLE_TOKEN are not set');
    await client.close();
  });

  it('says plainly that the token is wrong, without repeating it', async () => {
    const client = await connectStdio({ env: { ...siteEnv(demo), TRESTLE_TOKEN: 'wrong-token-value' } });
    const answer = await callTool(client, 'jira_get_issue', { key: 'NIM-1' });
    expect(answer.text).toContain('credentialRejected');
    expect(answer.text).not.toContain('wrong-token-value');
    await client.close();
  });
});

it('does nothing when loaded instead of started', async () => {
  const script = `process.stdout.write(Object.keys(require(${JSON.stringify(server)})).join())`;
  const { stdout } = await run(process.execPath, ['-e', script]);
  expect(stdout.split(',').sort()).toEqual(['openChatTools', 'runStdio', 'startClientServer', 'startWindowServer']);
});
