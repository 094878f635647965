import { failureOf } from '#domain/errors.ts';
import type { Call, IssueTracker, WorkspaceDefaults } from '#domain/ports.ts';
import type { Sprint } from '#domain/sprint.ts';
import { resolveActiveSprint, resolveBoard } from '#services/boards.ts';

/** Active sprints the new issue could go into; none where the project works without, or has no clear board. */
export async function sprintChoices(
  tracker: IssueTracker,
  defaults: WorkspaceDefaults,
  call: Call = {},
): Promise<readonly Sprint[]> {
  try {
    const board = await resolveBoard(tracker, defaults, call);
    return [await resolveActiveSprint(tracker, board, defaults.sprintId, call)];
  } catch (error) {
    const failure = failureOf(error);
    switch (failure?.code) {
      case 'severalActiveSprints':
        return failure.candidates;
      case 'noBoard':
      case 'severalBoards':
      case 'boardHasNoSprints':
      case 'noActiveSprint':
        return [];
      default:
        throw error;
    }
  }
}

/** What is remembered for the workspace, as far as it fits the project of the ticket. */
export function defaultsFor(projectKey: string, defaults: WorkspaceDefaults): WorkspaceDefaults {
  return defaults.projectKey === projectKey ? defaults : { projectKey };
}
