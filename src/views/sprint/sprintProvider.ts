import { EventEmitter, l10n, type TreeDataProvider, type TreeItem, type Uri } from 'vscode';
import { failureOf } from '#domain/errors.ts';
import { commandIds, settingIds } from '#host/ids.ts';
import { blockedStatusesSetting, onDidChangeSettings } from '#host/settings.ts';
import { blockersBy } from '#services/blockedStatuses.ts';
import type { SprintBoard } from '#services/sprintBoard.ts';
import type { SprintStore } from '#services/sprintStore.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import {
  type ActionNode,
  actionNode,
  type GroupNode,
  groupNode,
  headerNode,
  type IssueNode,
  issueNode,
  issueTooltip,
  type SprintNode,
} from './sprintNodes.ts';

/** Rows of the sprint view, from the store's state. */
export class SprintProvider implements TreeDataProvider<SprintNode>, Disposable {
  private readonly store: SprintStore;
  private readonly extensionUri: Uri;
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<void>());
  private shown: ShownBoard | undefined;
  private hasAsked = false;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(store: SprintStore, extensionUri: Uri) {
    this.store = store;
    this.extensionUri = extensionUri;
    this.subscriptions.add(
      store.onDidChange(() => {
        // While a refresh runs the rows stay as they are.
        if (store.state.kind !== 'loading' || !store.state.previous) {
          this.changed.fire();
        }
      }),
    );
    this.subscriptions.add(
      onDidChangeSettings([settingIds.blockedStatuses], () => {
        this.shown = undefined;
        this.changed.fire();
      }),
    );
  }

  getTreeItem({ item }: SprintNode): TreeItem {
    return item;
  }

  async getChildren(node?: SprintNode): Promise<SprintNode[]> {
    if (node) {
      return node.kind === 'group' ? this.issuesOf(node) : [];
    }
    await this.firstContent();
    const { state } = this.store;
    switch (state.kind) {
      case 'signedOut':
        return []; // the welcome view
      case 'loading':
        return state.previous ? this.rowsOf(state.previous) : [];
      case 'ready':
        return this.rowsOf(state.content);
      case 'failed':
        return [wayOut(state.failure), ...(state.previous ? this.rowsOf(state.previous) : [])];
    }
  }

  getParent(node: SprintNode): SprintNode | undefined {
    return node.kind === 'issue'
      ? this.shown?.groups.find(({ group }) => group.issues.some(({ key }) => key === node.issue.key))
      : undefined;
  }

  resolveTreeItem(item: TreeItem, node: SprintNode): TreeItem {
    if (node.kind === 'issue') {
      item.tooltip = issueTooltip(node);
    }
    return item;
  }

  /** The row of an issue, when it is in the sprint on screen. */
  findIssue(key: string): IssueNode | undefined {
    for (const group of this.shown?.groups ?? []) {
      const found = this.issuesOf(group).find(({ issue }) => issue.key === key);
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** Waits for a first load, so that VS Code shows its own progress and not the welcome view. */
  private async firstContent(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => {
      if (this.store.state.kind !== 'loading' || this.store.state.previous) {
        resolve();
      }
    };
    const subscription = this.store.onDidChange(check);
    if (!this.hasAsked) {
      // Nothing is loaded before somebody looks.
      this.hasAsked = true;
      void this.store.refresh();
    }
    check();
    await promise;
    subscription.dispose();
  }

  private rowsOf(board: SprintBoard): SprintNode[] {
    this.shown = this.shown?.board === board ? this.shown : show(board);
    return [headerNode(board, new Date()), ...this.shown.groups];
  }

  private issuesOf(node: GroupNode): IssueNode[] {
    const known = this.shown?.issues.get(node);
    if (known) {
      return known;
    }
    const blockersOf = blockersBy(blockedStatusesSetting());
    const nodes = node.group.issues.map((issue) => issueNode(issue, blockersOf(issue), this.extensionUri));
    this.shown?.issues.set(node, nodes);
    return nodes;
  }
}

interface ShownBoard {
  readonly board: SprintBoard;
  readonly groups: readonly GroupNode[];
  readonly issues: Map<GroupNode, IssueNode[]>;
}

function show(board: SprintBoard): ShownBoard {
  return { board, groups: board.groups.map((group) => groupNode(group, board)), issues: new Map() };
}

/** The row that leads out of a failure; what happened is said above the rows. */
function wayOut(error: unknown): ActionNode {
  switch (failureOf(error)?.code) {
    case 'noProjectChosen':
      return actionNode(l10n.t('Choose a project…'), 'project', commandIds.chooseBoard);
    case 'noBoard':
    case 'severalBoards':
    case 'noActiveSprint':
      return actionNode(l10n.t('Choose a board…'), 'project', commandIds.chooseBoard);
    case 'severalActiveSprints':
      return actionNode(l10n.t('Choose a sprint…'), 'rocket', commandIds.chooseBoard);
    case 'credentialRejected':
    case 'missingScope':
    case 'signInPage':
      return actionNode(l10n.t('Sign in again…'), 'sign-in', commandIds.renewToken);
    case 'notSignedIn':
    case 'noSuchSite':
      return actionNode(l10n.t('Sign in again…'), 'sign-in', commandIds.signIn);
    default:
      return actionNode(l10n.t('Try again'), 'refresh', commandIds.refreshSprint);
  }
}
