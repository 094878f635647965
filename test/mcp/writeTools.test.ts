import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { CodeSelection } from '#domain/codeSelection.ts';
import { resultLimitBytes } from '#mcp/output.ts';
import { tools } from '#mcp/tools/index.ts';
import { callTool, openWindow, type WindowSetup } from './support/clients.ts';

const selection: CodeSelection = {
  file: 'src/checkout/discounts.ts',
  repositoryPath: 'src/checkout/discounts.ts',
  languageId: 'typescript',
  startLine: 12,
  endLine: 14,
  text: 'const total = price - price * discount;',
  isTruncated: false,
  diagnostics: [],
  git: {
    branch: 'fix/NIM-3-discounts',
    commit: '0123456789abcdef0123456789abcdef01234567',
    remoteUrl: 'https://github.com/nimbus/shop.git',
    isModified: false,
  },
};

let window: WindowSetup;
beforeAll(async () => {
  window = await openWindow({ dependencies: { editor: { currentSelection: async () => selection } } });
});
afterAll(() => window.close());

async function call(name: string, args: Record<string, unknown> = {}) {
  const answer = await callTool(window.client, name, args);
  expect(answer.isError, answer.text).toBe(false);
  expect(answer.bytes).toBeLessThanOrEqual(resultLimitBytes);
  tools.find((tool) => tool.name === name)?.output.parse(answer.data);
  return answer.data;
}

/** The text of a refusal; `sent` proves that nothing was written. */
async function refused(name: string, args: Record<string, unknown>) {
  const before = writes();
  const answer = await callTool(window.client, name, args);
  expect(answer.isError, answer.text).toBe(true);
  expect(writes()).toBe(before);
  return answer.text;
}

function writes(): number {
  return window.demo.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/search')).length;
}

async function newIssue(fields: Record<string, unknown> = {}): Promise<string> {
  const data = await call('jira_create_issue', {
    summary: `Made for a test ${Math.random()}`,
    type: 'Task',
    ...fields,
  });
  return String(data['key']);
}

function stored(key: string) {
  return [...window.demo.site.jira.issues.values()].find((issue) => issue.key === key);
}

describe('jira_find_people', () => {
  it('says whom a name means, and who else it could be', async () => {
    const one = await call('jira_find_people', { name: 'paul', project: 'NIM' });
    expect(one['people']).toEqual([expect.objectContaining({ name: 'Paul Martin', accountId: one['match'] })]);
    expect(one['why']).toEqual(['Assignee: Paul Martin (the only one whose name fits "paul")']);
    const several = await call('jira_find_people', { name: 'Martin', project: 'NIM' });
    expect(several['match']).toBeUndefined();
    expect(several['people']).toHaveLength(2);
    const near = await call('jira_find_people', { name: 'Bjorm' });
    expect(near['match']).toBeUndefined();
    expect(JSON.stringify(near['people'])).toContain('Björn');
    expect(z.array(z.unknown()).parse((await call('jira_find_people'))['people']).length).toBeGreaterThan(5);
  });
});

describe('jira_form', () => {
  it('tells types, fields with values, and transitions with what they need', async () => {
    const types = await call('jira_form', { project: 'PAY' });
    expect(JSON.stringify(types['types'])).toContain('Incident');
    const form = await call('jira_form', { project: 'PAY', type: 'incident' });
    const fields = z.array(z.looseObject({ name: z.string() })).parse(form['fields']);
    expect(fields.find(({ name }) => name === 'Severity')).toMatchObject({
      required: true,
      values: ['SEV-1', 'SEV-2', 'SEV-3'],
    });
    const one = await call('jira_form', { project: 'PAY', type: 'incident', field: 'Severity' });
    expect(one['fields']).toHaveLength(1);
    const key = await newIssue({ type: 'Bug' });
    const steps = await call('jira_form', { issue: key });
    expect(steps['transitions']).toContainEqual(expect.objectContaining({ to: 'Done', required: ['Resolution'] }));
    const step = await call('jira_form', { issue: key, transition: 'Done' });
    expect(JSON.stringify(step['fields'])).toContain('Cannot Reproduce');
  });

  it('refuses what does not fit together, and unknown names with the known ones', async () => {
    expect(await refused('jira_form', { transition: 'Done' })).toContain('`issue`');
    expect(await refused('jira_form', { issue: 'NIM-1', type: 'Bug' })).toContain('`type`');
    expect(await refused('jira_form', { project: 'NIM', type: 'Buug' })).toContain('Task');
    expect(await refused('jira_form', { project: 'NOPE' })).toMatch(/notFound|forbidden/);
  });
});

