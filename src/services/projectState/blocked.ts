import type { Blocker, Issue } from '#domain/issue.ts';
import type { IssueHistoryEntry, IssueHistoryItem } from '#domain/issueActivity.ts';
import type { BlockedIssue, WorkInHand } from '#domain/projectState.ts';
import { blockersBy } from '../blockedStatuses.ts';
import { figureOf, type Reading, tryPart } from './readings.ts';

/** More histories than this are not read to tell ages. */
const mostAges = 100;

export async function readBlocked(
  reading: Reading,
  open: readonly Issue[],
  { statuses, isEstimated }: { readonly statuses: readonly string[]; readonly isEstimated: boolean },
): Promise<WorkInHand['blocked']> {
  const { connection, projectKey, call, gaps } = reading;
  const blockersOf = blockersBy(statuses);
  const blocked = open.flatMap((issue) => {
    const blockers = blockersOf(issue);
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
  const lastWith = (isBeginning: (item: IssueHistoryItem) => boolean) =>
    entries.findLast(({ items }) => items.some(isBeginning))?.created;
  switch (blocker.kind) {
    case 'flag':
      // The ids, or only the texts, of what was set before and after.
      return (
        lastWith(
          ({ role, ...item }) => role === 'flag' && isEmpty(item.from, item.fromText) && !isEmpty(item.to, item.toText),
        ) ?? issue.created
      );
    case 'status':
      return lastWith(({ role, to }) => role === 'status' && to === blocker.status.id) ?? issue.created;
    case 'link': {
      // By key, as links have no field of their own; two links to one issue are told apart by how they read.
      const isLink = ({ field, to }: IssueHistoryItem) => field === 'Link' && to === blocker.key;
      const phrase = issue.links.find(({ key, blocksThis }) => blocksThis && key === blocker.key)?.phrase;
      const isSo = (item: IssueHistoryItem) => isLink(item) && phrase !== undefined && item.toText?.includes(phrase);
      return lastWith((item) => isSo(item) === true) ?? lastWith(isLink);
    }
  }
}

function isEmpty(id: string | undefined, text: string | undefined): boolean {
  return [id, text].every((value) => value === undefined || value === '' || value === '[]');
}
