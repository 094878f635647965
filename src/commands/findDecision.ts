import { l10n, type QuickPickItem, window } from 'vscode';
import { translate } from '#host/translate.ts';
import { decisionStateText } from '#services/decisions/decisionText.ts';
import { cleanForeignText } from '#shared/text.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { openDecision } from './openDecision.ts';
import { plainLabel } from './projectItems.ts';

type DecisionItem = QuickPickItem & { readonly id: string };

/** Searches the register, also without the site, and opens what is chosen. */
export function findDecision(context: CommandContext): CommandHandler {
  const open = openDecision(context);
  return async () => {
    const chosen = await window.showQuickPick(items(context), {
      title: l10n.t('Find Decision'),
      placeHolder: l10n.t('Words of the decision, its page, its section or a name'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (chosen) {
      await open(chosen.id);
    }
  };
}

async function items({ decisions: { store } }: CommandContext): Promise<DecisionItem[]> {
  if (!store.known()) {
    await store.refresh();
  }
  return (store.known()?.decisions ?? []).map(({ id, text, state, sources, who }) => {
    const [source] = sources;
    const where = source ? [source.title, ...source.section].join(' › ') : '';
    const names = who.map(({ name }) => name).join(', ');
    return {
      id,
      label: plainLabel(text),
      description: decisionStateText(state, translate),
      detail: cleanForeignText([where, names].filter((part) => part !== '').join(' · ')),
    };
  });
}
