import { commands, l10n } from 'vscode';
import type { Connection } from '#domain/ports.ts';
import { commandIds } from '#host/ids.ts';
import { notify } from '#host/notify.ts';
import { demoSiteSetting, isMcpEnabled } from '#host/settings.ts';
import { cleanForeignText } from '#shared/text.ts';
import type { CommandContext } from './context.ts';

/** Says who is signed in and, since nobody asked for it, what agents can do from now on and how to stop that. */
export function announceSignIn({ accounts, inBackground }: CommandContext, connection: Connection): void {
  const { site, account, route } = connection;
  const person = cleanForeignText(account.displayName);
  const who =
    accounts.site === demoSiteSetting
      ? l10n.t('Signed in to the demo site as {0}.', person)
      : l10n.t('Signed in to {0} as {1}.', cleanForeignText(site.name), person);
  const how =
    route !== 'site'
      ? l10n.t('The token is a scoped one, so requests go through the gateway of Atlassian instead of the site itself.')
      : '';
  if (!isMcpEnabled()) {
    inBackground(notify('information', sentences(who, how)));
    return;
  }
  const agents = l10n.t(
    'Agents in this editor can use the Jira and Confluence tools of Trestle. Anything they write asks you first.',
  );
  const turnOff = {
    title: l10n.t('Turn Off for Agents'),
    run: () => commands.executeCommand(commandIds.toggleAgentTools),
  };
  inBackground(notify('information', sentences(who, how, agents), [turnOff]));
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
