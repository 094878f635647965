import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { CodeSelection } from '#domain/codeSelection.ts';
import { resultLimitBytes } from '#mcp/output.ts';
import { callTool, openWindow, type WindowSetup } from './support/clients.ts';

const selection: CodeSelection = {
  file: 'src/checkout/discounts.ts',
  repositoryPath: 'src/checkout/discounts.ts',
  languageId: 'typescript',
  startLine: 12,
  endLine: 14,
  text: 'const total = price - price * discount;\nconst apiToken = "not-a-real-secret-1234";\u202e\nreturn total;',
  isTruncated: false,
  symbol: 'applyDiscount',
  diagnostics: [{ severity: 'error', message: 'Type mismatch', source: 'ts', code: '2345', line: 12 }],
  git: {
    branch: 'fix/discounts',
    commit: '0123456789abcdef0123456789abcdef01234567',
    remoteUrl: 'https://github.com/nimbus/shop.git',
    isModified: false,
  },
};

let window: WindowSetup;
beforeAll(async () => {
  window = await openWindow({
    demo: { issues: 1000 },
    dependencies: { editor: { currentSelection: async () => selection } },
  });
});
afterAll(() => window.close());

/** Every default result of every tool, on the large site. */
async function call(name: string, args: Record<string, unknown> = {}) {
  const answer = await callTool(window.client, name, args);
  expect(answer.isError, answer.text).toBe(false);
  expect(answer.bytes).toBeLessThanOrEqual(resultLimitBytes);
  return answer.data;
}

const cards = z.array(z.object({ key: z.string(), summary: z.string(), status: z.string().optional() }));

describe('jira_search', () => {
  it('finds by filters, pages to the end without repeating, and keeps an order', async () => {
    const keys: string[] = [];
    let cursor: string | undefined;
    do {
      const args = { project: 'NIM', state: 'done', orderBy: 'key', limit: 50, ...(cursor && { cursor }) };
      const data = await call('jira_search', args);
      const page = cards.parse(data['issues']);
      keys.push(...page.map(({ key }) => key));
      expect(data['truncated']).toBe(data['cursor'] !== undefined);
      cursor = z.string().optional().parse(data['cursor']);
    } while (cursor !== undefined);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(50);
    const again = await call('jira_search', { project: 'NIM', state: 'done', orderBy: 'key', limit: 50 });
    expect(cards.parse(again['issues']).map(({ key }) => key)).toEqual(keys.slice(0, 50));
  });

  it('keeps cards within 300 bytes and links absolute', async () => {
    const data = await call('jira_search', { project: 'NIM', limit: 20 });
    for (const card of cards.parse(data['issues'])) {
      expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThanOrEqual(300);
    }
    expect(data['issueUrl']).toBe(`${window.demo.url}/browse/{key}`);
  });

  it('counts when asked, and says whether the number is an estimate', async () => {
    const some = await call('jira_search', { project: 'NIM', withTotal: true, limit: 2 });
    expect(some['total']).toBeGreaterThanOrEqual(900);
    expect(some['totalIsEstimate']).toBe(true);
    const all = await call('jira_search', { jql: 'key in (NIM-1, NIM-2)' });
    expect([all['total'], all['totalIsEstimate'], all['truncated']]).toEqual([2, false, false]);
  });

  it('takes a name for the assignee', async () => {
    const data = await call('jira_search', { project: 'NIM', assignee: 'Paul', limit: 5 });
    expect(JSON.stringify(data['issues'])).toContain('Paul Martin');
    expect(JSON.stringify(data['issues'])).not.toContain('Mercier');
  });

  it('searches the project of the workspace when nothing is asked for', async () => {
    const data = await call('jira_search');
    expect(cards.parse(data['issues']).every(({ key }) => key.startsWith('NIM-'))).toBe(true);
  });
});

