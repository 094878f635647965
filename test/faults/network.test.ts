import { afterAll, beforeAll, describe, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { failureOf } from '#domain/errors.ts';
import { SprintStore } from '#services/sprintStore.ts';
import { EventEmitter } from '#shared/event.ts';
import { type Act, type Certificate, FaultServer } from './faultServer.ts';
import { breaks } from './support/acts.ts';
import { codeOf, sameAgain } from './support/again.ts';
import { FakeNames } from './support/fakeNames.ts';
import { committed, isCreate, isLookUp, isWrite } from './support/ledger.ts';
import { everySeed } from './support/seeds.ts';
import { type Answer, jsonAnswer, textAnswer } from './support/wire.ts';
import { certificate, type Run, World } from './support/world.ts';

let world: World;
let refused: Readonly<Record<string, Certificate>>;
let good: Certificate;
const names = new FakeNames();
beforeAll(async () => {
  world = await World.open();
  good = await certificate('good');
  refused = {
    expired: await certificate('expired'),
    'self-signed': await certificate('self-signed'),
    'wrong-host': await certificate('wrong-host'),
  };
});
afterAll(() => world.close());

const timeout = 600_000;
const losses = breaks.filter(({ isCommitted }) => isCommitted);

describe('the network', () => {
  it('F9: a certificate that is expired, self-signed or of another host', { timeout }, async (context) => {
    const kinds = [refusedSignIn, refusedCreate, refusedLookUp];
    await everySeed(
      context,
      world,
      'F9',
      (run) => run.random.pick(kinds)(run),
      () => ({ wire: 'tls' }),
    );
  });

  it('F10: no name, no connection, now and then', { timeout }, async (context) => {
    const options = () => ({ origin: `http://localhost:${world.tcp.port}`, connect: { fetch: names.fetch } });
    const kinds = [flappingRead, namelessCreate, darkLookUp, offlineView];
    await everySeed(context, world, 'F10', (run) => run.random.pick(kinds)(run), options);
  });

  it('F11: the token or a permission goes in the middle of a batch', { timeout }, async (context) => {
    await everySeed(context, world, 'F11', refusedBatch);
  });
});

async function refusedSignIn(run: Run): Promise<void> {
  const { random, demo } = run;
  const kind = random.pick(['unknown authority', ...Object.keys(refused)]);
  const server = await FaultServer.start(demo.url, refused[kind] ?? good);
  const trust = kind === 'unknown authority' ? {} : { fetch: world.trusting };
  const failure = await connect({ ...world.credentials(server.origin), ...trust }).then(() => undefined, failureOf);
  run.expect(failure?.code === 'certificateRefused', `${kind}: ${JSON.stringify(failure)}`);
  run.expect(server.received.length === 0, `${kind}: something was sent`);
  await server.close();
}

async function refusedCreate(run: Run): Promise<void> {
  const { random, server } = run;
  const [kind, bad] = random.pick(Object.entries(refused));
  server.keepsConnections = false;
  const swap = run.journal.onDidChange(({ outcome }) => {
    if (outcome === 'pending') {
      server.present(bad);
    }
  });
  const request = run.request();
  const told = await run.create(request).finally(() => {
    swap.dispose();
    server.present(good);
  });
  run.expect(codeOf(told) === 'certificateRefused', `${kind}: told ${codeOf(told)}`);
  run.expect(!server.received.some(isCreate), `${kind}: the create was sent`);
  await sameAgain(run, request, told);
}

async function refusedLookUp(run: Run): Promise<void> {
  const { random, server, clock } = run;
  const [kind, bad] = random.pick(Object.entries(refused));
  const loss = random.pick(losses);
  let left = 1;
  server.keepsConnections = false;
  server.plan = (each) => {
    if (!isCreate(each) || left-- === 0) {
      return undefined;
    }
    server.present(bad);
    return loss.act;
  };
  const request = run.request();
  const told = await run.create(request);
  server.present(good);
  run.expect(codeOf(told) === 'outcomeUnknown', `${kind}: told ${codeOf(told)}`);
  run.expect(clock.sleeps.length === 1, `${kind}: ${clock.sleeps.length} waits for a certificate that stays bad`);
  await sameAgain(run, request, told);
}

async function flappingRead(run: Run): Promise<void> {
  const { random, connection } = run;
  await run.openNewConnections();
  const code = random.pick(['ENOTFOUND', 'EAI_AGAIN'] as const);
  const times = random.integer(1, 4);
  names.fail(code, times);
  // Told at once, each time: whoever asked sees "offline" sooner than a retry would help.
  for (let time = 0; time <= times; time++) {
    const count = connection.tracker.issues.approximateCount({ jql: 'project = NIM' });
    const failure = await count.then(() => undefined, failureOf);
    const told = failure?.code === 'offline' ? failure.cause : failure?.code;
    run.expect(
      told === (time < times ? code : undefined),
      `${code} ${time + 1} of ${times}: ${JSON.stringify(failure)}`,
    );
  }
  names.recover();
}

async function namelessCreate(run: Run): Promise<void> {
  const { random, server } = run;
  server.keepsConnections = false;
  const kind = random.pick(['ENOTFOUND', 'EAI_AGAIN', 'dark'] as const);
  let darkness: Promise<void> | undefined;
  const trouble = run.journal.onDidChange(({ outcome }) => {
    if (outcome !== 'pending') {
      return;
    }
    if (kind === 'dark') {
      darkness = server.goDark();
    } else {
      names.fail(kind, Number.POSITIVE_INFINITY);
    }
  });
  const request = run.request();
  const told = await run.create(request);
  trouble.dispose();
  names.recover();
  await darkness;
  await server.comeBack();
  run.expect(codeOf(told) === 'offline', `${kind}: told ${codeOf(told)}`);
  run.expect(!server.received.some(isCreate), `${kind}: the create was sent`);
  await sameAgain(run, request, told);
}

/** The network that broke the answer stays away for a while. */
async function darkLookUp(run: Run): Promise<void> {
  const { random, server, clock } = run;
  const loss = random.pick(losses);
  const absent = random.integer(1, 9);
  let left = 1;
  server.plan = (each) => (isCreate(each) && left-- > 0 ? loss.act : undefined);
  let looks = 0;
  clock.whileSleeping = async (delayMs) => {
    // Shorter ones are the transport's, between its attempts.
    if (delayMs >= 1_000 && Number.isInteger(delayMs)) {
      looks++;
      await (looks <= absent ? server.goDark() : server.comeBack());
    }
  };
  const request = run.request();
  const told = await run.create(request);
  clock.whileSleeping = undefined;
  await server.comeBack();
  run.expect(codeOf(told) === (absent < 7 ? 'created' : 'outcomeUnknown'), `${absent} looks: told ${codeOf(told)}`);
  await sameAgain(run, request, told);
}

async function offlineView(run: Run): Promise<void> {
  const { server, connection } = run;
  const source = { current: () => Promise.resolve(connection), onDidChange: new EventEmitter<'account'>().event };
  const store = new SprintStore(source, () => ({ projectKey: 'NIM' }));
  await store.refresh();
  const content = store.state.kind === 'ready' ? store.state.content : undefined;
  await server.goDark();
  await store.refresh();
  const { state } = store;
  const code = state.kind === 'failed' ? failureOf(state.failure)?.code : state.kind;
  run.expect(code === 'offline', `the view is ${code}`);
  const shown = state.kind === 'failed' ? state.previous : undefined;
  run.expect(content !== undefined && shown === content, 'the view forgets what it showed');
  await server.comeBack();
  await store.refresh();
  run.expect(store.state.kind === 'ready', `back online the view is ${store.state.kind}`);
  store.dispose();
}

const refusals: readonly (readonly [string, Answer])[] = [
  ['credentialRejected', jsonAnswer(401, { message: 'Unauthorized' })],
  ['missingScope', jsonAnswer(401, { code: 401, message: 'Unauthorized; scope does not match' })],
  ['signInPage', textAnswer(401, 'text/html', '<!doctype html><title>Log in</title>')],
  ['forbidden', jsonAnswer(403, { errorMessages: ['You do not have permission.'] })],
];

async function refusedBatch(run: Run): Promise<void> {
  const { random, server, demo } = run;
  const [code, answer] = random.pick(refusals);
  const concerns = random.pick([() => true, isWrite, isLookUp]);
  let goodRequests = random.integer(0, 40);
  let isRefusing = true;
  const refuse: Act = async (exchange) => void (await exchange.answer(answer));
  const lossRate = random.pick([0, 0.5]);
  server.plan = (each) => {
    if (isRefusing && concerns(each) && goodRequests-- <= 0) {
      return refuse;
    }
    return isRefusing && isCreate(each) && random.next() < lossRate ? random.pick(losses).act : undefined;
  };
  const sprint = random.next() < 0.3 ? ({ sprint: 'current' } as const) : {};
  const requests = Array.from({ length: random.integer(2, 5) }, (_, index) => run.request(`issue ${index}`, sprint));
  run.nextAct();
  const told = await Promise.all(requests.map((request) => run.createInAct(request)));
  for (const each of told) {
    const allowed = ['created', code, ...(lossRate > 0 ? ['outcomeUnknown'] : [])];
    run.expect(allowed.includes(codeOf(each)), `told ${codeOf(each)}, the site says ${code}`);
    const failed = each.kind === 'created' ? each.result.steps.filter(({ outcome }) => outcome !== 'done') : [];
    run.expect(
      failed.every(({ failure }) => failure?.code === code),
      `steps ${JSON.stringify(failed)}`,
    );
  }
  isRefusing = false;
  await run.signInAgain();
  if (random.next() < 0.3) {
    await run.restart();
  }
  for (const request of requests) {
    const again = await run.create(request);
    run.expect(codeOf(again) === 'created' && committed(demo, request.summary).length === 1, `again: ${codeOf(again)}`);
  }
}
