import { commands, l10n, type QuickPickItem, QuickPickItemKind, workspace } from 'vscode';
import { type AccountChoice, accountLabel, demoChoice } from '#domain/account.ts';
import { runDialogue, type Step } from '#host/dialogue.ts';
import { commandIds } from '#host/ids.ts';
import { pickOne } from '#host/quickInput.ts';
import type { CommandContext, CommandHandler } from './context.ts';

interface SwitchState {
  readonly choice?: AccountChoice | 'another';
  readonly where?: 'folder' | 'everywhere';
}

type ChoiceItem = QuickPickItem & { readonly choice?: AccountChoice | 'another' };
type PlaceItem = QuickPickItem & { readonly where: 'folder' | 'everywhere' };

/** Chooses among the accounts that are signed in, for one folder or for all that have no choice of their own. */
export function switchAccount(context: CommandContext): CommandHandler {
  return async () => {
    const { accounts, folder } = context;
    const name = folder.folder?.name;
    const state = await runDialogue<SwitchState>(name === undefined ? { where: 'everywhere' } : {}, {
      title: l10n.t('Switch Account'),
      steps: [accountStep(context), placeStep(name)],
    });
    if (state?.choice === 'another') {
      return commands.executeCommand(commandIds.signIn);
    }
    if (state?.choice !== undefined && state.where) {
      await accounts.choose(state.choice, state.where);
    }
    return undefined;
  };
}

function accountStep(context: CommandContext): Step<SwitchState> {
  return {
    async ask(state, place) {
      const items = accountItems(context);
      const current = await currentChoice(context);
      const answer = await pickOne({
        place,
        placeholder: l10n.t('Account to use'),
        items,
        active: ({ choice }) => choice === (state.choice ?? current),
      });
      if (answer.kind !== 'accepted') {
        return answer;
      }
      const { choice } = answer.value;
      return { kind: 'accepted', value: { ...state, ...(choice !== undefined && { choice }) } };
    },
  };
}

async function accountItems(context: CommandContext): Promise<ChoiceItem[]> {
  const current = await currentChoice(context);
  const mark = (choice: string) => (choice === current ? { description: l10n.t('in use') } : {});
  const signedIn = (await context.accounts.list()).map((account): ChoiceItem => {
    const { id } = account;
    return { label: `$(account) ${accountLabel(account)}`, choice: id, ...mark(id) };
  });
  return [
    ...signedIn,
    ...(workspace.isTrusted ? [{ label: l10n.t('$(beaker) Demo site'), choice: demoChoice, ...mark(demoChoice) }] : []),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: l10n.t('$(add) Sign in to another account…'), choice: 'another' },
  ];
}

async function currentChoice({ accounts }: CommandContext): Promise<AccountChoice | undefined> {
  const current = await accounts.current();
  return current?.kind === 'demo' ? demoChoice : current?.account.id;
}

function placeStep(folder: string | undefined): Step<SwitchState> {
  return {
    isNeeded: ({ choice }) => choice !== 'another' && folder !== undefined,
    async ask(state, place) {
      const items: PlaceItem[] = [
        {
          where: 'everywhere',
          label: l10n.t('$(globe) Everywhere'),
          detail: l10n.t('In this folder, and in all others that have no account of their own'),
        },
        {
          where: 'folder',
          label: l10n.t('$(folder) Only in {0}', folder ?? ''),
          detail: l10n.t('Other folders keep theirs'),
        },
      ];
      const answer = await pickOne({ place, placeholder: l10n.t('Where to use it'), items });
      return answer.kind === 'accepted' ? { kind: 'accepted', value: { ...state, where: answer.value.where } } : answer;
    },
  };
}
