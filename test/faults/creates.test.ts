import { afterAll, beforeAll, describe, it } from 'vitest';
import { failureOf } from '#domain/errors.ts';
import { addToSprint } from '#services/createIssue.ts';
import { lookUpDelaysMs } from '#services/journal/reconcile.ts';
import type { Act } from './faultServer.ts';
import { breaks, committedThen } from './support/acts.ts';
import { codeOf, sameAgain } from './support/again.ts';
import { committed, isCreate, isLookUp } from './support/ledger.ts';
import { addDistractors, searchWithout } from './support/searchIndex.ts';
import { everySeed } from './support/seeds.ts';
import { jsonAnswer } from './support/wire.ts';
import { type Run, World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const timeout = 600_000;

describe('creating an issue', () => {
  it('F1: the connection breaks before, while or after the site commits', { timeout }, async (context) => {
    const wire = (seed: number) => ({ wire: seed % 2 === 0 ? 'tls' : 'tcp', isShared: true }) as const;
    await everySeed(context, world, 'F1', breakWhileCreating, wire);
  });

  it('F2: the answer is lost and the search index late, or never right', { timeout }, async (context) => {
    await everySeed(context, world, 'F2', lateIndex, () => ({ isShared: true }));
  });

  it('F3: the caller goes away, or asks twice', { timeout }, async (context) => {
    await everySeed(context, world, 'F3', callerGoesAway);
  });

  it('F19: the issue is created and adding it to the sprint fails', { timeout }, async (context) => {
    await everySeed(context, world, 'F19', sprintFails, () => ({ isShared: true }));
  });
});

async function breakWhileCreating(run: Run): Promise<void> {
  const { server, random } = run;
  // Large enough that the head arrives well before the end.
  const description = random.next() < 0.1 ? 'Long text. '.repeat(8_000) : 'Short text.';
  const request = run.request('issue', { description });
  const kind = random.integer(-2, breaks.length - 1);
  const chosen = breaks[kind];
  const name = chosen?.name ?? (kind === -1 ? 'refused when accepted' : 'reset at the head');
  let createsToBreak = 1;
  let lookUpsToBreak = random.next() < 0.3 ? random.integer(1, 6) : 0;
  server.plan = (each) => {
    if (isLookUp(each) && lookUpsToBreak > 0) {
      lookUpsToBreak--;
      return random.pick(breaks).act;
    }
    return isCreate(each) && chosen && createsToBreak-- > 0 ? chosen.act : undefined;
  };
  server.breaksAtHead = (head) => kind === -2 && isCreate(head) && createsToBreak-- > 0;
  if (kind === -1) {
    await run.openNewConnections();
  }
  const refusal = run.journal.onDidChange(({ outcome }) => {
    if (kind === -1 && outcome === 'pending') {
      server.refusedConnections = 1;
    }
  });
  const first = await run.create(request);
  refusal.dispose();
  const told = codeOf(first);
  run.expect(
    chosen?.isCommitted ? told === 'created' : told === 'outcomeUnknown' || (told === 'offline' && kind === -1),
    `${name}: told ${told}`,
  );
  await sameAgain(run, request, first);
}

async function lateIndex(run: Run): Promise<void> {
  const { server, random, demo } = run;
  const request = run.request('issue', random.next() < 0.5 ? { sprint: 'current' } : {});
  let distractors = random.next() < 0.05 ? 130 : random.integer(0, 3);
  let looksToMiss = random.next() < 0.15 ? Number.POSITIVE_INFINITY : random.integer(0, lookUpDelaysMs.length + 1);
  const missed = looksToMiss;
  let isHidden = true;
  const lose = random.pick(breaks.filter(({ isCommitted }) => isCommitted)).act;
  server.plan = (each) => {
    if (isLookUp(each)) {
      addDistractors(demo, request.summary, distractors);
      distractors = 0;
      if (!each.body.includes('nextPageToken')) {
        isHidden = looksToMiss-- > 0;
      }
      return searchWithout(demo, request.summary, isHidden);
    }
    return isCreate(each) ? lose : undefined;
  };
  const first = await run.create(request);
  const isFound = missed < lookUpDelaysMs.length;
  run.expect(codeOf(first) === (isFound ? 'created' : 'outcomeUnknown'), `${missed} looks missed: ${codeOf(first)}`);
  looksToMiss = 0;
  const isRestarted = random.next() < 0.5;
  const settled = isRestarted ? await run.restart() : [];
  run.expect(settled.length === (isRestarted && !isFound ? 1 : 0), `${settled.length} operations settled at start`);
  const again = await run.create(request);
  const { reference, isRepeated } = again.kind === 'created' ? again.result : {};
  const [stored] = committed(demo, request.summary);
  run.expect(stored !== undefined && reference?.key === stored.key && isRepeated === true, `again: ${codeOf(again)}`);
  const steps = again.kind === 'created' ? again.result.steps : [];
  const isSprintLost = request.sprint !== undefined && stored?.sprintIds.length === 0;
  run.expect(!isSprintLost || steps.some(({ outcome }) => outcome !== 'done'), 'the sprint is forgotten silently');
}

async function callerGoesAway(run: Run): Promise<void> {
  const { server, random } = run;
  const request = run.request();
  const moment = random.pick(['resolving', 'sent', 'stored', 'looking', 'joined', 'signedOut'] as const);
  const isAnswerLost = moment === 'looking' || moment === 'signedOut' || random.next() < 0.4;
  const client = new AbortController();
  const leave = () => client.abort(random.next() < 0.5 ? undefined : new Error('stream closed'));
  const lose: Act = committedThen('', (exchange) => exchange.reset()).act;
  server.plan = (each) => {
    if (each.path.includes('/createmeta/') && (moment === 'resolving' || moment === 'joined')) {
      leave();
    }
    if (!isCreate(each)) {
      return undefined;
    }
    return async (exchange) => {
      if (moment === 'sent') {
        leave();
      }
      const answer = await exchange.commit();
      if (moment === 'stored') {
        leave();
      }
      await (isAnswerLost ? exchange.reset() : exchange.answer(answer));
    };
  };
  run.clock.whileSleeping = () => {
    if (moment === 'looking') {
      leave();
    }
    if (moment === 'signedOut') {
      run.connection.dispose();
    }
  };
  run.nextAct();
  const going = run.createInAct(request, { signal: client.signal });
  const staying = moment === 'joined' || random.next() < 0.3 ? run.createInAct(request) : undefined;
  const [first, second] = await Promise.all([going, staying]);
  const isUnsent = moment === 'resolving' || moment === 'joined';
  const expected = isUnsent ? 'cancelled' : moment === 'signedOut' ? 'outcomeUnknown' : 'created';
  run.expect(codeOf(first) === expected, `left while ${moment}: ${codeOf(first)}`);
  const stayed = isUnsent ? 'created' : expected;
  run.expect(!second || codeOf(second) === stayed, `who stayed was told ${second && codeOf(second)}`);
  run.clock.whileSleeping = undefined;
  if (moment === 'signedOut') {
    await run.signInAgain();
  }
  server.plan = (each) => (isCreate(each) && isAnswerLost ? lose : undefined);
  const before = committed(run.demo, request.summary)[0]?.key;
  const again = await run.create(request);
  const { reference, isRepeated } = again.kind === 'created' ? again.result : {};
  run.expect(before === undefined ? reference !== undefined : reference?.key === before, `again: ${codeOf(again)}`);
  run.expect((isRepeated === true) === (before !== undefined), `again: isRepeated is ${isRepeated}`);
}

async function sprintFails(run: Run): Promise<void> {
  const { server, random, demo, clock } = run;
  const isSprintAdd = (each: { method: string; path: string }) =>
    each.method === 'POST' && /^\/rest\/agile\/1\.0\/sprint\/\d+\/issue$/.test(each.path);
  const sprint = demo.site.jira.sprints.find(({ state }) => state === 'active');
  const trouble = random.pick(['403', '404', 'closed', 'timeout', 'timeoutStored', 'broken', '502', '429'] as const);
  const chosen = random.pick(breaks);
  let left = 1;
  const silence: Act = () => clock.advance(21_000);
  const acts: Readonly<Record<typeof trouble, Act | undefined>> = {
    403: (exchange) => void exchange.answer(jsonAnswer(403, { errorMessages: ['No permission to schedule.'] })),
    404: (exchange) => void exchange.answer(jsonAnswer(404, { errorMessages: ['Sprint does not exist.'] })),
    429: (exchange) => void exchange.answer(jsonAnswer(429, {}, { 'retry-after': '3' })),
    502: (exchange) => void exchange.answer(jsonAnswer(502, {})),
    closed: undefined,
    timeout: silence,
    timeoutStored: async (exchange) => {
      await exchange.commit();
      await silence(exchange);
    },
    broken: chosen.act,
  };
  server.plan = (each) => {
    if (isCreate(each) && trouble === 'closed' && sprint) {
      sprint.state = 'closed';
    }
    return isSprintAdd(each) && left-- > 0 ? acts[trouble] : undefined;
  };
  const request = run.request('issue', { sprint: 'current' });
  const first = await run.create(request).finally(() => {
    if (sprint) sprint.state = 'active';
  });
  const result = first.kind === 'created' ? first.result : undefined;
  const [stored] = committed(demo, request.summary);
  const outcomes = Object.fromEntries((result?.steps ?? []).map(({ step, outcome }) => [step, outcome]));
  run.expect(outcomes['create'] === 'done' && outcomes['readBack'] === 'done', `${trouble}: ${JSON.stringify(result)}`);
  const isIn = stored?.sprintIds.includes(sprint?.id ?? 0) === true;
  const isDoubtful = ['timeout', 'timeoutStored', 'broken', '502'].includes(trouble);
  const expected = isIn ? 'done' : isDoubtful ? 'unknown' : 'failed';
  run.expect(outcomes['sprint'] === expected, `${trouble}: the sprint step is ${outcomes['sprint']}, not ${expected}`);
  if (result?.sprint && outcomes['sprint'] !== 'done') {
    run.nextAct();
    const failure = await addToSprint(run.connection, result.reference.key, result.sprint.id).catch(failureOf);
    run.expect(failure === undefined, `${trouble}: adding again failed with ${failure?.code}`);
    run.expect(stored?.sprintIds.filter((id) => id === sprint?.id).length === 1, `${trouble}: not in the sprint once`);
    const sent = server.received.filter(({ method }) => method !== 'GET').map(({ path }) => path);
    run.expect(sent.length === 1, `${trouble}: sent again: ${sent.join()}`);
  }
}
