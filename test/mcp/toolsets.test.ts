import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openPolicy } from '#domain/agentPolicy.ts';
import { resultLimitBytes } from '#mcp/output.ts';
import { tools } from '#mcp/tools/index.ts';
import { callTool, demoConnection, openWindow, temporaryWrites, type WindowSetup } from './support/clients.ts';
import { connectHttp, openDoors, temporaryDirectory } from './support/doors.ts';

/** The optional tools that hang on issues and pages, on the large site. */
const sets = ['worklog', 'watchers', 'attachments', 'delete'] as const;
const used = new Set<string>();

let window: WindowSetup;
beforeAll(async () => {
  window = await openWindow({
    demo: { issues: 1000 },
    dependencies: { policy: () => ({ ...openPolicy, toolsets: sets }) },
  });
});
afterAll(() => window.close());

async function call(name: string, args: Record<string, unknown> = {}) {
  used.add(name);
  const answer = await callTool(window.client, name, args);
  expect(answer.isError, answer.text).toBe(false);
  expect(answer.bytes).toBeLessThanOrEqual(resultLimitBytes);
  tools.find((tool) => tool.name === name)?.output.parse(answer.data);
  const url = z.string().optional().parse(answer.data['url']);
  if (url !== undefined) expect(url).toMatch(new RegExp(`^${window.demo.url}/`));
  return answer.data;
}

/** The text of a refusal, before anything was sent. */
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

function stored(key: string) {
  return [...window.demo.site.jira.issues.values()].find((issue) => issue.key === key);
}

async function newIssue(fields: Record<string, unknown> = {}): Promise<string> {
  const data = await call('jira_create_issue', { summary: `For a toolset ${Math.random()}`, type: 'Task', ...fields });
  return String(data['key']);
}

async function newPage(title: string, more: Record<string, unknown> = {}): Promise<string> {
  const args = { mode: 'create', space: 'NIM', title, body: 'Text.', ...more };
  return String((await call('confluence_write_page', args))['id']);
}

it('are offered with their sets only', async () => {
  const { tools: offered } = await window.client.listTools();
  const optional = tools.filter(({ toolset }) => toolset !== undefined && sets.some((set) => set === toolset));
  expect(optional).toHaveLength(9);
  expect(offered.map(({ name }) => name)).toEqual(expect.arrayContaining(optional.map(({ name }) => name)));
  for (const { annotations, name } of offered.filter((tool) => tool.name.includes('delete'))) {
    expect(annotations, name).toMatchObject({ destructiveHint: true, readOnlyHint: false });
  }
});

describe('jira_log_work', () => {
  it('logs in the words of Jira, by the days of the site, and takes it out again', async () => {
    const key = await newIssue();
    window.demo.site.jira.timeTracking.hoursPerDay = 7;
    const log = await call('jira_log_work', { key, time: '1d 1h 30m', started: '2026-03-02', comment: 'With @Björn' });
    expect(log).toMatchObject({ key, time: '1d 1h 30m', minutes: 7 * 60 + 90 });
    expect(stored(key)?.worklogs).toMatchObject([{ seconds: (7 * 60 + 90) * 60 }]);
    const read = await call('jira_get_issue', { key, section: 'worklog' });
    expect(read).toMatchObject({ hoursTotal: 8.5 });
    expect(window.writes.at(-1)).toEqual({ tool: 'jira_log_work', issueKey: key });
    await call('jira_log_work', { key, time: 90 });
    expect(stored(key)?.worklogs.at(-1)?.seconds).toBe(5400);
    expect(await call('undo_change', { target: key })).toMatchObject({ kind: 'logWork', isDeleted: true });
    expect(stored(key)?.worklogs).toHaveLength(1);
    window.demo.site.jira.timeTracking.hoursPerDay = 8;
  });

  it('is not taken out once somebody changed it', async () => {
    const key = await newIssue();
    await call('jira_log_work', { key, time: '2h' });
    const issue = stored(key);
    if (issue) issue.worklogs = issue.worklogs.map((log) => ({ ...log, seconds: 3600 }));
    const text = await refused('undo_change', { target: key });
    expect(text).toContain('changedSince');
    expect(text).toContain('"120 min" and is now "60 min"');
  });

  it.each(['soon', '0', '-1h', '1h2', '3 x', '1h 30', '99999'])('refuses the time %j', async (time) => {
    expect(await refused('jira_log_work', { key: 'NIM-1', time })).toContain('`time`');
  });
});

