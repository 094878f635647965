import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { blockersOf, type IssueDraft } from '#domain/issue.ts';
import type { Connection } from '#domain/ports.ts';
import { failureIn, open } from './support/client.ts';
import { type ContractDocument, checkRequest, describeContracts } from './support/openapi.ts';
import { operationsOf, type RecordingProxy, recordingProxy } from './support/recordingProxy.ts';

let demo: RunningDemoSite;
let proxy: RecordingProxy;
let connection: Connection;

beforeAll(async () => {
  demo = await startDemoSite({ seed: 7 });
  proxy = await recordingProxy(demo.url);
  connection = await open(demo, proxy.origin);
});
afterAll(async () => {
  connection.dispose();
  await proxy.close();
  await demo.close();
});
beforeEach(() => demo.faults.clear());

async function boardOf(projectKey: string) {
  const { items } = await connection.tracker.boards.list(projectKey);
  const [board] = items;
  return board ?? expect.unreachable(`no board in ${projectKey}`);
}

async function bugDraft(summary: string): Promise<IssueDraft> {
  const types = await connection.tracker.forms.issueTypes('NIM');
  const type = types.find(({ name }) => name === 'Bug');
  return { projectKey: 'NIM', issueTypeId: type?.id ?? '', summary };
}

describe('Jira', () => {
  it('lists projects and the caller', async () => {
    const { items } = await connection.tracker.projects.list();
    expect(items.map(({ key, style }) => `${key} ${style}`)).toEqual([
      'NIM company-managed',
      'OPS team-managed',
      'PAY company-managed',
    ]);
    expect((await connection.tracker.projects.list({ text: 'nimbus' })).items.map(({ key }) => key)).toEqual(['NIM']);
    expect((await connection.tracker.projects.get('NIM')).url).toBe(`${proxy.origin}/browse/NIM`);
    expect(await connection.tracker.people.me()).toEqual(connection.account);
    const first = await connection.tracker.projects.list({ limit: 2 });
    expect(first.cursor).toBeDefined();
    const second = await connection.tracker.projects.list({
      limit: 2,
      ...(first.cursor !== undefined && { cursor: first.cursor }),
    });
    expect([...first.items, ...second.items].map(({ key }) => key)).toEqual(['NIM', 'OPS', 'PAY']);
    expect(second.cursor).toBeUndefined();
  });

  it('reads the active sprint in rank order, with what blocks', async () => {
    const board = await boardOf('NIM');
    const { boards } = connection.tracker;
    const [sprint] = await boards.sprints(board.id, ['active']);
    expect(sprint).toMatchObject({ name: 'NIM Sprint 14', state: 'active', goal: expect.stringContaining('panier') });
    const issues = await boards.sprintIssues(board.id, sprint?.id ?? 0);
    expect(issues.length).toBeGreaterThan(10);
    expect(issues.every(({ sprints }) => sprints.some(({ id }) => id === sprint?.id))).toBe(true);
    expect(issues.some(({ storyPoints }) => storyPoints !== undefined)).toBe(true);
    expect(issues.some(({ isFlagged }) => isFlagged)).toBe(true);
    expect(issues.some((issue) => blockersOf(issue).some(({ kind }) => kind === 'link'))).toBe(true);
    const { columns, estimateFieldId } = await boards.configuration(board.id);
    expect(columns.length).toBeGreaterThan(2);
    expect(estimateFieldId).toMatch(/^customfield_/);
    expect(await boards.getSprint(sprint?.id ?? 0)).toEqual(sprint);
    expect((await boards.sprints(board.id, ['active', 'future', 'closed'])).length).toBeGreaterThan(2);
  });

  it('tells a board without sprints and two active sprints apart', async () => {
    const kanban = await boardOf('OPS');
    const { boards } = connection.tracker;
    expect(await failureIn(boards.sprints(kanban.id, ['active']))).toMatchObject({
      code: 'boardHasNoSprints',
      board: kanban,
    });
    const onBoard = await boards.boardIssues(kanban.id);
    expect(onBoard.length).toBeGreaterThan(3);
    expect(new Set(onBoard.map(({ key }) => key)).size).toBe(onBoard.length);
    expect(await boards.sprints((await boardOf('PAY')).id, ['active'])).toHaveLength(2);
    expect(await failureIn(boards.get(99_999))).toEqual({ code: 'notFound', entity: 'board', id: '99999' });
  });

  it('walks a search to its end, each issue once', async () => {
    const query = { filter: { projectKeys: ['NIM'], orderBy: 'key' } } as const;
    const keys: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await connection.tracker.issues.search(query, {
        limit: 25,
        ...(cursor !== undefined && { cursor }),
      });
      keys.push(...page.items.map(({ key }) => key));
      cursor = page.cursor;
      if (cursor === undefined) {
        break;
      }
    }
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(await connection.tracker.issues.approximateCount(query));
  });

  it('filters by everything', async () => {
    const { issues } = connection.tracker;
    const found = async (filter: Parameters<typeof issues.search>[0]) =>
      (await issues.search(filter, { limit: 100 })).items;
    const flagged = await found({ filter: { isFlagged: true } });
    expect(flagged.length).toBeGreaterThan(0);
    expect(flagged.every(({ isFlagged }) => isFlagged)).toBe(true);
    const open = await found({ filter: { projectKeys: ['NIM'], statusCategories: ['new', 'indeterminate'] } });
    expect(open.length).toBeGreaterThan(0);
    expect(open.every(({ status }) => status.category !== 'done')).toBe(true);
    const mine = await found({ filter: { assignee: 'me', sprint: 'open' } });
    expect(mine.every(({ assignee }) => assignee?.accountId === connection.account.accountId)).toBe(true);
    expect((await found({ filter: { assignee: null } })).every(({ assignee }) => assignee === undefined)).toBe(true);
    expect((await found({ filter: { text: 'panier (remise)' } })).length).toBeGreaterThan(0);
    expect((await found({ filter: {} })).length).toBeGreaterThan(80);
    const recent = new Date(Date.now() - 3_600_000).toISOString();
    expect(
      (await found({ filter: { updatedSince: recent } })).every(
        ({ updated = '' }) => Date.parse(updated) > Date.parse(recent) - 60_000,
      ),
    ).toBe(true);
    expect(await found({ jql: 'project = NIM AND key = NIM-1' })).toHaveLength(1);
    expect(issues.toJql({ filter: { isFlagged: true } })).toMatch(/^cf\[\d+\] is not EMPTY/);
  });

  it('refuses queries and keys in words', async () => {
    const { issues } = connection.tracker;
    expect(await failureIn(issues.search({ jql: 'nope = (' }))).toMatchObject({
      code: 'invalidQuery',
      query: 'nope = (',
    });
    expect(await failureIn(issues.get('NIM-99999'))).toEqual({ code: 'notFound', entity: 'issue', id: 'NIM-99999' });
    for (const key of [
      '../myself',
      'ABC-1/../../myself',
      'ABC-1?expand=',
      'ABC-0',
      'ＡＢＣ-1',
      '__proto__',
      'abc-1',
      '',
    ]) {
      expect(await failureIn(issues.get(key)), key).toMatchObject({ code: 'invalidArgument', argument: 'issueKey' });
    }
  });

  it('finds who can be assigned', async () => {
    const { people } = connection.tracker;
    expect((await people.searchAssignable('NIM', 'Paul')).map(({ displayName }) => displayName)).toEqual([
      'Paul Martin',
    ]);
    expect((await people.searchAssignable('PAY', 'Paul')).map(({ displayName }) => displayName)).toEqual([
      'Paul Mercier',
    ]);
    const everybody = await people.search('', { limit: 100 });
    expect(everybody.every(({ kind }) => kind !== 'app')).toBe(true);
  });

  it('creates what was asked for, and reads it back', async () => {
    const { forms, issues, boards, people } = connection.tracker;
    const draft = await bugDraft('  Rounding\n is off  ');
    const fields = await forms.createFields('NIM', draft.issueTypeId);
    expect(fields.find(({ id }) => id === 'summary')).toMatchObject({ isRequired: true });
    const priority = fields.find(({ id }) => id === 'priority')?.allowedValues?.[0];
    const [paul] = await people.searchAssignable('NIM', 'Paul');
    const created = await issues.create({
      ...draft,
      description: 'Look **here**:\n\n```ts\nconst a = 1;\n```',
      labels: ['cart'],
      ...(paul && { assigneeId: paul.accountId }),
      ...(priority && { priorityId: priority.id }),
    });
    const board = await boardOf('NIM');
    const [sprint] = await boards.sprints(board.id, ['active']);
    await boards.moveToSprint(sprint?.id ?? 0, [created.key]);
    const stored = await issues.get(created.key);
    expect(stored).toMatchObject({
      ...created,
      summary: 'Rounding is off',
      assignee: { displayName: 'Paul Martin' },
      labels: ['cart'],
      sprints: [{ id: sprint?.id, state: 'active' }],
      commentTotal: 0,
    });
    expect(stored.priority).toEqual(priority);
    expect(stored.description).toContain('const a = 1;');
    expect(await failureIn(boards.moveToSprint(sprint?.id ?? 0, []))).toMatchObject({ code: 'invalidArgument' });
  });

  it('names the fields that a create lacks', async () => {
    const draft = await bugDraft('x');
    const nobody = { ...draft, assigneeId: 'nobody' };
    expect(await failureIn(connection.tracker.issues.create(nobody))).toMatchObject({
      code: 'invalidFields',
      problems: [{ field: 'Assignee' }],
    });
    expect(await failureIn(connection.tracker.issues.create({ ...draft, summary: ' ' }))).toMatchObject({
      code: 'invalidArgument',
      argument: 'summary',
    });
  });

  it('reads comments apart, newest first', async () => {
    const { items } = await connection.tracker.issues.search(
      { filter: { projectKeys: ['NIM'], sprint: 'open' } },
      { limit: 50 },
    );
    const details = await Promise.all(items.map(({ key }) => connection.tracker.issues.get(key, { commentLimit: 2 })));
    const commented = details.filter(({ commentTotal }) => commentTotal >= 2);
    expect(commented.length).toBeGreaterThan(0);
    for (const { comments } of commented) {
      const times = comments.map(({ created }) => Date.parse(created));
      expect(times).toEqual([...times].sort((a, b) => b - a));
      expect(comments).toHaveLength(2);
    }
  });
});

