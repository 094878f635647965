import { type Blocker, blockersOf, type Issue } from '#domain/issue.ts';
import type { IssueHistoryEntry, IssueHistoryItem } from '#domain/issueActivity.ts';
import type { BlockedIssue, WorkInHand } from '#domain/projectState.ts';
import { blockedStatusIds } from '../blockedStatuses.ts';
import { figureOf, type Reading, tryPart } from './readings.ts';

/** More histories than this are not read to tell ages. */
const mostAges = 100;

export async function readBlocked(
  reading: Reading,
  open: readonly Issue[],
  { statuses, isEstimated }: { readonly statuses: readonly string[]; readonly isEstimated: boolean },
): Promise<WorkInHand['blocked']> {
  const { connection, projectKey, call, gaps } = reading;
  const ids = blockedStatusIds(
    open.map(({ status }) => status),
    statuses,
  );
  const blocked = open.flatMap((issue) => {
    const blockers = blockersOf(issue, ids);
    return blockers.length > 0 ? [{ issue, blockers }] : [];
  });
  const issues = blocked.map(({ issue }) => issue);
  const aged = issues.slice(0, mostAges);
  const history =
    aged.length === 0
      ? undefined
      : await tryPart(reading, { part: 'blockedSince' }, connection.tracker.history.changesOf(aged, call));
  if (issues.length > mostAges || history?.isComplete === false) {
    gaps.push({ part: 'blockedSince', because: 'tooMany' });
  }
  // Of a history that is not all there the latest change may be missing.
  const entries = history?.isComplete ? history.entries : undefined;
  const found = blocked.map(({ issue, blockers }) =>
    blockedIssue(issue, blockers, aged.includes(issue) ? entries && (entries.get(issue.id) ?? []) : undefined),
  );
  const filter = { projectKeys: [projectKey], keys: issues.map(({ key }) => key) };
  const byAge = (a: BlockedIssue, b: BlockedIssue) => Date.parse(a.since ?? latest) - Date.parse(b.since ?? latest);
  return { ...figureOf(reading, filter, issues, { isEstimated }), found: found.sort(byAge) };
}

/** Unknown ages come last. */
const latest = '9999-12-31T00:00:00Z';

export function blockedIssue(
  issue: Issue,
  blockers: readonly Blocker[],
  entries: readonly IssueHistoryEntry[] | undefined,
): BlockedIssue {
  const reasons = blockers.map((blocker) => {
    const since = entries && blockedSince(issue, blocker, entries);
    return { ...blocker, ...(since !== undefined && { since }) };
  });
  const [since] = reasons.flatMap((reason) => reason.since ?? []).sort((a, b) => Date.parse(a) - Date.parse(b));
  return { issue, reasons, ...(since !== undefined && { since }) };
}

/** The last change that brought the reason about; `created` where the issue has had it from the start. */
function blockedSince(issue: Issue, blocker: Blocker, entries: readonly IssueHistoryEntry[]): string | undefined {
  const begins = entries.findLast(({ items }) => items.some((item) => isBeginning(item, blocker)));
  return begins?.created ?? (blocker.kind === 'link' ? undefined : issue.created);
}

function isBeginning(item: IssueHistoryItem, blocker: Blocker): boolean {
  switch (blocker.kind) {
    case 'flag':
      // The ids, or only the texts, of what was set before and after.
      return item.role === 'flag' && isEmpty(item.from, item.fromText) && !isEmpty(item.to, item.toText);
    case 'status':
      return item.role === 'status' && item.to === blocker.status.id;
    case 'link':
      // By key: the text is in the site's language, and links have no field of their own. Other kinds of link to the
      // same issue read alike; the latest is then taken for this one.
      return item.to === blocker.key && item.field === 'Link';
  }
}

function isEmpty(id: string | undefined, text: string | undefined): boolean {
  return [id, text].every((value) => value === undefined || value === '' || value === '[]');
}
