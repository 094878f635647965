import type { Call, Connection, IssueTracker, WorkspaceDefaults } from '#domain/ports.ts';
import type { Sprint } from '#domain/sprint.ts';
import { resolveActiveSprint, resolveBoard } from './boards.ts';
import { settledWrite } from './settledWrite.ts';

/** The sprint that "current" or an id means for an issue of the project; the workspace's board is its own project's. */
export async function resolveSprint(
  tracker: IssueTracker,
  sprint: string,
  projectKey: string,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<Sprint> {
  if (sprint !== 'current') {
    return tracker.boards.getSprint(Number(sprint), call);
  }
  const isDefault = projectKey === defaults.projectKey;
  const boardId = isDefault ? defaults.boardId : undefined;
  const board = await resolveBoard(tracker, { projectKey, ...(boardId !== undefined && { boardId }) }, call);
  return resolveActiveSprint(tracker, board, isDefault ? defaults.sprintId : undefined, call);
}

/** Adds an issue to a sprint; a lost answer is looked up by reading the issue again. */
export async function moveToSprint({ tracker }: Connection, issueKey: string, sprint: Sprint): Promise<void> {
  await settledWrite(
    () => tracker.boards.moveToSprint(sprint.id, [issueKey]),
    async () => (await tracker.issues.get(issueKey, { commentLimit: 0 })).sprints.some(({ id }) => id === sprint.id),
  );
}
