import { env, Uri } from 'vscode';
import type { CommandContext, CommandHandler } from './context.ts';
import { issueArgument } from './issueArgument.ts';

export function openIssue(_context: CommandContext): CommandHandler {
  return async (argument) => {
    await env.openExternal(Uri.parse(issueArgument(argument).url, true));
  };
}