describe('jira_watchers and jira_watch', () => {
  it('list, add by name, remove, and put back', async () => {
    const key = await newIssue();
    const before = await call('jira_watchers', { key });
    const added = await call('jira_watch', { key, add: ['Paul', 'Björn', 'me'] });
    expect([added['added'], added['unchanged']].flat()).toEqual(
      expect.arrayContaining(['Paul Martin', 'Björn Åkesson', 'Léa Dubois']),
    );
    const listed = await call('jira_watchers', { key });
    expect(listed['people']).toEqual(
      ['Björn Åkesson', 'Léa Dubois', 'Paul Martin'].map((name) => expect.objectContaining({ name })),
    );
    expect(listed).toMatchObject({ total: 3, isWatching: true });
    expect(await call('jira_watch', { key, remove: ['paul martin'] })).toMatchObject({ removed: ['Paul Martin'] });
    await call('undo_change', { target: key });
    expect((await call('jira_watchers', { key }))['total']).toBe(3);
    await call('undo_change', { target: key });
    expect((await call('jira_watchers', { key }))['people']).toEqual(before['people']);
  });

  it('ask who is meant, and refuse who does not watch', async () => {
    expect(await refused('jira_watch', { key: 'NIM-1', add: ['Martin'] })).toMatch(/severalPeopleFound.*=/);
    expect(await refused('jira_watch', { key: 'NIM-1', add: ['Nemo'] })).toContain('noPersonFound');
    const outsider = await refused('jira_watch', { key: 'NIM-42', remove: ['Björn'] });
    expect(outsider).toMatch(/unknownName.*"Björn" is not a possible remove. Possible: .*Paul Martin/);
    expect(await refused('jira_watch', { key: 'NIM-1' })).toContain('`add`');
    const both = { key: 'NIM-42', add: ['Paul'], remove: ['Paul Martin'] };
    expect(await refused('jira_watch', both)).toContain('`remove`');
  });

  it('tell of somebody who may not see the issue, and go on with the others', async () => {
    const key = await newIssue();
    const body = JSON.stringify({ errorMessages: ['This person may not see it.'], errors: {} });
    window.demo.faults.add({ method: 'POST', path: /watchers$/, effect: { kind: 'respond', status: 401, body } });
    const data = await call('jira_watch', { key, add: ['Paul', 'Björn'] });
    expect(data).toMatchObject({ added: ['Björn Åkesson'], failed: [{ name: 'Paul Martin' }] });
    expect(JSON.stringify(data['failed'])).toContain('may not see it');
  });
});

