import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { callTool } from './support/clients.ts';
import { openWorkbench, type Workbench } from './support/toolsets.ts';

const nimBoard = 4;
const payBoard = 9;
const active = 44;
const next = 45;

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({ demo: { issues: 1000 } });
}, 60_000);
afterAll(() => bench.close());

const call = (name: string, args?: Record<string, unknown>) => bench.call(name, args);
const refused = (name: string, args: Record<string, unknown>) => bench.refused(name, args);
const list = (value: unknown) => z.array(z.looseObject({})).parse(value);
const keysOf = (value: unknown) => list(value).map(({ key }) => String(key));

function issue(key: string) {
  return [...bench.demo.site.jira.issues.values()].find((each) => each.key === key) ?? expect.unreachable(key);
}

/** Of the sprints that are not closed. */
function sprintOf(key: string): number | undefined {
  const { sprints } = bench.demo.site.jira;
  return issue(key).sprintIds.find((id) => sprints.find((sprint) => sprint.id === id)?.state !== 'closed');
}

function sprint(id: number) {
  return bench.demo.site.jira.sprints.find((each) => each.id === id);
}

async function backlog(limit = 10): Promise<string[]> {
  return keysOf((await call('jira_backlog', { limit }))['issues']);
}

describe('jira_boards', () => {
  it('lists the board of a project with its sprints, active first', async () => {
    const data = await call('jira_boards');
    expect(data['boards']).toEqual([
      {
        id: nimBoard,
        name: expect.any(String),
        type: 'scrum',
        project: 'NIM',
        url: expect.stringMatching(/^http.*=4$/),
      },
    ]);
    const sprints = list(data['sprints']);
    expect(sprints.map(({ id, state }) => [id, state])).toEqual([
      [active, 'active'],
      [next, 'future'],
      [next + 1, 'future'],
    ]);
    expect(sprints[0]).toMatchObject({ name: 'NIM Sprint 14', daysLeft: 6, goal: expect.stringContaining('<<') });
    expect(data['truncated']).toBe(false);
  });

  it('lists closed sprints newest first, page by page', async () => {
    const first = await call('jira_boards', { board: nimBoard, closed: true });
    const ids = list(first['sprints']).map(({ id }) => Number(id));
    expect(ids[0]).toBe(active - 1);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
  });

  it('knows boards without sprints, and lists several boards', async () => {
    const ops = await call('jira_boards', { project: 'OPS' });
    expect(ops['boards']).toHaveLength(1);
    expect(ops['sprints']).toBeUndefined();
    expect((await call('jira_boards', { board: payBoard }))['sprints']).toHaveLength(2);
  });
});

