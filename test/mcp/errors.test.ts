import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPolicy, toolsets } from '#domain/agentPolicy.ts';
import { tools as everyTool } from '#mcp/tools/index.ts';
import { callTool, openWindow, type WindowSetup } from './support/clients.ts';

let window: WindowSetup;
beforeAll(async () => {
  window = await openWindow({});
});
afterAll(() => window.close());

async function refused(name: string, args: Record<string, unknown>): Promise<string> {
  const answer = await callTool(window.client, name, args);
  expect(answer.isError, answer.text).toBe(true);
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d+|Bearer |ATATT/);
  expect(answer.bytes).toBeLessThan(4096);
  return answer.text;
}

function writesSent(): number {
  return window.demo.requests.filter(({ method, path }) => method === 'POST' && path === '/rest/api/3/issue').length;
}

describe('names that do not decide', () => {
  it('several people: names the candidates with their ids, and creates nothing', async () => {
    const before = writesSent();
    const text = await refused('jira_create_issue', { summary: 'For Martin', project: 'NIM', assignee: 'Martin' });
    expect(text).toContain('severalPeopleFound');
    expect(text).toMatch(/Paul Martin = 712020:/);
    expect(text).toMatch(/Sofia Martin = 712020:/);
    expect(writesSent()).toBe(before);
  });

  it('the account id out of that answer decides', async () => {
    const text = await refused('jira_create_issue', { summary: 'For Martin', project: 'NIM', assignee: 'Martin' });
    const assignee = /Sofia Martin = ([\w:-]+)/.exec(text)?.[1];
    const args = { summary: 'For Sofia', project: 'NIM', type: 'Task', assignee };
    const answer = await callTool(window.client, 'jira_create_issue', args);
    expect(answer.data['assignee']).toBe('Sofia Martin');
  });

  it('nobody: suggests similar names, does not fall back to anybody', async () => {
    const before = writesSent();
    const args = { summary: 'For nobody', project: 'NIM', assignee: 'Pual Martn' };
    const text = await refused('jira_create_issue', args);
    expect(text).toContain('noPersonFound');
    expect(writesSent()).toBe(before);
  });

  it('a person who left, or a bot, is nobody', async () => {
    for (const assignee of ['Olivier Garnier', 'Nimbus Release Bot']) {
      expect(await refused('jira_create_issue', { summary: 'x', project: 'NIM', assignee })).toContain('noPersonFound');
    }
  });

  it('two active sprints: names both with their ids', async () => {
    for (const name of ['jira_current_sprint', 'jira_create_issue']) {
      const args = name === 'jira_create_issue' ? { summary: 'x', sprint: 'current' } : {};
      const text = await refused(name, { project: 'PAY', ...args });
      expect(text).toContain('severalActiveSprints');
      expect(text).toMatch(/PAY Core 8 \(68\)/);
      expect(text).toMatch(/PAY Reporting 3 \(69\)/);
      expect(text).toContain('`sprint`');
    }
  });

  it('kanban has no current sprint', async () => {
    const text = await refused('jira_create_issue', { summary: 'x', project: 'OPS', sprint: 'current' });
    expect(text).toContain('boardHasNoSprints');
    expect(text).toContain('Leave `sprint` out');
  });

  it('an unknown type, priority or section: names the possible ones', async () => {
    expect(await refused('jira_create_issue', { summary: 'x', type: 'Bogue' })).toMatch(/Possible: .*Bug/);
    expect(await refused('jira_create_issue', { summary: 'x', priority: 'Now' })).toMatch(/Possible: .*High/);
  });
});

describe('things that are not there', () => {
  it.each([
    ['jira_get_issue', { key: 'NIM-99999' }],
    ['jira_current_sprint', { project: 'NOPE' }],
    ['confluence_get_page', { id: '99999999' }],
    ['editor_context', {}],
    ['jira_create_issue', { summary: 'x', fromSelection: true }],
    ['jira_create_issue', { summary: 'x', project: 'NOPE' }],
    ['no_such_tool', {}],
  ])('%s %j', async (name, args) => {
    expect(await refused(name, args)).toMatch(/^\w+ failed \(\w+\): /);
  });
});

