import type { Issue } from '#domain/issue.ts';
import type { IssueFilter, OptionalIssueField } from '#domain/ports.ts';
import type { FoundIssues, WorkInHand } from '#domain/projectState.ts';
import { readBlocked } from './blocked.ts';
import { figureOf, foundOf, minuteOf, type Reading } from './readings.ts';

const staleAfterMs = 5 * 86_400_000;
const openCategories = ['new', 'indeterminate'] as const;

/** What figures about the work in hand look at. */
export const workFields: readonly OptionalIssueField[] = [
  ...(['assignee', 'isFlagged', 'links', 'created', 'updated', 'due', 'priority'] as const),
];

export const openFilter = { statusCategories: openCategories } satisfies IssueFilter;

/** `scope` is what the issues were read by: all of a sprint, or all that is open. */
export async function workInHand(
  reading: Reading,
  scope: {
    readonly of: WorkInHand['of'];
    readonly filter: IssueFilter;
    readonly issues: readonly Issue[];
    readonly isEstimated: boolean;
    readonly isAtLeast: boolean;
  },
  { today, blockedStatuses }: { readonly today: string; readonly blockedStatuses: readonly string[] },
): Promise<WorkInHand> {
  const { isEstimated, isAtLeast } = scope;
  const open = scope.issues.filter(({ status }) => status.category !== 'done');
  const among = (filter: IssueFilter, isMember: (issue: Issue) => boolean): FoundIssues =>
    foundOf(reading, { ...scope.filter, ...openFilter, ...filter }, open.filter(isMember), { isEstimated, isAtLeast });
  const staleBefore = minuteOf(new Date(reading.now.getTime() - staleAfterMs));
  return {
    of: scope.of,
    open: among({}, () => true),
    blocked: await readBlocked(reading, open, { statuses: blockedStatuses, isEstimated }),
    stale: among(
      { statusCategories: ['indeterminate'], updatedBefore: staleBefore },
      ({ status, updated }) =>
        status.category === 'indeterminate' && Date.parse(updated ?? '') < Date.parse(staleBefore),
    ),
    unassigned: among({ assignee: null }, ({ assignee }) => assignee === undefined),
    overdue: among({ dueBefore: today }, ({ due }) => due !== undefined && due < today),
    load: loadOf(reading, scope.filter, open, { isEstimated, isAtLeast }),
  };
}

function loadOf(
  reading: Reading,
  filter: IssueFilter,
  open: readonly Issue[],
  counting: { readonly isEstimated: boolean; readonly isAtLeast: boolean },
): WorkInHand['load'] {
  const byPerson = Map.groupBy(open, ({ assignee }) => assignee?.accountId);
  const load = [...byPerson.values()].map((issues) => {
    const person = issues[0]?.assignee;
    const assignee = person ? [person.accountId] : null;
    return {
      ...(person && { person }),
      open: figureOf(reading, { ...filter, ...openFilter, assignee }, issues, counting),
    };
  });
  return load.sort((a, b) => b.open.issues - a.open.issues || nameOf(a).localeCompare(nameOf(b)));
}

function nameOf({ person }: WorkInHand['load'][number]): string {
  return person?.displayName ?? '';
}
