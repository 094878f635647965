import { env, l10n, window } from 'vscode';
import type { CommandContext, CommandHandler } from './context.ts';
import { addressOf, decisionArgument } from './decisionArgument.ts';

export function copyDecisionUrl(context: CommandContext): CommandHandler {
  return async (argument) => {
    const { origin, source } = decisionArgument(context, argument);
    await env.clipboard.writeText(addressOf({ origin }, source));
    window.setStatusBarMessage(l10n.t('URL of the decision copied'), 3000);
  };
}
