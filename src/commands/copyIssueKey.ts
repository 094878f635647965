import { env, l10n, window } from 'vscode';
import type { CommandContext, CommandHandler } from './context.ts';
import { issueArgument } from './issueArgument.ts';

export function copyIssueKey(_context: CommandContext): CommandHandler {
  return async (argument) => {
    const { key } = issueArgument(argument);
    await env.clipboard.writeText(key);
    window.setStatusBarMessage(l10n.t('{0} copied', key), 3000);
  };
}
