import type { DemoSite } from '../site.ts';
import type { DemoChangeItem, DemoIssue, DemoUser } from './model.ts';

/**
 * The one way to write to an existing issue: applies the change, adds its changelog entry (unless `items` is empty),
 * sets `updated`, and keeps the former state visible to search while the index lags.
 */
export function changeIssue(
  site: DemoSite,
  issue: DemoIssue,
  author: DemoUser,
  items: readonly DemoChangeItem[],
  apply: () => void,
): void {
  rememberForSearch(site, issue.id, issue);
  apply();
  const now = site.now();
  issue.updated = now;
  if (items.length > 0) {
    issue.changes.push({ id: String(site.nextId('change')), authorId: author.accountId, created: now, items });
  }
}

/** Adds a new issue; search does not find it before the index lag is over. */
export function addIssue(site: DemoSite, issue: DemoIssue): void {
  rememberForSearch(site, issue.id, undefined);
  site.jira.issues.set(issue.id, issue);
}

/** Issues as search sees them now: not those created a moment ago, and the others as they were before a late write. */
export function* searchableIssues(site: DemoSite, reconcileIds: readonly number[] = []): Generator<DemoIssue> {
  const now = site.now();
  const reconciled = new Set(reconcileIds.map(String));
  for (const issue of site.jira.issues.values()) {
    const stale = site.jira.staleInSearch.get(issue.id);
    if (!stale || stale.until <= now || reconciled.has(issue.id)) {
      yield issue;
    } else if (stale.issue) {
      yield stale.issue;
    }
  }
}

function rememberForSearch(site: DemoSite, id: string, former: DemoIssue | undefined): void {
  const { indexLagMs } = site.options;
  if (indexLagMs <= 0) {
    return;
  }
  const now = site.now();
  const stale = site.jira.staleInSearch.get(id);
  // A second write within the lag: search still shows the state before the first one.
  if (!stale || stale.until <= now) {
    site.jira.staleInSearch.set(id, { issue: former && structuredClone(former), until: now + indexLagMs });
  }
}
