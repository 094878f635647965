import { commands, l10n, ProgressLocation, window } from 'vscode';
import { signalOf } from '#host/cancellation.ts';
import { viewIds } from '#host/ids.ts';
import { announceSignIn } from './afterSignIn.ts';
import type { CommandContext, CommandHandler } from './context.ts';

/** Signs in to the demo site, which runs inside this window. Resolves to true when signed in. */
export function tryDemo(context: CommandContext): CommandHandler {
  return async () => {
    await context.accounts.signInToDemo();
    const connection = await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Starting the demo site…'), cancellable: true },
      (_progress, token) => context.connections.current({ signal: signalOf(token) }),
    );
    if (!connection) {
      return false;
    }
    await commands.executeCommand(`${viewIds.sprint}.focus`);
    announceSignIn(context, connection);
    return true;
  };
}
