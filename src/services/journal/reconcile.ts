import { type FailureCode, failureOf } from '#domain/errors.ts';
import type { IssueReference } from '#domain/issue.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { Call, Connection, IssueTracker } from '#domain/ports.ts';
import type { Journal } from './journal.ts';

/** Waits between looks, in ms. The search index of a busy site can be more than a minute late. */
export const lookUpDelaysMs: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

/**
 * Looks for what an operation created until the site shows it or the delays are used up. Being offline meanwhile does
 * not end the search: the same broken network may have caused the doubt. Being signed out does.
 */
export async function lookUpCreated(
  tracker: IssueTracker,
  record: OperationRecord,
  delaysMs: readonly number[],
  wait: Wait,
  call: Call = {},
): Promise<IssueReference | undefined> {
  for (const delayMs of delaysMs) {
    await wait(delayMs, call.signal);
    const look = await lookFor(tracker, record, call);
    if (look.found || look.isInVain) {
      return look.found;
    }
  }
  return undefined;
}

/**
 * Settles what earlier runs left in doubt: operations of this account whose process is gone. One look each; what is
 * found is adopted, the rest stays `unknown` and is looked up again at the next start, for a day.
 */
export async function reconcile(
  journal: Journal,
  connection: Connection,
  options: { readonly now: number; readonly isAlive: (processId: number) => boolean } & Call,
): Promise<readonly OperationRecord[]> {
  const dayMs = 86_400_000;
  const settled: OperationRecord[] = [];
  for (const record of await journal.list()) {
    const isOurs = record.origin === connection.site.origin && record.accountId === connection.account.accountId;
    const isRecent = options.now - Date.parse(record.startedAt) < dayMs;
    const isInDoubt =
      record.outcome === 'unknown' || (record.outcome === 'pending' && !options.isAlive(record.processId));
    if (!isOurs || !isRecent || !isInDoubt) {
      continue;
    }
    if (record.kind !== 'createIssue') {
      // Nothing marks other writes on the site, so nobody can tell any more.
      if (record.outcome === 'pending') {
        await journal.write({ ...record, outcome: 'unknown', finishedAt: new Date(options.now).toISOString() });
      }
      continue;
    }
    const { found } = await lookFor(connection.tracker, record, options);
    const finishedAt = new Date(options.now).toISOString();
    const next: OperationRecord = found
      ? { ...record, outcome: 'done', issueKey: found.key, issueId: found.id, isUnfinished: true, finishedAt }
      : { ...record, outcome: 'unknown', finishedAt };
    await journal.write(next);
    settled.push(next);
  }
  return settled;
}

/** Failures that pass by waiting, and say nothing about the issue. All others make further looks pointless. */
const passing: ReadonlySet<FailureCode | undefined> = new Set<FailureCode>([
  'offline',
  'timedOut',
  'rateLimited',
  'siteUnavailable',
  'unexpectedAnswer',
  'answerTooLarge',
]);

async function lookFor(
  tracker: IssueTracker,
  { id, projectKey, startedAt }: OperationRecord,
  call: Call,
): Promise<{ readonly found?: IssueReference; readonly isInVain?: true }> {
  try {
    const found = await tracker.issues.findCreated({ operationId: id, projectKey, since: startedAt }, call);
    return found ? { found } : {};
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) {
      throw error;
    }
    return passing.has(failure.code) ? {} : { isInVain: true };
  }
}
