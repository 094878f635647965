import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { Connection } from '#domain/ports.ts';
import type { Figure } from '#domain/projectState.ts';
import { withAllowList } from '#services/allowList/allowList.ts';
import { type ProjectStateRequest, readProjectState } from '#services/projectState/projectState.ts';

const hourMs = 3_600_000;

let demo: RunningDemoSite;
let connection: Connection;
beforeAll(async () => {
  demo = await startDemoSite();
  const credential = { origin: demo.url, email: demo.email, token: demo.token };
  connection = await connect({ credential, userAgent: 'trestle-test' });
});
afterAll(async () => {
  connection.dispose();
  await demo.close();
});

function stateOf(projectKey: string, more: Partial<ProjectStateRequest> = {}) {
  const time = { period: { kind: 'lastWeek' }, zone: 'Europe/Paris', locale: 'fr-FR' } as const;
  return readProjectState(connection, { projectKey, ...time, blockedStatuses: ['blocked', 'Bloqué'], ...more });
}

describe('the state of a project', () => {
  it('tells who waits, and for how long', async () => {
    const { work, gaps } = await stateOf('NIM');
    expect(gaps).toEqual([]);
    const hours = work?.blocked.found.map(({ issue, since, reasons }) => [
      issue.key,
      Math.round((Date.now() - Date.parse(since ?? '')) / hourMs),
      reasons.map(({ kind }) => kind).join(),
    ]);
    expect(hours).toEqual([
      ['NIM-49', 120, 'flag'],
      ['NIM-45', 49, 'link'],
      ['NIM-51', 49, 'flag'],
      ['NIM-44', 47, 'status'],
      ['NIM-50', 47, 'flag'],
      ['NIM-53', 3, 'flag'], // paused in between
      ['NIM-43', 1, 'flag'],
    ]);
  });

  it.each(['NIM', 'PAY', 'OPS'])('cites queries that the site counts alike: %s', async (projectKey) => {
    const figures = figuresIn(await stateOf(projectKey));
    expect(figures.length).toBeGreaterThan(10);
    const counts = figures.map(({ query: { text } }) => connection.tracker.issues.approximateCount({ jql: text }));
    expect(await Promise.all(counts)).toEqual(figures.map(({ issues }) => issues));
  });

  it('forecasts a range with all it rests on', async () => {
    const { sprints } = await stateOf('NIM');
    const [sprint] = sprints;
    expect(sprints).toHaveLength(1);
    expect(sprint?.sprint.id).toBe(44);
    expect([sprint?.total.issues, sprint?.done.issues, sprint?.total.points]).toEqual([21, 5, 50]);
    const forecast = sprint?.forecast;
    expect(forecast).toMatchObject({ kind: 'range', unit: 'points', remaining: 40, daysLeft: 6 });
    if (forecast?.kind === 'range') {
      expect(forecast.low).toBeLessThan(forecast.high);
      expect(forecast.samples.map(({ sprint: { id } }) => id)).toEqual([43, 42, 41, 40, 39, 38, 44]);
    }
  });

  it('tells every active sprint apart, and forecasts nothing from one closed sprint', async () => {
    const { sprints, work } = await stateOf('PAY');
    expect(sprints.map(({ sprint, forecast }) => [sprint.id, forecast])).toEqual([
      [68, { kind: 'none', because: 'tooThin' }],
      [69, { kind: 'none', because: 'tooThin' }],
    ]);
    expect(work?.open.query.text).toContain('sprint in (68, 69)');
  });

  it('looks at all open issues where a board has no sprints', async () => {
    const { sprints, work, gaps } = await stateOf('OPS');
    expect([sprints, gaps, work?.of]).toEqual([[], [], 'project']);
    expect(work?.open.issues).toBe(9);
    expect(work?.open.points).toBeUndefined();
    expect(work?.blocked.found.map(({ issue }) => issue.key)).toEqual(['OPS-5']);
  });

  it('reads a sprint that is over, by its name', async () => {
    const { sprints } = await stateOf('NIM', { sprint: 'nim sprint 13' });
    expect(sprints.map(({ sprint, forecast }) => [sprint.id, forecast])).toEqual([
      [43, { kind: 'none', because: 'closed' }],
    ]);
    expect(sprints[0]?.finished?.issues).toBe(8);
  });

  it('says what it could not read instead of counting it as none', async () => {
    demo.faults.add({ path: /changelog\/bulkfetch/, times: 9, effect: { kind: 'respond', status: 403 } });
    try {
      const { sprints, work, gaps } = await stateOf('NIM');
      expect(sprints[0]?.scopeChange).toBeUndefined();
      expect(gaps).toContainEqual({ part: 'scopeChange', because: 'forbidden', of: 'NIM Sprint 14' });
      expect(gaps).toContainEqual({ part: 'blockedSince', because: 'forbidden' });
      expect(work?.blocked.issues).toBe(7);
      expect(work?.blocked.found.every(({ since }) => since === undefined)).toBe(true);
    } finally {
      demo.faults.clear();
    }
  });

  it('stays within an allow-list, at no more requests', async () => {
    const list = {
      allowedProjects: ['NIM'],
      allowedSpaces: ['NIM'],
      isReadOnly: false,
      disabledTools: [],
      toolsets: [],
    };
    const before = demo.requests.length;
    const whole = await stateOf('NIM');
    const between = demo.requests.length;
    const time = { period: { kind: 'lastWeek' }, zone: 'Europe/Paris', locale: 'fr-FR' } as const;
    const request = { projectKey: 'NIM', ...time, blockedStatuses: ['blocked'], isWithoutWiki: true };
    const limited = await readProjectState(withAllowList(connection, list), request);
    expect(limited.gaps).toEqual([]);
    expect(limited.sprints[0]?.total.issues).toBe(whole.sprints[0]?.total.issues);
    // What blocks from outside is not seen.
    expect(limited.work?.blocked.found.map(({ issue }) => issue.key)).not.toContain('NIM-45');
    expect(demo.requests.length - between).toBeLessThanOrEqual(between - before);
    const outside = readProjectState(withAllowList(connection, list), { ...request, projectKey: 'PAY' });
    await expect(outside).rejects.toThrow(/outsideAllowList/);
  });

  it('ends when it is cancelled', async () => {
    const cancel = new AbortController();
    demo.faults.add({ path: /search\/jql$/, effect: { kind: 'delay', ms: 20_000 } });
    try {
      const time = { period: { kind: 'thisWeek' }, zone: 'Europe/Paris', locale: 'fr-FR' } as const;
      const request = { projectKey: 'NIM', ...time, blockedStatuses: [] };
      const state = readProjectState(connection, request, { signal: cancel.signal });
      setTimeout(() => cancel.abort(), 200);
      await expect(state).rejects.toThrow(/cancelled/);
    } finally {
      demo.faults.clear();
    }
  });

  it('asks for no more as a sprint grows old', async () => {
    const before = demo.requests.length;
    await stateOf('NIM', { isWithoutWiki: true });
    expect(demo.requests.length - before).toBeLessThanOrEqual(16);
  });
});

/** Every figure there is, however deep it stands. */
function figuresIn(value: unknown): Figure[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const isFigure = (candidate: object): candidate is Figure => 'query' in candidate && 'issues' in candidate;
  const members = Object.entries(value).flatMap(([name, member]) => (name === 'found' ? [] : figuresIn(member)));
  return isFigure(value) ? [value, ...members] : members;
}
