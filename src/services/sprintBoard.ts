import { failureOf } from '#domain/errors.ts';
import type { Issue, Status, StatusCategory } from '#domain/issue.ts';
import type { Call, Connection, IssueListCall, IssueTracker, WorkspaceDefaults } from '#domain/ports.ts';
import type { Board, BoardConfiguration, Sprint } from '#domain/sprint.ts';
import { explainActiveSprint, explainBoard } from './boards.ts';
import type { Choice } from './resolve/choices.ts';

export interface StatusGroup {
  readonly status: Status;
  /** Board column that shows the status; absent for statuses the board does not map. */
  readonly columnName?: string;
  /** In rank order. */
  readonly issues: readonly Issue[];
}

/** What the sprint view shows: the active sprint of a board, or the whole board when it has no sprints (kanban). */
export interface SprintBoard {
  readonly board: Board;
  readonly sprint?: Sprint;
  /** In the order of the board's columns. */
  readonly groups: readonly StatusGroup[];
  readonly doneCount: number;
  readonly totalCount: number;
  readonly loadedAt: Date;
  /** Why it is this project, board and sprint. */
  readonly choices: readonly Choice[];
}

export async function loadSprintBoard(
  connection: Connection,
  defaults: WorkspaceDefaults,
  call: IssueListCall = {},
): Promise<SprintBoard> {
  const { tracker } = connection;
  const { value: board, choices } = await explainBoard(tracker, defaults, call);
  const [configuration, active] = await Promise.all([
    tracker.boards.configuration(board.id, call),
    sprintOf(tracker, board, defaults.sprintId, call),
  ]);
  const sprint = active?.value;
  const issues = sprint
    ? await tracker.boards.sprintIssues(board.id, sprint.id, call)
    : await tracker.boards.boardIssues(board.id, call);
  return {
    board,
    ...(sprint && { sprint }),
    groups: groupByStatus(issues, configuration),
    doneCount: issues.filter(({ status }) => status.category === 'done').length,
    totalCount: issues.length,
    loadedAt: new Date(),
    choices: [...choices, ...(active?.choices ?? [])],
  };
}

/** Undefined where the board works without sprints; a team-managed board tells only when asked. */
async function sprintOf(
  tracker: IssueTracker,
  board: Board,
  sprintId: number | undefined,
  call: Call,
): Promise<Awaited<ReturnType<typeof explainActiveSprint>> | undefined> {
  try {
    return await explainActiveSprint(tracker, board, sprintId, call);
  } catch (error) {
    if (failureOf(error)?.code === 'boardHasNoSprints') {
      return undefined;
    }
    throw error;
  }
}

/** Groups in the order of the columns, then statuses no column maps by category. Within a group the order is kept. */
export function groupByStatus(issues: readonly Issue[], configuration: BoardConfiguration): StatusGroup[] {
  const byStatus = new Map<string, Issue[]>();
  for (const issue of issues) {
    const group = byStatus.get(issue.status.id);
    if (group) {
      group.push(issue);
    } else {
      byStatus.set(issue.status.id, [issue]);
    }
  }
  const place = new Map<string, { readonly index: number; readonly columnName: string }>();
  for (const column of configuration.columns) {
    for (const statusId of column.statusIds) {
      place.set(statusId, { index: place.size, columnName: column.name });
    }
  }
  const groups = [...byStatus.values()].flatMap((members): StatusGroup[] => {
    const [first] = members;
    const columnName = first && place.get(first.status.id)?.columnName;
    return first ? [{ status: first.status, issues: members, ...(columnName !== undefined && { columnName }) }] : [];
  });
  const order = ({ status }: StatusGroup) => place.get(status.id)?.index ?? place.size + categoryOrder[status.category];
  return groups.sort((a, b) => order(a) - order(b) || a.status.name.localeCompare(b.status.name));
}

const categoryOrder: Readonly<Record<StatusCategory, number>> = { new: 0, indeterminate: 1, done: 2 };
