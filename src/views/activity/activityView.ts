import { EventEmitter, type TreeDataProvider, type TreeItem, window } from 'vscode';
import { viewIds } from '#host/ids.ts';
import type { Journal } from '#services/journal/journal.ts';
import { undoneIds } from '#services/undo/undoable.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import { type ActivityNode, type DayNode, dayNodes } from './activityNodes.ts';

const shownRecords = 200;

/** What agents, commands and rules wrote, newest first, by day. Reads the journal only while it is on screen. */
export class ActivityView implements TreeDataProvider<ActivityNode>, Disposable {
  private readonly journal: () => Promise<Journal>;
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<undefined>());
  private isWatching = false;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(journal: () => Promise<Journal>) {
    this.journal = journal;
    const view = this.subscriptions.add(window.createTreeView(viewIds.activity, { treeDataProvider: this }));
    this.subscriptions.add(
      view.onDidChangeVisibility(({ visible }) => {
        // Other windows write to the same journal without telling this one.
        if (visible) this.changed.fire(undefined);
      }),
    );
  }

  getTreeItem({ item }: ActivityNode): TreeItem {
    return item;
  }

  async getChildren(node?: ActivityNode): Promise<ActivityNode[]> {
    if (node) {
      return node.kind === 'day' ? [...node.operations] : [];
    }
    return [...(await this.days())];
  }

  async days(): Promise<readonly DayNode[]> {
    const journal = await this.journal();
    if (!this.isWatching) {
      this.isWatching = true;
      this.subscriptions.add(journal.onDidChange(() => this.changed.fire(undefined)));
    }
    const records = await journal.list();
    return dayNodes(records.slice(0, shownRecords), undoneIds(records), new Date());
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}
