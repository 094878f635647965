import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { failureOf } from '#domain/errors.ts';
import type { Connection, IssueTracker } from '#domain/ports.ts';
import { withAllowList } from '#services/allowList/allowList.ts';
import {
  type ContractDocument,
  checkRequest,
  checkResponse,
  contractsFolder,
  describeContracts,
} from './support/openapi.ts';
import { type RecordingProxy, recordingProxy } from './support/recordingProxy.ts';

const board = 4;
const otherBoard = 9;

let demo: RunningDemoSite;
let proxy: RecordingProxy;
let connection: Connection;
let tracker: IssueTracker;

beforeAll(async () => {
  demo = await startDemoSite({ seed: 11 });
  proxy = await recordingProxy(demo.url);
  const credential = { origin: proxy.origin, email: demo.email, token: demo.token };
  connection = await connect({ credential, userAgent: 'Trestle/0.0.0', limits: { backoffMs: 1, totalMs: 20_000 } });
  ({ tracker } = connection);
}, 60_000);
afterAll(async () => {
  connection.dispose();
  await proxy.close();
  await demo.close();
});
beforeEach(() => demo.faults.clear());

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: unknown) => failureOf(error)?.code ?? expect.unreachable(String(error)),
  );
}

/** As the owner, past the client; the answer is checked by the vendor's document where it is at hand. */
async function ask(document: ContractDocument, method: string, path: string, body?: unknown) {
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
  if (contractsFolder()) {
    const answer = { method, path, status: response.status, body: parsed };
    expect(checkResponse(document, answer), `${method} ${path} → ${response.status}`).toEqual([]);
    if (response.ok) expect(checkRequest(document, { method, path, body })).toEqual([]);
  }
  return { status: response.status, body: parsed };
}

describe('sprints, the backlog and ranks', () => {
  it('sprints are created, changed and deleted', async () => {
    const { boards } = tracker;
    const dates = { startDate: '2027-01-04T09:00:00.000Z', endDate: '2027-01-18T17:00:00.000Z' };
    const sprint = await boards.createSprint({ boardId: board, name: 'NIM Sprint 17', goal: 'Try', ...dates });
    expect(sprint).toMatchObject({
      name: 'NIM Sprint 17',
      state: 'future',
      goal: 'Try',
      originBoardId: board,
      ...dates,
    });
    const { items } = await boards.backlog(board, { limit: 3, fields: [] });
    const keys = items.map(({ key }) => key);
    await boards.moveToSprint(sprint.id, keys);
    expect((await boards.sprintIssues(board, sprint.id)).map(({ key }) => key).sort()).toEqual([...keys].sort());
    expect(await boards.updateSprint(sprint.id, { state: 'active' })).toMatchObject({ state: 'active', goal: 'Try' });
    expect((await boards.sprints(board, ['active'])).map(({ id }) => id)).toContain(sprint.id);
    expect(await codeOf(boards.updateSprint(sprint.id, { state: 'active', endDate: '2020-01-01T00:00:00Z' }))).toBe(
      'invalidFields',
    );
    await boards.removeSprint(sprint.id);
    expect(await codeOf(boards.getSprint(sprint.id))).toBe('notFound');
    const after = await boards.backlog(board, { fields: [] });
    expect(after.items.slice(0, 3).map(({ key }) => key)).toEqual(keys);
    expect(await codeOf(boards.createSprint({ boardId: board, name: 'x'.repeat(31) }))).toBe('invalidArgument');
  });

  it('issues go to the backlog and keep their order when ranked', async () => {
    const { boards } = tracker;
    const { items, total } = await boards.backlog(board, { offset: 2, limit: 2, fields: [] });
    expect([items.length, total >= 5]).toEqual([2, true]);
    const [first = '', second = '', third = ''] = (await boards.backlog(board, {})).items.map(({ key }) => key);
    await boards.moveToSprint(45, [first]);
    await boards.moveToBacklog([first]);
    expect((await boards.backlog(board, {})).total).toBe(total);
    expect(await boards.rank([third, second], { before: first })).toEqual([]);
    expect((await boards.backlog(board, { limit: 3 })).items.map(({ key }) => key)).toEqual([third, second, first]);
    expect(await boards.rank([first, 'NIM-99999'], { after: third })).toEqual(['NIM-99999']);
    expect(await codeOf(boards.rank(['NIM-99999'], { after: third }))).toBe('invalidFields');
    expect(await codeOf(boards.moveToBacklog([]))).toBe('invalidArgument');
  });

  it('several issues are read at once, in the order asked for', async () => {
    const before = proxy.requests.length;
    const issues = await tracker.issues.getAll(['PAY-12', 'NIM-42', 'OPS-1']);
    expect(issues.map(({ key }) => key)).toEqual(['PAY-12', 'NIM-42', 'OPS-1']);
    expect(issues[1]).toMatchObject({ components: expect.any(Array), description: expect.stringMatching(/./) });
    expect(proxy.requests.length - before).toBeLessThanOrEqual(2); // the fields of the site are asked for once
    expect(await codeOf(tracker.issues.getAll(['NIM-42', 'NIM-99999']))).toBe('notFound');
  });
});

