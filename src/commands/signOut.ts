import { l10n } from 'vscode';
import { notify } from '#host/notify.ts';
import type { CommandContext, CommandHandler } from './context.ts';

export function signOut({ accounts, inBackground }: CommandContext): CommandHandler {
  return async () => {
    await accounts.signOut();
    inBackground(notify('information', l10n.t('Signed out. The token is forgotten on this machine.')));
  };
}
