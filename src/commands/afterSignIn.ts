import { commands, l10n } from 'vscode';
import type { Connection } from '#domain/ports.ts';
import { commandIds } from '#host/ids.ts';
import { notify } from '#host/notify.ts';
import { demoSiteSetting, isMcpEnabled, siteSetting } from '#host/settings.ts';
import { cleanForeignText } from '#shared/text.ts';
import type { CommandContext } from './context.ts';

/** Says who is signed in and, since nobody asked for it, what agents can do from now on and how to stop that. */
export function announceSignIn({ inBackground }: CommandContext, { site, account }: Connection): void {
  const person = cleanForeignText(account.displayName);
  const who =
    siteSetting() === demoSiteSetting
      ? l10n.t('Signed in to the demo site as {0}.', person)
      : l10n.t('Signed in to {0} as {1}.', cleanForeignText(site.name), person);
  if (!isMcpEnabled()) {
    inBackground(notify('information', who));
    return;
  }
  const agents = l10n.t(
    'Agents in this editor can use the Jira and Confluence tools of Trestle. Anything they write asks you first.',
  );
  const turnOff = {
    title: l10n.t('Turn Off for Agents'),
    run: () => commands.executeCommand(commandIds.toggleAgentTools),
  };
  inBackground(notify('information', `${who} ${agents}`, [turnOff]));
}