describe('versions', () => {
  it('are listed, created, changed and deleted', async () => {
    const { versions } = tracker;
    expect((await versions.list('NIM', { states: ['released'] })).items.map(({ name }) => name)).toEqual([
      '4.7',
      '4.6',
    ]);
    const first = await versions.list('NIM', { limit: 1 });
    expect(first.items.map(({ name }) => name)).toEqual(['5.0']);
    const second = await versions.list('NIM', {
      limit: 1,
      ...(first.cursor !== undefined && { cursor: first.cursor }),
    });
    expect(second.items.map(({ name }) => name)).toEqual(['4.8']);
    const draft = { name: '4.9', description: 'Winter', startDate: '2027-01-01', releaseDate: '2027-02-01' };
    const created = await versions.create('NIM', draft);
    expect(created).toMatchObject({ ...draft, isReleased: false, isArchived: false });
    const released = await versions.update('NIM', created.id, { isReleased: true, releaseDate: '2027-02-02' });
    expect(released).toMatchObject({ isReleased: true, releaseDate: '2027-02-02' });
    expect((await versions.get('NIM', '10002')).progress?.done).toBeGreaterThan(0);
    expect(await versions.issueCounts('NIM', created.id)).toEqual({ unresolved: 0, total: 0 });
    await versions.remove('NIM', created.id);
    expect(await codeOf(versions.get('NIM', created.id))).toBe('notFound');
    expect(await codeOf(versions.create('NIM', { name: '4.8' }))).toBe('invalidFields');
  });

  it('of another project are not found', async () => {
    const { versions } = tracker;
    const ask = [
      versions.get('NIM', '10010'),
      versions.update('NIM', '10010', { name: 'x' }),
      versions.remove('NIM', '10010'),
    ];
    expect(new Set(await Promise.all(ask.map(codeOf)))).toEqual(new Set(['notFound']));
  });
});

describe('the demo site', () => {
  const platform = 'jira-cloud-platform-v3';

  it('answers about versions as the vendor documents it', async () => {
    const list = '/rest/api/3/project/NIM/version?expand=issuesstatus&orderBy=-releaseDate&status=unreleased,released';
    expect((await ask(platform, 'GET', list)).body).toMatchObject({ total: 4, isLast: true });
    expect((await ask(platform, 'GET', '/rest/api/3/project/NIM/versions')).body).toHaveLength(4);
    const created = await ask(platform, 'POST', '/rest/api/3/version', { name: '9', projectId: 10_000 });
    expect([
      created.status,
      (await ask(platform, 'POST', '/rest/api/3/version', { name: '9', projectId: 10_000 })).status,
    ]).toEqual([201, 400]);
    const { id } = { id: '', ...Object(created.body) };
    const path = `/rest/api/3/version/${id}`;
    expect((await ask(platform, 'PUT', path, { released: true, releaseDate: '2027-01-01' })).status).toBe(200);
    expect((await ask(platform, 'PUT', path, { startDate: '2027-02-01' })).status).toBe(400);
    expect((await ask(platform, 'GET', `${path}?expand=issuesstatus`)).status).toBe(200);
    expect((await ask(platform, 'GET', `${path}/relatedIssueCounts`)).status).toBe(200);
    expect((await ask(platform, 'GET', '/rest/api/3/version/10002/unresolvedIssueCount')).status).toBe(200);
    const used = [...demo.site.jira.issues.values()].find(({ fixVersionIds }) => fixVersionIds.includes('10000'));
    expect(
      (await ask(platform, 'POST', '/rest/api/3/version/10000/removeAndSwap', { moveFixIssuesTo: Number(id) })).status,
    ).toBe(204);
    expect(used?.fixVersionIds).toEqual([id]);
    expect((await ask(platform, 'GET', '/rest/api/3/version/10000')).status).toBe(404);
  });

  it('deletes sprints as the vendor documents it', async () => {
    const { id } = await tracker.boards.createSprint({ boardId: board, name: 'Gone soon' });
    const path = `/rest/agile/1.0/sprint/${id}`;
    expect((await ask('jira-cloud-software-agile', 'DELETE', path)).status).toBe(204);
    expect((await ask('jira-cloud-software-agile', 'DELETE', path)).status).toBe(404);
  });
});

