import type { Translate } from '#shared/l10n.ts';

/** A write in the words of the person who is to allow it: exact target, exact text. */
export interface Proposal {
  /** "Create a Bug in project NIM on https://nimbus.atlassian.net" */
  readonly action: string;
  /** One line each. */
  readonly fields: readonly ProposedValue[];
  /** The body that would be written, line breaks included. */
  readonly text?: ProposedValue;
  /** Key of the one project or space that the write stays within: what a consent for more than this call is bound to. */
  readonly scope?: string;
}

export interface ProposedValue {
  readonly label: string;
  readonly value: string;
}

/** A write that a client asks for, before anything is sent. */
export interface ConsentRequest {
  readonly tool: string;
  /** As the client calls itself: a claim, not a proof. */
  readonly client: string;
  readonly proposal: Proposal;
  /** `always` may be offered: for this tool in `proposal.scope`. */
  readonly canStand?: boolean;
}

/**
 * `session`: also for the same tool and scope until this client's session ends. `always`: for the same tool and scope
 * until the user revokes it.
 */
export type ConsentAnswer = 'once' | 'session' | 'always' | 'no';

/** What a consent that stands is bound to. */
export interface ConsentKind {
  /** Of the site. */
  readonly origin: string;
  readonly tool: string;
  /** Key of a project or space. */
  readonly scope: string;
}

/** Asks the person at the editor. */
export interface ConsentPrompt {
  /** Into the language of that person. */
  readonly t: Translate;
  /** An aborted question counts as no. */
  ask(request: ConsentRequest, call: { readonly signal: AbortSignal }): Promise<ConsentAnswer>;
}
