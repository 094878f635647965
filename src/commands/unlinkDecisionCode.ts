import { isCodeLink } from '#domain/codeLink.ts';
import { fail } from '#domain/errors.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { isRecord } from './decisionArgument.ts';

/** Forgets that a decision is about some lines; the code and the page stay as they are. */
export function unlinkDecisionCode({ decisions: { links, store } }: CommandContext): CommandHandler {
  return async (argument) => {
    const { code, decisionId } = isRecord(argument) ? argument : {};
    const origin = store.known()?.origin;
    if (!isCodeLink(code) || typeof decisionId !== 'string' || origin === undefined) {
      fail({ code: 'invalidArgument', argument: 'code', reason: 'is not a link of a decision' });
    }
    await links.remove({ origin, decisionId, code });
  };
}
