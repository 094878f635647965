import { l10n, type QuickPickItem, window } from 'vscode';
import type { DecisionGrouping } from '#services/decisions/decisionGroups.ts';
import type { CommandContext, CommandHandler } from './context.ts';

type GroupingItem = QuickPickItem & { readonly grouping: DecisionGrouping };

/** Chooses by what the decisions are grouped. */
export function groupDecisions({ decisions }: CommandContext): CommandHandler {
  return async () => {
    const { arrangement } = decisions;
    const current = l10n.t('as it is now');
    const items: GroupingItem[] = [
      { label: l10n.t('$(calendar) By week'), grouping: 'week' },
      { label: l10n.t('$(book) By space'), grouping: 'space' },
      { label: l10n.t('$(tasklist) By state'), grouping: 'state' },
    ];
    const chosen = await window.showQuickPick(
      items.map((item) => (item.grouping === arrangement.grouping ? { ...item, description: current } : item)),
      { title: l10n.t('Group Decisions') },
    );
    if (chosen) {
      await arrangement.groupBy(chosen.grouping);
    }
  };
}