describe('jira_get_issue', () => {
  it('reads every issue of the seed within 8 KB', async () => {
    for (let number = 1; number <= 70; number++) {
      const answer = await callTool(window.client, 'jira_get_issue', { key: `NIM-${number}` });
      expect(answer.bytes).toBeLessThanOrEqual(resultLimitBytes);
    }
  });

  it('gives a long description and many comments in full, page by page', async () => {
    const description = Array.from({ length: 900 }, (_, line) => `Line ${line} with é and "quotes".`).join('\n\n');
    const created = await call('jira_create_issue', { summary: 'Long description', description });
    const key = String(created['key']);
    const overview = await call('jira_get_issue', { key });
    expect(overview['truncated']).toBe(true);
    expect(String(overview['more'])).toContain('section=description');
    let offset: number | undefined = 0;
    let read = '';
    while (offset !== undefined) {
      const part: Record<string, unknown> = await call('jira_get_issue', { key, section: 'description', offset });
      read += String(part['description']);
      offset = z.number().optional().parse(part['nextOffset']);
    }
    expect(read).toContain('Line 0 ');
    expect(read).toContain('Line 899 ');
    expect(read.match(/Line \d+ /g)).toHaveLength(900);
  });

  it('reads comments newest first', async () => {
    const data = await call('jira_search', { jql: 'project = NIM AND text ~ "arrondi*" ORDER BY key', limit: 5 });
    const [first] = cards.parse(data['issues']);
    const issue = await call('jira_get_issue', { key: first?.key ?? 'NIM-1', section: 'comments' });
    const comments = z.array(z.object({ created: z.string() })).parse(issue['comments']);
    const instants = comments.map(({ created }) => Date.parse(created));
    expect(instants).toEqual([...instants].sort((a, b) => b - a));
  });
});

describe('jira_current_sprint', () => {
  it('tells goal, progress and risks, and lists every issue over the pages', async () => {
    const keys: string[] = [];
    let cursor: string | undefined;
    let total = 0;
    do {
      const data = await call('jira_current_sprint', cursor === undefined ? {} : { cursor });
      expect(data['sprint']).toMatchObject({ name: 'NIM Sprint 14', goal: expect.stringContaining('panier') });
      const groups = z.array(z.object({ count: z.number(), issues: cards })).parse(data['groups']);
      keys.push(...groups.flatMap(({ issues }) => issues.map(({ key }) => key)));
      total = Number(data['total']);
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      cursor = z.string().optional().parse(data['cursor']);
    } while (cursor !== undefined);
    expect(keys.length).toBe(total);
    expect(new Set(keys).size).toBe(total);
    expect(total).toBeGreaterThan(200);
  });

  it('shows the board where there are no sprints', async () => {
    const data = await call('jira_current_sprint', { project: 'OPS' });
    expect(data['sprint']).toBeUndefined();
    expect(Number(data['total'])).toBeGreaterThan(0);
  });

  it('takes the id of one of several active sprints', async () => {
    const data = await call('jira_current_sprint', { project: 'PAY', sprint: 68 });
    expect(data['sprint']).toMatchObject({ id: 68 });
    expect(data['why']).toEqual(['Board: PAY Scrum (the only board of the project)']);
  });
});

describe('a status that means blocked in this team', () => {
  it('is told by every tool that tells what is blocked', async () => {
    let names: readonly string[] = [];
    const team = await openWindow({ dependencies: { blockedStatuses: () => names } });
    const read = async (name: string, args: Record<string, unknown>) => (await callTool(team.client, name, args)).data;
    const told = async () => ({
      issue: (await read('jira_get_issue', { key: 'NIM-44' }))['blockedBy'],
      search: await read('jira_search', { jql: 'key = NIM-44' }),
      sprint: z.array(z.string()).parse((await read('jira_current_sprint', {}))['blocked']),
    });
    const before = await told();
    expect(before.issue).toBeUndefined();
    expect(before.sprint).not.toContain('NIM-44');
    names = ['BLOCKED'];
    const after = await told();
    expect(after.issue).toEqual(['status Blocked']);
    expect(after.search['issues']).toMatchObject([{ key: 'NIM-44', blockedBy: ['status Blocked'] }]);
    expect(after.sprint.toSorted()).toEqual([...before.sprint, 'NIM-44'].sort());
    await team.close();
  });
});

