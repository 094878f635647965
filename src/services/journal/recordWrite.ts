import { createHash, randomUUID } from 'node:crypto';
import { failureOf } from '#domain/errors.ts';
import type {
  OperationKind,
  OperationRecord,
  OperationResult,
  OperationTarget,
  WriteOrigin,
} from '#domain/operation.ts';
import type { Connection } from '#domain/ports.ts';
import { truncate } from '#shared/text.ts';
import type { Journal } from './journal.ts';

/** A write before it is sent. */
export interface PlannedWrite {
  /** Issues are created, and journalled, by `IssueCreator`. */
  readonly kind: Exclude<OperationKind, 'createIssue'>;
  /** Key of the project or space it stays within. */
  readonly projectKey: string;
  /** Title of what is written, or the start of its text. */
  readonly summary: string;
  readonly target?: OperationTarget;
  /** Id of the operation that is taken back. */
  readonly undoes?: string;
}

/**
 * The one path of every write but creating issues: journalled before it is sent, completed afterwards. `write` must not
 * be cancellable; `resultOf` tells what undoing it needs. What `write` rejects with is passed on.
 */
export type RecordWrite = <T>(
  connection: Connection,
  plan: PlannedWrite,
  write: () => Promise<T>,
  resultOf?: (written: T) => OperationResult,
) => Promise<T>;

/** @throws storageUnavailable before anything is sent, when the journal cannot be written */
export function recordWrites(
  journal: () => Promise<Journal>,
  origin: WriteOrigin,
  now: () => number = Date.now,
): RecordWrite {
  return async (connection, plan, write, resultOf) => {
    const opened = await journal();
    const record = pendingRecord(connection, plan, origin, now());
    await opened.write(record);
    const finish = (end: Partial<OperationRecord>) =>
      completed(opened, { ...record, ...end, finishedAt: new Date(now()).toISOString() });
    let written: Awaited<ReturnType<typeof write>>;
    try {
      written = await write();
    } catch (error) {
      const failure = failureOf(error);
      if (failure?.code === 'notReadBack') {
        await finish({ outcome: 'done' }); // only what undoing needs is not known
        throw error;
      }
      // An exception that is a defect says nothing about what the site did.
      const isUnknown = failure === undefined || failure.code === 'outcomeUnknown';
      await finish({ outcome: isUnknown ? 'unknown' : 'failed', ...(failure && { failure }) });
      throw error;
    }
    await finish({ outcome: 'done', ...resultOf?.(written) });
    return written;
  };
}

function pendingRecord(
  { site, account }: Connection,
  plan: PlannedWrite,
  origin: WriteOrigin,
  now: number,
): OperationRecord {
  const fingerprint = createHash('sha256').update(JSON.stringify([site.origin, account.accountId, plan]));
  return {
    ...origin,
    ...plan,
    id: randomUUID(),
    fingerprint: fingerprint.digest('hex'),
    origin: site.origin,
    accountId: account.accountId,
    processId: process.pid,
    startedAt: new Date(now).toISOString(),
    outcome: 'pending',
    summary: truncate(plan.summary.replace(/\s+/g, ' ').trim(), 300),
  };
}

/** A journal that cannot be written any more must not hide what became of the write. */
async function completed(journal: Journal, record: OperationRecord): Promise<void> {
  try {
    await journal.write(record);
  } catch (error) {
    if (failureOf(error)?.code !== 'storageUnavailable') {
      throw error;
    }
  }
}
