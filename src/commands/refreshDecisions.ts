import type { CommandContext, CommandHandler } from './context.ts';

export function refreshDecisions({ decisions }: CommandContext): CommandHandler {
  return () => decisions.store.refresh();
}