describe('jira_update_issue', () => {
  it('changes fields by name and moves into the current sprint', async () => {
    const key = await newIssue({ labels: ['old'] });
    const data = await call('jira_update_issue', {
      key,
      assignee: 'Paul',
      priority: 'High',
      sprint: 'current',
      due: '2027-01-31',
      add: [{ field: 'labels', values: ['new'] }],
      remove: [{ field: 'labels', values: ['old'] }],
    });
    expect(data).toMatchObject({ mismatches: [], key });
    expect(data['why']).toEqual([
      'Assignee: Paul Martin (the only one whose name fits "Paul")',
      'Board: NIM board (the only board of the project)',
      'Sprint: NIM Sprint 14 (the only active sprint of the board)',
    ]);
    expect(data['changes']).toEqual(
      expect.arrayContaining([
        { field: 'assignee', after: 'Paul Martin' },
        { field: 'labels', before: 'old', after: 'new' },
        { field: 'sprint', after: 'NIM Sprint 14' },
      ]),
    );
    expect(window.writes.at(-1)).toEqual({ tool: 'jira_update_issue', issueKey: key });
    const cleared = await call('jira_update_issue', { key, clear: ['assignee', 'Due'] });
    expect(cleared['changes']).toContainEqual({ field: 'assignee', before: 'Paul Martin' });
    expect(stored(key)?.labels).toEqual(['new']);
  });

  it('overwrites a text only as it was read', async () => {
    const key = await newIssue({ description: 'First.' });
    expect(await refused('jira_update_issue', { key, description: 'Second.' })).toContain('basedOn');
    const { updated } = await call('jira_get_issue', { key });
    const changed = await call('jira_update_issue', { key, description: 'Second.', basedOn: updated });
    expect(changed['changes']).toContainEqual({ field: 'description', before: 'First.', after: 'Second.' });
    const conflict = await refused('jira_update_issue', { key, description: 'Third.', basedOn: updated });
    expect(conflict).toContain('conflict');
  });

  it('refuses what is ambiguous, unknown, contradictory or nothing', async () => {
    expect(await refused('jira_update_issue', { key: 'NIM-1', assignee: 'Martin' })).toContain('Sofia Martin');
    expect(await refused('jira_update_issue', { key: 'NIM-1', priority: 'Enormous' })).toContain('Highest');
    expect(await refused('jira_update_issue', { key: 'NIM-1' })).toContain('changes nothing');
    expect(await refused('jira_update_issue', { key: 'NIM-1', due: '2027-01-01', clear: ['due'] })).toContain('clear');
    expect(await refused('jira_update_issue', { key: 'NIM-99999', due: '2027-01-01' })).toContain('notFound');
    expect(await refused('jira_update_issue', { key: 'NIM-1/../x', due: '2027-01-01' })).toContain('issue key');
    expect(await refused('jira_update_issue', { key: 'NIM-1', summary: 'x', status: 'Done' })).toContain('`status`');
  });

  it('says when the sprint refused it, and keeps the rest', async () => {
    const key = await newIssue();
    const data = await call('jira_update_issue', { key, due: '2027-02-01', sprint: 43 });
    expect(data['sprintFailed']).toEqual(expect.any(String));
    expect((await call('jira_get_issue', { key }))['due']).toBe('2027-02-01');
  });
});

