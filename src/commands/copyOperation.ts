import { env } from 'vscode';
import type { CommandContext, CommandHandler } from './context.ts';
import { operationArgument } from './operationArgument.ts';

/** Copies all that the journal holds of an operation. */
export function copyOperation(context: CommandContext): CommandHandler {
  return async (argument) => {
    const { processId: _process, fingerprint: _fingerprint, ...record } = await operationArgument(context, argument);
    await env.clipboard.writeText(JSON.stringify(record, undefined, 2));
  };
}
