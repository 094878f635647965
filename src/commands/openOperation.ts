import { env, Uri } from 'vscode';
import { fail } from '#domain/errors.ts';
import { isIssueKey } from '#domain/issue.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { operationArgument } from './operationArgument.ts';

/** Opens what an operation wrote to. */
export function openOperation(context: CommandContext): CommandHandler {
  return async (argument) => {
    const { target, issueKey, issues = [], origin } = await operationArgument(context, argument);
    const [first] = target?.url === undefined ? issues : [];
    const key = issueKey ?? (target?.entity === 'issue' ? target.id : first?.key);
    const url = key !== undefined && isIssueKey(key) ? `${origin}/browse/${key}` : target?.url;
    if (url === undefined || !url.startsWith(`${origin}/`)) {
      fail({ code: 'notFound', entity: target?.entity ?? 'resource', id: target?.id ?? '' });
    }
    await env.openExternal(Uri.parse(url, true));
  };
}