describe('jira_transition_issue', () => {
  it('goes by status or step, and fills in what the step needs', async () => {
    const key = await newIssue({ type: 'Bug' });
    expect(await call('jira_transition_issue', { key, to: 'in prog' })).toMatchObject({
      state: 'inProgress',
      why: ['Status: In Progress (the only one that begins with "in prog")'],
    });
    const missing = await refused('jira_transition_issue', { key, to: 'Done' });
    expect(missing).toContain('Cannot Reproduce');
    const fields = [{ field: 'Resolution', values: ['Cannot Reproduce'] }];
    const done = await call('jira_transition_issue', { key, to: 'Done', fields });
    expect(done).toMatchObject({ status: 'Done', state: 'done', mismatches: [] });
    expect(done['changes']).toContainEqual({ field: 'status', before: 'In Progress', after: 'Done' });
  });

  it('names the possible steps where it cannot go', async () => {
    const key = await newIssue();
    expect(await refused('jira_transition_issue', { key, to: 'Shipped to Mars' })).toContain('In Progress');
    expect(await refused('jira_transition_issue', { key: 'NIM-99999', to: 'Done' })).toContain('notFound');
  });
});

describe('jira_comment', () => {
  it('mentions people and leaves code and other words alone', async () => {
    const key = await newIssue();
    const body = 'Hello @paul, see `@Sofia` and @nobody.\n\n```java\n@Override\n```';
    const data = await call('jira_comment', { key, body });
    expect(data).toMatchObject({ mentioned: ['Paul Martin'], notMentioned: ['nobody'] });
    expect(data['url']).toBe(`${window.demo.url}/browse/${key}?focusedCommentId=${data['id']}`);
    const comment = JSON.stringify(stored(key)?.comments.at(-1)?.body);
    expect(comment.match(/"type":"mention"/g)).toHaveLength(1);
    expect(comment).toContain('@Override');
  });

  it('refuses a name that fits several, or goes on otherwise', async () => {
    const key = await newIssue();
    expect(await refused('jira_comment', { key, body: '@Martin please look' })).toContain('Sofia Martin');
    expect(await refused('jira_comment', { key, body: '@Paul Mercier please look' })).toContain('noPersonFound');
    expect(await refused('jira_comment', { key, body: '   ' })).toContain('`body`');
    expect(await refused('jira_comment', { key: 'NIM-99999', body: 'x' })).toContain('notFound');
  });
});

describe('jira_link', () => {
  it('links issues as it reads, once', async () => {
    const [a, b] = [await newIssue(), await newIssue()];
    const data = await call('jira_link', { key: a, issue: b, relation: 'is blocked by' });
    expect(data).toMatchObject({ relation: 'is blocked by', existed: false });
    expect((await call('jira_get_issue', { key: a }))['blockedBy']).toEqual([b]);
    expect(await call('jira_link', { key: a, issue: b, relation: 'is blocked by' })).toMatchObject({ existed: true });
    expect(await call('jira_link', { key: a, issue: b })).toMatchObject({ relation: 'relates to' });
  });

  it('links to pages, addresses and code', async () => {
    const key = await newIssue();
    const pages = await call('confluence_search', { query: 'panier', limit: 1 });
    const [page] = z.array(z.object({ id: z.string(), url: z.string() })).parse(pages['pages']);
    expect(await call('jira_link', { key, page: page?.id })).toMatchObject({ target: page?.url, existed: false });
    await call('jira_link', { key, url: 'https://example.com/a?b=c', title: 'Outside' });
    const code = await call('jira_link', { key, fromSelection: true });
    expect(code['target']).toContain('github.com/nimbus/shop/blob/0123456789abcdef');
    expect(await call('jira_link', { key, fromSelection: true })).toMatchObject({ existed: true });
    expect(stored(key)?.remoteLinks.map(({ title }) => title)).toContain('src/checkout/discounts.ts:12-14');
    expect(stored(key)?.remoteLinks).toHaveLength(3);
  });

  it('refuses nothing, two at once, itself, unknown relations and other schemes', async () => {
    expect(await refused('jira_link', { key: 'NIM-1' })).toContain('give one of');
    expect(await refused('jira_link', { key: 'NIM-1', issue: 'NIM-2', url: 'https://x.org' })).toContain('give one of');
    expect(await refused('jira_link', { key: 'NIM-1', issue: 'NIM-1' })).toContain('itself');
    expect(await refused('jira_link', { key: 'NIM-1', issue: 'NIM-2', relation: 'eats' })).toContain('is blocked by');
    expect(await refused('jira_link', { key: 'NIM-1', url: 'javascript:alert(1)' })).toContain('`url`');
    expect(await refused('jira_link', { key: 'NIM-1', page: '999999999' })).toContain('notFound');
  });
});

