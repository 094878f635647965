import type { Issue } from '#domain/issue.ts';
import type { IssueHistoryEntry } from '#domain/issueActivity.ts';
import type { FoundIssues, ScopeChange } from '#domain/projectState.ts';
import type { Sprint } from '#domain/sprint.ts';
import { foundOf, minuteOf, type Reading, readIssues } from './readings.ts';

/**
 * What came into and what left the sprint since it began. Jira's search does not know the past of sprints, so that the
 * histories are read: of the issues in the sprint and of those changed since that are not in it (leaving it is a
 * change). Issues deleted since are gone from both.
 */
export async function readScopeChange(
  reading: Reading,
  sprint: Sprint & { readonly startDate: string },
  total: FoundIssues,
  estimateFieldId: string | undefined,
): Promise<ScopeChange | undefined> {
  const { connection, projectKey, call, gaps } = reading;
  const since = sprint.startDate;
  const gone = { projectKeys: [projectKey], notInSprint: sprint.id, updatedSince: minuteOf(since) };
  const outside = await readIssues(reading, gone, { fields: ['created', 'updated'], estimateFieldId });
  const candidates = [
    ...total.found.filter(({ updated }) => !(Date.parse(updated ?? '') < Date.parse(since))),
    ...outside.found,
  ];
  const { entries, isComplete } = await connection.tracker.history.changesOf(candidates, {
    ...call,
    about: ['sprint'],
  });
  if (!isComplete || outside.isAtLeast || total.isAtLeast) {
    gaps.push({ part: 'scopeChange', because: 'tooMany', of: sprint.name });
    return undefined;
  }
  const wasInside = (issue: Issue, isInside: boolean) =>
    wasInSprint(sprint.id, since, issue, { entries: entries.get(issue.id) ?? [], isInside });
  const isCandidate = new Set(candidates.map(({ id }) => id));
  const added = total.found.filter((issue) => isCandidate.has(issue.id) && !wasInside(issue, true));
  const removed = outside.found.filter((issue) => wasInside(issue, false));
  const kept = total.found.filter((issue) => !added.includes(issue));
  const counting = { isEstimated: estimateFieldId !== undefined };
  const project = { projectKeys: [projectKey] };
  // A sprint may have been filled after it began: then it is shorter to name what was there.
  const addedFilter =
    added.length > kept.length
      ? { ...project, sprint: sprint.id, notKeys: keysOf(kept) }
      : { ...project, keys: keysOf(added) };
  return {
    since,
    added: foundOf(reading, addedFilter, added, counting),
    removed: foundOf(reading, { ...project, keys: keysOf(removed) }, removed, counting),
  };
}

function keysOf(issues: readonly Issue[]): string[] {
  return issues.map(({ key }) => key);
}

/** Whether the issue was in the sprint at an instant: what the first change after it found, else what is now. */
export function wasInSprint(
  sprintId: number,
  instant: string,
  { created }: Pick<Issue, 'created'>,
  now: { readonly entries: readonly IssueHistoryEntry[]; readonly isInside: boolean },
): boolean {
  const at = Date.parse(instant);
  if (Date.parse(created ?? '') > at) {
    return false;
  }
  const next = now.entries
    .filter((entry) => Date.parse(entry.created) > at)
    .flatMap(({ items }) => items)
    .find(({ role }) => role === 'sprint');
  return next ? (next.from ?? '').split(/[\s,]+/).includes(String(sprintId)) : now.isInside;
}
