import { fail } from '#domain/errors.ts';
import { cleanForeignText } from '#shared/text.ts';
import type { Proposal } from './toolDefinition.ts';

/** Shows a text to the human behind the client and returns the answer; absent when the client cannot. */
export type Elicit = (message: string) => Promise<'accept' | 'decline' | 'cancel'>;

/** Returns when a human allowed the write; rejects with `writesNotAllowed` or `declined`. One per door. */
export type Consent = (propose: () => Promise<Proposal>, elicit: Elicit | undefined) => Promise<void>;

/** For doors where the yes was given before the call: VS Code's own dialog, or the launch flag `--allow-writes`. */
export const consentGiven: Consent = async () => {};

/** For doors where the client has to ask its human. */
export const askThroughClient: Consent = async (propose, elicit) => {
  if (!elicit) {
    fail({ code: 'writesNotAllowed' });
  }
  const answer = await elicit(describeProposal(await propose()));
  if (answer !== 'accept') {
    fail({ code: 'declined' });
  }
};

/** The long text comes last, so that no line in it can pass for one of the fields. */
export function describeProposal({ action, fields, text }: Proposal): string {
  const lines = fields.map(({ label, value }) => `${label}: ${value.replace(/\s+/g, ' ')}`);
  const body = text === undefined ? [] : [`${text.label}:`, text.value];
  return cleanForeignText([`${action.replace(/\s+/g, ' ')}?`, ...lines, ...body].join('\n'));
}
