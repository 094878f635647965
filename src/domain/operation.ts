import type { Failure } from './errors.ts';

/** `pending` = sent or about to be sent; `unknown` = sent, and whether it was stored could not be found out. */
export type OperationOutcome = 'pending' | 'done' | 'failed' | 'unknown';

/** One write to a site, as the journal keeps it. No secrets, no bodies: keys, ids and what was asked for. */
export interface OperationRecord {
  /** UUID; also stored with what the operation creates, so that it can be recognised later. */
  readonly id: string;
  readonly kind: 'createIssue';
  /** Equal for the same request by the same account on the same site, whoever repeats it. */
  readonly fingerprint: string;
  readonly origin: string;
  readonly accountId: string;
  readonly surface: 'command' | 'agent';
  /** Process that runs it; another window must not reconcile what a living one is still doing. */
  readonly processId: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly outcome: OperationOutcome;
  readonly projectKey: string;
  readonly summary: string;
  /** What came of it: key and id of the created issue. */
  readonly issueKey?: string;
  readonly issueId?: string;
  /** The issue was found at a later start: what was to follow its creation (adding it to a sprint) has not been done. */
  readonly isUnfinished?: true;
  readonly failure?: Failure;
}