describe('jira_attachments and jira_attach_file', () => {
  it('list, read part by part between marks, and refuse what is no text', async () => {
    const listed = await call('jira_attachments', { key: 'NIM-42' });
    expect(listed['attachments']).toMatchObject([
      { id: '10401', name: 'panier.log', type: 'text/plain', author: 'Chloé Nguyễn' },
      { id: '10400', name: 'panier-deux-remises.png', bytes: 48_213 },
    ]);
    expect(JSON.stringify(listed)).toContain(`"url":"${window.demo.url}/rest/api/3/attachment/content/10401"`);
    const read = await call('jira_attachments', { key: 'NIM-42', id: '10401' });
    expect(read['text']).toMatch(/^<<[0-9a-f]{8} others' text[\s\S]*déjà remisé[\s\S]*>>$/);
    const text = await refused('jira_attachments', { key: 'NIM-42', id: '10400' });
    expect(text).toContain('it is no text');
    expect(text).toContain('/content/10400');
    expect(await refused('jira_attachments', { key: 'NIM-43', id: '10400' })).toContain('notFound');
  });

  it('attach text and bytes under a plain name, page through what is long, and take it off again', async () => {
    const key = await newIssue();
    const long = Array.from({ length: 2000 }, (_, line) => `${line}: é ${'x'.repeat(20)}`).join('\n');
    const file = await call('jira_attach_file', { key, name: '..\\..\\etc/trace: 1.log', text: long });
    expect(file).toMatchObject({ name: 'trace_ 1.log', bytes: Buffer.byteLength(long) });
    let text = '';
    let offset: number | undefined = 0;
    while (offset !== undefined) {
      const part: Record<string, unknown> = await call('jira_attachments', { key, id: file['id'], offset });
      text += String(part['text']).split('\n').slice(1, -1).join('\n');
      offset = z.number().optional().parse(part['nextOffset']);
      if (offset !== undefined && !text.endsWith('\n')) text += '\n';
    }
    expect(text.replaceAll('\n\n', '\n')).toBe(long);
    await call('jira_attach_file', { key, name: 'a.bin', base64: Buffer.from([0, 1, 255]).toString('base64') });
    expect(stored(key)?.attachments.map(({ filename, size }) => [filename, size])).toEqual([
      ['trace_ 1.log', Buffer.byteLength(long)],
      ['a.bin', 3],
    ]);
    expect(await call('undo_change', { target: key })).toMatchObject({ kind: 'attachFile', isDeleted: true });
    await call('undo_change', { target: key });
    expect(stored(key)?.attachments).toEqual([]);
  });

  it('refuse no content, both, no base64, too much, and a name that is none', async () => {
    const args = { key: 'NIM-1', name: 'a.txt' };
    for (const content of [{}, { text: 'a', base64: 'YQ==' }, { text: '' }, { text: 'é'.repeat(90_000) }]) {
      expect(await refused('jira_attach_file', { ...args, ...content })).toContain('`text`');
    }
    expect(await refused('jira_attach_file', { ...args, base64: 'not base64!' })).toContain('`base64`');
    for (const name of ['..', 'a/', '/']) {
      expect(await refused('jira_attach_file', { ...args, name, text: 'x' })).toContain('`name`');
    }
    expect(await refused('jira_attach_file', { ...args, path: '/etc/passwd' })).toContain('no such argument');
  });

  it('list many files within 8 KB', async () => {
    const issue = stored('NIM-2');
    for (let index = 0; index < 200; index++) {
      issue?.attachments.push({
        ...{ id: String(20_000 + index), filename: `${'long '.repeat(40)}${index}.txt`, mimeType: 'text/plain' },
        ...{ authorId: issue.reporterId, created: window.demo.site.now() + index, size: 10 },
      });
    }
    const ids: string[] = [];
    let offset: number | undefined = 0;
    while (offset !== undefined) {
      const part: Record<string, unknown> = await call('jira_attachments', { key: 'NIM-2', offset });
      ids.push(
        ...z
          .array(z.object({ id: z.string() }))
          .parse(part['attachments'])
          .map(({ id }) => id),
      );
      offset = z.number().optional().parse(part['nextOffset']);
    }
    expect(ids).toEqual(Array.from({ length: 200 }, (_, index) => String(20_199 - index)));
  });
});

describe('the delete toolset', () => {
  it('deletes an issue only by its own name with all its sub-tasks named, for good', async () => {
    const summary = 'To be deleted';
    const key = await newIssue({ summary });
    const other = await newIssue();
    await call('jira_link', { key, issue: other, relation: 'blocks' });
    const child = await newIssue({ type: 'Sub-task', parent: key });
    expect(await refused('jira_delete_issue', { key, summary: 'Another' })).toContain(`called "${summary}"`);
    expect(await refused('jira_delete_issue', { key, summary })).toContain(`its sub-tasks are ${child}`);
    const data = await call('jira_delete_issue', { key, summary, subtasks: [child] });
    expect(data).toMatchObject({ deleted: [key, child], unlinked: [other] });
    expect([stored(key), stored(child)]).toEqual([undefined, undefined]);
    expect(await refused('undo_change', { target: key })).toMatch(/cannotUndo.*cannot be undone/);
  });

  it('deletes own comments only, and says what they said', async () => {
    const key = await newIssue();
    const { id } = await call('jira_comment', { key, body: 'Wrong place' });
    const issue = stored(key);
    const paul = window.demo.site.users.find(({ displayName }) => displayName === 'Paul Martin');
    const [mine] = issue?.comments ?? [];
    if (!mine || !paul) return expect.unreachable();
    issue?.comments.push({ ...mine, id: '777001', authorId: paul.accountId });
    expect(await refused('jira_delete_comment', { key, id: '777001' })).toContain('Paul Martin wrote it');
    const data = await call('jira_delete_comment', { key, id });
    expect(data['deleted']).toContain('Wrong place');
    expect(issue?.comments.map((comment) => comment.id)).toEqual(['777001']);
    expect(await refused('undo_change', { target: key })).toContain('cannotUndo');
  });

  it('deletes own comments on pages that nobody answered', async () => {
    const id = await newPage('With comments');
    const asked = await call('confluence_comment', { id, body: 'Asked' });
    const reply = await call('confluence_comment', { id, body: 'Answered', replyTo: asked['id'] });
    expect(await refused('confluence_delete_comment', { id: asked['id'] })).toContain('of Léa Dubois');
    expect((await call('confluence_delete_comment', { id: reply['id'] }))['deleted']).toContain('Answered');
    await call('confluence_delete_comment', { id: asked['id'] });
    expect(await refused('confluence_delete_comment', { id: asked['id'] })).toContain('notFound');
    const comments = await call('confluence_get_page', { id, section: 'comments' });
    expect(comments['body']).toBe('');
  });

  it('moves a page to the trash by its own title, and restores it', async () => {
    const id = await newPage('Not needed');
    const below = await newPage('Below it', { parent: id });
    expect(await refused('confluence_delete_page', { id, title: 'Needed' })).toContain('called "Not needed"');
    expect(await call('confluence_delete_page', { id, title: 'not needed' })).toMatchObject({ movedUp: 1 });
    const { pages } = window.demo.site.wiki;
    expect(pages.get(id)?.status).toBe('trashed');
    expect(pages.get(below)?.parentId).not.toBe(id);
    expect(await refused('confluence_delete_page', { id, title: 'Not needed' })).toContain('in the trash already');
    expect(await call('undo_change', { target: id })).toMatchObject({ kind: 'deletePage' });
    expect(pages.get(id)?.status).toBe('current');
  });

  it('asks every time: no consent stands for it, and what goes is shown', async () => {
    const connection = await demoConnection(window.demo);
    const dependencies = {
      ...{ connection: async () => connection, defaults: () => ({}), log: () => {} },
      ...{ policy: () => ({ ...openPolicy, toolsets: sets }), ...temporaryWrites() },
    };
    const setup = openDoors({ dependencies, directory: temporaryDirectory(), settings: { isHttpOpen: true } });
    await setup.doors.update();
    const client = await connectHttp(setup.doors);
    setup.person.answer = 'session';
    const keys = [await newIssue({ summary: 'First to go' }), await newIssue({ summary: 'Second to go' })];
    await call('jira_comment', { key: keys[0], body: 'About to go' });
    const [first = '', second = ''] = keys;
    expect(await callTool(client, 'jira_delete_issue', { key: first, summary: 'First to go' })).toMatchObject({
      isError: false,
    });
    expect(await callTool(client, 'jira_delete_issue', { key: second, summary: 'Second to go' })).toMatchObject({
      isError: false,
    });
    expect(setup.person.asked).toHaveLength(2);
    expect(setup.person.asked.map(({ canStand, proposal }) => [canStand, proposal.scope])).toEqual([
      [false, undefined],
      [false, undefined],
    ]);
    expect(setup.person.asked[0]?.proposal).toMatchObject({
      action: `Delete ${first} for good on ${window.demo.url}`,
      fields: expect.arrayContaining([
        { label: 'Issue', value: `${first} First to go` },
        { label: 'Comments', value: '1' },
        { label: 'Undo', value: 'Not possible: Jira has no bin.' },
      ]),
    });
    await client.close();
    setup.doors.dispose();
    connection.dispose();
  });
});

it('were all called here', () => {
  const optional = tools.filter(({ toolset }) => sets.some((set) => set === toolset)).map(({ name }) => name);
  expect(optional.filter((name) => !used.has(name))).toEqual([]);
});