describe('arguments', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['jira_get_issue', {}, 'key'],
    ['jira_get_issue', { key: 'NIM-1/../../myself' }, 'key'],
    ['jira_get_issue', { key: 'NIM-1?expand=changelog' }, 'key'],
    ['jira_get_issue', { key: 'NIM-0' }, 'key'],
    ['jira_get_issue', { key: 'NIM-%31' }, 'key'],
    ['jira_get_issue', { key: 'NIM-１' }, 'key'],
    ['jira_get_issue', { key: 'NIM-1\u0000' }, 'key'],
    ['jira_get_issue', { key: '__proto__' }, 'key'],
    ['jira_get_issue', { key: 'NIM-1', offset: -1 }, 'offset'],
    ['jira_get_issue', { key: 'NIM-1', isAdmin: true }, 'isAdmin'],
    ['jira_search', { limit: 51 }, 'limit'],
    ['jira_search', { limit: '5' }, 'limit'],
    ['jira_search', { project: 'NIM" OR project = "OPS' }, 'project'],
    ['jira_search', { updatedSince: 'yesterday" OR 1=1' }, 'updatedSince'],
    ['jira_search', { sprint: '44) OR (project = OPS' }, 'sprint'],
    ['jira_search', { jql: 'project = NIM', text: 'x' }, 'text'],
    ['jira_search', { text: 'x'.repeat(501) }, 'text'],
    ['jira_current_sprint', { board: 1.5 }, 'board'],
    ['jira_current_sprint', { sprint: 31 }, 'sprint'],
    ['jira_create_issue', { summary: '' }, 'summary'],
    ['jira_create_issue', { summary: 'x'.repeat(256) }, 'summary'],
    ['jira_create_issue', { summary: 'x', labels: ['two words'] }, 'labels'],
    ['confluence_get_page', { id: '../../rest/api/user/current' }, 'id'],
    ['confluence_search', { space: 'NIM" OR space = "OPS' }, 'space'],
    ['confluence_search', {}, 'query'],
  ])('%s refuses %j before anything is sent', async (name, args, argument) => {
    const before = window.demo.requests.length;
    const text = await refused(name, args);
    expect(text).toContain('invalidArgument');
    expect(text).toContain(`"${argument}`);
    if (!(name === 'jira_current_sprint' && 'sprint' in args)) expect(window.demo.requests.length).toBe(before);
  });

  it.each(['" OR project = OPS OR text ~ "', '\\', 'a\nORDER BY key', ') OR (project = OPS', 'AND', '*', '\u0000'])(
    'text %j stays text',
    async (text) => {
      const answer = await callTool(window.client, 'jira_search', { project: 'NIM', text });
      expect(answer.text).not.toMatch(/"key":"(OPS|PAY)-/);
      expect(answer.text).not.toContain('defect');
      const pages = await callTool(window.client, 'confluence_search', { space: 'NIM', query: text });
      expect(pages.text).not.toContain('"space":"OPS"');
    },
  );

  it('says what is wrong with a query', async () => {
    expect(await refused('jira_search', { jql: 'project = NIM AND nonsense = 1' })).toMatch(/invalidQuery.*nonsense/);
    expect(await refused('confluence_search', { cql: 'type = page AND nonsense ~ x' })).toContain('invalidQuery');
  });
});

describe('trouble with the site', () => {
  it('adopts the issue when the answer is lost, and never sends it again', async () => {
    const summary = 'Lost answer';
    const effect = { kind: 'disconnect', when: 'after' } as const;
    window.demo.faults.add({ method: 'POST', path: /^\/rest\/api\/3\/issue$/, effect });
    const answer = await callTool(window.client, 'jira_create_issue', { summary, type: 'Task' });
    expect(answer.isError, answer.text).toBe(false);
    const stored = [...window.demo.site.jira.issues.values()].filter((issue) => issue.summary === summary);
    expect(stored.map(({ key }) => key)).toEqual([answer.data['key']]);
  });
});

describe('signed out', () => {
  it('lists every tool, and each says how to connect', async () => {
    const policy = () => ({ ...openPolicy, toolsets });
    const signedOut = await openWindow({ isSignedOut: true, dependencies: { policy } });
    const { tools } = await signedOut.client.listTools();
    expect(tools).toHaveLength(everyTool.length);
    const calls: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
      ['jira_search', { text: 'x' }],
      ['jira_get_issue', { key: 'NIM-1' }],
      ['jira_current_sprint', {}],
      ['jira_create_issue', { summary: 'x' }],
      ['confluence_search', { query: 'x' }],
      ['confluence_get_page', { id: '1' }],
      ['jira_find_people', { name: 'x' }],
      ['jira_form', {}],
      ['jira_update_issue', { key: 'NIM-1', summary: 'x' }],
      ['jira_log_work', { key: 'NIM-1', time: '1h' }],
      ['jira_watchers', { key: 'NIM-1' }],
      ['jira_watch', { key: 'NIM-1', add: ['me'] }],
      ['jira_attachments', { key: 'NIM-1' }],
      ['jira_attach_file', { key: 'NIM-1', name: 'a.txt', text: 'x' }],
      ['jira_delete_issue', { key: 'NIM-1', summary: 'x' }],
      ['jira_delete_comment', { key: 'NIM-1', id: '1' }],
      ['confluence_delete_comment', { id: '1' }],
      ['confluence_delete_page', { id: '1', title: 'x' }],
      ['jira_transition_issue', { key: 'NIM-1', to: 'x' }],
      ['jira_comment', { key: 'NIM-1', body: 'x' }],
      ['jira_link', { key: 'NIM-1', issue: 'NIM-2' }],
      ['confluence_write_page', { mode: 'append', id: '1', body: 'x' }],
      ['confluence_comment', { id: '1', body: 'x' }],
    ];
    for (const [name, args] of calls) {
      const answer = await callTool(signedOut.client, name, args);
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain('not connected: ');
    }
    await signedOut.close();
  });
});
