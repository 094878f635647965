import { EventEmitter, env, type TreeDataProvider, type TreeItem } from 'vscode';
import { resolvePeriod } from '#domain/period.ts';
import type { DecisionArrangement } from '#services/decisions/decisionArrangement.ts';
import { groupDecisions } from '#services/decisions/decisionGroups.ts';
import type { DecisionLinks } from '#services/decisions/decisionLinks.ts';
import type { DecisionStore } from '#services/decisions/decisionStore.ts';
import { userTime } from '#services/userTime.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import { type DecisionNode, groupNode } from './decisionNodes.ts';

/** What the rows are made of. */
export interface DecisionSources {
  readonly store: DecisionStore;
  readonly links: DecisionLinks;
  readonly arrangement: DecisionArrangement;
}

/** Rows of the decisions view. */
export class DecisionsProvider implements TreeDataProvider<DecisionNode>, Disposable {
  private readonly sources: DecisionSources;
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<void>());

  readonly onDidChangeTreeData = this.changed.event;

  constructor(sources: DecisionSources) {
    this.sources = sources;
    const { store, links, arrangement } = sources;
    for (const { onDidChange } of [links, arrangement]) {
      this.subscriptions.add(onDidChange(() => this.changed.fire()));
    }
    this.subscriptions.add(
      store.onDidChange(() => {
        // Progress changes no rows.
        if (store.state.kind !== 'loading' || store.state.progress === undefined) {
          this.changed.fire();
        }
      }),
    );
  }

  getTreeItem({ item }: DecisionNode): TreeItem {
    return item;
  }

  getChildren(node?: DecisionNode): DecisionNode[] {
    if (node) {
      return node.kind === 'group' || node.kind === 'decision' ? [...node.children] : [];
    }
    const { store, links, arrangement } = this.sources;
    const known = store.known(arrangement.filter);
    if (!known) {
      return [];
    }
    const place = userTime(process.env, env.language);
    const look = {
      ...place,
      by: arrangement.grouping,
      thisWeek: resolvePeriod({ kind: 'thisWeek' }, { ...place, now: Date.now() }).firstDay,
      codeOf: (decisionId: string) => links.of(known.origin, decisionId),
    };
    return groupDecisions(known.decisions, arrangement.grouping, place).map((group, index) =>
      groupNode(group, look, index === 0),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}
