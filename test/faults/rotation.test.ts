import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { failureOf } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import { breaks } from './support/acts.ts';
import { codeOf } from './support/again.ts';
import { committed, isCreate } from './support/ledger.ts';
import { everySeed } from './support/seeds.ts';
import { EditorWindow, SharedAccount } from './support/windows.ts';
import { type Answer, jsonAnswer, type Received, textAnswer } from './support/wire.ts';
import { type Run, World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const timeout = 600_000;
const losses = breaks.filter(({ isCommitted }) => isCommitted);

describe('two windows with one account', () => {
  it('F11: one renews the token while requests of the other are under way', { timeout }, async (context) => {
    await everySeed(context, world, 'F11', renewedElsewhere, () => ({ isShared: true }));
  });
});

const refusals: readonly (readonly [string, Answer])[] = [
  ['credentialRejected', jsonAnswer(401, { message: 'Unauthorized' })],
  ['signInPage', textAnswer(401, 'text/html', '<!doctype html><title>Log in</title>')],
];

/** Which tokens the site takes, and what it was asked with those it does not. */
class Gate {
  readonly good = new Set<string>();
  /** Requests with a token that is not good (any more). */
  refused = 0;
  private readonly email: string;

  constructor(run: Run, answer: Answer, onRequest: () => void, lossRate: number) {
    const { demo, random, server } = run;
    this.email = demo.email;
    server.translate = (request) => {
      const authorization = this.header(demo.token);
      return { ...request, headers: new Map([...request.headers, ['authorization', authorization]]) };
    };
    server.plan = (request) => {
      onRequest();
      if (!this.takes(request)) {
        this.refused++;
        return async (exchange) => void (await exchange.answer(answer));
      }
      return isCreate(request) && random.next() < lossRate ? random.pick(losses).act : undefined;
    };
  }

  private takes({ path, headers }: Received): boolean {
    const isOpen = path === '/_edge/tenant_info';
    return isOpen || [...this.good].some((token) => headers.get('authorization') === this.header(token));
  }

  private header(token: string): string {
    return `Basic ${Buffer.from(`${this.email}:${token}`).toString('base64')}`;
  }
}

async function renewedElsewhere(run: Run, seed: number): Promise<void> {
  const { random, demo } = run;
  const [code, answer] = random.pick(refusals);
  const order = random.pick(['renewed first', 'revoked first'] as const);
  const news = random.pick(['at once', 'late', 'never'] as const);
  const name = `${order}, told ${news}`;
  const [old, renewed] = [demo.token, `renewed-${seed}`];
  const credential = { origin: run.server.origin, email: demo.email, token: old };
  const account = new SharedAccount(credential, demo.site.owner.accountId);
  const [ours, other] = [new EditorWindow(run, account), new EditorWindow(run, account)];
  let requestsBefore = Number.POSITIVE_INFINITY;
  let renewal: Promise<void> | undefined;
  const renew = async () => {
    if (order === 'revoked first') {
      gate.good.delete(old);
      for (let turns = random.integer(0, 60); turns > 0; turns--) {
        await nextTurn();
      }
    }
    gate.good.add(renewed);
    const userAgent = 'Trestle/0.0.0 (faults)';
    (await connect({ credential: { ...credential, token: renewed }, userAgent, clock: run.clock })).dispose();
    account.renew(renewed);
    gate.good.delete(old);
    other.hear();
    if (news === 'at once') {
      ours.hear();
    }
  };
  const onRequest = () => {
    if (requestsBefore-- <= 0) {
      renewal ??= renew();
    }
  };
  const lossRate = random.pick([0, 0.5]);
  const gate = new Gate(run, answer, onRequest, lossRate);
  gate.good.add(old);
  try {
    const connection = await connected(ours);
    await connected(other);
    requestsBefore = random.integer(0, 40);
    const requests = Array.from({ length: random.integer(2, 5) }, (_, index) =>
      run.request(`issue ${index}`, random.next() < 0.3 ? { sprint: 'current' } : {}),
    );
    run.connection = connection;
    run.nextAct();
    const reads = random.integer(1, 8);
    const [told, read] = await Promise.all([
      Promise.all(requests.map((request) => run.createInAct(request))),
      readOneAfterAnother(ours, reads),
    ]);
    renewal ??= renew();
    await renewal;
    for (const each of [...told.map(codeOf), ...read]) {
      const allowed = ['created', 'ok', code, ...(lossRate > 0 ? ['outcomeUnknown'] : [])];
      run.expect(allowed.includes(each), `${name}: told ${each}, the site says ${code}`);
    }
    if (news === 'late') {
      ours.hear();
    }
    const { refused } = gate;
    run.connection = await connected(ours);
    for (const request of requests) {
      const again = await run.create(request);
      const { length } = committed(demo, request.summary);
      run.expect(codeOf(again) === 'created' && length === 1, `${name}: again ${codeOf(again)}, ${length} stored`);
    }
    const rest = [...(await readOneAfterAnother(ours, 2)), ...(await readOneAfterAnother(other, 2))];
    run.expect(
      rest.every((each) => each === 'ok'),
      `${name}: afterwards ${rest.join()}`,
    );
    run.expect(gate.refused === refused, `${name}: ${gate.refused - refused} requests still with the old token`);
    // Nobody is asked for what is renewed already; before that, once.
    const most = order === 'renewed first' ? 0 : 1;
    run.expect(ours.prompts <= most && other.prompts === 0, `${name}: ${ours.prompts} and ${other.prompts} prompts`);
    run.expect(ours.signIns === 2 && other.signIns === 2, `${name}: ${ours.signIns} and ${other.signIns} sign-ins`);
  } finally {
    ours.dispose();
    other.dispose();
  }
}

async function connected({ connections }: EditorWindow): Promise<Connection> {
  const connection = await connections.current();
  if (!connection) {
    throw new Error('nobody is signed in');
  }
  return connection;
}

/** As views and agents do: each time by the window's connection of that moment. */
async function readOneAfterAnother(window: EditorWindow, times: number): Promise<string[]> {
  const outcomes: string[] = [];
  for (let time = 0; time < times; time++) {
    const outcome = await connected(window)
      .then(({ tracker }) => tracker.issues.approximateCount({ jql: 'project = NIM' }))
      .then(() => 'ok', codeOfError);
    outcomes.push(outcome);
  }
  return outcomes;
}

function codeOfError(error: unknown): string {
  const failure = failureOf(error);
  if (!failure) {
    throw error;
  }
  return failure.code;
}
