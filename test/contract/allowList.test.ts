import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { failureOf } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import { withAllowList } from '#services/allowList/allowList.ts';
import type { ReadText } from '#services/allowList/bounds.ts';
import { type RecordingProxy, recordingProxy } from './support/recordingProxy.ts';

let demo: RunningDemoSite;
let proxy: RecordingProxy;
let whole: Connection;
let nim: Connection;
const read: ReadText[] = [];
const otherBoard = 9;
const list = { allowedProjects: ['nim'], allowedSpaces: ['nim'] };

beforeAll(async () => {
  demo = await startDemoSite({ seed: 11 });
  proxy = await recordingProxy(demo.url);
  const credential = { origin: proxy.origin, email: demo.email, token: demo.token };
  whole = await connect({ credential, userAgent: 'Trestle/0.0.0' });
  nim = withAllowList(whole, list, (text) => read.push(text));
});
afterAll(async () => {
  whole.dispose();
  await proxy.close();
  await demo.close();
});

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: unknown) => failureOf(error)?.code ?? expect.unreachable(String(error)),
  );
}

/** A new one per call of a tool, as the choke point has it. */
function fresh(): Connection {
  return withAllowList(whole, list);
}

describe('the allow-list on the tracker', () => {
  it('refuses by key before anything is sent', async () => {
    await nim.tracker.projects.get('NIM');
    const before = proxy.requests.length;
    const draft = { projectKey: 'PAY', issueTypeId: '10001', summary: 'x' };
    const { tracker } = fresh();
    const refused = [
      tracker.projects.get('PAY'),
      tracker.issues.get('PAY-12'),
      tracker.issues.create(draft),
      tracker.issues.create({ ...draft, projectKey: 'NIM', parentKey: 'PAY-1' }),
      tracker.issues.findCreated({ operationId: 'x', projectKey: 'PAY', since: '2026-01-01T00:00:00Z' }),
      tracker.issues.update('PAY-12', { summary: 'x' }),
      tracker.issues.remove('PAY-12'),
      tracker.issues.search({ filter: { projectKeys: ['NIM', 'PAY'] } }),
      tracker.issues.search({ filter: { parentKey: 'PAY-1' } }),
      tracker.issues.approximateCount({ filter: { projectKeys: ['PAY'] } }),
      tracker.transitions.list('PAY-12'),
      tracker.transitions.carryOut('PAY-12', { transitionId: '1' }),
      tracker.comments.add('PAY-12', { markdown: 'x' }),
      tracker.comments.remove('PAY-12', '1'),
      tracker.comments.get('PAY-12', '1'),
      tracker.worklogs.add('PAY-12', { seconds: 60 }),
      tracker.worklogs.remove('PAY-12', '1'),
      tracker.watchers.list('PAY-12'),
      tracker.watchers.add('PAY-12', 'a'),
      tracker.watchers.remove('PAY-12', 'a'),
      tracker.attachments.list('PAY-12'),
      tracker.attachments.read('PAY-12', '1', { mostBytes: 1 }),
      tracker.attachments.add('PAY-12', { name: 'a', content: new Uint8Array() }),
      tracker.attachments.remove('PAY-12', '1'),
      tracker.issues.remove('PAY-12', { withSubtasks: true }),
      tracker.links.link({ typeId: '1', from: 'PAY-12', to: 'PAY-11' }),
      tracker.links.unlink('10000'),
      tracker.links.remote('PAY-12'),
      tracker.links.addRemote('PAY-12', { url: 'https://x.example', title: 'x' }),
      tracker.history.changes('PAY-12'),
      tracker.history.worklog('PAY-12'),
      tracker.forms.issueTypes('PAY'),
      tracker.forms.createFields('PAY', '10001'),
      tracker.forms.editFields('PAY-12'),
      tracker.people.searchAssignable('PAY', 'a'),
      tracker.people.recentlyAssigned('PAY'),
      tracker.boards.list('PAY'),
      tracker.boards.moveToSprint(1, ['PAY-12']),
    ];
    expect(new Set(await Promise.all(refused.map(codeOf)))).toEqual(new Set(['outsideAllowList']));
    expect(proxy.requests.length).toBe(before);
  });

  it.each([
    'project = PAY',
    'project = PAY OR project = NIM',
    'summary ~ a OR project != NIM ORDER BY created DESC',
    'project in (PAY, OPS) ORDER BY key',
    'issuekey in (PAY-12, OPS-1)',
    'filter = 10000 OR project = PAY',
    'ORDER BY project DESC',
    '',
  ])('narrows a search and its count: %s', async (jql) => {
    const { tracker } = fresh();
    const page = await tracker.issues.search({ jql }, { limit: 500 }).catch(ignoreUnknownFilter);
    expect(page.items.filter(({ key }) => !key.startsWith('NIM-'))).toEqual([]);
    const count = await tracker.issues.approximateCount({ jql }).catch(() => 0);
    expect(count).toBeLessThanOrEqual(Math.max(page.items.length, 500));
    expect(tracker.issues.toJql({ jql })).toMatch(/^project in \("NIM"\)/);
  });

  it('narrows a search without a project to the projects it knows', async () => {
    const { items } = await fresh().tracker.issues.search({ filter: { text: 'payment' } }, { limit: 500 });
    expect(items.every(({ projectKey }) => projectKey === 'NIM')).toBe(true);
  });

  it('reaches no board, sprint or backlog of another project', async () => {
    const others = await whole.tracker.boards.sprints(otherBoard, ['active', 'future', 'closed']);
    const [sprint] = others;
    const ask = [
      fresh().tracker.boards.get(otherBoard),
      fresh().tracker.boards.configuration(otherBoard),
      fresh().tracker.boards.sprints(otherBoard, ['active']),
      fresh().tracker.boards.boardIssues(otherBoard),
      fresh().tracker.boards.sprintIssues(otherBoard, sprint?.id ?? 0),
      fresh().tracker.boards.getSprint(sprint?.id ?? 0),
      fresh().tracker.boards.moveToSprint(sprint?.id ?? 0, ['NIM-42']),
    ];
    expect(new Set(await Promise.all(ask.map(codeOf)))).toEqual(new Set(['outsideAllowList']));
    const { items } = await fresh().tracker.boards.list(undefined);
    expect(items.map(({ projectKey }) => projectKey)).toEqual(['NIM']);
    expect((await fresh().tracker.projects.list()).items.map(({ key }) => key)).toEqual(['NIM']);
  });

  it('leaves issues of others out of a board that shows several projects, and links to them out of issues', async () => {
    const [board] = (await fresh().tracker.boards.list('NIM')).items;
    const onBoard = await fresh().tracker.boards.boardIssues(board?.id ?? 0);
    expect(onBoard.length).toBeGreaterThan(10);
    expect(onBoard.every(({ key }) => key.startsWith('NIM-'))).toBe(true);
    expect((await whole.tracker.issues.get('NIM-45')).links.map(({ key }) => key)).toContain('PAY-12');
    const issue = await fresh().tracker.issues.get('NIM-45');
    expect(issue.links.every(({ key }) => key.startsWith('NIM-'))).toBe(true);
  });

  it('refuses an issue that was moved away, whose old key still leads to it', async () => {
    const moved = {
      ...whole,
      tracker: {
        ...whole.tracker,
        issues: { ...whole.tracker.issues, get: async () => whole.tracker.issues.get('PAY-12') },
      },
    };
    const limited = () => withAllowList(moved, list).tracker;
    const before = proxy.requests.filter(({ method }) => method !== 'GET').length;
    const ask = [
      limited().issues.get('NIM-1'),
      limited().issues.update('NIM-1', { summary: 'x' }),
      limited().transitions.carryOut('NIM-1', { transitionId: '11' }),
      limited().comments.add('NIM-1', { markdown: 'x' }),
    ];
    expect(new Set(await Promise.all(ask.map(codeOf)))).toEqual(new Set(['outsideAllowList']));
    expect(proxy.requests.filter(({ method }) => method !== 'GET').length).toBe(before);
  });

  it('reaches a file of another project by no issue of this one', async () => {
    const { attachments } = whole.tracker;
    const file = await attachments.add('PAY-12', { name: 'secret.txt', content: Buffer.from('secret') });
    const reach = [
      fresh().tracker.attachments.read('NIM-42', file.id, { mostBytes: 100 }),
      fresh().tracker.attachments.remove('NIM-42', file.id),
    ];
    expect(new Set(await Promise.all(reach.map(codeOf)))).toEqual(new Set(['notFound']));
    expect((await attachments.list('PAY-12')).map(({ id }) => id)).toContain(file.id);
  });

  it('lets through what is allowed, and tells what was read', async () => {
    read.length = 0;
    await nim.tracker.issues.get('NIM-42');
    const { items } = await nim.tracker.issues.search({ filter: { sprint: 'open' } });
    expect(items.length).toBeGreaterThan(5);
    expect(new Set(read.map(({ scope }) => scope))).toEqual(new Set(['NIM']));
  });
});