describe('a create whose answer is lost', () => {
  const create = async (operationId: string) => {
    const direct = await open(demo, demo.url);
    const since = new Date().toISOString();
    try {
      const draft = await bugDraft(operationId);
      const lost = await failureIn(direct.tracker.issues.create({ ...draft, operationId }));
      return { lost, found: await direct.tracker.issues.findCreated({ operationId, projectKey: 'NIM', since }) };
    } finally {
      direct.dispose();
    }
  };

  it('is found by its operation when it was stored', async () => {
    demo.faults.add({ method: 'POST', path: /\/issue$/, effect: { kind: 'disconnect', when: 'after' } });
    const { lost, found } = await create('op-after');
    expect(lost).toMatchObject({
      code: 'outcomeUnknown',
      operation: 'create issue',
      searchUrl: expect.stringContaining('/issues/?jql='),
    });
    expect((await connection.tracker.issues.get(found?.key ?? '')).summary).toBe('op-after');
  });

  it('is not found when it was not', async () => {
    demo.faults.add({ method: 'POST', path: /\/issue$/, effect: { kind: 'disconnect', when: 'before' } });
    const { lost, found } = await create('op-before');
    expect(lost?.code).toBe('outcomeUnknown');
    expect(found).toBeUndefined();
  });
});

describe('a long sprint', () => {
  it('is read whole, in rank order, by ids and in parallel', async () => {
    const big = await startDemoSite({ issues: 900 });
    const site = await connect({
      credential: { origin: big.url, email: big.email, token: big.token },
      userAgent: 'Trestle/0',
    });
    try {
      const { boards, issues } = site.tracker;
      const [board] = (await boards.list('NIM')).items;
      const [sprint] = await boards.sprints(board?.id ?? 0, ['active']);
      const read = await boards.sprintIssues(board?.id ?? 0, sprint?.id ?? 0);
      expect(read.length).toBeGreaterThan(250);
      const keys: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const query = { filter: { sprint: sprint?.id ?? 0, orderBy: 'rank' } } as const;
        const page = await issues.search(query, { limit: 100, ...(cursor !== undefined && { cursor }) });
        keys.push(...page.items.map(({ key }) => key));
        cursor = page.cursor;
        if (cursor === undefined) {
          break;
        }
      }
      expect(read.map(({ key }) => key)).toEqual(keys);
      expect(big.requests.some(({ path }) => path.endsWith('/issue/bulkfetch'))).toBe(true);
    } finally {
      site.dispose();
      await big.close();
    }
  });
});

