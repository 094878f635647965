import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Failure, fail, failureOf, TrestleError } from '#domain/errors.ts';
import type { IssueReference } from '#domain/issue.ts';
import type { OperationRecord, WriteOrigin } from '#domain/operation.ts';
import type { Call, Connection } from '#domain/ports.ts';
import { type CreatedIssue, type CreateIssueRequest, finishIssue, resolveRequest } from './createIssue.ts';
import type { Journal } from './journal/journal.ts';
import { lookUpCreated, lookUpDelaysMs, type Wait } from './journal/reconcile.ts';

/** How long a repeated request returns the first result instead of creating again. */
const repeatWindowMs = 600_000;

export interface IssueCreationRequest extends CreateIssueRequest {
  /** Names one act of the user. */
  readonly operationId?: string;
  /** Says more of whose wish it is than the creator's own surface; of no account for what counts as the same request. */
  readonly onBehalfOf?: WriteOrigin;
}

export interface CreationCall extends Call {
  /** Awaited before anything is sent, unless the request is a repetition; rejects where nothing is to be created. */
  readonly check?: () => Promise<void>;
}

/** Creates at most once; what front doors see of `IssueCreator`. */
export interface IssueCreation {
  create(connection: Connection, request: IssueCreationRequest, call?: CreationCall): Promise<CreatedIssue>;
}

export interface IssueCreatorOptions {
  readonly journal: Journal;
  readonly surface: OperationRecord['surface'];
  readonly now?: () => number;
  readonly wait?: Wait;
}

/**
 * Creates issues at most once. An operation is journalled before it is sent; the same operation (or, for agents, the
 * same request) within ten minutes returns the first result; one whose outcome is in doubt is looked up, never resent.
 */
export class IssueCreator implements IssueCreation {
  private readonly journal: Journal;
  private readonly surface: OperationRecord['surface'];
  private readonly now: () => number;
  private readonly wait: Wait;
  private readonly running = new Map<string, Promise<CreatedIssue>>();

  constructor({ journal, surface, now = Date.now, wait = waitFor }: IssueCreatorOptions) {
    this.journal = journal;
    this.surface = surface;
    this.now = now;
    this.wait = wait;
  }

  /**
   * `operationId` names one act of the user: each opening of a form gets its own, so that the same text can be filed
   * twice on purpose. Without it (agents) equal requests are the same operation.
   */
  async create(connection: Connection, request: IssueCreationRequest, call: CreationCall = {}): Promise<CreatedIssue> {
    const fingerprint = fingerprintOf(connection, request);
    for (let running = this.running.get(fingerprint); running; running = this.running.get(fingerprint)) {
      const first = await this.join(running, call);
      if (first) {
        return { ...first, isRepeated: true };
      }
    }
    const creation = this.createOnce(connection, request, fingerprint, call);
    this.running.set(fingerprint, creation);
    try {
      return await creation;
    } finally {
      this.running.delete(fingerprint);
    }
  }

  /** Undefined when whoever asked first gave up before anything was sent: that is not this caller's wish. */
  private async join(running: Promise<CreatedIssue>, call: Call): Promise<CreatedIssue | undefined> {
    try {
      return await running;
    } catch (error) {
      if (failureOf(error)?.code === 'cancelled' && !call.signal?.aborted) {
        return undefined;
      }
      throw error;
    }
  }

  private async createOnce(
    connection: Connection,
    request: IssueCreationRequest,
    fingerprint: string,
    { check, ...call }: CreationCall,
  ): Promise<CreatedIssue> {
    const earlier = await this.journal.findRecent(fingerprint, this.now() - repeatWindowMs);
    if (earlier && earlier.outcome !== 'failed') {
      return this.repeat(connection, request, earlier, call);
    }
    const [resolved] = await Promise.all([resolveRequest(connection.tracker, request, call), check?.()]);
    if (call.signal?.aborted) {
      fail({ code: 'cancelled' });
    }
    const record: OperationRecord = {
      id: randomUUID(),
      kind: 'createIssue',
      fingerprint,
      origin: connection.site.origin,
      accountId: connection.account.accountId,
      surface: this.surface,
      ...request.onBehalfOf,
      processId: process.pid,
      startedAt: new Date(this.now()).toISOString(),
      outcome: 'pending',
      projectKey: request.projectKey,
      summary: resolved.draft.summary,
    };
    await this.journal.write(record);
    const reference = await this.send(connection, { ...resolved.draft, operationId: record.id }, record);
    const created = await finishIssue(connection, resolved, reference);
    const { stored } = created;
    if (stored?.updated !== undefined) {
      // What undoing the creation compares with.
      await this.finish(record, { ...doneWith(reference), updated: stored.updated });
    }
    return created;
  }

