import type { ConsentPrompt, Proposal } from '#domain/consent.ts';
import { fail } from '#domain/errors.ts';
import type { ConsentGrant } from '#domain/operation.ts';
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
  propose(): Promise<Proposal>;
}

/** Tells how a human allowed the write; rejects with `writesNotAllowed` or `declined`. One per door. */
export type Consent = (write: PendingWrite) => Promise<ConsentGrant>;

/** For doors where the yes was given before the call: by VS Code's own dialog. */
export const consentGiven: Consent = async () => 'host';

/** For servers that were started with `--allow-writes`. */
export const allowedByFlag: Consent = async () => 'flag';

/** For doors where the client has to ask its human. */
export const askThroughClient: Consent = async ({ propose, elicit }) => {
  if (!elicit) {
    fail({ code: 'writesNotAllowed' });
  }
  const answer = await elicit(describeProposal(await propose()));
  if (answer !== 'accept') {
    fail({ code: 'declined' });
  }
  return 'client';
};

/** For the doors of an editor window: whatever the client shows or claims, the person at the editor decides. */
export function askInEditor(prompt: ConsentPrompt): Consent {
  const allowed = new WeakMap<ClientSession, Set<string>>();
  return async ({ tool, client, signal, propose }) => {
    const proposal = cleanProposal(await propose());
    const kind = proposal.scope === undefined ? undefined : JSON.stringify([tool, proposal.scope]);
    if (client && kind !== undefined && allowed.get(client)?.has(kind)) {
      return 'session';
    }
    const answer = await prompt.ask({ tool, client: cleanLine(client?.name ?? ''), proposal }, { signal });
    if (answer === 'no') {
      fail({ code: 'declined' });
    }
    if (answer === 'session' && client && kind !== undefined) {
      allowed.set(client, (allowed.get(client) ?? new Set()).add(kind));
    }
    return answer;
  };
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

function cleanLine(text: string): string {
  return cleanForeignText(text).replace(/\s+/g, ' ');
}