describe('Confluence', () => {
  it('lists spaces', async () => {
    const { items } = await connection.knowledge.spaces.list();
    expect(items.map(({ key }) => key)).toEqual(['NIM', 'OPS']);
    expect((await connection.knowledge.spaces.list({ keys: ['OPS'] })).items.map(({ key }) => key)).toEqual(['OPS']);
  });

  it('searches page by page and reads what it finds', async () => {
    const { pages } = connection.knowledge;
    const query = { filter: { spaceKeys: ['NIM'] } };
    const first = await pages.search(query, { limit: 5 });
    const second = await pages.search(query, { limit: 5, ...(first.cursor !== undefined && { cursor: first.cursor }) });
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(10);
    const [hit] = (await pages.search({ filter: { text: 'décision', spaceKeys: ['NIM'] } })).items;
    expect(hit?.url.startsWith(`${proxy.origin}/wiki/`)).toBe(true);
    expect(JSON.stringify(hit)).not.toContain('@@@');
    const page = await pages.get(hit?.id ?? '');
    expect(page).toMatchObject({
      title: hit?.title,
      spaceKey: 'NIM',
      url: hit?.url,
      author: { isActive: expect.any(Boolean) },
    });
    expect(page.body.length).toBeGreaterThan(20);
  });

  it('reads every page there is', async () => {
    const { pages } = connection.knowledge;
    const { items } = await pages.search({ filter: { kinds: ['page', 'blogpost'] } }, { limit: 100 });
    expect(items.length).toBeGreaterThan(20);
    for (const { id, title } of items) {
      expect((await pages.get(id)).title).toBe(title);
    }
  });

  it('refuses in words', async () => {
    const { pages } = connection.knowledge;
    expect(await failureIn(pages.search({ cql: 'nope ===' }))).toMatchObject({
      code: 'invalidQuery',
      query: 'nope ===',
    });
    expect(await failureIn(pages.get('99999999'))).toEqual({ code: 'notFound', entity: 'page', id: '99999999' });
    expect(await failureIn(pages.get('1/../2'))).toMatchObject({ code: 'invalidArgument', argument: 'pageId' });
  });
});

