import type { Issue } from '#domain/issue.ts';
import type { IssueHistoryEntry } from '#domain/issueActivity.ts';

export interface StatusTime {
  readonly status: string;
  /** In all, however often the issue was in it; up to now for the status it is in. */
  readonly milliseconds: number;
}

/** How long the issue was in each status, in the order in which it first came there. Entries are oldest first. */
export function timesInStatus(
  issue: Pick<Issue, 'status' | 'created'>,
  entries: readonly IssueHistoryEntry[],
  now: number,
): StatusTime[] {
  const steps = entries.flatMap(({ created, items }) =>
    items
      .filter(({ field, fieldId }) => fieldId === 'status' || (fieldId === undefined && field === 'status'))
      .map((item) => ({ at: Date.parse(created), ...item })),
  );
  const times = new Map<string, StatusTime>();
  let since = Date.parse(issue.created ?? '');
  const spend = (id: string | undefined, status: string, until: number) => {
    const key = id ?? status;
    const known = times.get(key)?.milliseconds ?? 0;
    const spent = Number.isNaN(since) ? 0 : Math.max(0, until - since);
    times.set(key, { status: times.get(key)?.status ?? status, milliseconds: known + spent });
    since = until;
  };
  for (const { at, from, fromText = '' } of steps) {
    spend(from, fromText, at);
  }
  spend(issue.status.id, issue.status.name, now);
  return [...times.values()];
}