describe('confluence_write_page', () => {
  const create = (title: string, body = '# One\n\nFirst.\n\n# Two\n\nSecond.') =>
    call('confluence_write_page', { mode: 'create', space: 'NIM', title, body, labels: ['test'] });

  it('creates, edits a section, appends, and keeps all else', async () => {
    const page = await create('Written by a test');
    expect(page['url']).toContain(`${window.demo.url}/wiki/`);
    const { id, version } = page;
    const edited = await call('confluence_write_page', {
      ...{ mode: 'section', id, version, section: 'One' },
      body: '# One\n\nChanged for @Björn.',
    });
    expect(edited['mentioned']).toEqual(['Björn Åkesson']);
    expect(edited['replaced']).toContain('First.');
    await call('confluence_write_page', { mode: 'append', id, body: 'At the end.' });
    const read = await call('confluence_get_page', { id });
    for (const text of ['Changed for', 'Second.', 'At the end.']) expect(read['body']).toContain(text);
    expect(read['labels']).toEqual(['test']);
  });

  it('shows both texts when somebody else changed the section, and keeps edits elsewhere', async () => {
    const { id, version } = await create('Contested');
    const write = { mode: 'section', id, version };
    await call('confluence_write_page', { ...write, section: 'One', body: '# One\n\nTheirs.' });
    const conflict = await refused('confluence_write_page', { ...write, section: 'One', body: '# One\n\nMine.' });
    expect(conflict).toContain('conflict');
    expect(conflict).toContain('Theirs.');
    expect(conflict).toContain('First.');
    const other = await call('confluence_write_page', { ...write, section: 'Two', body: '# Two\n\nAlso mine.' });
    expect(other['isRebased']).toBe(true);
  });

  it('refuses what a mode does not take, a title that exists, and what is not there', async () => {
    const args = { mode: 'section', body: 'x' };
    expect(await refused('confluence_write_page', { mode: 'create', body: 'x', space: 'NIM' })).toContain('`title`');
    expect(await refused('confluence_write_page', { mode: 'create', body: 'x', title: 'No space' })).toContain(
      '`space`',
    );
    expect(await refused('confluence_write_page', { ...args, id: '1', section: 'x' })).toContain('`version`');
    expect(await refused('confluence_write_page', { mode: 'append', body: 'x', id: '5', title: 'x' })).toContain(
      '`title`',
    );
    expect(await refused('confluence_write_page', { mode: 'append', body: 'x', id: '999999999' })).toContain(
      'notFound',
    );
    await create('Only one');
    const twice = { mode: 'create', space: 'NIM', title: 'Only one', body: 'x' };
    expect((await callTool(window.client, 'confluence_write_page', twice)).isError).toBe(true);
  });
});

describe('confluence_comment', () => {
  it('comments below a page and on a passage', async () => {
    const page = await call('confluence_write_page', {
      ...{ mode: 'create', space: 'NIM', title: 'Commented', body: 'Same words. Same words.' },
    });
    const { id } = page;
    expect(await call('confluence_comment', { id, body: 'Well, @Paul Martin.' })).toMatchObject({
      kind: 'footer',
      mentioned: ['Paul Martin'],
    });
    const inline = { id, body: 'Which?', passage: 'Same words', occurrence: 2 };
    expect(await call('confluence_comment', inline)).toMatchObject({ kind: 'inline' });
    expect(await refused('confluence_comment', { ...inline, passage: 'Other words' })).toContain('passage');
    expect(await refused('confluence_comment', { id: '999999999', body: 'x' })).toContain('notFound');
  });
});