describe('a scoped token', () => {
  it('opens the same site through the gateway', async () => {
    const scoped = await open(demo, demo.url, demo.scopedToken);
    try {
      expect(scoped.account.displayName).toBe(connection.account.displayName);
      expect((await scoped.tracker.boards.list('NIM')).items).toHaveLength(1);
      expect((await scoped.knowledge.pages.search({ filter: { text: 'decision' } })).items.length).toBeGreaterThan(0);
      demo.scopes.delete('read:sprint:jira-software');
      const board = await boardOf('NIM');
      expect(await failureIn(scoped.tracker.boards.sprints(board.id, ['active']))).toEqual({
        code: 'missingScope',
        scope: 'read:sprint:jira-software',
      });
    } finally {
      demo.scopes.add('read:sprint:jira-software');
      scoped.dispose();
    }
  });
});

const documents: readonly [RegExp, ContractDocument][] = [
  [/^\/rest\/(?:agile|software)\//, 'jira-cloud-software-agile'],
  [/^\/rest\/api\/3\//, 'jira-cloud-platform-v3'],
  [/^\/wiki\/rest\//, 'confluence-cloud-v1'],
  [/^\/wiki\/api\/v2\//, 'confluence-cloud-v2'],
];

describeContracts('every request that was made', () => {
  it('is valid by the vendor’s documents', () => {
    const problems = new Set<string>();
    for (const request of proxy.requests) {
      const document = documents.find(([path]) => path.test(request.path))?.[1];
      for (const problem of document ? checkRequest(document, request) : []) {
        problems.add(`${request.method} ${request.path.replace(/\?.*/, '')}: ${problem}`);
      }
    }
    // Whatever is not asked for any more has not been checked.
    expect(operationsOf(proxy.requests)).toEqual([
      'GET /_edge/tenant_info',
      'GET /rest/agile/1.0/board',
      'GET /rest/agile/1.0/board/{id}',
      'GET /rest/agile/1.0/board/{id}/configuration',
      'GET /rest/agile/1.0/board/{id}/sprint',
      'GET /rest/agile/1.0/sprint/{id}',
      'GET /rest/api/3/field',
      'GET /rest/api/3/issue/createmeta/{project}/issuetypes',
      'GET /rest/api/3/issue/createmeta/{project}/issuetypes/{id}',
      'GET /rest/api/3/issue/{key}',
      'GET /rest/api/3/myself',
      'GET /rest/api/3/project/search',
      'GET /rest/api/3/project/{project}',
      'GET /rest/api/3/user',
      'GET /rest/api/3/user/assignable/search',
      'GET /rest/api/3/user/search',
      'GET /rest/software/1.0/board/{id}/backlog',
      'GET /rest/software/1.0/board/{id}/issue',
      'GET /rest/software/1.0/board/{id}/sprint/{id}/issue',
      'GET /wiki/api/v2/blogposts/{id}',
      'GET /wiki/api/v2/pages/{id}',
      'GET /wiki/api/v2/spaces',
      'GET /wiki/api/v2/spaces/{id}',
      'GET /wiki/rest/api/search',
      'POST /rest/agile/1.0/sprint/{id}/issue',
      'POST /rest/api/3/issue',
      'POST /rest/api/3/search/approximate-count',
      'POST /rest/api/3/search/jql',
    ]);
    // The document says that `fields` of these lists holds objects, which a query string cannot even carry.
    const real = [...problems].filter((problem) => !/\/rest\/software\/.*fields/.test(problem));
    expect(real).toEqual([]);
  });
});
