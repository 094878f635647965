import { fail, failureOf } from '#domain/errors.ts';
import type { Call, IssueTracker, WorkspaceDefaults } from '#domain/ports.ts';
import { projectHints } from '#domain/repositoryHints.ts';
import type { Board, Sprint, SprintState } from '#domain/sprint.ts';
import { type BoardReason, type Choice, choiceOf, type ProjectReason, type SprintReason } from './resolve/choices.ts';
import type { Resolved } from './resolve/resolved.ts';

/** See `explainBoard`. */
export async function resolveBoard(
  tracker: IssueTracker,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<Board> {
  return (await explainBoard(tracker, defaults, call)).value;
}

/** A choice that was made by other choices before it, all of them for reports. */
interface Explained<T, Because extends string> extends Resolved<T, Because> {
  readonly choices: readonly Choice[];
}

/**
 * The board the user works on: the one remembered, else the only board of the project, else its only board with an
 * active sprint. Rejects with `noProjectChosen`, `noBoard` or `severalBoards`.
 */
export async function explainBoard(
  tracker: IssueTracker,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<Explained<Board, BoardReason>> {
  if (defaults.boardId !== undefined) {
    return explained(await tracker.boards.get(defaults.boardId, call), 'chosen');
  }
  const { value: projectKey, because } = await explainProject(tracker, defaults, call);
  const project = choiceOf({ of: 'project', chosen: projectKey, because });
  const { items } = await tracker.boards.list(projectKey, { ...call, limit: 50 });
  const [first] = items;
  if (!first) {
    fail({ code: 'noBoard', projectKey });
  }
  if (items.length === 1) {
    return explained(first, 'onlyBoard', project);
  }
  const areActive = await Promise.all(items.map((board) => hasActiveSprint(tracker, board, call)));
  const withActiveSprint = items.filter((_, index) => areActive[index]);
  const [only] = withActiveSprint;
  if (withActiveSprint.length === 1 && only) {
    return explained(only, 'onlyActiveSprint', project);
  }
  fail({ code: 'severalBoards', candidates: items });
}

function explained(board: Board, because: BoardReason, project: readonly Choice[] = []) {
  return { value: board, because, choices: [...project, ...choiceOf({ of: 'board', chosen: board.name, because })] };
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
): Promise<Explained<Sprint, SprintReason>> {
  if (board.type === 'kanban') {
    fail({ code: 'boardHasNoSprints', board });
  }
  const active = await activeSprintsOf(tracker, board, call);
  const remembered = active.find(({ id }) => id === sprintId);
  if (remembered) {
    return explainedSprint(remembered, 'chosen');
  }
  const [first] = active;
  if (!first) {
    fail({ code: 'noActiveSprint', board });
  }
  if (active.length > 1) {
    fail({ code: 'severalActiveSprints', candidates: active });
  }
  return explainedSprint(first, 'onlyActive');
}

function explainedSprint(sprint: Sprint, because: SprintReason) {
  return { value: sprint, because, choices: choiceOf({ of: 'sprint', chosen: sprint.name, because }) };
}

/** The sprint that "current" means in a project: the active one of the board that `place` leads to. */
export async function explainCurrentSprint(
  tracker: IssueTracker,
  place: WorkspaceDefaults & { readonly projectKey: string },
  call: Call = {},
): Promise<Explained<Sprint, SprintReason>> {
  const board = await explainBoard(tracker, place, call);
  const sprint = await explainActiveSprint(tracker, board.value, place.sprintId, call);
  return { ...sprint, choices: [...board.choices.filter(({ of }) => of !== 'project'), ...sprint.choices] };
}

async function hasActiveSprint(tracker: IssueTracker, board: Board, call: Call): Promise<boolean> {
  return ((await listSprints(tracker, board, ['active'], call)) ?? []).length > 0;
}

/** The board's sprints, its own and those of others that it shows; undefined where it works without sprints. */
export async function listSprints(
  tracker: IssueTracker,
  board: Board,
  states: readonly SprintState[],
  call: Call = {},
): Promise<readonly Sprint[] | undefined> {
  if (board.type === 'kanban') {
    return undefined;
  }
  try {
    // A team-managed board tells only when asked that it has no sprints.
    return await tracker.boards.sprints(board.id, states, call);
  } catch (error) {
    if (failureOf(error)?.code === 'boardHasNoSprints') {
      return undefined;
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
