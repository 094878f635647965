import type { DemoChange, DemoChangeItem, DemoIssue } from '../jira/model.ts';

/** A stretch of time in which a field held a value (null: nothing). */
export interface Period {
  readonly value: string | null;
  readonly start: number;
  readonly end: number;
  /** Who gave the field this value. */
  readonly authorId: string;
}

export interface FieldChange {
  readonly from: string | null;
  readonly to: string | null;
  readonly instant: number;
  readonly authorId: string;
}

export function changesOf(issue: DemoIssue, fieldId: string): FieldChange[] {
  const read = (change: DemoChange) =>
    change.items
      .filter((item) => isAbout(item, fieldId))
      .map(({ from, to }) => ({
        from: from || null,
        to: to || null,
        instant: change.created,
        authorId: change.authorId,
      }));
  return [...issue.changes].sort((a, b) => a.created - b.created).flatMap(read);
}

function isAbout(item: DemoChangeItem, fieldId: string): boolean {
  return item.fieldId === undefined ? item.field.toLowerCase() === fieldId.toLowerCase() : item.fieldId === fieldId;
}

/**
 * What a field held over time, rebuilt from the changelog and the present values. In a field of several values (fix
 * versions) every value has its own periods: there an entry says what came (`from` is null) or what went.
 */
export function periodsOf(
  issue: DemoIssue,
  field: { readonly historyId: string; readonly hasManyValues?: boolean },
  present: readonly string[],
  now: number,
): Period[] {
  const changes = changesOf(issue, field.historyId);
  const isValue = (value: string | null) => value !== null || !field.hasManyValues;
  const periods: Period[] = [];
  const open = new Map<string | null, { start: number; authorId: string }>();
  const begin = (value: string | null, start: number, authorId: string) => open.set(value, { start, authorId });
  const finish = (value: string | null, end: number) => {
    const { start, authorId } = open.get(value) ?? { start: issue.created, authorId: issue.reporterId };
    periods.push({ value, start, end, authorId });
    open.delete(value);
  };
  for (const { from, to, instant, authorId } of changes) {
    if (isValue(from)) finish(from, instant);
    if (isValue(to)) begin(to, instant, authorId);
  }
  for (const value of present.length > 0 ? present : [null]) {
    if (!open.has(value)) begin(value, issue.created, issue.reporterId);
    finish(value, now);
  }
  return periods;
}
