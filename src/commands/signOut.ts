import { commands, l10n, type QuickPickItem } from 'vscode';
import { type AccountChoice, accountLabel, demoChoice } from '#domain/account.ts';
import { commandIds } from '#host/ids.ts';
import { notify } from '#host/notify.ts';
import { pickOne } from '#host/quickInput.ts';
import type { CommandContext, CommandHandler } from './context.ts';

type ChoiceItem = QuickPickItem & { readonly choice: AccountChoice };

/** Forgets one account; which, is asked only when there are several. */
export function signOut(context: CommandContext): CommandHandler {
  return async () => {
    const { accounts, inBackground } = context;
    const choice = await accountToSignOut(context);
    if (choice === undefined) {
      return;
    }
    await accounts.signOut(choice);
    const canSwitch = (await accounts.current()) === undefined && (await accounts.list()).length > 0;
    const switchAccount = {
      title: l10n.t('Switch Account…'),
      run: () => commands.executeCommand(commandIds.switchAccount),
    };
    const message = l10n.t('Signed out. The token is forgotten on this machine.');
    inBackground(notify('information', message, canSwitch ? [switchAccount] : []));
  };
}

async function accountToSignOut({ accounts }: CommandContext): Promise<AccountChoice | undefined> {
  const current = await accounts.current();
  const isDemo = current?.kind === 'demo';
  const signedIn = (await accounts.list()).map(
    (account): ChoiceItem => ({ label: `$(account) ${accountLabel(account)}`, choice: account.id }),
  );
  const items = [...(isDemo ? [{ label: l10n.t('$(beaker) Demo site'), choice: demoChoice }] : []), ...signedIn];
  if (items.length < 2) {
    return items[0]?.choice;
  }
  const inUse = isDemo ? demoChoice : current?.account.id;
  const answer = await pickOne({
    place: { title: l10n.t('Sign Out'), step: 1, totalSteps: 1 },
    placeholder: l10n.t('Account to sign out of'),
    items,
    active: ({ choice }) => choice === inUse,
  });
  return answer.kind === 'accepted' ? answer.value.choice : undefined;
}
