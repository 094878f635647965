import { afterAll, beforeAll, describe, it } from 'vitest';
import { type FailureCode, failureOf } from '#domain/errors.ts';
import type { Act } from './faultServer.ts';
import { everySeed } from './support/seeds.ts';
import { type Answer, jsonAnswer, type Received } from './support/wire.ts';
import { type Run, World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const timeout = 600_000;

describe('lists that come in pages', () => {
  it('F17: tokens that repeat, pages without end, issues that move meanwhile', { timeout }, async (context) => {
    await everySeed(context, world, 'F17', (run) =>
      run.random.pick([sprintInPages, sprintInPages, searchInPages, sprintsInPages, formInPages])(run),
    );
  });
});

/** What a list does after each page; `asked` is the token of the page that was asked for. */
interface Trouble {
  readonly name: string;
  readonly isHopeless?: true;
  page(asked: number, size: number): { readonly from: number; readonly next: string | number; readonly isLast?: true };
}

const troubles: readonly Trouble[] = [
  { name: 'honest', page: (asked, size) => ({ from: asked, next: asked + size }) },
  { name: 'moved up meanwhile', page: (asked, size) => ({ from: Math.max(0, asked - 2), next: asked + size }) },
  { name: 'the same token', isHopeless: true, page: (_, size) => ({ from: size, next: size }) },
  { name: 'in circles', isHopeless: true, page: (asked, size) => ({ from: asked, next: (asked + size) % (3 * size) }) },
  { name: 'without end', isHopeless: true, page: (asked) => ({ from: asked, next: Math.max(asked, 1e6) + 1 }) },
];

function listTrouble(run: Run): Trouble {
  // Walking two hundred pages takes its time.
  const trouble = run.random.pick(troubles);
  return trouble.name === 'without end' && run.random.next() < 0.85 ? run.random.pick(troubles.slice(0, 4)) : trouble;
}

/** Serves the site's list in pages of its own; asks the site once for all it has. */
function inPages(trouble: Trouble, size: number): Act {
  const known = new Map<string, Promise<{ issues: unknown[] }>>();
  const read = (answer: Answer): { issues: unknown[] } => JSON.parse(answer.body.toString('utf8'));
  return async (exchange) => {
    const { token, whole } =
      exchange.request.method === 'GET' ? fromQuery(exchange.request) : fromBody(exchange.request);
    const key = `${whole.query} ${whole.body}`;
    const list = known.get(key) ?? exchange.commit(whole).then(read);
    known.set(key, list);
    const { issues } = await list;
    const asked = token === undefined ? 0 : Number(token.slice(1));
    const { from, next } = trouble.page(asked, size);
    const isLast = !trouble.isHopeless && Number(next) >= issues.length;
    const page = issues.slice(from, Math.max(from, asked) + size);
    const rest = isLast ? { isLast } : { nextPageToken: `t${next}`, isLast };
    await exchange.answer(jsonAnswer(200, { issues: page, ...rest }));
  };
}

function fromQuery({ query }: Received): { readonly token: string | undefined; readonly whole: Partial<Received> } {
  const parameters = new URLSearchParams(query);
  const token = parameters.get('nextPageToken') ?? undefined;
  parameters.delete('nextPageToken');
  parameters.set('maxResults', '5000');
  return { token, whole: { query: parameters.toString() } };
}

function fromBody({ body, headers }: Received): {
  readonly token: string | undefined;
  readonly whole: Partial<Received>;
} {
  const { nextPageToken: token, ...rest }: { nextPageToken?: string } = JSON.parse(body);
  const whole = JSON.stringify({ ...rest, maxResults: 5000 });
  const length = String(Buffer.byteLength(whole));
  return { token, whole: { body: whole, headers: new Map([...headers, ['content-length', length]]) } };
}

async function sprintInPages(run: Run): Promise<void> {
  const { connection, server, random, demo } = run;
  const sprint = demo.site.jira.sprints.find(({ state }) => state === 'active');
  const board = (await connection.tracker.boards.list('NIM')).items.find(({ type }) => type === 'scrum');
  if (!sprint || !board) {
    run.expect(false, 'no sprint to read');
    return;
  }
  const all = await connection.tracker.boards.sprintIssues(board.id, sprint.id);
  const trouble = listTrouble(run);
  const size = random.integer(3, 12);
  const served = inPages(trouble, size);
  server.received.length = 0;
  server.plan = ({ path }) =>
    /^\/rest\/software\/1\.0\/board\/\d+\/sprint\/\d+\/issue$/.test(path) ? served : undefined;
  const { items, code } = await settled(connection.tracker.boards.sprintIssues(board.id, sprint.id));
  if (trouble.isHopeless) {
    run.expect(code === 'unexpectedAnswer', `${trouble.name}: ${code ?? `${items.length} issues`}`);
  } else {
    const isWhole = keysOf(items).join() === keysOf(all).join();
    run.expect(
      isWhole,
      `${trouble.name}, by ${size}: ${code ?? keysOf(items).join()} instead of ${keysOf(all).join()}`,
    );
  }
  run.expect(server.received.length <= 220, `${trouble.name}: ${server.received.length} requests`);
}

async function searchInPages(run: Run): Promise<void> {
  const { connection, server, random } = run;
  const query = { jql: 'project = NIM AND key <= NIM-60 ORDER BY key' };
  const all = await connection.tracker.issues.search(query, { limit: 200 });
  const trouble = listTrouble(run);
  const size = random.integer(3, 12);
  const served = inPages(trouble, size);
  server.received.length = 0;
  server.plan = ({ path }) => (path === '/rest/api/3/search/jql' ? served : undefined);
  const found = await connection.tracker.issues.search(query, { limit: 200 }).catch(failureOf);
  if (!found || 'code' in found) {
    run.expect(false, `${trouble.name}: ${found?.code ?? 'defect'}`);
    return;
  }
  const keys = keysOf(found.items);
  run.expect(new Set(keys).size === keys.length, `${trouble.name}: ${keys.join()}`);
  const isSaid = found.isIncomplete || found.cursor !== undefined;
  const isWhole = keys.join() === keysOf(all.items).join();
  run.expect(trouble.isHopeless ? isSaid : isWhole, `${trouble.name}: incomplete ${isSaid}, whole ${isWhole}`);
  run.expect(server.received.length <= 30, `${trouble.name}: ${server.received.length} requests`);
}

/** Lists by `startAt`, from a site that does not heed it. */
async function sprintsInPages(run: Run): Promise<void> {
  const { server, random } = run;
  const board = (await run.connection.tracker.boards.list('NIM')).items.find(({ type }) => type === 'scrum');
  const all = await run.connection.tracker.boards.sprints(board?.id ?? 0, ['active', 'future', 'closed']);
  await run.signInAgain(); // what was read is remembered
  const isEndless = random.next() < 0.5;
  server.received.length = 0;
  const act: Act = async (exchange) => {
    const parameters = new URLSearchParams(exchange.request.query);
    const startAt = Number(parameters.get('startAt'));
    parameters.set('startAt', '0');
    const page: { values: unknown[] } = JSON.parse(
      (await exchange.commit({ query: parameters.toString() })).body.toString('utf8'),
    );
    const values = isEndless ? page.values : page.values.slice(startAt, startAt + 2);
    await exchange.answer(jsonAnswer(200, { startAt, values, isLast: !isEndless && values.length < 2 }));
  };
  server.plan = ({ path }) => (/\/board\/\d+\/sprint$/.test(path) ? act : undefined);
  const { items, code } = await settled(
    run.connection.tracker.boards.sprints(board?.id ?? 0, ['active', 'future', 'closed']),
  );
  const ids = items.map(({ id }) => id);
  if (isEndless) {
    run.expect(code === 'unexpectedAnswer', `sprints without end: ${code ?? ids.join()}`);
  } else {
    run.expect(ids.join() === all.map(({ id }) => id).join(), `sprints by two: ${code ?? ids.join()}`);
  }
  run.expect(server.received.length <= 60, `sprints: ${server.received.length} requests`);
}

async function formInPages(run: Run): Promise<void> {
  const { connection, server, random } = run;
  const total = random.pick([Number.NaN, 1_000_000, 30]);
  server.plan = ({ path }) =>
    path.endsWith('/issuetypes')
      ? async (exchange) => {
          const first = await exchange.commit({ query: 'startAt=0' }); // whatever was asked for
          const page: { issueTypes: unknown[] } = JSON.parse(first.body.toString('utf8'));
          await exchange.answer(jsonAnswer(200, { issueTypes: page.issueTypes, startAt: 0, total }));
        }
      : undefined;
  const { items, code } = await settled(connection.tracker.forms.issueTypes('NIM'));
  const ids = items.map(({ id }) => id);
  const isUnique = new Set(ids).size === ids.length;
  run.expect(isUnique && (code === undefined || code === 'unexpectedAnswer'), `types: ${code ?? ids.join()}`);
  run.expect(server.received.length <= 40, `types: ${server.received.length} requests`);
}

async function settled<T>(
  list: Promise<readonly T[]>,
): Promise<{ readonly items: readonly T[]; readonly code?: FailureCode | 'defect' }> {
  return list.then(
    (items) => ({ items }),
    (error: unknown) => ({ items: [], code: failureOf(error)?.code ?? 'defect' }),
  );
}

function keysOf(issues: readonly { readonly key: string }[]): string[] {
  return issues.map(({ key }) => key);
}
