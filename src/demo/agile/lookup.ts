import { jiraError } from '../http.ts';
import { canBrowse, projectOf } from '../jira/lookup.ts';
import type { DemoBoard, DemoIssue, DemoProject, DemoSprint, DemoUser } from '../jira/model.ts';
import type { DemoSite } from '../site.ts';

export function projectOfBoard(site: DemoSite, board: DemoBoard): DemoProject | undefined {
  return site.jira.projects.find(({ id }) => id === board.projectId);
}

export function visibleBoards(site: DemoSite, caller: DemoUser): DemoBoard[] {
  return site.jira.boards.filter((board) => {
    const project = projectOfBoard(site, board);
    return project !== undefined && canBrowse(project, caller);
  });
}

/** @throws HttpError 404, the same for a missing board and a hidden one */
export function requireBoard(site: DemoSite, id: string | undefined, caller: DemoUser): DemoBoard {
  const board = visibleBoards(site, caller).find((candidate) => String(candidate.id) === id);
  if (!board)
    throw jiraError(404, [
      'Requested board cannot be viewed because it either does not exist or you do not have permission to view it.',
    ]);
  return board;
}

/** @throws HttpError 404, the same for a missing sprint and one of a hidden board without an issue to see */
export function requireSprint(site: DemoSite, id: string | undefined, caller: DemoUser): DemoSprint {
  const sprint = site.jira.sprints.find((candidate) => String(candidate.id) === id);
  const isVisible =
    sprint !== undefined &&
    (visibleBoards(site, caller).some((board) => board.id === sprint.originBoardId) ||
      issuesOfSprint(site, sprint).some((issue) => canBrowse(projectOf(site, issue), caller)));
  if (!isVisible) throw jiraError(404, ['Sprint does not exist or you do not have permission to view it.']);
  return sprint;
}

function issuesOfSprint(site: DemoSite, sprint: DemoSprint): DemoIssue[] {
  return [...site.jira.issues.values()].filter(({ sprintIds }) => sprintIds.includes(sprint.id));
}

/** Sprints made on the board, and those made elsewhere that hold one of its issues. */
export function sprintsOfBoard(site: DemoSite, board: DemoBoard): DemoSprint[] {
  const held = new Set<number>();
  for (const issue of site.jira.issues.values()) {
    if (issue.projectId === board.projectId) for (const id of issue.sprintIds) held.add(id);
  }
  return site.jira.sprints.filter((sprint) => sprint.originBoardId === board.id || held.has(sprint.id));
}

/**
 * Only scrum boards have sprints here; a team-managed board could, but the demo's has the feature switched off.
 * @throws HttpError 400
 */
export function requireSprints(board: DemoBoard): void {
  if (board.type !== 'scrum') throw jiraError(400, ['The board does not support sprints']);
}
