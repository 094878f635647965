import { commands, l10n } from 'vscode';
import { commandIds } from '#host/ids.ts';
import { notify } from '#host/notify.ts';
import type { CommandContext, CommandHandler } from './context.ts';

/** Everybody who came in over HTTP is out at once. */
export function rotateToken({ doors, inBackground }: CommandContext): CommandHandler {
  return async () => {
    await doors.rotate();
    const connect = { title: l10n.t('Connect…'), run: () => commands.executeCommand(commandIds.connectClient) };
    const message = l10n.t('Clients that use HTTP need the new token: connect them again. Other clients need nothing.');
    inBackground(notify('information', message, [connect]));
  };
}
