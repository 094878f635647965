import { createAgileClient } from 'jira.js/agile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { checkRequest, checkResponse, contractsFolder, describeContracts, vendorExample } from './support/openapi.ts';

const DOCUMENT = 'jira-cloud-software-agile';
const NIM_BOARD = 4;
const OPS_BOARD = 7;
const ACTIVE_SPRINT = 44;

let demo: RunningDemoSite;
beforeAll(async () => {
  demo = await startDemoSite({ issues: 120 });
});
afterAll(() => demo.close());

type Json = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The body as an object, for reading single properties. */
  readonly json: Json;
}

/** Sends a request as the owner. Request and answer are checked by the vendor's document where it is at hand. */
async function ask(method: string, path: string, body?: unknown, documented = true): Promise<Answer> {
  const response = await fetch(demo.url + path, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${demo.email}:${demo.token}`).toString('base64')}`,
      'user-agent': 'trestle-test',
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  if (contractsFolder() && documented) {
    const answer = { method, path, status: response.status, body: parsed };
    expect(checkResponse(DOCUMENT, answer), `${method} ${path} → ${response.status}`).toEqual([]);
    if (response.ok) expect(checkRequest(DOCUMENT, { method, path, body })).toEqual([]);
  }
  const json: Json = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  return { status: response.status, body: parsed, json };
}

const get = (path: string) => ask('GET', path);

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map((item: unknown) => (typeof item === 'object' ? { ...item } : {})) : [];
}

function keysOf(answer: Answer): string[] {
  return list(answer.json['issues']).map(({ key }) => String(key));
}

async function issueOf(key: string): Promise<Json> {
  const found = list(
    (await get(`/rest/software/1.0/board/${NIM_BOARD}/issue?jql=key=${key}&expand=changelog`)).json['issues'],
  );
  return found[0] ?? {};
}

async function fieldsOf(key: string): Promise<Json> {
  const { fields } = await issueOf(key);
  return typeof fields === 'object' ? { ...fields } : {};
}

