import type { CommandContext, CommandHandler } from './context.ts';

export function refreshSprint({ sprint }: CommandContext): CommandHandler {
  return () => sprint.refresh();
}
