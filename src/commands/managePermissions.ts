import { l10n, type QuickPickItem, window } from 'vscode';
import { notify } from '#host/notify.ts';
import type { StandingConsent } from '#services/consents.ts';
import { cleanForeignText } from '#shared/text.ts';
import type { CommandContext, CommandHandler } from './context.ts';

type ConsentItem = QuickPickItem & { readonly consent: StandingConsent };

/** Lists what agents may write without asking; what is unchecked is asked about again. */
export function managePermissions({ consents, inBackground }: CommandContext): CommandHandler {
  return async () => {
    const items = consents.list().map(itemOf);
    if (items.length === 0) {
      inBackground(notify('information', l10n.t('Agents have no standing permission: they ask before every write.')));
      return;
    }
    const kept = await window.showQuickPick(items, {
      canPickMany: true,
      title: l10n.t('Permissions of Agents'),
      placeHolder: l10n.t('Checked: allowed without asking. Uncheck what is to be revoked.'),
      matchOnDescription: true,
    });
    if (kept) {
      const revoked = items.filter((item) => !kept.includes(item)).map(({ consent }) => consent);
      await consents.revoke(revoked);
    }
  };
}

function itemOf(consent: StandingConsent): ConsentItem {
  const { tool, scope, origin, client, grantedAt } = consent;
  return {
    label: l10n.t('{0} in {1}', cleanForeignText(tool), cleanForeignText(scope)),
    description: origin,
    detail: l10n.t(
      'Since {0}, first asked for by {1}',
      new Date(grantedAt).toLocaleString(),
      cleanForeignText(client) || '–',
    ),
    picked: true,
    consent,
  };
}
