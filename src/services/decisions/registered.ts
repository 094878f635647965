import type { Decision, DecisionSource, NotSearched } from '#domain/decision.ts';

/** A decision as the register keeps it. */
export interface RegisteredDecision
  extends Omit<Decision, 'change' | 'isTakenInPeriod' | 'previousState' | 'previousId'> {
  /**
   * `removed`: no page says so any more. `unreachable`: the pages that say so were deleted, or the account may not see
   * them now; what they said stays.
   */
  readonly standing: 'current' | 'removed' | 'unreachable';
  /** Since when, ISO 8601; absent while `current`. */
  readonly standingSince?: string;
  /** What it said or was before, oldest first. */
  readonly earlier: readonly { readonly text: string; readonly state: Decision['state']; readonly until: string }[];
}

/** When a page or issue that was read was last changed: it is not read again until that differs. */
export interface KnownText {
  readonly lastModified: string;
  readonly readAt: string;
}

/** All that one account knows of one site's decisions. */
export interface RegisterContent {
  readonly origin: string;
  readonly accountId: string;
  /** Instant since when everything that could be read was read; absent before the first sweep. */
  readonly coveredSince?: string;
  /** Up to which instant everything was read. */
  readonly sweptUntil?: string;
  /** Of the last sweep, even one that ended early; its age is that of the register. */
  readonly updatedAt?: string;
  readonly decisions: readonly RegisteredDecision[];
  /** By page id or issue key. */
  readonly known: Readonly<Record<string, KnownText>>;
  /** Of the last sweep. */
  readonly notSearched: readonly NotSearched[];
}

/** What one sweep brings. */
export interface SweepResult {
  readonly at: string;
  readonly from: string;
  /** False when more was to be read than one sweep reads: the next one takes up there. */
  readonly isComplete: boolean;
  readonly decisions: readonly Decision[];
  /** Wordings that were found by page id or issue key; an issue that was not read whole is left out. */
  readonly present: ReadonlyMap<string, ReadonlySet<string>>;
  readonly read: Readonly<Record<string, KnownText>>;
  /** Pages of the register that the site does not show any more. */
  readonly missing: ReadonlySet<string>;
  /** Pages it was asked about that it does show. */
  readonly visible: ReadonlySet<string>;
  readonly notSearched: readonly NotSearched[];
}

export function emptyRegister(origin: string, accountId: string): RegisterContent {
  return { origin, accountId, decisions: [], known: {}, notSearched: [] };
}

/** Page id, or issue key: what is read as one. */
export function holderOf({ id, issueKey }: DecisionSource): string {
  return issueKey ?? id;
}

export function isPageSource({ kind }: DecisionSource): boolean {
  return kind === 'page' || kind === 'blogpost';
}
