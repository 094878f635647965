import { env, Uri } from 'vscode';
import type { CommandContext, CommandHandler } from './context.ts';
import { addressOf, decisionArgument } from './decisionArgument.ts';

/** Opens a decision where it is written down: at its section, comment or field. */
export function openDecision(context: CommandContext): CommandHandler {
  return async (argument) => {
    const { origin, source } = decisionArgument(context, argument);
    await env.openExternal(Uri.parse(addressOf({ origin }, source), true));
  };
}