describe('jira_create_issue', () => {
  it('does the whole job in one call and returns what Jira stored', async () => {
    const data = await call('jira_create_issue', {
      summary: 'Discount is applied twice',
      type: 'Bug',
      description: 'Steps:\n\n1. Add a code',
      fromSelection: true,
      assignee: 'Paul',
      sprint: 'current',
      labels: ['checkout'],
      priority: 'High',
    });
    expect(data).toMatchObject({
      summary: 'Discount is applied twice',
      type: 'Bug',
      assignee: 'Paul Martin',
      sprint: 'NIM Sprint 14',
      priority: 'High',
      labels: ['checkout'],
      mismatches: [],
      why: [
        'Project: NIM (chosen for this workspace)',
        'Assignee: Paul Martin (the only one whose name fits "Paul")',
        'Board: NIM board (the only board of the project)',
        'Sprint: NIM Sprint 14 (the only active sprint of the board)',
      ],
      hiddenSecrets: ['password'],
    });
    expect(data['url']).toBe(`${window.demo.url}/browse/${data['key']}`);
    expect(window.writes.at(-1)).toEqual({ tool: 'jira_create_issue', issueKey: data['key'] });
    const issue = await call('jira_get_issue', { key: String(data['key']) });
    const description = String(issue['description']);
    expect(description).toContain('price * discount');
    expect(description).toContain('github.com/nimbus/shop/blob/0123456789abcdef');
    expect(description).toContain('Type mismatch');
    expect(description).not.toContain('not-a-real-secret');
    expect(description).not.toContain('\u202e');
  });

  it('fills in fields of the project’s own, and says which are missing', async () => {
    const args = { project: 'PAY', type: 'Incident', summary: 'Cards are refused' };
    const refused = await callTool(window.client, 'jira_create_issue', args);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('Severity: required (SEV-1, SEV-2, SEV-3)');
    const fields = [
      { field: 'Severity', values: ['sev-2'] },
      { field: 'Relecteur', values: ['Björn'] },
    ];
    const data = await call('jira_create_issue', { ...args, components: ['gateway'], due: '2027-01-31', fields });
    expect(data).toMatchObject({ type: 'Incident', mismatches: [] });
  });

  it('creates once when the same call is repeated', async () => {
    const args = { summary: 'Only once', type: 'Task' };
    const first = await call('jira_create_issue', args);
    const second = await call('jira_create_issue', args);
    expect(second).toMatchObject({ key: first['key'], deduplicated: true });
  });

  it('keeps the ticket when the sprint refuses it, and says which step failed', async () => {
    const args = { summary: 'Into a closed sprint', type: 'Task', sprint: 43 };
    const answer = await callTool(window.client, 'jira_create_issue', args);
    expect(answer.isError, answer.text).toBe(false);
    expect(answer.data['key']).toMatch(/^NIM-\d+$/);
    expect(answer.data['steps']).toContainEqual(
      expect.objectContaining({ step: 'sprint', outcome: 'failed', reason: expect.any(String) }),
    );
  });
});

describe('confluence', () => {
  const hits = z.array(z.object({ id: z.string(), title: z.string(), url: z.string() }));

  it('finds pages and reads each within 8 KB', async () => {
    const data = await call('confluence_search', { query: 'panier' });
    const pages = hits.parse(data['pages']);
    expect(pages.length).toBeGreaterThan(0);
    for (const { id, title, url } of pages) {
      const page = await call('confluence_get_page', { id });
      expect(page).toMatchObject({ id, title, url });
      expect(url.startsWith(`${window.demo.url}/wiki/`)).toBe(true);
    }
  });

  it('reads a page by its sections', async () => {
    const data = await call('confluence_search', { cql: 'type = page AND space = NIM', limit: 25 });
    for (const { id } of hits.parse(data['pages'])) {
      const { outline } = await call('confluence_get_page', { id, section: 'outline' });
      const [first] = z.array(z.string()).parse(outline);
      if (first !== undefined) {
        const part = await call('confluence_get_page', { id, section: first.split(' ')[0] });
        expect(String(part['body']).length).toBeGreaterThan(0);
      }
    }
  });

  it('tells what changed on a page', async () => {
    const id = '200041';
    const kinds = z.array(z.object({ kind: z.string(), section: z.string(), after: z.string() }));
    const data = await call('confluence_get_page', { id, since: 1 });
    expect(data).toMatchObject({ version: 2, sinceVersion: 1, body: '', truncated: false });
    expect(kinds.parse(data['changes']).map(({ kind }) => kind)).toEqual(['added', 'added']);
    expect(await call('confluence_get_page', { id, since: '2999-01-01' })).toMatchObject({ changes: [] });
    const everything = await call('confluence_get_page', { id, since: '2000-01-01' });
    expect(everything).toMatchObject({ truncated: true, nextOffset: expect.any(Number) });
    const rest = await call('confluence_get_page', { id, since: '2000-01-01', offset: everything['nextOffset'] });
    expect(kinds.parse(rest['changes']).length).toBeGreaterThan(0);
  });

  it('pages through results', async () => {
    const first = await call('confluence_search', { cql: 'type = page ORDER BY title', limit: 5 });
    expect(first['truncated']).toBe(true);
    const second = await call('confluence_search', {
      cql: 'type = page ORDER BY title',
      limit: 5,
      cursor: first['cursor'],
    });
    const ids = [...hits.parse(first['pages']), ...hits.parse(second['pages'])].map(({ id }) => id);
    expect(new Set(ids).size).toBe(10);
  });
});