describe('the conversation on a page', () => {
  it('is read, answered where it stands, and taken back', async () => {
    const title = 'Talked about';
    const body = 'Same words.';
    const { id } = await call('confluence_write_page', { mode: 'create', space: 'NIM', title, body });
    const asked = await call('confluence_comment', { id, body: 'Why?', passage: 'Same' });
    const reply = await call('confluence_comment', { id, body: 'Because.', replyTo: asked['id'] });
    expect(reply).toMatchObject({ kind: 'inline' });
    const read = await call('confluence_get_page', { id, section: 'comments' });
    expect(String(read['body']).split('\n').slice(1, -1)).toEqual([
      expect.stringMatching(`^- ${String(asked['id'])} Léa Dubois, .* on "Same":$`),
      '  Why?',
      expect.stringMatching(`^  - ${String(reply['id'])} Léa Dubois, `),
      '    Because.',
    ]);
    const elsewhere = { id: '200046', body: 'x', replyTo: asked['id'] };
    expect(await refused('confluence_comment', elsewhere)).toContain(`on page ${String(id)}`);
    expect(await refused('confluence_comment', { id, body: 'x', replyTo: '77' })).toContain('no comment 77');
    expect(await refused('confluence_comment', { ...elsewhere, id, passage: 'Same' })).toContain('`passage`');
    expect(await call('undo_change', { target: id })).toMatchObject({ kind: 'commentPage', isDeleted: true });
    const left = await call('confluence_get_page', { id, section: 'comments' });
    expect(left['body']).not.toContain('Because.');
    await call('undo_change', { target: id });
    expect(await call('undo_change', { target: id })).toMatchObject({ kind: 'createPage', isDeleted: true });
    expect(window.demo.site.wiki.pages.get(String(id))?.status).toBe('trashed');
  });

  it('is not taken back once somebody answered, and the answer is told', async () => {
    const { id } = await call('confluence_write_page', { mode: 'create', space: 'NIM', title: 'Kept', body: 'x' });
    const asked = await call('confluence_comment', { id, body: 'Why?' });
    const { comments } = window.demo.site.wiki;
    const [first] = comments.filter((comment) => comment.id === asked['id']);
    const paul = window.demo.site.users.find(({ displayName }) => displayName === 'Paul Martin');
    if (!first || !paul) return expect.unreachable();
    comments.push({ ...first, id: '4999999', parentCommentId: first.id, authorId: paul.accountId });
    const text = await refused('undo_change', { target: id });
    expect(text).toContain('changedSince');
    expect(text).toContain('replies is now "Paul Martin: Why?"');
  });
});

describe('undo_change', () => {
  it('takes back what each tool wrote', async () => {
    const [key, other] = [await newIssue(), await newIssue()];
    await call('jira_update_issue', { key, assignee: 'Paul' });
    await call('undo_change', { target: key });
    expect(stored(key)?.assigneeId ?? null).toBeNull();
    await call('jira_comment', { key, body: 'Oh' });
    await call('undo_change', { target: key });
    expect(stored(key)?.comments).toEqual([]);
    await call('jira_link', { key, issue: other });
    await call('undo_change', { target: key });
    expect((await call('jira_get_issue', { key }))['links']).toBeUndefined();
    await call('jira_link', { key, url: 'https://example.com/' });
    await call('undo_change', { target: key });
    expect(stored(key)?.remoteLinks).toEqual([]);
    await call('jira_transition_issue', { key, to: 'In Progress' });
    await call('undo_change', { target: key });
    expect((await call('jira_get_issue', { key }))['state']).toBe('todo');
  });
});

describe('jira_create_issue', () => {
  it('names an open issue with the same summary instead of creating it again', async () => {
    const summary = 'Remise appliquée deux fois';
    const key = await newIssue({ summary });
    const other = { summary: 'REMISE appliquee deux fois!', type: 'Task', description: 'Other words.' };
    const text = await refused('jira_create_issue', other);
    expect(text).toContain('allowDuplicate');
    expect(text).toContain(key);
    expect(await call('jira_create_issue', { summary, type: 'Task' })).toMatchObject({ key, deduplicated: true });
    const created = await call('jira_create_issue', { ...other, allowDuplicate: true });
    expect(created['key']).not.toBe(key);
    expect(created['similar']).toEqual([`${key} ${summary}`]);
  });

  it('links what it created, and checks the links before', async () => {
    const target = await newIssue();
    const args = { summary: 'With a link', type: 'Task', links: [{ issue: target, relation: 'blocks' }] };
    const data = await call('jira_create_issue', args);
    expect(data['steps']).toContainEqual({ step: 'links', outcome: 'done' });
    expect((await call('jira_get_issue', { key: target }))['blockedBy']).toEqual([data['key']]);
    const missing = { ...args, summary: 'With a missing link', links: [{ issue: 'NIM-99999' }] };
    expect(await refused('jira_create_issue', missing)).toContain('notFound');
    const odd = { ...args, summary: 'With an odd link', links: [{ issue: target, relation: 'eats' }] };
    expect(await refused('jira_create_issue', odd)).toContain('is blocked by');
  });
});

