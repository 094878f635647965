import { fail, failureOf } from '#domain/errors.ts';
import type { Call, IssueTracker, WorkspaceDefaults } from '#domain/ports.ts';
import { projectHints } from '#domain/repositoryHints.ts';
import type { Board, Sprint } from '#domain/sprint.ts';
import type { Resolved } from './resolve/resolved.ts';

/** Why it is this project: chosen or set for the workspace; named by the branch or by commits; the only one. */
export type ProjectReason = 'chosen' | 'branch' | 'commits' | 'onlyProject';
export type BoardReason = 'chosen' | 'onlyBoard' | 'onlyActiveSprint';
export type SprintReason = 'chosen' | 'onlyActive';

/** See `explainBoard`. */
export async function resolveBoard(
  tracker: IssueTracker,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<Board> {
  return (await explainBoard(tracker, defaults, call)).value;
}

/**
 * The board the user works on: the one remembered, else the only board of the project, else its only board with an
 * active sprint. Rejects with `noProjectChosen`, `noBoard` or `severalBoards`.
 */
export async function explainBoard(
  tracker: IssueTracker,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<Resolved<Board, BoardReason>> {
  if (defaults.boardId !== undefined) {
    return { value: await tracker.boards.get(defaults.boardId, call), because: 'chosen' };
  }
  const projectKey = await resolveProjectKey(tracker, defaults, call);
  const { items } = await tracker.boards.list(projectKey, { ...call, limit: 50 });
  const [first] = items;
  if (!first) {
    fail({ code: 'noBoard', projectKey });
  }
  if (items.length === 1) {
    return { value: first, because: 'onlyBoard' };
  }
  const areActive = await Promise.all(items.map((board) => hasActiveSprint(tracker, board, call)));
  const withActiveSprint = items.filter((_, index) => areActive[index]);
  const [only] = withActiveSprint;
  if (withActiveSprint.length === 1 && only) {
    return { value: only, because: 'onlyActiveSprint' };
  }
  fail({ code: 'severalBoards', candidates: items });
}

/** See `explainProject`. */
export async function resolveProjectKey(
  tracker: IssueTracker,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<string> {
  return (await explainProject(tracker, defaults, call)).value;
}

/**
 * The default project, else the one that the repository's branch or commits name, as far as the site has it, else the
 * only one the user can see. Rejects with `noProjectChosen`.
 */
export async function explainProject(
  tracker: IssueTracker,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<Resolved<string, ProjectReason>> {
  if (defaults.projectKey !== undefined) {
    return { value: defaults.projectKey, because: 'chosen' };
  }
  for (const { projectKey, because } of defaults.repository ? projectHints(defaults.repository) : []) {
    const key = await currentKey(tracker, projectKey, call);
    if (key !== undefined) {
      return { value: key, because };
    }
  }
  const { items } = await tracker.projects.list({ ...call, limit: 50 });
  const [only] = items;
  if (items.length === 1 && only) {
    return { value: only.key, because: 'onlyProject' };
  }
  fail({ code: 'noProjectChosen', candidates: items.map(({ key }) => key) });
}

/** What looks like a project in a commit (`UTF-8`) need not be one, or not one the user may see; keys also change. */
async function currentKey(tracker: IssueTracker, projectKey: string, call: Call): Promise<string | undefined> {
  try {
    return (await tracker.projects.get(projectKey, call)).key;
  } catch (error) {
    const code = failureOf(error)?.code;
    if (code === 'notFound' || code === 'forbidden') {
      return undefined;
    }
    throw error;
  }
}

/** See `explainActiveSprint`. */
export async function resolveActiveSprint(
  tracker: IssueTracker,
  board: Board,
  sprintId: number | undefined,
  call: Call = {},
): Promise<Sprint> {
  return (await explainActiveSprint(tracker, board, sprintId, call)).value;
}

/**
 * The active sprint of the board: the one of `sprintId` when it is still active, else the only one. Rejects with
 * `boardHasNoSprints`, `noActiveSprint` or `severalActiveSprints`.
 */
export async function explainActiveSprint(
  tracker: IssueTracker,
  board: Board,
  sprintId: number | undefined,
  call: Call = {},
): Promise<Resolved<Sprint, SprintReason>> {
  if (board.type === 'kanban') {
    fail({ code: 'boardHasNoSprints', board });
  }
  const active = await activeSprintsOf(tracker, board, call);
  const remembered = active.find(({ id }) => id === sprintId);
  if (remembered) {
    return { value: remembered, because: 'chosen' };
  }
  const [first] = active;
  if (!first) {
    fail({ code: 'noActiveSprint', board });
  }
  if (active.length > 1) {
    fail({ code: 'severalActiveSprints', candidates: active });
  }
  return { value: first, because: 'onlyActive' };
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