describe('the allow-list', () => {
  const fresh = () => withAllowList(connection, { allowedProjects: ['nim'], allowedSpaces: [] }).tracker;

  it('refuses every route into another project before anything is written', async () => {
    const writes = () =>
      proxy.requests.filter(({ method, path }) => method !== 'GET' && !/search|bulkfetch/.test(path)).length;
    const before = writes();
    const ask = [
      fresh().issues.getAll(['NIM-42', 'PAY-12']),
      fresh().boards.backlog(otherBoard, {}),
      fresh().boards.moveToBacklog(['NIM-42', 'PAY-12']),
      fresh().boards.rank(['PAY-12'], { before: 'NIM-42' }),
      fresh().boards.rank(['NIM-42'], { before: 'PAY-12' }),
      fresh().boards.createSprint({ boardId: otherBoard, name: 'x' }),
      fresh().boards.updateSprint(68, { state: 'closed' }),
      fresh().boards.removeSprint(68),
      fresh().versions.list('PAY'),
      fresh().versions.get('PAY', '10010'),
      fresh().versions.issueCounts('PAY', '10010'),
      fresh().versions.create('PAY', { name: 'x' }),
      fresh().versions.update('PAY', '10010', { name: 'x' }),
      fresh().versions.remove('PAY', '10010'),
    ];
    expect(new Set(await Promise.all(ask.map(codeOf)))).toEqual(new Set(['outsideAllowList']));
    expect(writes()).toBe(before);
  });

  it('tells what was read: names and goals are texts of the project’s people', async () => {
    const read = new Set<string>();
    const { boards, versions } = withAllowList(connection, { allowedProjects: [], allowedSpaces: [] }, ({ scope }) =>
      read.add(scope),
    ).tracker;
    await boards.get(otherBoard);
    expect([...read]).toEqual(['PAY']);
    await versions.list('NIM');
    expect([...read]).toEqual(['PAY', 'NIM']);
  });

  it('counts and lists no issue of others in the backlog of a board that shows several projects', async () => {
    const whole = await tracker.boards.backlog(board, {});
    const request = proxy.requests.length;
    const limited = await fresh().boards.backlog(board, {});
    expect(limited.total).toBe(whole.total);
    const sent = proxy.requests.slice(request).find(({ path }) => path.includes('/backlog'));
    expect(decodeURIComponent(sent?.path ?? '')).toContain('jql=project in ("NIM")'.replaceAll(' ', '+'));
  });
});

describeContracts('every request that was made', () => {
  it('is valid by the vendor’s documents', () => {
    const documents = {
      '/rest/api/3/': 'jira-cloud-platform-v3',
      '/rest/agile/': 'jira-cloud-software-agile',
      '/rest/software/': 'jira-cloud-software-agile',
    } as const;
    const problems = proxy.requests.flatMap((request) =>
      Object.entries(documents).flatMap(([prefix, document]) =>
        request.path.startsWith(prefix)
          ? checkRequest(document, request).map((problem) => `${request.method} ${request.path}: ${problem}`)
          : [],
      ),
    );
    expect(proxy.requests.length).toBeGreaterThan(35);
    expect(problems).toEqual([]);
  });
});