describe('jira_backlog', () => {
  it('goes by rank, with an honest total, page by page', async () => {
    const seen: string[] = [];
    let cursor: unknown;
    let total: unknown;
    do {
      const page = await call('jira_backlog', { limit: 50, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...keysOf(page['issues']));
      ({ cursor, total } = page);
    } while (cursor !== undefined);
    expect(total).toBe(seen.length);
    expect(new Set(seen).size).toBe(seen.length);
    const ranks = seen.map((key) => issue(key).rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(seen.filter((key) => sprintOf(key) !== undefined)).toEqual([]);
  });
});

describe('jira_move_issues', () => {
  it('moves into a sprint and back again, as one change that is journalled and undone', async () => {
    const keys = (await backlog()).slice(0, 3);
    const moved = await call('jira_move_issues', { keys, to: String(next) });
    expect(moved['issues']).toEqual(keys.map((key) => ({ key, from: 'backlog', to: 'NIM Sprint 15' })));
    expect(keys.map(sprintOf)).toEqual([next, next, next]);
    const [entry] = await (await bench.journal()).list();
    expect(entry).toMatchObject({
      kind: 'moveIssues',
      outcome: 'done',
      target: { entity: 'sprint', id: String(next) },
    });
    expect(entry?.issues?.map(({ key }) => key)).toEqual(keys);
    const undone = await call('undo_change', { target: keys[1] });
    expect(list(undone['changes'])[0]).toMatchObject({ field: `${keys[0]} sprint`, from: 'NIM Sprint 15' });
    expect(keys.map(sprintOf)).toEqual([undefined, undefined, undefined]);
  });

  it('takes issues out of the sprint, and puts them back by undo', async () => {
    const [key = ''] = [...bench.demo.site.jira.issues.values()]
      .filter(({ sprintIds, parentId }) => sprintIds.at(-1) === active && parentId === null)
      .map((each) => each.key);
    await call('jira_move_issues', { keys: [key], to: 'backlog' });
    expect(sprintOf(key)).toBeUndefined();
    await call('undo_change', { target: key });
    expect(sprintOf(key)).toBe(active);
  });

  it('refuses to undo what somebody has moved on since', async () => {
    const [key = ''] = await backlog(1);
    await call('jira_move_issues', { keys: [key], to: String(next) });
    issue(key).sprintIds = [next + 1];
    const text = await refused('undo_change', { target: key });
    expect(text).toMatch(/changedSince.*NIM Sprint 15.*NIM Sprint 16/);
    issue(key).sprintIds = [];
  });

  it('ranks before and after another issue, in the order given, and undoes that', async () => {
    const before = await backlog();
    const [a = '', b = '', c = '', d = ''] = before;
    const ranked = await call('jira_move_issues', { keys: [d, c], before: a });
    expect(ranked).toMatchObject({ rank: `before ${a}`, mismatches: [] });
    expect((await backlog()).slice(0, 4)).toEqual([d, c, a, b]);
    await call('undo_change', { target: d });
    expect(await backlog()).toEqual(before);
    await call('jira_move_issues', { keys: [a], after: c });
    expect((await backlog()).slice(0, 4)).toEqual([b, c, a, d]);
    await call('undo_change', {});
    expect(await backlog()).toEqual(before);
  });

  it('refuses to undo a rank that is another by now', async () => {
    const [a = '', b = '', c = ''] = await backlog();
    await call('jira_move_issues', { keys: [c], before: a });
    await call('jira_move_issues', { keys: [c], after: b });
    const records = await (await bench.journal()).list();
    expect(await refused('undo_change', { operation: records[1]?.id })).toMatch(/changedSince/);
    await call('undo_change', {});
    await call('undo_change', {});
    expect(await backlog(3)).toEqual([a, b, c]);
  });

  it('refuses what cannot be, saying why', async () => {
    const [key = '', other = ''] = await backlog(2);
    expect(await refused('jira_move_issues', { keys: [key] })).toMatch(/give to, before or after/);
    expect(await refused('jira_move_issues', { keys: [key], before: key })).toMatch(/one of the issues/);
    expect(await refused('jira_move_issues', { keys: [key], before: other, after: other })).toMatch(/not both/);
    expect(await refused('jira_move_issues', { keys: [key], to: '43' })).toMatch(/NIM Sprint 13 is closed/);
    expect(await refused('jira_move_issues', { keys: ['NIM-99999'], to: 'backlog' })).toMatch(/notFound.*NIM-99999/);
    expect(await refused('jira_move_issues', { keys: [key, 'PAY-1'], to: 'current' })).toMatch(/several projects/);
    const many = Array.from({ length: 51 }, (_, index) => `NIM-${index + 1}`);
    expect(await refused('jira_move_issues', { keys: many, to: 'backlog' })).toMatch(/50 issues at a time/);
    expect(await refused('jira_move_issues', { keys: [subtask()], to: 'backlog' })).toMatch(/sub-task/);
  });

  it('moves 50 at a time', async () => {
    const keys = await backlog(50);
    const moved = await call('jira_move_issues', { keys, to: String(next) });
    expect(moved['issues']).toHaveLength(50);
    expect(new Set(keys.map(sprintOf))).toEqual(new Set([next]));
    await call('undo_change', {});
    expect(new Set(keys.map(sprintOf))).toEqual(new Set([undefined]));
  });

  it('looks a lost answer up, and never sends it again', { timeout: 30_000 }, async () => {
    const [key = ''] = await backlog(1);
    const path = /\/sprint\/45\/issue$/;
    bench.demo.faults.add({ method: 'POST', path, effect: { kind: 'disconnect', when: 'after' } });
    expect(await call('jira_move_issues', { keys: [key], to: String(next) })).toMatchObject({ mismatches: [] });
    expect(sprintOf(key)).toBe(next);
    await call('undo_change', { target: key });
    bench.demo.faults.add({ method: 'POST', path, effect: { kind: 'disconnect', when: 'before' } });
    const sent = () => bench.demo.requests.filter((request) => path.test(request.path)).length;
    const before = sent();
    const unknown = await callTool(bench.client, 'jira_move_issues', { keys: [key], to: String(next) });
    expect(unknown.text).toMatch(/outcomeUnknown.*jira_get_issue/);
    expect(sent()).toBe(before + 1);
    expect(sprintOf(key)).toBeUndefined();
  });
});

describe('a sprint’s life', () => {
  it('is created, filled, started and closed, with the unfinished issues taken along', async () => {
    const created = await call('jira_create_sprint', { name: 'NIM Sprint 17', goal: 'Try it', end: '2027-05-31' });
    const { id } = z.object({ id: z.number() }).parse(created['sprint']);
    expect(sprint(id)).toMatchObject({
      name: 'NIM Sprint 17',
      state: 'future',
      goal: 'Try it',
      originBoardId: nimBoard,
    });
    const keys = (await backlog()).slice(0, 2);
    await call('jira_move_issues', { keys, to: String(id) });
    expect(await refused('undo_change', { operation: (await operations('createSprint'))[0] })).toMatch(
      /changedSince.*issues/,
    );
    const started = await call('jira_start_sprint', { sprint: id });
    expect(started).toMatchObject({
      issues: 2,
      sprint: { state: 'active', end: expect.stringMatching(/^2027-05-31|^2027-06-01/) },
    });
    expect(await refused('undo_change', { operation: (await operations('updateSprint'))[0] })).toMatch(
      /cannot be undone/,
    );
    expect(await refused('jira_start_sprint', { sprint: id })).toMatch(/is active, not future/);
    const [kept = '', done = ''] = keys;
    await call('jira_transition_issue', { key: done, to: 'Done' });
    const closed = await call('jira_close_sprint', { sprint: String(id), unfinishedTo: String(next) });
    expect(closed).toMatchObject({
      ...{ done: 1, unfinished: 1, unfinishedTo: `NIM Sprint 15 (${next})`, unfinishedKeys: [kept] },
      sprint: { id, state: 'closed' },
    });
    expect(issue(kept).sprintIds).toEqual([id, next]);
    expect(issue(done).sprintIds).toEqual([id]);
    await call('undo_change', { target: kept });
    expect(issue(kept).sprintIds).toEqual([id]);
    expect(await refused('jira_close_sprint', { sprint: String(id) })).toMatch(/is closed, not active/);
  });

  it('a sprint that was created is deleted by undo as long as nothing is in it', async () => {
    const created = await call('jira_create_sprint', { name: 'Not needed' });
    const { id } = z.object({ id: z.number() }).parse(created['sprint']);
    const undone = await call('undo_change', {});
    expect(undone).toMatchObject({ isDeleted: true, kind: 'createSprint' });
    expect(sprint(id)).toBeUndefined();
  });

  it('is not created or started twice when an answer is lost', async () => {
    const { faults, requests } = bench.demo;
    const sentTo = (path: RegExp) => requests.filter((request) => request.method === 'POST' && path.test(request.path));
    const before = sentTo(/\/sprint(\/\d+)?$/).length;
    faults.add({ method: 'POST', path: /\/sprint$/, effect: { kind: 'disconnect', when: 'after' } });
    const created = await call('jira_create_sprint', { name: 'Lost answer' });
    const { id } = z.object({ id: z.number() }).parse(created['sprint']);
    expect(bench.demo.site.jira.sprints.filter(({ name }) => name === 'Lost answer')).toHaveLength(1);
    faults.add({ method: 'POST', path: /\/sprint\/\d+$/, effect: { kind: 'disconnect', when: 'after' } });
    expect(await call('jira_start_sprint', { sprint: id })).toMatchObject({ sprint: { state: 'active' } });
    expect(sentTo(/\/sprint(\/\d+)?$/)).toHaveLength(before + 2);
    expect(await operations('updateSprint')).toHaveLength(3);
    await call('jira_close_sprint', { sprint: String(id) });
  });

  it('tells which of the unfinished issues did not get where they were to go', async () => {
    const created = await call('jira_create_sprint', { name: 'Half way' });
    const { id } = z.object({ id: z.number() }).parse(created['sprint']);
    const keys = await backlog(2);
    await call('jira_move_issues', { keys, to: String(id) });
    await call('jira_start_sprint', { sprint: id });
    const refusal = { kind: 'respond', status: 400, body: '{"errorMessages":["Not now."],"errors":{}}' } as const;
    bench.demo.faults.add({ method: 'POST', path: /\/sprint\/45\/issue$/, effect: refusal });
    const closed = await call('jira_close_sprint', { sprint: String(id), unfinishedTo: String(next) });
    expect(closed).toMatchObject({ sprint: { state: 'closed' }, unfinished: 2, notMoved: keys });
    expect(closed['moveFailed']).toMatch(/Not now/);
  });

  it('closes the current sprint into the backlog unless told otherwise', async () => {
    const inSprint = [...bench.demo.site.jira.issues.values()].filter(({ sprintIds }) => sprintIds.includes(active));
    const closed = await call('jira_close_sprint', { sprint: 'current' });
    expect(closed).toMatchObject({ sprint: { id: active, state: 'closed' }, unfinishedTo: 'backlog' });
    expect(Number(closed['done']) + Number(closed['unfinished'])).toBe(inSprint.length);
    const keys = z.array(z.string()).parse(closed['unfinishedKeys']);
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.filter((key) => sprintOf(key) !== undefined)).toEqual([]);
  });

  it('says what is missing where there are several active sprints', async () => {
    expect(await refused('jira_close_sprint', { sprint: 'current', project: 'PAY' })).toMatch(
      /severalActiveSprints.*68.*69/,
    );
    expect(await refused('jira_close_sprint', { sprint: '68', unfinishedTo: '68' })).toMatch(
      /the sprint that is closed/,
    );
  });
});

describe('the allow-list', () => {
  it('hides boards, sprints and backlogs of other projects, and lets nothing into them', async () => {
    await bench.withPolicy({ allowedProjects: ['NIM'] }, async () => {
      expect(await refused('jira_boards', { project: 'PAY' })).toMatch(/outsideAllowList/);
      expect(await refused('jira_boards', { board: payBoard })).toMatch(/outsideAllowList/);
      expect(await refused('jira_backlog', { board: payBoard })).toMatch(/outsideAllowList/);
      expect(await refused('jira_move_issues', { keys: ['PAY-1'], to: 'backlog' })).toMatch(/outsideAllowList/);
      const [key = ''] = await backlog(1);
      expect(await refused('jira_move_issues', { keys: [key], to: '68' })).toMatch(/outsideAllowList/);
      expect(await refused('jira_move_issues', { keys: [key], before: 'PAY-1' })).toMatch(/outsideAllowList/);
      expect(await refused('jira_create_sprint', { board: payBoard, name: 'x' })).toMatch(/outsideAllowList/);
      expect(await refused('jira_start_sprint', { sprint: 68 })).toMatch(/outsideAllowList/);
      expect(await refused('jira_close_sprint', { sprint: '68' })).toMatch(/outsideAllowList/);
    });
  });

  it('lets no sprint be closed that holds issues of other projects', async () => {
    const pay = [...bench.demo.site.jira.issues.values()].find(({ key }) => key === 'PAY-1');
    const created = await call('jira_create_sprint', { name: 'Shared' });
    const { id } = z.object({ id: z.number() }).parse(created['sprint']);
    await call('jira_start_sprint', { sprint: id });
    pay?.sprintIds.push(id);
    await bench.withPolicy({ allowedProjects: ['NIM'] }, async () => {
      expect(await refused('jira_close_sprint', { sprint: String(id) })).toMatch(/outsideAllowList/);
    });
    expect(sprint(id)?.state).toBe('active');
  });
});

function subtask(): string {
  const { issues, issueTypes } = bench.demo.site.jira;
  const types = issueTypes.filter(({ subtask }) => subtask).map(({ id }) => id);
  return [...issues.values()].find(({ typeId }) => types.includes(typeId))?.key ?? expect.unreachable('no sub-task');
}

async function operations(kind: string): Promise<string[]> {
  return (await (await bench.journal()).list()).filter((record) => record.kind === kind).map(({ id }) => id);
}
