import type { Call, Connection, IssueTracker, WorkspaceDefaults } from '#domain/ports.ts';
import type { Sprint } from '#domain/sprint.ts';
import { explainCurrentSprint } from './boards.ts';
import type { Choice } from './resolve/choices.ts';
import { settledWrite } from './settledWrite.ts';

/** The sprint that "current" or an id means for an issue of the project; the workspace's board is its own project's. */
export async function resolveSprint(
  tracker: IssueTracker,
  sprint: string,
  projectKey: string,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<{ readonly sprint: Sprint; readonly choices: readonly Choice[] }> {
  if (sprint !== 'current') {
    return { sprint: await tracker.boards.getSprint(Number(sprint), call), choices: [] };
  }
  const { boardId, sprintId } = projectKey === defaults.projectKey ? defaults : {};
  const place = { projectKey, ...(boardId !== undefined && { boardId }), ...(sprintId !== undefined && { sprintId }) };
  const { value, choices } = await explainCurrentSprint(tracker, place, call);
  return { sprint: value, choices };
}

/** Adds an issue to a sprint; a lost answer is looked up by reading the issue again. */
export async function moveToSprint(connection: Connection, issueKey: string, sprint: Sprint): Promise<void> {
  const { tracker } = connection;
  await settledWrite(
    connection,
    () => tracker.boards.moveToSprint(sprint.id, [issueKey]),
    async () => (await tracker.issues.get(issueKey, { commentLimit: 0 })).sprints.some(({ id }) => id === sprint.id),
  );
}