  /**
   * No signal goes along: once sent, giving up waiting would only turn a clear answer into a doubtful one. The
   * transport's own deadlines bound the wait.
   */
  private async send(
    connection: Connection,
    draft: Parameters<Connection['tracker']['issues']['create']>[0],
    record: OperationRecord,
  ): Promise<IssueReference> {
    let reference: IssueReference;
    try {
      reference = await connection.tracker.issues.create(draft);
    } catch (error) {
      const failure = failureOf(error);
      if (failure?.code === 'outcomeUnknown') {
        return this.adopt(connection, record, failure, lookUpDelaysMs);
      }
      // An exception that is a defect says nothing about what the site did.
      await this.finish(record, failure ? { outcome: 'failed', failure } : { outcome: 'unknown' });
      throw error;
    }
    await this.finish(record, doneWith(reference));
    return reference;
  }

  private async adopt(
    connection: Connection,
    record: OperationRecord,
    failure: Failure,
    delaysMs: readonly number[],
  ): Promise<IssueReference> {
    const found = await lookUpCreated(connection.tracker, record, delaysMs, this.wait);
    if (!found) {
      // What another window has under way is its to settle.
      if (record.outcome !== 'pending' || record.processId === process.pid) {
        await this.finish(record, { outcome: 'unknown', failure });
      }
      throw new TrestleError(failure);
    }
    await this.finish(record, doneWith(found));
    return found;
  }

  private async repeat(
    connection: Connection,
    request: CreateIssueRequest,
    earlier: OperationRecord,
    call: Call,
  ): Promise<CreatedIssue> {
    const known = referenceIn(earlier);
    if (!known || earlier.isUnfinished) {
      // The first attempt never came to the steps after creation.
      const resolved = await resolveRequest(connection.tracker, request, call);
      const reference = known ?? (await this.adopt(connection, earlier, doubtOf(earlier), [0]));
      await this.finish(earlier, doneWith(reference));
      return { ...(await finishIssue(connection, resolved, reference)), isRepeated: true };
    }
    const stored = await connection.tracker.issues.get(known.key, call).catch((error: unknown) => {
      const failure = failureOf(error);
      return failure && failure.code !== 'cancelled' ? failure : Promise.reject(error);
    });
    if ('code' in stored) {
      const steps = [{ step: 'readBack', outcome: 'failed', failure: stored }] as const;
      return { reference: known, steps, mismatches: [], isRepeated: true };
    }
    if (stored.projectKey !== request.projectKey) {
      fail({ code: 'unexpectedAnswer', detail: `the journalled issue ${known.key} is in another project now` });
    }
    const { id, key, url } = stored;
    return { reference: { id, key, url }, stored, steps: [], mismatches: [], isRepeated: true };
  }

  /**
   * A journal that cannot be written any more must not hide what became of the issue: the record stays as it was, and is
   * looked up at the next start.
   */
  private async finish(record: OperationRecord, end: Ending): Promise<void> {
    try {
      const { isUnfinished: _isUnfinished, failure: _failure, ...rest } = record;
      await this.journal.write({ ...rest, ...end, finishedAt: new Date(this.now()).toISOString() });
    } catch (error) {
      if (failureOf(error)?.code !== 'storageUnavailable') {
        throw error;
      }
    }
  }
}

type Ending = Pick<OperationRecord, 'outcome' | 'issueKey' | 'issueId' | 'failure' | 'updated'>;

function referenceIn({ issueId: id, issueKey: key, origin }: OperationRecord): IssueReference | undefined {
  return id === undefined || key === undefined ? undefined : { id, key, url: `${origin}/browse/${key}` };
}

function doubtOf({ failure, summary }: OperationRecord): Failure {
  return failure ?? { code: 'outcomeUnknown', operation: summary };
}

function doneWith({ id, key }: IssueReference): Ending {
  return { outcome: 'done', issueKey: key, issueId: id };
}

function fingerprintOf(connection: Connection, { onBehalfOf: _client, ...request }: IssueCreationRequest): string {
  const { site, account } = connection;
  const members = Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([site.origin, account.accountId, members]))
    .digest('hex');
}

async function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, { ...(signal && { signal }) });
}
