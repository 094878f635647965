import type { Issue } from '#domain/issue.ts';
import type { SprintBoard } from './sprintBoard.ts';

const staleAfterMs = 5 * 24 * 3_600_000;

export interface SprintRisks {
  /** In progress, and nothing was changed on them for five days. */
  readonly stale: readonly Issue[];
  /** Not done, and due before today. */
  readonly overdue: readonly Issue[];
}

export function risksOf({ groups, loadedAt }: Pick<SprintBoard, 'groups' | 'loadedAt'>): SprintRisks {
  const open = groups.filter(({ status }) => status.category !== 'done');
  const today = localDate(loadedAt);
  return {
    stale: open
      .filter(({ status }) => status.category === 'indeterminate')
      .flatMap(({ issues }) => issues.filter(({ updated }) => isStale(updated, loadedAt))),
    overdue: open.flatMap(({ issues }) => issues.filter(({ due }) => due !== undefined && due < today)),
  };
}

function isStale(updated: string | undefined, now: Date): boolean {
  return updated !== undefined && now.getTime() - Date.parse(updated) >= staleAfterMs;
}

/** Due dates have no zone: today is what the reader's calendar says. */
function localDate(date: Date): string {
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${date.getFullYear()}-${month}-${day}`;
}