describe('boards and sprints of the demo site', () => {
  it('lists boards, by project, type and name', async () => {
    const all = await get('/rest/agile/1.0/board');
    expect(list(all.json['values']).map(({ id, type }) => [id, type])).toEqual([
      [OPS_BOARD, 'simple'],
      [NIM_BOARD, 'scrum'],
      [9, 'scrum'],
    ]);
    expect(all.json).toMatchObject({ startAt: 0, total: 3, isLast: true });
    const ids = async (query: string) =>
      list((await get(`/rest/agile/1.0/board?${query}`)).json['values']).map(({ id }) => id);
    expect(await ids('projectKeyOrId=NIM')).toEqual([NIM_BOARD]);
    expect(await ids('projectKeyOrId=10001')).toEqual([OPS_BOARD]);
    expect(await ids('type=scrum')).toEqual([NIM_BOARD, 9]);
    expect(await ids('name=pay')).toEqual([9]);
    expect(await ids('startAt=1&maxResults=1')).toEqual([NIM_BOARD]);
    expect((await get('/rest/agile/1.0/board?projectKeyOrId=RHX')).status).toBe(400);
    expect((await get(`/rest/agile/1.0/board/${NIM_BOARD}`)).json).toMatchObject({ location: { projectKey: 'NIM' } });
    expect((await get('/rest/agile/1.0/board/999')).status).toBe(404);
    expect((await get(`/rest/agile/1.0/board/${NIM_BOARD}/project`)).json).toMatchObject({ values: [{ key: 'NIM' }] });
  });

  it('tells the configuration: columns in order and the estimate field', async () => {
    const { json } = await get(`/rest/agile/1.0/board/${NIM_BOARD}/configuration`);
    expect(json).toMatchObject({ estimation: { type: 'field', field: { displayName: 'Story Points' } } });
    expect((await get(`/rest/agile/1.0/board/${OPS_BOARD}/configuration`)).json).not.toHaveProperty('estimation');
  });

  it('lists sprints: closed, active, future, without a total', async () => {
    const { json } = await get(`/rest/agile/1.0/board/${NIM_BOARD}/sprint`);
    const states = list(json['values']).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['closed', 'active', 'future']));
    expect(json).not.toHaveProperty('total');
    const active = await get(`/rest/agile/1.0/board/${NIM_BOARD}/sprint?state=active`);
    expect(list(active.json['values'])).toMatchObject([{ id: ACTIVE_SPRINT, name: 'NIM Sprint 14' }]);
    expect(list((await get('/rest/agile/1.0/board/9/sprint?state=active')).json['values'])).toHaveLength(2);
    const page = await get(`/rest/agile/1.0/board/${NIM_BOARD}/sprint?state=closed,active&startAt=13&maxResults=5`);
    expect(page.json).toMatchObject({ isLast: true, values: [{ id: ACTIVE_SPRINT }] });
    const kanban = await get(`/rest/agile/1.0/board/${OPS_BOARD}/sprint`);
    expect(kanban).toMatchObject({ status: 400, body: { errorMessages: ['The board does not support sprints'] } });
    expect((await get('/rest/agile/1.0/sprint/12345')).status).toBe(404);
  });

  it.each(['boards', 'sprints'])('has every property of the vendor’s example %s', async (what) => {
    if (!contractsFolder()) return;
    const path = what === 'boards' ? '/rest/agile/1.0/board' : `/rest/agile/1.0/sprint/${ACTIVE_SPRINT}`;
    const example = vendorExample(DOCUMENT, { method: 'GET', path, status: 200 });
    const { json } = await get(path);
    // The example's sprint is over; the active one is not.
    const expected = Object.keys(typeof example === 'object' && example !== null ? example : {}).filter(
      (name) => name !== 'completeDate',
    );
    expect(Object.keys(json)).toEqual(expect.arrayContaining(expected));
  });

  it('creates, starts and closes a sprint, and refuses every other way', async () => {
    const create = (body: unknown) => ask('POST', '/rest/agile/1.0/sprint', body);
    const created = await create({ name: '  Été  ', originBoardId: NIM_BOARD, goal: 'But' });
    expect(created).toMatchObject({ status: 201, body: { name: 'Été', state: 'future', goal: 'But' } });
    const path = `/rest/agile/1.0/sprint/${created.json['id']}`;
    expect((await ask('POST', path, { state: 'active' })).status).toBe(400);
    expect((await ask('POST', path, { state: 'closed' })).status).toBe(400);
    const dates = { startDate: '2026-11-23T09:00:00.000+0100', endDate: '2026-12-04T18:00:00.000+01:00' };
    expect(await ask('POST', path, { ...dates, state: 'active' })).toMatchObject({
      body: { state: 'active', startDate: '2026-11-23T08:00:00.000Z', name: 'Été' },
    });
    expect((await ask('POST', path, { state: 'closed' })).json['completeDate']).toBeTypeOf('string');
    expect((await ask('PUT', path, { name: 'Renamed', state: 'future' })).json).toMatchObject({
      name: 'Renamed',
      goal: '',
      state: 'closed',
    });
    expect((await ask('PUT', path, { goal: 'no name' })).status).toBe(400);
    expect((await create({ name: 'x', originBoardId: OPS_BOARD })).status).toBe(400);
    expect((await create({ name: 'x'.repeat(31), originBoardId: NIM_BOARD })).status).toBe(400);
    expect((await create({ name: 'x', originBoardId: 999 })).status).toBe(404);
    expect(
      (await create({ name: 'x', originBoardId: NIM_BOARD, startDate: dates.endDate, endDate: dates.startDate }))
        .status,
    ).toBe(400);
    expect((await create({ name: 'x', originBoardId: NIM_BOARD, surprise: 1 })).status).toBe(400);
  });
});

