import { l10n, type TreeView, type Uri, window } from 'vscode';
import { failureOf } from '#domain/errors.ts';
import { viewIds } from '#host/ids.ts';
import { translate } from '#host/translate.ts';
import { describeError } from '#services/errorText.ts';
import type { SprintState, SprintStore } from '#services/sprintStore.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import { registerIssueDecorations } from './issueDecorations.ts';
import type { SprintNode } from './sprintNodes.ts';
import { SprintProvider } from './sprintProvider.ts';

/** The sprint view: its rows, the message above them, and the progress bar. */
export class SprintView implements Disposable {
  readonly provider: SprintProvider;
  private readonly store: SprintStore;
  private readonly view: TreeView<SprintNode>;
  private readonly subscriptions = new DisposableStore();
  private loaded: (() => void) | undefined;

  constructor(store: SprintStore, extensionUri: Uri) {
    this.store = store;
    this.provider = this.subscriptions.add(new SprintProvider(store, extensionUri));
    this.subscriptions.add(registerIssueDecorations());
    this.view = this.subscriptions.add(
      window.createTreeView(viewIds.sprint, { treeDataProvider: this.provider, showCollapseAll: true }),
    );
    this.subscriptions.add(store.onDidChange(() => this.update()));
    this.update();
  }

  /** Selects the issue's row, if the view is on screen: a view that opens by itself is in the way. */
  async revealIssue(key: string): Promise<void> {
    if (!this.view.visible) {
      return;
    }
    await this.provider.getChildren();
    const node = this.provider.findIssue(key);
    if (node) {
      await this.view.reveal(node, { select: true, focus: false });
    }
  }

  dispose(): void {
    this.loaded?.();
    this.subscriptions.dispose();
  }

  private update(): void {
    const { state } = this.store;
    this.view.message = messageOf(state);
    this.view.description = boardOf(state)?.board.name ?? '';
    if (state.kind === 'loading' && !this.loaded) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.loaded = resolve;
      void window.withProgress({ location: { viewId: viewIds.sprint } }, () => promise);
    } else if (state.kind !== 'loading') {
      this.loaded?.();
      this.loaded = undefined;
    }
  }
}

function boardOf(state: SprintState) {
  switch (state.kind) {
    case 'ready':
      return state.content;
    case 'signedOut':
      return undefined;
    default:
      return state.previous;
  }
}

function messageOf(state: SprintState): string {
  if (state.kind === 'ready' && state.content.totalCount === 0) {
    return state.content.sprint ? l10n.t('This sprint has no issues yet.') : l10n.t('This board has no issues.');
  }
  if (state.kind !== 'failed') {
    return '';
  }
  if (failureOf(state.failure)?.code === 'noProjectChosen') {
    return l10n.t('Which project do you work on here? The choice is remembered for this workspace.');
  }
  const reason = describeError(state.failure, translate);
  return state.previous
    ? l10n.t('{0} What follows was loaded at {1}.', reason, state.previous.loadedAt.toLocaleTimeString())
    : reason;
}
