import { fail, failureOf } from '#domain/errors.ts';
import type { Call, IssueTracker, WorkspaceDefaults } from '#domain/ports.ts';
import type { Board, Sprint } from '#domain/sprint.ts';

/**
 * The board the user works on: the one remembered, else the only board of the project, else its only board with an
 * active sprint. Rejects with `noProjectChosen`, `noBoard` or `severalBoards`.
 */
export async function resolveBoard(
  tracker: IssueTracker,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<Board> {
  if (defaults.boardId !== undefined) {
    return tracker.boards.get(defaults.boardId, call);
  }
  const projectKey = await resolveProjectKey(tracker, defaults, call);
  const { items } = await tracker.boards.list(projectKey, { ...call, limit: 50 });
  const [first] = items;
  if (!first) {
    fail({ code: 'noBoard', projectKey });
  }
  if (items.length === 1) {
    return first;
  }
  const withActiveSprint: Board[] = [];
  for (const board of items) {
    if (await hasActiveSprint(tracker, board, call)) {
      withActiveSprint.push(board);
    }
  }
  const [only] = withActiveSprint;
  if (withActiveSprint.length === 1 && only) {
    return only;
  }
  fail({ code: 'severalBoards', candidates: items });
}

/** The default project, else the only one the user can see. Rejects with `noProjectChosen`. */
export async function resolveProjectKey(
  tracker: IssueTracker,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<string> {
  if (defaults.projectKey !== undefined) {
    return defaults.projectKey;
  }
  const { items } = await tracker.projects.list({ ...call, limit: 50 });
  const [only] = items;
  if (items.length === 1 && only) {
    return only.key;
  }
  fail({ code: 'noProjectChosen', candidates: items.map(({ key }) => key) });
}

/**
 * The active sprint of the board: the one of `sprintId` when it is still active, else the only one. Rejects with
 * `boardHasNoSprints`, `noActiveSprint` or `severalActiveSprints`.
 */
export async function resolveActiveSprint(
  tracker: IssueTracker,
  board: Board,
  sprintId: number | undefined,
  call: Call = {},
): Promise<Sprint> {
  if (board.type === 'kanban') {
    fail({ code: 'boardHasNoSprints', board });
  }
  const active = await activeSprintsOf(tracker, board, call);
  const remembered = active.find(({ id }) => id === sprintId);
  if (remembered) {
    return remembered;
  }
  const [first] = active;
  if (!first) {
    fail({ code: 'noActiveSprint', board });
  }
  if (active.length > 1) {
    fail({ code: 'severalActiveSprints', candidates: active });
  }
  return first;
}

async function hasActiveSprint(tracker: IssueTracker, board: Board, call: Call): Promise<boolean> {
  if (board.type === 'kanban') {
    return false;
  }
  try {
    return (await activeSprintsOf(tracker, board, call)).length > 0;
  } catch (error) {
    // A team-managed board tells only when asked that it has no sprints.
    if (failureOf(error)?.code === 'boardHasNoSprints') {
      return false;
    }
    throw error;
  }
}

/** A board also lists sprints that other boards own; those count only when the board has none of its own. */
async function activeSprintsOf(tracker: IssueTracker, board: Board, call: Call): Promise<readonly Sprint[]> {
  const active = await tracker.boards.sprints(board.id, ['active'], call);
  const own = active.filter(({ originBoardId }) => originBoardId === undefined || originBoardId === board.id);
  return own.length > 0 ? own : active;
}
