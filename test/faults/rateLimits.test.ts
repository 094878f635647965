import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type FailureCode, failureOf } from '#domain/errors.ts';
import type { Act } from './faultServer.ts';
import { codeOf, sameAgain } from './support/again.ts';
import { committed, isCreate } from './support/ledger.ts';
import { everySeed } from './support/seeds.ts';
import { jsonAnswer, type Received, textAnswer } from './support/wire.ts';
import { type Run, World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const timeout = 600_000;

describe('a site that asks to be left alone', () => {
  it('F4: 429 with every kind of Retry-After, for one endpoint, one issue or all', { timeout }, async (context) => {
    await everySeed(context, world, 'F4', (run) =>
      run.random.pick([limitedRead, limitedCreate, limitedIssue, limitedCrowd])(run),
    );
  });

  it('F5: 502, 503 and 504, on reads and on writes', { timeout }, async (context) => {
    await everySeed(context, world, 'F5', (run) => run.random.pick([unavailableRead, unavailableCreate])(run));
  });
});

/** Longer pauses are reported, not waited for. */
const longestPauseMs = 15_000;

interface Limit {
  readonly headers: Readonly<Record<string, string>>;
  /** Before this nothing may be sent again. */
  readonly floorMs: number;
}

function limitOf(run: Run, reason: string): Limit {
  const now = run.clock.now();
  const date = { date: new Date(now + 7_200_000).toUTCString() }; // the site's clock, two hours ahead of ours
  const inSeconds = (seconds: number) => new Date(Math.floor(now / 1000) * 1000 + 7_200_000 + seconds * 1000);
  const choices: readonly Limit[] = [
    { headers: { 'retry-after': '2' }, floorMs: 2_000 },
    { headers: { 'retry-after': '11' }, floorMs: 11_000 },
    { headers: { 'retry-after': '40' }, floorMs: 40_000 },
    { headers: { 'retry-after': '3600' }, floorMs: 3_600_000 },
    { headers: { ...date, 'retry-after': inSeconds(5).toUTCString() }, floorMs: 5_000 },
    { headers: { ...date, 'x-ratelimit-reset': inSeconds(6).toISOString() }, floorMs: 6_000 },
    ...[undefined, '0', '-1', 'NaN', '1000000000', 'soon', ''].map((value) => ({
      headers: value === undefined ? {} : { 'retry-after': value },
      floorMs: 1_000,
    })),
  ];
  const { headers, floorMs } = run.random.pick(choices);
  return { headers: { ...headers, ...(reason !== '' && { 'ratelimit-reason': reason }) }, floorMs };
}

function refuse({ headers }: Limit): Act {
  return async (exchange) => {
    await exchange.answer(
      headers['retry-after'] === '2'
        ? { ...textAnswer(429, 'text/html', '<html>Too many requests</html>'), headers: { ...headers } }
        : jsonAnswer(429, { errorMessages: ['Rate limit exceeded.'] }, headers),
    );
  };
}

/** The instants at which requests arrive, by the client's clock. */
function arrivals(
  run: Run,
  isMeant: (request: Received) => boolean,
  act: (count: number) => Act | undefined,
): number[] {
  const instants: number[] = [];
  run.server.plan = (request) => {
    if (!isMeant(request)) {
      return undefined;
    }
    instants.push(run.clock.now());
    return act(instants.length);
  };
  return instants;
}

function checkFloor(run: Run, instants: readonly number[], floorMs: number): void {
  instants.slice(1).forEach((instant, index) => {
    const waited = instant - (instants[index] ?? 0);
    run.expect(waited >= floorMs, `came back after ${waited} ms, not ${floorMs}`);
  });
}

async function limitedRead(run: Run): Promise<void> {
  const { random, clock, connection } = run;
  const reason = random.pick(['', 'jira-burst-based', 'jira-quota-global-based', 'jira-quota-tenant-based']);
  const limit = limitOf(run, reason);
  const times = random.integer(1, 5);
  const isBoard = ({ path }: Received) => path === '/rest/agile/1.0/board/4';
  const instants = arrivals(run, isBoard, (count) => (count <= times ? refuse(limit) : undefined));
  let isOtherAsked = false;
  clock.whileSleeping = async () => {
    if (!isOtherAsked && !reason.includes('quota')) {
      isOtherAsked = true;
      const { length } = clock.sleeps;
      await connection.tracker.projects.get('NIM');
      run.expect(clock.sleeps.length === length, 'another endpoint waits too');
    }
  };
  const code = await connection.tracker.boards.get(4).then(() => 'ok', codeOfError);
  const isPatient = limit.floorMs <= longestPauseMs;
  run.expect(code === (isPatient && times <= 3 ? 'ok' : 'rateLimited'), `${times} × ${limit.floorMs} ms: ${code}`);
  run.expect(instants.length === (isPatient ? Math.min(times + 1, 4) : 1), `${instants.length} requests`);
  checkFloor(run, instants, limit.floorMs);
  if (reason.includes('quota') && code === 'rateLimited') {
    const before = clock.now();
    const other = await connection.tracker.projects.get('NIM').then(() => 'ok', codeOfError);
    const waited = clock.now() - before;
    run.expect(other === 'rateLimited' || waited > 0, `the quota does not stop other endpoints: ${other}`);
  }
}

async function limitedCreate(run: Run): Promise<void> {
  const limit = limitOf(run, run.random.pick(['', 'jira-burst-based']));
  const instants = arrivals(run, isCreate, (count) => (count === 1 ? refuse(limit) : undefined));
  const request = run.request();
  const first = await run.create(request);
  run.expect(codeOf(first) === 'rateLimited' && instants.length === 1, `told ${codeOf(first)}`);
  if (limit.floorMs > longestPauseMs) {
    const early = await run.create(request);
    run.expect(codeOf(early) === 'rateLimited' && instants.length === 1, `too early: ${codeOf(early)}`);
    const retryAt = early.kind === 'failed' && early.failure.code === 'rateLimited' ? early.failure.retryAt : undefined;
    run.clock.advance(Date.parse(retryAt ?? '') - run.clock.now() + 1);
  }
  await sameAgain(run, request, first);
  run.expect(committed(run.demo, request.summary).length === 1, 'not created in the end');
  checkFloor(run, instants, limit.floorMs);
}

async function limitedIssue(run: Run): Promise<void> {
  const { connection, clock } = run;
  const limit = limitOf(run, 'jira-per-issue-on-write');
  const isWriteTo = (key: string) => (request: Received) =>
    request.method === 'PUT' && request.path === `/rest/api/3/issue/${key}`;
  const instants = arrivals(run, isWriteTo('NIM-1'), (count) => (count === 1 ? refuse(limit) : undefined));
  const label = (key: string) =>
    connection.tracker.issues.update(key, { labels: { add: ['fault'] } }).then(() => 'ok', codeOfError);
  const first = await label('NIM-1');
  run.expect(first === 'rateLimited' && instants.length === 1, `the refused write: ${first}`);
  const { length } = clock.sleeps;
  const [other, read] = [
    await label('NIM-2'),
    await connection.tracker.issues.get('NIM-1').then(() => 'ok', codeOfError),
  ];
  run.expect(other === 'ok' && read === 'ok' && clock.sleeps.length === length, `other issue ${other}, read ${read}`);
  run.nextAct();
  const again = await label('NIM-1');
  run.expect(again === (limit.floorMs > longestPauseMs ? 'rateLimited' : 'ok'), `the write again: ${again}`);
  checkFloor(run, instants, limit.floorMs);
}

/** Many at the same time: what queues behind the first refusal keeps the floor too. */
async function limitedCrowd(run: Run): Promise<void> {
  const { connection, clock } = run;
  const limit = limitOf(run, '');
  const start = clock.now();
  clock.whileSleeping = () => delay(10); // real time for whoever does not wait
  const isCount = ({ path }: Received) => path === '/rest/api/3/search/approximate-count';
  const instants = arrivals(run, isCount, (count) => (count === 1 ? refuse(limit) : undefined));
  const codes = await Promise.all(
    Array.from({ length: 24 }, () =>
      connection.tracker.issues.approximateCount({ jql: 'project = NIM' }).then(() => 'ok', codeOfError),
    ),
  );
  const early = instants.filter((instant) => instant < start + limit.floorMs).length;
  run.expect(early <= 8, `${early} requests before the floor, of which only those under way are excused`);
  const allowed = limit.floorMs > longestPauseMs ? ['ok', 'rateLimited'] : ['ok'];
  run.expect(
    codes.every((code) => allowed.includes(code)),
    `${limit.floorMs}: ${codes.join()}`,
  );
}

async function unavailableRead(run: Run): Promise<void> {
  const { random, connection } = run;
  const status = random.pick([500, 502, 503, 504]);
  const limit = random.next() < 0.5 ? limitOf(run, '') : { headers: {}, floorMs: 0 };
  const times = random.integer(1, 5);
  const isBoard = ({ path }: Received) => path === '/rest/agile/1.0/board/4';
  const answer =
    random.next() < 0.5 ? textAnswer(status, 'text/html', '<html>Unavailable</html>') : jsonAnswer(status, {});
  const fail: Act = async (exchange) => {
    await exchange.answer({ ...answer, headers: { ...answer.headers, ...limit.headers } });
  };
  const instants = arrivals(run, isBoard, (count) => (count <= times ? fail : undefined));
  const code = await connection.tracker.boards.get(4).then(() => 'ok', codeOfError);
  const isRepeated = status !== 500 && limit.floorMs <= longestPauseMs;
  run.expect(instants.length === (isRepeated ? Math.min(times + 1, 4) : 1), `${status}: ${instants.length} requests`);
  const allowed = isRepeated && times <= 3 ? ['ok'] : ['siteUnavailable', 'rateLimited'];
  run.expect(allowed.includes(code), `${times} × ${status} ${JSON.stringify(limit)}: ${code}`);
  if ('retry-after' in limit.headers) {
    checkFloor(run, instants, limit.floorMs);
  }
}

async function unavailableCreate(run: Run): Promise<void> {
  const { random } = run;
  const status = random.pick([500, 502, 503, 504]);
  const isStored = random.next() < 0.5;
  const headers = status === 503 ? limitOf(run, '').headers : {};
  const fail: Act = async (exchange) => {
    if (isStored) {
      await exchange.commit();
    }
    await exchange.answer(
      random.next() < 0.5 ? jsonAnswer(status, {}, headers) : textAnswer(status, 'text/html', '<html></html>'),
    );
  };
  const instants = arrivals(run, isCreate, (count) => (count === 1 ? fail : undefined));
  const request = run.request();
  const told = await run.create(request);
  run.expect(codeOf(told) === (isStored ? 'created' : 'outcomeUnknown'), `${status}: told ${codeOf(told)}`);
  run.expect(instants.length === 1, `${instants.length} creates`);
  await sameAgain(run, request, told);
}

function codeOfError(error: unknown): FailureCode | 'defect' {
  return failureOf(error)?.code ?? 'defect';
}
