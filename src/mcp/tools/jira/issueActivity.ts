import * as z from 'zod';
import type { IssueDetail } from '#domain/issue.ts';
import type { IssueHistoryEntry, IssueHistoryItem, Worklog } from '#domain/issueActivity.ts';
import { timesInStatus } from '#services/issueTimes.ts';
import { clip, fenceBytes, takeWithin } from '../../output.ts';

/** What happened to an issue: the parts of jira_get_issue that cost a request of their own. */

const listBudgetBytes = 5800;
const timesBudgetBytes = 1000;

export const historySchema = z.array(
  z.object({ at: z.string(), author: z.string().optional(), changes: z.array(z.string()) }),
);

export const timesSchema = z.array(z.object({ status: z.string(), hours: z.number() }));

export const worklogSchema = z.array(
  z.object({ author: z.string().optional(), started: z.string(), hours: z.number(), comment: z.string().optional() }),
);

/** Newest first; `offset` counts from there. */
export function historyFrom(
  issue: IssueDetail,
  { entries, isComplete }: { readonly entries: readonly IssueHistoryEntry[]; readonly isComplete: boolean },
  offset: number,
  now: number,
) {
  const rest = entries.toReversed().slice(offset);
  const history = takeWithin(rest.map(entryOf), listBudgetBytes);
  const nextOffset = offset + history.length;
  const isRest = nextOffset < entries.length && history.length > 0;
  const times = timesInStatus(issue, entries, now).map(({ status, milliseconds }) => ({
    status: clip(status, 40),
    hours: hoursOf(milliseconds),
  }));
  return {
    history: [...history],
    // Of a history that is not all there no sum is right.
    ...(isComplete && { timeInStatus: [...takeWithin(times, timesBudgetBytes)] }),
    truncated: isRest || !isComplete,
    ...(isRest && { nextOffset }),
  };
}

export function worklogFrom(logs: readonly Worklog[], offset: number) {
  const newestFirst = [...logs].sort((a, b) => Date.parse(b.started) - Date.parse(a.started));
  const worklog = takeWithin(newestFirst.slice(offset).map(logOf), listBudgetBytes, fenceBytes);
  const nextOffset = offset + worklog.length;
  const isRest = nextOffset < logs.length && worklog.length > 0;
  return {
    worklog: [...worklog],
    hoursTotal: hoursOf(logs.reduce((sum, { seconds }) => sum + seconds * 1000, 0)),
    truncated: isRest,
    ...(isRest && { nextOffset }),
  };
}

function entryOf({ created, author, items }: IssueHistoryEntry) {
  return {
    at: created,
    ...(author && { author: clip(author.displayName, 60) }),
    changes: items.slice(0, 12).map(changeOf),
  };
}

/** Texts are told to have changed, not repeated. */
function changeOf({ field, fromText, toText }: IssueHistoryItem): string {
  return `${clip(field, 40)}: ${clip(fromText ?? 'none', 80)} → ${clip(toText ?? 'none', 80)}`;
}

function logOf({ author, started, seconds, comment }: Worklog) {
  return {
    ...(author && { author: clip(author.displayName, 60) }),
    started,
    hours: hoursOf(seconds * 1000),
    ...(comment !== '' && { comment: clip(comment, 300) }),
  };
}

function hoursOf(milliseconds: number): number {
  return Math.round(milliseconds / 36_000) / 100;
}
