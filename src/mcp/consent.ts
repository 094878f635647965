import type { ConsentKind, ConsentPrompt, Proposal } from '#domain/consent.ts';
import { fail } from '#domain/errors.ts';
import type { ConsentGrant } from '#domain/operation.ts';
import { english, type Translate } from '#shared/l10n.ts';
import { cleanForeignText } from '#shared/text.ts';

/** Shows a text to the human behind the client and returns the answer; absent when the client cannot. */
export type Elicit = (message: string) => Promise<'accept' | 'decline' | 'cancel'>;

/** One session of a client: the same object for all of its calls. */
export interface ClientSession {
  /** As the client calls itself. */
  readonly name: string;
}

/** A write that waits for a yes. */
export interface PendingWrite {
  readonly tool: string;
  readonly client: ClientSession | undefined;
  readonly elicit: Elicit | undefined;
  readonly signal: AbortSignal;
  /** Of the site that is written to. */
  readonly origin: string | undefined;
  /** Keys of the projects and spaces whose foreign texts the session has read so far. */
  readonly readScopes: ReadonlySet<string>;
  propose(t: Translate): Promise<Proposal>;
}

/** Tells how a human allowed the write; rejects with `writesNotAllowed` or `declined`. One per door. */
export type Consent = (write: PendingWrite) => Promise<ConsentGrant>;

/** For doors where the yes was given before the call: by VS Code's own dialog. */
export const consentGiven: Consent = async () => 'host';

/** For servers that were started with `--allow-writes`. */
export const allowedByFlag: Consent = async () => 'flag';

/** For doors where the client has to ask its human, whose language it does not tell. */
export const askThroughClient: Consent = async ({ propose, elicit }) => {
  if (!elicit) {
    fail({ code: 'writesNotAllowed' });
  }
  const answer = await elicit(describeProposal(await propose(english)));
  if (answer !== 'accept') {
    fail({ code: 'declined' });
  }
  return 'client';
};

/** Consents that outlive a session. */
export interface StandingConsentSource {
  allows(kind: ConsentKind): boolean;
  grant(kind: ConsentKind, client: string): Promise<void>;
}

/**
 * For the doors of an editor window: whatever the client shows or claims, the person at the editor decides. A consent
 * for more than one call holds while nothing read since could have talked the model into carrying it elsewhere.
 */
export function askInEditor(prompt: ConsentPrompt, standing?: StandingConsentSource): Consent {
  /** By session and kind of write: what had been read when it was allowed. */
  const allowed = new WeakMap<ClientSession, Map<string, ReadonlySet<string>>>();
  return async ({ tool, client, signal, propose, origin, readScopes }) => {
    const proposal = cleanProposal(await propose(prompt.t));
    const { scope } = proposal;
    const kind = scope === undefined || origin === undefined ? undefined : { origin, tool, scope };
    const name = kind && JSON.stringify(kind);
    const knownThen = client && name !== undefined ? allowed.get(client)?.get(name) : undefined;
    if (knownThen && staysWithin(readScopes, scope, knownThen)) {
      return 'session';
    }
    if (kind && standing?.allows(kind) && staysWithin(readScopes, scope)) {
      return 'always';
    }
    const request = { tool, client: cleanLine(client?.name ?? ''), proposal };
    const canStand = kind !== undefined && standing !== undefined;
    const answer = await prompt.ask({ ...request, canStand }, { signal });
    if (answer === 'no') {
      fail({ code: 'declined' });
    }
    if (answer === 'session' && client && name !== undefined) {
      allowed.set(client, (allowed.get(client) ?? new Map()).set(name, new Set(readScopes)));
    }
    if (answer === 'always' && kind) {
      await standing?.grant(kind, request.client);
    }
    return answer;
  };
}

/** True when all foreign text that was read comes from where the write goes, or was known when it was allowed. */
function staysWithin(read: ReadonlySet<string>, scope: string | undefined, known?: ReadonlySet<string>): boolean {
  return [...read].every((each) => each === scope?.toUpperCase() || known?.has(each) === true);
}

/** The long text comes last, so that no line in it can pass for one of the fields. */
function describeProposal(proposal: Proposal): string {
  const { action, fields, text } = cleanProposal(proposal);
  const lines = fields.map(({ label, value }) => `${label}: ${value}`);
  const body = text === undefined ? [] : [`${text.label}:`, text.value];
  return [`${action}?`, ...lines, ...body].join('\n');
}

/** Without characters that hide or reorder anything, and with one line where one line is promised. */
function cleanProposal({ text, action, fields, ...rest }: Proposal): Proposal {
  return {
    ...rest,
    action: cleanLine(action),
    fields: fields.map(({ label, value }) => ({ label: cleanLine(label), value: cleanLine(value) })),
    ...(text && { text: { label: cleanLine(text.label), value: cleanForeignText(text.value) } }),
  };
}

/** A single space that does not break is punctuation in some languages. */
function cleanLine(text: string): string {
  return cleanForeignText(text).replace(/\s+/g, (run) => (run === '\u00a0' ? run : ' '));
}
