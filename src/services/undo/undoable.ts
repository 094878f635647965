import type { OperationKind, OperationRecord } from '#domain/operation.ts';

/** What the sites give no way back from, whatever happened since. */
const final: ReadonlySet<OperationKind> = new Set([
  ...(['deleteIssue', 'deleteComment', 'other', 'undo'] as const),
  'updateSprint', // Jira lets no sprint start or close backwards
]);

export function hasWayBack({ kind, outcome }: Pick<OperationRecord, 'kind' | 'outcome'>): boolean {
  return outcome === 'done' && !final.has(kind);
}

/** Ids of the operations that were taken back, or whose undoing is under way or in doubt. */
export function undoneIds(records: readonly OperationRecord[]): ReadonlySet<string> {
  return new Set(
    records.flatMap(({ undoes, outcome }) => (undoes !== undefined && outcome !== 'failed' ? undoes : [])),
  );
}