it('editor_context names the issues of the branch', async () => {
  expect(await call('editor_context')).toMatchObject({ branch: 'fix/NIM-3-discounts', issues: ['NIM-3'] });
});

it('jira_current_sprint tells what is overdue', async () => {
  const key = await newIssue({ sprint: 'current', due: '2020-01-31' });
  expect((await call('jira_current_sprint'))['overdue']).toContain(key);
});

describe('jira_get_issue', () => {
  it('tells the history with the time in each status, logged work and all links', async () => {
    const key = await newIssue();
    await call('jira_transition_issue', { key, to: 'In Progress' });
    await call('jira_update_issue', { key, priority: 'High' });
    const data = await call('jira_get_issue', { key, section: 'history' });
    const history = z.array(z.object({ changes: z.array(z.string()) })).parse(data['history']);
    expect(history[0]?.changes.join()).toContain('→ High');
    expect(history.flatMap(({ changes }) => changes).join()).toContain('In Progress');
    expect(
      z
        .array(z.object({ status: z.string() }))
        .parse(data['timeInStatus'])
        .at(-1)?.status,
    ).toBe('In Progress');
    const issue = stored(key);
    issue?.worklogs.push({ id: '77', authorId: issue.reporterId, started: window.demo.site.now(), seconds: 5400 });
    const logged = await call('jira_get_issue', { key, section: 'worklog' });
    expect(logged).toMatchObject({ hoursTotal: 1.5, worklog: [{ hours: 1.5 }] });
    await call('jira_link', { key, url: 'https://example.com/', title: 'Outside' });
    const links = await call('jira_get_issue', { key, section: 'links' });
    expect(links['webLinks']).toEqual([{ url: 'https://example.com/', title: 'Outside' }]);
    const concise = await call('jira_get_issue', { key, detail: 'concise' });
    expect(concise['description']).toBeUndefined();
  });

  it('keeps within 8 KB where the marks around many short texts add up', async () => {
    const key = await newIssue();
    const issue = stored(key);
    const body = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: '' }] }] };
    const said = (text: string) => ({ ...body, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
    const now = window.demo.site.now();
    for (let index = 0; index < 200; index++) {
      const authorId = issue?.reporterId ?? '';
      const id = String(800_000 + index);
      issue?.comments.push({ id, authorId, created: now, updated: now, body: said('word '.repeat(55)) });
      issue?.worklogs.push({ id, authorId, started: now, seconds: 60, comment: said('x') });
    }
    for (const [section, list] of [
      ['comments', 'comments'],
      ['worklog', 'worklog'],
    ] as const) {
      const seen: unknown[] = [];
      let offset: number | undefined = 0;
      while (offset !== undefined) {
        const part: Record<string, unknown> = await call('jira_get_issue', { key, section, offset });
        seen.push(...z.array(z.unknown()).parse(part[list]));
        offset = z.number().optional().parse(part['nextOffset']);
      }
      expect(seen).toHaveLength(section === 'comments' ? 100 : 200);
    }
  });

  it('pages through the history of every seeded issue within 8 KB', async () => {
    for (let number = 1; number <= 12; number++) {
      let offset: number | undefined = 0;
      while (offset !== undefined) {
        const part: Record<string, unknown> = await call('jira_get_issue', {
          ...{ key: `NIM-${number}`, section: 'history', offset },
        });
        offset = z.number().optional().parse(part['nextOffset']);
      }
    }
  });
});