describe('issue lists of the demo site', () => {
  it('pages through the board by token, in rank order', async () => {
    const path = `/rest/software/1.0/board/${NIM_BOARD}/issue?fields=summary,status&maxResults=25`;
    const found: string[] = [];
    let token: unknown;
    do {
      const page = await get(token === undefined ? path : `${path}&nextPageToken=${token}`);
      found.push(...keysOf(page));
      token = page.json['nextPageToken'];
      expect(page.json['isLast']).toBe(token === undefined);
    } while (token !== undefined);
    const count = await get(`/rest/software/1.0/board/${NIM_BOARD}/issue/approximate-count`);
    expect(new Set(found).size).toBe(found.length);
    expect(count.json['count']).toBe(found.length);
    expect(found.length).toBeGreaterThan(60);
    const wrongToken = await get(`/rest/software/1.0/board/${NIM_BOARD}/backlog?nextPageToken=nonsense`);
    expect(wrongToken.status).toBe(400);
  });

  it('gives the issues of a sprint with the software fields', async () => {
    const all = await get(`/rest/software/1.0/sprint/${ACTIVE_SPRINT}/issue?expand=names,schema`);
    const onBoard = await get(`/rest/software/1.0/board/${NIM_BOARD}/sprint/${ACTIVE_SPRINT}/issue`);
    expect(keysOf(onBoard).every((key) => keysOf(all).includes(key))).toBe(true);
    const fields = list(list(all.json['issues']).map((issue) => issue['fields']));
    expect(fields.every(({ sprint }) => typeof sprint === 'object')).toBe(true);
    expect(fields.some(({ flagged }) => flagged === true)).toBe(true);
    expect(fields.some(({ epic }) => epic !== null)).toBe(true);
    expect(fields.some(({ closedSprints }) => Array.isArray(closedSprints))).toBe(true);
    expect(fields.every((each) => !('comment' in each))).toBe(true);
    const few = await get(
      `/rest/software/1.0/sprint/${ACTIVE_SPRINT}/issue?fields=summary&fields=flagged&jql=type=Bug ORDER BY key`,
    );
    expect(list(few.json['issues']).map((issue) => Object.keys(Object(issue['fields'])))[0]).toEqual([
      'summary',
      'flagged',
    ]);
    expect(keysOf(few)).toEqual([...keysOf(few)].sort((a, b) => Number(a.slice(4)) - Number(b.slice(4))));
    expect((await get(`/rest/software/1.0/sprint/${ACTIVE_SPRINT}/issue?jql=nonsense`)).status).toBe(400);
    expect((await get(`/rest/software/1.0/board/${OPS_BOARD}/sprint/${ACTIVE_SPRINT}/issue`)).status).toBe(400);
  });

  it('has a backlog of what is not done and in no open sprint', async () => {
    const backlog = await get(`/rest/software/1.0/board/${NIM_BOARD}/backlog?maxResults=100`);
    const sprint = keysOf(await get(`/rest/software/1.0/sprint/${ACTIVE_SPRINT}/issue`));
    expect(keysOf(backlog).length).toBeGreaterThan(0);
    expect(keysOf(backlog).filter((key) => sprint.includes(key))).toEqual([]);
    const count = await get(`/rest/software/1.0/board/${NIM_BOARD}/backlog/approximate-count?jql=type=Bug`);
    const bugs = await get(`/rest/software/1.0/board/${NIM_BOARD}/backlog?maxResults=100&jql=type=Bug`);
    expect(count.json['count']).toBe(keysOf(bugs).length);
    expect(keysOf(await get(`/rest/software/1.0/board/${OPS_BOARD}/issue`)).length).toBeGreaterThan(0);
  });

  it.each([
    `board/${NIM_BOARD}/issue`,
    `board/${NIM_BOARD}/backlog`,
    `board/${NIM_BOARD}/sprint/${ACTIVE_SPRINT}/issue`,
    `sprint/${ACTIVE_SPRINT}/issue`,
    'epic/none/issue',
  ])('answers 410 at the removed /rest/agile/1.0/%s', async (path) => {
    const { status, json } = await ask('GET', `/rest/agile/1.0/${path}`, undefined, false);
    expect(status).toBe(410);
    expect(String(json['errorMessages'])).toContain('/rest/software/1.0/');
  });
});

describe('moving issues on the demo site', () => {
  it('moves to a sprint and back, with subtasks and a changelog', async () => {
    const [key = ''] = keysOf(await get(`/rest/software/1.0/board/${NIM_BOARD}/backlog?maxResults=1`));
    const move = (sprintId: number, issues: readonly string[]) =>
      ask('POST', `/rest/agile/1.0/sprint/${sprintId}/issue`, { issues });
    expect((await move(ACTIVE_SPRINT, [key])).status).toBe(204);
    expect(await fieldsOf(key)).toMatchObject({ sprint: { id: ACTIVE_SPRINT } });
    const { changelog } = await issueOf(key);
    expect(changelog).toMatchObject({
      histories: [{ items: [{ field: 'Sprint', toString: expect.stringContaining('NIM Sprint 14') }] }],
    });
    expect((await ask('POST', '/rest/agile/1.0/backlog/issue', { issues: [key] })).status).toBe(204);
    expect(await fieldsOf(key)).toMatchObject({ sprint: null });
    expect((await ask('POST', `/rest/agile/1.0/backlog/${NIM_BOARD}/issue`, { issues: [key] })).status).toBe(204);
    expect((await move(31, [key])).status).toBe(400); // closed
    expect((await move(ACTIVE_SPRINT, ['NIM-99999'])).status).toBe(400);
    expect(
      (
        await move(
          ACTIVE_SPRINT,
          Array.from({ length: 51 }, (_, index) => `NIM-${index + 1}`),
        )
      ).status,
    ).toBe(400);
    expect((await move(ACTIVE_SPRINT, [])).status).toBe(400);
    expect((await move(99_999, [key])).status).toBe(404);
    const [subtask = ''] = keysOf(
      await get(`/rest/software/1.0/board/${NIM_BOARD}/issue?maxResults=1&jql=type in subTaskIssueTypes()`),
    );
    expect((await move(ACTIVE_SPRINT, [subtask])).status).toBe(400);
  });

  it('ranks, and says which could not be ranked', async () => {
    const order = async () => keysOf(await get(`/rest/software/1.0/board/${NIM_BOARD}/backlog?maxResults=4`));
    const [a = '', b = '', c = '', d = ''] = await order();
    const rank = (body: unknown) => ask('PUT', '/rest/agile/1.0/issue/rank', body);
    expect((await rank({ issues: [d, c], rankBeforeIssue: a })).status).toBe(204);
    expect(await order()).toEqual([d, c, a, b]);
    expect((await rank({ issues: [d], rankAfterIssue: a })).status).toBe(204);
    expect(await order()).toEqual([c, a, d, b]);
    const partial = await rank({ issues: [b, 'NIM-99999'], rankBeforeIssue: c });
    expect(partial).toMatchObject({
      status: 207,
      body: {
        entries: [
          { issueKey: b, status: 200 },
          { issueKey: 'NIM-99999', status: 404 },
        ],
      },
    });
    expect((await order())[0]).toBe(b);
    expect((await rank({ issues: [a] })).status).toBe(400);
    expect((await rank({ issues: [a], rankBeforeIssue: 'NIM-99999' })).status).toBe(400);
  });
});

