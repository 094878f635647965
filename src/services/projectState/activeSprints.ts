import { failureOf } from '#domain/errors.ts';
import type { Board, Sprint } from '#domain/sprint.ts';
import { type Reading, readIssues, tryPart } from './readings.ts';

const mostBoards = 20;
const mostSprints = 12;

/** A sprint, and what its board says about it. */
export interface KnownSprint {
  readonly sprint: Sprint;
  readonly board?: Board;
  readonly estimateFieldId?: string | undefined;
  /** Closed sprints of the board that owns it, as far as they are shown here; the latest first. */
  readonly past: readonly Sprint[];
  /** Another project's board owns it: it counts only where it holds issues of this one. */
  readonly isForeign: boolean;
}

interface BoardSprints {
  readonly board: Board;
  readonly sprints: readonly Sprint[];
  readonly estimateFieldId?: string | undefined;
}

/**
 * The active sprints on the project's boards, or those that are wanted, whatever their state. Where boards cannot be
 * read, the active sprints of the project's issues, of which then only the names are known.
 */
export async function sprintsOf(
  reading: Reading,
  wanted: { readonly boardId?: number | undefined; readonly isWanted: (sprint: Sprint) => boolean },
): Promise<KnownSprint[]> {
  const boards = await tryPart(reading, { part: 'boards' }, boardsOf(reading, wanted.boardId));
  if (!boards) {
    return (await sprintsOfIssues(reading)).filter(({ sprint }) => wanted.isWanted(sprint));
  }
  const told = await Promise.all(
    boards.map((board) => tryPart(reading, { part: 'sprints', of: board.name }, sprintsOn(reading, board))),
  );
  const known = new Map<number, KnownSprint>();
  for (const { board, sprints, estimateFieldId } of told.flatMap((each) => each ?? [])) {
    const own = sprints.filter(({ originBoardId }) => originBoardId === undefined || originBoardId === board.id);
    const past = sprints.filter(({ state }) => state === 'closed').sort((a, b) => endOf(b) - endOf(a));
    for (const sprint of sprints.filter(wanted.isWanted)) {
      // The board that owns a sprint knows best how it is estimated.
      if (!known.has(sprint.id) || own.includes(sprint)) {
        const others = past.filter((other) => other.originBoardId === sprint.originBoardId && other !== sprint);
        const isForeign = !own.includes(sprint) && !boards.some(({ id }) => id === sprint.originBoardId);
        known.set(sprint.id, { sprint, board, estimateFieldId, past: others, isForeign });
      }
    }
  }
  const sprints = [...known.values()].sort((a, b) => a.sprint.id - b.sprint.id);
  if (sprints.length > mostSprints) {
    reading.gaps.push({ part: 'sprints', because: 'tooMany' });
  }
  return sprints.slice(0, mostSprints);
}

async function boardsOf(
  { connection, projectKey, call, gaps }: Reading,
  boardId: number | undefined,
): Promise<Board[]> {
  const { boards } = connection.tracker;
  if (boardId !== undefined) {
    return [await boards.get(boardId, call)];
  }
  const { items, cursor } = await boards.list(projectKey, { ...call, limit: mostBoards });
  if (cursor !== undefined) {
    gaps.push({ part: 'boards', because: 'tooMany' });
  }
  return [...items];
}

async function sprintsOn({ connection, call }: Reading, board: Board): Promise<BoardSprints> {
  const { boards } = connection.tracker;
  if (board.type === 'kanban') {
    return { board, sprints: [] };
  }
  const [sprints, estimateFieldId] = await Promise.all([
    boards.sprints(board.id, ['active', 'closed', 'future'], call).catch(noneWithoutSprints),
    estimateFieldOf(() => boards.configuration(board.id, call)),
  ]);
  return { board, sprints, estimateFieldId };
}

/** A team-managed board tells only when asked that it has no sprints. */
function noneWithoutSprints(error: unknown): readonly Sprint[] {
  if (failureOf(error)?.code === 'boardHasNoSprints') {
    return [];
  }
  throw error;
}

/** Boards may also estimate in time, whose sum nobody calls points. */
async function estimateFieldOf(
  read: () => Promise<{ readonly estimateFieldId?: string }>,
): Promise<string | undefined> {
  try {
    const { estimateFieldId } = await read();
    return estimateFieldId?.startsWith('customfield_') ? estimateFieldId : undefined;
  } catch (error) {
    const code = failureOf(error)?.code;
    if (code === 'forbidden' || code === 'missingScope' || code === 'notFound') {
      return undefined; // reading it needs a scope of its own; issues can be counted without
    }
    throw error;
  }
}

async function sprintsOfIssues(reading: Reading): Promise<KnownSprint[]> {
  const filter = { projectKeys: [reading.projectKey], sprint: 'open' } as const;
  const issues = await tryPart(reading, { part: 'sprints' }, readIssues(reading, filter, { fields: ['sprints'] }));
  const active = (issues?.found ?? []).flatMap(({ sprints }) => sprints.filter(({ state }) => state === 'active'));
  const byId = new Map(active.map((sprint) => [sprint.id, { ...sprint, goal: '' }]));
  return [...byId.values()].slice(0, mostSprints).map((sprint) => ({ sprint, past: [], isForeign: true }));
}

function endOf({ completeDate, endDate }: Sprint): number {
  return Date.parse(completeDate ?? endDate ?? '') || 0;
}
