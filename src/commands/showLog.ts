import type { CommandContext, CommandHandler } from './context.ts';

export function showLog({ log }: CommandContext): CommandHandler {
  return async () => log.show();
}
