import { afterAll, beforeAll, describe, it } from 'vitest';
import { failureOf } from '#domain/errors.ts';
import type { Act } from './faultServer.ts';
import { honest, inPages, type KnownLists, keysOf, once, settled, sixty, type Trouble } from './support/listPages.ts';
import { everySeed } from './support/seeds.ts';
import { jsonAnswer } from './support/wire.ts';
import { type Run, World } from './support/world.ts';

let world: World;
const known: KnownLists = new Map();
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

const troubles: readonly Trouble[] = [
  honest,
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

async function sprintInPages(run: Run): Promise<void> {
  const { connection, server, random, demo } = run;
  const sprint = demo.site.jira.sprints.find(({ state }) => state === 'active');
  const board = (await connection.tracker.boards.list('NIM')).items.find(({ type }) => type === 'scrum');
  if (!sprint || !board) {
    run.expect(false, 'no sprint to read');
    return;
  }
  const all = await once(known, 'sprint', () => connection.tracker.boards.sprintIssues(board.id, sprint.id));
  const trouble = listTrouble(run);
  const size = random.integer(3, 12);
  const served = inPages(known, trouble, size);
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
  const all = await once(known, 'sixty', async () => {
    return (await connection.tracker.issues.search(sixty, { limit: 200 })).items;
  });
  const trouble = listTrouble(run);
  const size = random.integer(3, 12);
  const served = inPages(known, trouble, size);
  server.received.length = 0;
  server.plan = ({ path }) => (path === '/rest/api/3/search/jql' ? served : undefined);
  const found = await connection.tracker.issues.search(sixty, { limit: 200 }).catch(failureOf);
  if (!found || 'code' in found) {
    run.expect(false, `${trouble.name}: ${found?.code ?? 'defect'}`);
    return;
  }
  const keys = keysOf(found.items);
  run.expect(new Set(keys).size === keys.length, `${trouble.name}: ${keys.join()}`);
  const isSaid = found.isIncomplete || found.cursor !== undefined;
  const isWhole = keys.join() === keysOf(all).join();
  run.expect(trouble.isHopeless ? isSaid : isWhole, `${trouble.name}: incomplete ${isSaid}, whole ${isWhole}`);
  run.expect(isSaid === (trouble.isHopeless === true), `${trouble.name}: incomplete ${isSaid}`);
  // Once more for the ids, to see that nothing was skipped.
  run.expect(server.received.length <= 50, `${trouble.name}: ${server.received.length} requests`);
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
