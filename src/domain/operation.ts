import type { Failure } from './errors.ts';
import type { FieldChange } from './fieldValue.ts';

/** `pending` = sent or about to be sent; `unknown` = sent, and whether it was stored could not be found out. */
export type OperationOutcome = 'pending' | 'done' | 'failed' | 'unknown';

export type OperationKind =
  | 'createIssue'
  | 'updateIssue'
  | 'transitionIssue'
  | 'commentIssue'
  | 'linkIssue'
  | 'moveToSprint'
  /** Several issues to a sprint or the backlog at a time. */
  | 'moveIssues'
  | 'rankIssues'
  | 'createSprint'
  /** Started or closed. */
  | 'updateSprint'
  | 'createVersion'
  | 'updateVersion'
  | 'deleteIssue'
  | 'createPage'
  | 'updatePage'
  | 'commentPage'
  | 'labelPage'
  /** To the trash. */
  | 'deletePage'
  /** Of an issue or a page. */
  | 'deleteComment'
  | 'logWork'
  | 'watchIssue'
  | 'attachFile'
  /** A change of a kind without a name of its own here. */
  | 'other'
  /** Takes another operation back: `undoes`. */
  | 'undo';

/**
 * How a write came to be allowed. `host`: by the dialogue of the program that called (VS Code's own); `client`: the
 * client asked its human; `flag`: when the server was started; `user`: a person did it, no agent.
 */
export type ConsentGrant = 'host' | 'client' | 'flag' | 'once' | 'session' | 'always' | 'user';

/** On whose behalf something is written. */
export interface WriteOrigin {
  readonly surface: 'command' | 'agent' | 'rule';
  /** As the client calls itself. */
  readonly client?: string;
  readonly tool?: string;
  readonly consent?: ConsentGrant;
}

/** What a write was about. */
export interface OperationTarget {
  readonly entity: 'issue' | 'page' | 'sprint' | 'version';
  /** Key of an issue, else the id. */
  readonly id: string;
  readonly title?: string;
  readonly url?: string;
}

/** What a write left behind, as far as taking it back needs it. */
export interface OperationResult {
  readonly changes?: readonly FieldChange[];
  /** Of a write about several issues at a time: by issue. */
  readonly issues?: readonly IssueChanges[];
  /**
   * Of the comment, link, worklog or attachment that was added, `remote:` before that of a link to an address; a page's
   * own is the target.
   */
  readonly createdId?: string;
  /** Where it is known only afterwards: a page that was created. */
  readonly target?: OperationTarget;
  /** Of a page: before and after the write. */
  readonly versions?: { readonly before: number; readonly after: number };
  /** `updated` of an issue right after the write, ISO 8601. */
  readonly updated?: string;
}

/** What a write changed on one of its issues. */
export interface IssueChanges {
  readonly key: string;
  readonly changes: readonly FieldChange[];
}

/** One write to a site, as the journal keeps it. No secrets; of texts only those that the write touched. */
export interface OperationRecord extends WriteOrigin, OperationResult {
  /** UUID; also stored with an issue that the operation creates, so that it can be recognised later. */
  readonly id: string;
  readonly kind: OperationKind;
  /** Equal for the same request by the same account on the same site, whoever repeats it. */
  readonly fingerprint: string;
  readonly origin: string;
  readonly accountId: string;
  /** Process that runs it; another window must not reconcile what a living one is still doing. */
  readonly processId: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly outcome: OperationOutcome;
  /** Key of the project, or of the space a page is in; empty where it is not known. */
  readonly projectKey: string;
  /** Title of what was written, or the start of its text, in one line. */
  readonly summary: string;
  /** What came of it: key and id of the created issue. */
  readonly issueKey?: string;
  readonly issueId?: string;
  /** The issue was found at a later start: what was to follow its creation (adding it to a sprint) has not been done. */
  readonly isUnfinished?: true;
  readonly failure?: Failure;
  /** Id of the operation that this one takes back. */
  readonly undoes?: string;
}
