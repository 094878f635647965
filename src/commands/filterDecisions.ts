import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { DecisionState } from '#domain/decision.ts';
import { translate } from '#host/translate.ts';
import { decisionStateText } from '#services/decisions/decisionText.ts';
import type { CommandContext, CommandHandler } from './context.ts';

interface FilterItem extends QuickPickItem {
  readonly state?: DecisionState;
  readonly spaceKey?: string;
}

const states: readonly DecisionState[] = ['decided', 'proposed', 'superseded', 'rejected'];

/** Chooses which states and spaces are listed. Nothing or everything of a kind checked: that kind is not filtered. */
export function filterDecisions({ decisions }: CommandContext): CommandHandler {
  return async () => {
    const { store, arrangement } = decisions;
    const { filter } = arrangement;
    const spaceKeys = store.known()?.spaceKeys ?? [];
    const items: FilterItem[] = [
      { label: l10n.t('State'), kind: QuickPickItemKind.Separator },
      ...states.map((state) => ({
        label: decisionStateText(state, translate),
        picked: filter.states?.includes(state) ?? true,
        state,
      })),
      { label: l10n.t('Space'), kind: QuickPickItemKind.Separator },
      ...spaceKeys.map((spaceKey) => ({
        label: spaceKey,
        picked: filter.spaceKeys?.includes(spaceKey) ?? true,
        spaceKey,
      })),
    ];
    const chosen = await window.showQuickPick(items, {
      canPickMany: true,
      title: l10n.t('Filter Decisions'),
      placeHolder: l10n.t('Only what is checked is listed'),
    });
    if (chosen) {
      const shownStates = chosen.flatMap(({ state }) => state ?? []);
      const shownSpaces = chosen.flatMap(({ spaceKey }) => spaceKey ?? []);
      await arrangement.show({
        ...(isPart(shownStates, states) && { states: shownStates }),
        ...(isPart(shownSpaces, spaceKeys) && { spaceKeys: shownSpaces }),
      });
    }
  };
}

function isPart(chosen: readonly unknown[], all: readonly unknown[]): boolean {
  return chosen.length > 0 && chosen.length < all.length;
}
