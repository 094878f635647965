import { l10n } from 'vscode';
import { accountLabel, type SiteAccount } from '#domain/account.ts';
import { fail } from '#domain/errors.ts';
import { runDialogue } from '#host/dialogue.ts';
import { notify } from '#host/notify.ts';
import { cleanForeignText } from '#shared/text.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import type { SignInState } from './signIn/state.ts';
import { expiryStep, type TokenQuestion, tokenStep } from './signIn/tokenSteps.ts';

/** Asks for a new token for an account that is signed in; whatever is on screen stays. Resolves to true when renewed. */
export function renewToken(context: CommandContext): CommandHandler {
  return async (id) => {
    const account = await accountToRenew(context, id);
    if (!account) {
      context.inBackground(notify('information', l10n.t('The demo site needs no token.')));
      return false;
    }
    const { origin, email } = account;
    const initial: SignInState = { method: 'cloud', site: origin, email, token: '' };
    let latest = initial;
    await runDialogue<SignInState>(initial, {
      title: l10n.t('Renew API Token'),
      steps: [tokenStep(context, tokenQuestion(context, account)), expiryStep(context)],
      onProgress: (progress) => {
        latest = progress;
      },
    });
    if (!latest.account) {
      return false;
    }
    context.inBackground(notify('information', l10n.t('The API token of {0} is renewed.', accountLabel(account))));
    return true;
  };
}

/** The account named by a notification, else the current one; undefined for the demo site. */
async function accountToRenew({ accounts }: CommandContext, id: unknown): Promise<SiteAccount | undefined> {
  if (typeof id === 'string') {
    return (await accounts.get(id)) ?? fail({ code: 'notSignedIn' });
  }
  const current = (await accounts.current()) ?? fail({ code: 'notSignedIn' });
  return current.kind === 'site' ? current.account : undefined;
}

function tokenQuestion({ accounts }: CommandContext, account: SiteAccount): TokenQuestion {
  const label = accountLabel(account);
  return {
    prompt: () => l10n.t('New API token for {0}', label),
    canChangeSite: false,
    async keep({ token }, connection) {
      const { accountId, displayName } = connection.account;
      if (accountId !== account.personId) {
        const other = cleanForeignText(displayName);
        return l10n.t('This token belongs to {0}, not to {1}. Sign in anew to use another account.', other, label);
      }
      await accounts.renew(account.id, token, connection);
      return account;
    },
  };
}
