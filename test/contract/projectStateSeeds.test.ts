import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import type { DemoIssue, DemoSprint } from '#demo/jira/model.ts';
import { evaluateJql } from '#demo/jql/evaluate.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { Figure, Forecast, ProjectState } from '#domain/projectState.ts';
import { readProjectState } from '#services/projectState/projectState.ts';
import { BruteForce, type Counted } from './support/bruteForce.ts';
import { randomise } from './support/randomJira.ts';

const dayMs = 86_400_000;
const seeds = 200;
const zones = ['Europe/Paris', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Chatham', 'UTC'];

let demo: RunningDemoSite;
beforeAll(async () => {
  demo = await startDemoSite();
});
afterAll(() => demo.close());

/** What was compared, so that a generator that makes nothing interesting cannot pass. */
const seen = { figures: 0, ranges: 0, added: 0, removed: 0, blocked: 0, several: 0, none: 0, points: 0, noPoints: 0 };

describe('the figures of a project’s state', () => {
  for (let start = 0; start < seeds; start += 20) {
    it(`equal a count over the raw data, seeds ${start} to ${start + 19}`, async () => {
      for (let seed = start; seed < start + 20; seed++) {
        await compare(seed);
      }
    }, 120_000);
  }

  it('were of every kind', () => {
    console.info(JSON.stringify(seen));
    for (const [kind, count] of Object.entries(seen)) {
      expect(count, kind).toBeGreaterThan(20);
    }
  });
});

async function compare(seed: number): Promise<void> {
  const { site } = demo;
  const now = Date.UTC(2026, seed % 10, 1 + (seed % 27), seed % 24, (seed * 7) % 60, 12, 345);
  const zone = zones[seed % zones.length] ?? 'UTC';
  Object.assign(site.owner, { timeZone: zone });
  randomise(site, seed, now);
  const credential = { origin: demo.url, email: demo.email, token: demo.token };
  const connection = await connect({ credential, userAgent: 'trestle-test' });
  const kind = seed % 3 === 0 ? 'lastWeek' : 'thisWeek';
  const time = { period: { kind }, zone, locale: 'fr-FR', now: new Date(now), isWithoutWiki: true } as const;
  const state = await readProjectState(connection, { projectKey: 'NIM', ...time, blockedStatuses: ['BLOCKED'] });
  const { period } = state;
  connection.dispose();
  expect(state.gaps, `seed ${seed}`).toEqual([]);

  const brute = new BruteForce(site, now);
  const sprints = brute.activeSprints();
  expect(state.sprints.map(({ sprint }) => sprint.id)).toEqual(sprints.map(({ id }) => id));
  seen.several += sprints.length > 1 ? 1 : 0;
  seen.none += sprints.length === 0 ? 1 : 0;
  for (const [index, sprint] of sprints.entries()) {
    compareSprint(state.sprints[index], sprint, { brute, now });
  }
  compareWork(state, sprints, { brute, now, zone });
  const isPast = Date.parse(period.end) <= now;
  const done = brute.doneBetween(brute.all(), Date.parse(period.start), isPast ? Date.parse(period.end) : undefined);
  same(state.recentlyDone, brute.count(done, undefined));
}

interface Against {
  readonly brute: BruteForce;
  readonly now: number;
}

function compareSprint(told: ProjectState['sprints'][number] | undefined, sprint: DemoSprint, { brute, now }: Against) {
  const estimate = brute.estimateOf(sprint);
  const issues = brute.inSprint(sprint);
  seen[estimate === undefined ? 'noPoints' : 'points'] += 1;
  same(told?.total, brute.count(issues, estimate));
  same(told?.todo, brute.count(brute.of(issues, 'new'), estimate));
  same(told?.inProgress, brute.count(brute.of(issues, 'indeterminate'), estimate));
  same(told?.done, brute.count(brute.of(issues, 'done'), estimate));
  if (sprint.startDate === null) {
    expect([told?.finished, told?.scopeChange]).toEqual([undefined, undefined]);
  } else {
    same(told?.finished, brute.count(brute.finishedIn(sprint, sprint.startDate, undefined), estimate));
    const [added, removed] = [brute.added(sprint), brute.removed(sprint)];
    same(told?.scopeChange?.added, brute.count(added, estimate));
    same(told?.scopeChange?.removed, brute.count(removed, estimate));
    seen.added += added.length;
    seen.removed += removed.length;
  }
  compareForecast(told?.forecast, sprint, { brute, now });
}

/** The method in other words: the k-th pace by its place between its neighbours. */
function compareForecast(told: Forecast | undefined, sprint: DemoSprint, { brute, now }: Against): void {
  const estimate = brute.estimateOf(sprint);
  const open = brute.count(brute.of(brute.inSprint(sprint), 'new', 'indeterminate'), estimate);
  // Of other projects' sprints a board shows those that hold issues of its own.
  const isOwn = brute.boards().some(({ id }) => id === sprint.originBoardId);
  const past = demo.site.jira.sprints
    .filter(({ state, originBoardId }) => state === 'closed' && originBoardId === sprint.originBoardId)
    .filter((each) => isOwn || brute.inSprint(each).length > 0)
    .sort((a, b) => (b.completeDate ?? 0) - (a.completeDate ?? 0))
    .slice(0, 6)
    .map((each) => ({ each, start: each.startDate ?? 0, end: each.completeDate ?? 0, isRunning: false }));
  const running = { each: sprint, start: sprint.startDate ?? 0, end: now, isRunning: true };
  const samples = [...past, ...(sprint.startDate === null ? [] : [running])].map((sample) => {
    const { each, start, end, isRunning } = sample;
    const done = brute.count(brute.finishedIn(each, start, isRunning ? undefined : end), estimate);
    return { done, days: (end - start) / dayMs, isRunning };
  });
  if (sprint.startDate === null || sprint.endDate === null) {
    expect(told).toEqual({ kind: 'none', because: 'noDates' });
    return;
  }
  if (open.keys.length === 0) {
    expect(told).toEqual({ kind: 'none', because: 'nothingLeft' });
    return;
  }
  const daysLeft = (sprint.endDate - now) / dayMs;
  if (daysLeft <= 0) {
    expect(told).toEqual({ kind: 'none', because: 'pastEnd' });
    return;
  }
  const useful = samples.filter(({ done, days, isRunning }) =>
    isRunning ? days >= 2 : days > 0 && done.keys.length > 0,
  );
  const byPoints =
    (open.points ?? 0) > 0 && useful.every(({ done }) => done.keys.length === 0 || (done.points ?? 0) > 0);
  const amount = ({ keys, points }: Counted) => (byPoints ? (points ?? 0) : keys.length);
  const paces = useful.map(({ done, days }) => amount(done) / days).sort((a, b) => a - b);
  const pace = (share: number) => {
    const at = (paces.length - 1) * share;
    const [low, high] = [paces[Math.floor(at)] ?? 0, paces[Math.ceil(at)] ?? 0];
    return low * (1 - (at % 1)) + high * (at % 1);
  };
  if (useful.length < 3 || pace(0.8) === 0) {
    expect(told).toEqual({ kind: 'none', because: 'tooThin' });
    return;
  }
  if (told?.kind !== 'range') throw new Error(`no forecast for ${sprint.name}: ${JSON.stringify(told)}`);
  seen.ranges += 1;
  expect(told.unit).toBe(byPoints ? 'points' : 'issues');
  expect(told.remaining).toBeCloseTo(amount(open), 6);
  expect(told.low).toBeLessThan(told.high);
  expect(told.low).toBeLessThanOrEqual(pace(0.2) * daysLeft + 1e-9);
  expect(told.low).toBeGreaterThan(pace(0.2) * daysLeft - 1 - 1e-9);
  expect(told.high).toBeGreaterThanOrEqual(pace(0.8) * daysLeft - 1e-9);
  expect(told.high).toBeLessThan(Math.max(pace(0.8) * daysLeft, told.low) + 1 + 1e-9);
  expect(Math.abs(Date.parse(told.earliest) - now - (amount(open) / pace(0.8)) * dayMs)).toBeLessThan(2);
  for (const [index, sample] of told.samples.entries()) {
    const expected = useful[index]?.done;
    if (expected) same(sample.done, expected);
  }
  expect(told.samples).toHaveLength(useful.length);
}

function compareWork(
  { work }: ProjectState,
  sprints: readonly DemoSprint[],
  { brute, now, zone }: Against & { readonly zone: string },
): void {
  const isInSprints = sprints.length > 0;
  const issues = isInSprints
    ? brute.all().filter(({ sprintIds }) => sprints.some(({ id }) => sprintIds.includes(id)))
    : brute.all();
  const estimates = new Set(sprints.map((sprint) => brute.estimateOf(sprint)));
  const [only] = estimates;
  const estimate = estimates.size === 1 ? only : undefined;
  const open = brute.of(issues, 'new', 'indeterminate');
  const count = (found: readonly DemoIssue[]) => brute.count(found, estimate);
  expect(work?.of).toBe(isInSprints ? 'sprints' : 'project');
  same(work?.open, count(open));
  same(work?.stale, count(brute.stale(issues)));
  same(work?.unassigned, count(open.filter(({ assigneeId }) => assigneeId === null)));
  const [day, month, year] = new Intl.DateTimeFormat('en-GB', { timeZone: zone }).format(now).split('/');
  const today = `${year}-${month}-${day}`;
  same(work?.overdue, count(open.filter(({ due }) => due !== null && due < today)));
  const blocked = brute.blocked(issues);
  seen.blocked += blocked.size;
  same(work?.blocked, count(open.filter(({ key }) => blocked.has(key))));
  for (const { issue, since } of work?.blocked.found ?? []) {
    expect(since === undefined ? null : Date.parse(since), issue.key).toBe(blocked.get(issue.key));
  }
  const load = brute.load(issues, estimate);
  expect(work?.load.map(({ person }) => person?.accountId ?? 'nobody').sort()).toEqual(Object.keys(load).sort());
  for (const { person, open: figure } of work?.load ?? []) {
    same(figure, load[person?.accountId ?? 'nobody']);
  }
}

/** The figure is the count, and its query finds these very issues. */
function same(figure: Figure | undefined, expected: Counted | undefined): void {
  seen.figures += 1;
  expect([figure?.issues, figure?.points, figure?.isAtLeast]).toEqual([
    expected?.keys.length,
    expected?.points,
    undefined,
  ]);
  const { text = '', url = '' } = figure?.query ?? {};
  const found = evaluateJql(demo.site, text, demo.site.owner, { bounded: true }).issues;
  expect(found.map(({ key }) => key).sort(), text).toEqual(expected?.keys);
  expect(new URL(url).searchParams.get('jql')).toBe(text);
}