describe('the allow-list on the wiki', () => {
  const foreign = '300010';

  it('reaches no page of another space', async () => {
    const { id: foreignComment } = await whole.knowledge.pages.comment(foreign, { markdown: 'Elsewhere.' });
    const pages = () => fresh().knowledge.pages;
    const writes = proxy.requests.filter(({ method }) => method !== 'GET').length;
    const ask = [
      pages().get(foreign),
      pages().getContent(foreign),
      pages().versions(foreign),
      pages().create({ spaceKey: 'OPS', title: 'x', markdown: 'x' }),
      pages().create({ spaceKey: 'NIM', title: 'x', markdown: 'x', parentId: foreign }),
      pages().updateSection(foreign, { section: '1', baseVersion: 1, markdown: 'x' }),
      pages().append(foreign, { markdown: 'x' }),
      pages().restore(foreign, { version: 1, baseVersion: 2 }),
      pages().comment(foreign, { markdown: 'x' }),
      pages().addLabels(foreign, ['x']),
      pages().removeLabel(foreign, 'x'),
      pages().trash(foreign),
      pages().restoreFromTrash(foreign),
      pages().children(foreign),
      pages().comments(foreign),
      pages().getComment(foreignComment),
      pages().replies({ id: foreignComment, kind: 'footer' }),
      pages().removeComment({ id: foreignComment, kind: 'footer' }),
      pages().comment('200046', { markdown: 'x', replyTo: { id: foreignComment, kind: 'footer' } }),
      pages().search({ filter: { spaceKeys: ['OPS'] } }),
      fresh().knowledge.spaces.list({ keys: ['OPS'] }),
    ];
    expect(new Set(await Promise.all(ask.map(codeOf)))).toEqual(new Set(['outsideAllowList']));
    expect(proxy.requests.filter(({ method }) => method !== 'GET').length).toBe(writes);
  });

  it.each(['space = OPS', 'type = page', 'title ~ "a" OR space = OPS ORDER BY created', 'space != NIM'])(
    'narrows a search: %s',
    async (cql) => {
      const { items } = await fresh().knowledge.pages.search({ cql }, { limit: 100 });
      expect(items.filter(({ spaceKey }) => spaceKey !== 'NIM')).toEqual([]);
      expect((await fresh().knowledge.spaces.list()).items.map(({ key }) => key)).toEqual(['NIM']);
    },
  );

  it('refuses a query that closes brackets it did not open', async () => {
    const cql = 'type = page) OR (space = OPS';
    expect(await codeOf(fresh().knowledge.pages.search({ cql }))).toBe('invalidArgument');
  });
});

/** The demo site knows no filter of this number, as a real one may not. */
function ignoreUnknownFilter(error: unknown): { readonly items: readonly { readonly key: string }[] } {
  if (failureOf(error)?.code !== 'invalidQuery') throw error;
  return { items: [] };
}
