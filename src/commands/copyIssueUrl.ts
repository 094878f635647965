import { env, l10n, window } from 'vscode';
import type { CommandContext, CommandHandler } from './context.ts';
import { issueArgument } from './issueArgument.ts';

export function copyIssueUrl(_context: CommandContext): CommandHandler {
  return async (argument) => {
    const { key, url } = issueArgument(argument);
    await env.clipboard.writeText(url);
    window.setStatusBarMessage(l10n.t('URL of {0} copied', key), 3000);
  };
}