describe('code for an issue', () => {
  const summary = (count: number) =>
    `{pullrequest={dataType=pullrequest, state=OPEN, stateCount=${count}}, json={"cachedValue":{"errors":[],"summary":{"pullrequest":{"overall":{"count":${count},"lastUpdated":"2026-11-20T10:00:00.000+0100","stateCount":${count},"state":"OPEN","dataType":"pullrequest","open":true},"byInstanceType":{}}}},"isStale":true}}`;
  const development = z.object({
    counts: z.array(z.unknown()).optional(),
    code: z.array(z.object({ kind: z.string(), url: z.string() })),
    notAvailable: z.string(),
  });
  const read = async () =>
    development.parse((await call('jira_get_issue', { key: 'NIM-31', section: 'development' }))['development']);

  it('is what the site counts and what is linked, and says what is not to be had', async () => {
    const issue = [...window.demo.site.jira.issues.values()].find(({ key }) => key === 'NIM-31');
    const field = window.demo.site.jira.fields.find(({ schema }) => schema.custom?.endsWith(':devsummarycf'))?.id ?? '';
    expect((await read()).counts).toEqual([]);
    for (const url of ['https://github.com/nimbus/shop/pull/12', 'https://nimbus.example/handbook']) {
      await call('jira_link', { key: 'NIM-31', url, title: 'Linked' });
    }
    if (issue) issue.custom[field] = summary(2);
    const told = await read();
    expect(told.counts).toEqual([
      { kind: 'pullRequests', count: 2, state: 'OPEN', lastUpdated: '2026-11-20T10:00:00.000+0100' },
    ]);
    expect(told.code).toMatchObject([{ kind: 'pullRequest', url: 'https://github.com/nimbus/shop/pull/12' }]);
    expect(told.notAvailable).toMatch(/does not name them/);
    if (issue) issue.custom[field] = '{summaryBean=com.atlassian.Summary@1[…]}';
    const unread = await read();
    expect(unread.counts).toBeUndefined();
    expect(unread.notAvailable).toMatch(/does not say/);
    if (issue) issue.custom[field] = '{}';
  });

  it('leads back from the editor to the issues and pages that belong to it', async () => {
    const git = { branch: 'feature/nim-42-cart', isModified: false };
    let text = '// see NIM-31, encoded as UTF-8';
    const editor = { currentSelection: async () => ({ ...selection, text, git }) };
    const own = await openWindow({ dependencies: { editor } });
    text += `: ${own.demo.url}/wiki/spaces/NIM/pages/200046/Panier, ${window.demo.url}/wiki/spaces/NIM/pages/200045/X`;
    const linked = await callTool(own.client, 'jira_link', { key: 'NIM-42', page: '200047' });
    expect(linked.isError, linked.text).toBe(false);
    const { data } = await callTool(own.client, 'editor_context', {});
    expect(data['issues']).toEqual(['NIM-42', 'NIM-31']);
    const pages = z.array(z.object({ id: z.string(), url: z.string() })).parse(data['pages']);
    // 200045 is of another site.
    expect(pages.map(({ id }) => id)).toEqual(['200046', '200047']);
    await own.close();
    const out = await openWindow({ isSignedOut: true, dependencies: { editor } });
    const alone = await callTool(out.client, 'editor_context', {});
    expect(alone.data['issues']).toEqual(['NIM-42', 'NIM-31']);
    expect(alone.data['pages']).toBeUndefined();
    await out.close();
  });
});

it('editor_context says what is selected, with its permalink, cleaned', async () => {
  const data = await call('editor_context');
  expect(data).toMatchObject({
    file: 'src/checkout/discounts.ts',
    startLine: 12,
    symbol: 'applyDiscount',
    branch: 'fix/discounts',
    project: 'NIM',
    permalink: expect.stringContaining('#L12-L14'),
  });
  expect(String(data['text'])).not.toContain('\u202e');
});
