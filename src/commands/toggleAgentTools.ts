import { l10n } from 'vscode';
import { notify } from '#host/notify.ts';
import { isMcpEnabled, updateMcpEnabled } from '#host/settings.ts';
import type { CommandContext, CommandHandler } from './context.ts';

/** Takes the tools away from agents, or gives them back, in one click. */
export function toggleAgentTools({ inBackground }: CommandContext): CommandHandler {
  return async () => {
    const isEnabled = !isMcpEnabled();
    await updateMcpEnabled(isEnabled);
    const message = isEnabled
      ? l10n.t(
          'Agents in this editor can use the Jira and Confluence tools of Trestle. Anything they write asks you first.',
        )
      : l10n.t('Agents can no longer use the tools of Trestle.');
    inBackground(notify('information', message));
  };
}