describe('jira.js, throwing at whatever breaks its schemas', () => {
  it('accepts every answer that it has a function for', async () => {
    const { board, sprint, backlog, issue } = createAgileClient({
      host: demo.url,
      auth: { type: 'basic', email: demo.email, apiToken: demo.token },
      onSchemaMismatch: 'throw',
    });
    expect(await board.getAllBoards()).toMatchObject({ total: 3 });
    expect(await board.getBoard({ boardId: NIM_BOARD })).toMatchObject({ type: 'scrum' });
    expect(await board.getConfiguration({ boardId: NIM_BOARD })).toMatchObject({ id: NIM_BOARD });
    expect(await board.getProjects({ boardId: NIM_BOARD })).toMatchObject({ total: 1 });
    expect((await board.getAllSprints({ boardId: NIM_BOARD })).values?.length).toBeGreaterThan(3);
    // Not `changelog`: real entries hold nulls that neither jira.js nor the document expects.
    expect((await board.getIssuesForBoard({ boardId: NIM_BOARD, expand: 'names,schema' })).isLast).toBe(false);
    expect((await board.getIssuesForBacklog({ boardId: NIM_BOARD })).issues.length).toBeGreaterThan(0);
    expect((await board.getApproximateIssueCountForBoard({ boardId: NIM_BOARD })).count).toBeGreaterThan(60);
    expect((await board.getApproximateIssueCountForBacklog({ boardId: NIM_BOARD })).count).toBeGreaterThan(0);
    const inSprint = await board.getBoardIssuesForSprint({ boardId: NIM_BOARD, sprintId: ACTIVE_SPRINT });
    expect((await sprint.getIssuesForSprint({ sprintId: ACTIVE_SPRINT })).issues.length).toBeGreaterThanOrEqual(
      inSprint.issues.length,
    );
    expect(await sprint.getSprint({ sprintId: ACTIVE_SPRINT })).toMatchObject({ state: 'active' });
    const created = await sprint.createSprint({ name: 'By jira.js', originBoardId: NIM_BOARD });
    const sprintId = created.id ?? 0;
    expect(await sprint.partiallyUpdateSprint({ sprintId, goal: 'x' })).toMatchObject({ goal: 'x' });
    expect(await sprint.updateSprint({ sprintId, name: 'By jira.js', state: 'future' })).toMatchObject({ goal: '' });
    const [first, second] = (await board.getIssuesForBacklog({ boardId: NIM_BOARD })).issues;
    const issues = [first?.key ?? ''];
    await sprint.moveIssuesToSprintAndRank({ sprintId, issues });
    await backlog.moveIssuesToBacklog({ issues });
    await issue.rankIssues({ issues, rankAfterIssue: second?.key ?? '' });
  });
});

describeContracts('the agile document', () => {
  it('knows every demo endpoint', async () => {
    const { agileRoutes } = await import('#demo/agile/routes.ts');
    const unknown = agileRoutes
      .map(({ method, pattern }) => ({ method, path: pattern.replace(/\{[^}]*\}/g, '1') }))
      .filter((request) => checkRequest(DOCUMENT, request).some((problem) => problem.includes('is not in')));
    expect(unknown).toEqual([]);
  });
});
