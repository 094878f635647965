import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  honest,
  inPages,
  type KnownLists,
  keysOf,
  Moves,
  once,
  settled,
  sixty,
  type WireIssue,
} from './support/listPages.ts';
import { everySeed } from './support/seeds.ts';
import { type Run, World } from './support/world.ts';

let world: World;
const known: KnownLists = new Map();
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const timeout = 600_000;

describe('lists that change while they are read', () => {
  it('F17: an issue leaves a page still to come for one already read', { timeout }, async (context) => {
    const kinds = [sprintMoves, boardMoves, searchMoves, searchMoves];
    await everySeed(
      context,
      world,
      'F17',
      (run) => run.random.pick(kinds)(run),
      () => ({ isShared: true }),
    );
  });
});

/** One to three of them at some page, or one at every page. */
function someMoves({ random }: Run): { readonly moves: Moves; readonly most: number } {
  const most = random.next() < 0.15 ? Number.POSITIVE_INFINITY : random.integer(1, 3);
  let left = most;
  const rate = random.pick([0.2, 0.5, 1]);
  const moves = new Moves(() => {
    if (left === 0 || (most <= 3 && random.next() > rate)) {
      return false;
    }
    left--;
    return random.pick(['moved', 'moved', 'left'] as const);
  });
  return { moves, most };
}

async function sprintMoves(run: Run): Promise<void> {
  const sprint = run.demo.site.jira.sprints.find(({ state }) => state === 'active');
  const board = (await run.connection.tracker.boards.list('NIM')).items.find(({ type }) => type === 'scrum');
  await wholeListMoves(run, /^\/rest\/software\/1\.0\/board\/\d+\/sprint\/\d+\/issue$/, () =>
    run.connection.tracker.boards.sprintIssues(board?.id ?? 0, sprint?.id ?? 0),
  );
}

async function boardMoves(run: Run): Promise<void> {
  const board = (await run.connection.tracker.boards.list('NIM')).items.find(({ type }) => type === 'scrum');
  await wholeListMoves(run, /^\/rest\/software\/1\.0\/board\/\d+\/issue$/, () =>
    run.connection.tracker.boards.boardIssues(board?.id ?? 0),
  );
}

/** A list without a place to say that it is incomplete is whole, or it is none. */
async function wholeListMoves(run: Run, path: RegExp, read: () => Promise<readonly WireIssue[]>): Promise<void> {
  const { server, random } = run;
  const all = await once(known, path.source, read);
  const { moves, most } = someMoves(run);
  const served = inPages(known, honest, random.integer(3, 12), moves);
  server.plan = (request) => (path.test(request.path) ? served : undefined);
  const { items, code } = await settled(read());
  const skipped = moves.apply(all).filter(({ id }) => !items.some((item) => item.id === id));
  // A list that changes once or twice is read in the end.
  const isTold = code === 'unexpectedAnswer' && most > 2;
  run.expect(isTold || (code === undefined && skipped.length === 0), `${code}: ${keysOf(skipped).join()} skipped`);
}

/** Read in one go, or as somebody who reads on after a while. */
async function searchMoves(run: Run): Promise<void> {
  const { server, random } = run;
  const { issues } = run.connection.tracker;
  const all = await once(known, 'sixty', async () => (await issues.search(sixty, { limit: 200 })).items);
  const { moves } = someMoves(run);
  const limit = random.pick([200, 200, random.integer(5, 25)]);
  // Small pages, whatever was asked for, or the very size.
  const size = random.next() < 0.5 ? undefined : random.integer(3, 12);
  server.plan = ({ path, body }) => {
    const { maxResults = 1 } = path === '/rest/api/3/search/jql' ? sizeIn(body) : {};
    return path === '/rest/api/3/search/jql'
      ? inPages(known, honest, size ?? Math.min(maxResults, 100), moves)
      : undefined;
  };
  const found = new Set<string>();
  let cursor: string | undefined;
  let isSaid = false;
  do {
    server.received.length = 0;
    const page = await issues.search(sixty, { limit, ...(cursor !== undefined && { cursor }) });
    for (const { id } of page.items) {
      found.add(id);
    }
    isSaid ||= page.isIncomplete;
    cursor = page.cursor;
    run.expect(server.received.length <= 45, `by ${limit}: ${server.received.length} requests`);
  } while (cursor !== undefined);
  const skipped = moves.apply(all).filter(({ id }) => !found.has(id));
  run.expect(skipped.length === 0 || isSaid, `by ${limit}: ${keysOf(skipped).join()} skipped, and nothing is said`);
  run.expect(moves.isAny || !isSaid, `by ${limit}: nothing moved, and the list is called incomplete`);
}

function sizeIn(body: string): { readonly maxResults?: number } {
  return JSON.parse(body);
}
