export type SprintState = 'active' | 'future' | 'closed';

export interface Sprint {
  readonly id: number;
  readonly name: string;
  readonly state: SprintState;
  /** Empty when the team set none. */
  readonly goal: string;
  /** ISO 8601; absent on sprints not yet planned. */
  readonly startDate?: string;
  readonly endDate?: string;
  /** When it was closed. */
  readonly completeDate?: string;
  /** The board that owns the sprint; a board may also list sprints of others. */
  readonly originBoardId?: number;
}

/** A sprint to be. Dates are ISO 8601 instants. */
export interface SprintDraft {
  readonly name: string;
  /** The board that will own it. */
  readonly boardId: number;
  readonly goal?: string;
  readonly startDate?: string;
  readonly endDate?: string;
}

/** Absent members stay as they are. A sprint goes from future to active to closed, and no other way. */
export interface SprintChange extends Partial<Omit<SprintDraft, 'boardId'>> {
  readonly state?: 'active' | 'closed';
}

/** Next to which issue others are put in the order of rank. */
export type RankPlace = { readonly before: string } | { readonly after: string };

/** How many issues the site moves or ranks at a time. */
export const mostMovedIssues = 50;

export interface Board {
  readonly id: number;
  readonly name: string;
  /** `simple` is a team-managed project's board: it may or may not have sprints. */
  readonly type: 'scrum' | 'kanban' | 'simple';
  readonly projectKey?: string;
  readonly url: string;
}

export interface BoardColumn {
  readonly name: string;
  readonly statusIds: readonly string[];
}

export interface BoardConfiguration {
  /** In the order of the board, left to right. */
  readonly columns: readonly BoardColumn[];
  /** Field that holds the estimate, when the board estimates by a field. */
  readonly estimateFieldId?: string;
}

/** Whole days (rounded up) from `now` to the end of the sprint; negative when overdue, undefined when it has no end. */
export function daysLeft(sprint: Sprint, now: Date): number | undefined {
  if (sprint.endDate === undefined) {
    return undefined;
  }
  const end = Date.parse(sprint.endDate);
  return Number.isNaN(end) ? undefined : Math.ceil((end - now.getTime()) / 86_400_000);
}
