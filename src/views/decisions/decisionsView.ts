import { l10n, type TreeView, window } from 'vscode';
import { viewIds } from '#host/ids.ts';
import { translate } from '#host/translate.ts';
import type { KnownDecisions } from '#services/decisions/decisionStore.ts';
import { describeError } from '#services/errorText.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import { cleanForeignText } from '#shared/text.ts';
import type { DecisionNode } from './decisionNodes.ts';
import { type DecisionSources, DecisionsProvider } from './decisionsProvider.ts';

/** Younger content is not asked for again by itself. */
const freshMs = 10 * 60_000;

/** The decisions view: its rows, what is said above them, and the progress bar. Asks the site only while on screen. */
export class DecisionsView implements Disposable {
  readonly provider: DecisionsProvider;
  private readonly sources: DecisionSources;
  private readonly view: TreeView<DecisionNode>;
  private readonly subscriptions = new DisposableStore();
  private loaded: (() => void) | undefined;

  constructor(sources: DecisionSources) {
    this.sources = sources;
    this.provider = this.subscriptions.add(new DecisionsProvider(sources));
    this.view = this.subscriptions.add(
      window.createTreeView(viewIds.decisions, { treeDataProvider: this.provider, showCollapseAll: true }),
    );
    this.subscriptions.add(this.view.onDidChangeVisibility(() => this.look()));
    this.subscriptions.add(sources.arrangement.onDidChange(() => this.update()));
    this.subscriptions.add(
      sources.store.onDidChange(() => {
        this.update();
        this.look();
      }),
    );
    this.look();
  }

  dispose(): void {
    this.loaded?.();
    this.subscriptions.dispose();
  }

  /** Nothing is asked of the site before somebody looks, nor again too soon. */
  private look(): void {
    const { store } = this.sources;
    const { kind } = store.state;
    const age = Date.now() - Date.parse(store.known()?.updatedAt ?? '');
    if (this.view.visible && (kind === 'idle' || (kind === 'ready' && age > freshMs))) {
      void store.refresh();
    }
  }

  private update(): void {
    const { store, arrangement } = this.sources;
    const { state } = store;
    const known = store.known(arrangement.filter);
    this.view.message = this.messageOf(known);
    this.view.description = [known?.projectKey, arrangement.isFiltered ? l10n.t('filtered') : undefined]
      .filter((part) => part !== undefined)
      .join(' · ');
    if (state.kind === 'loading' && !this.loaded) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.loaded = resolve;
      void window.withProgress({ location: { viewId: viewIds.decisions } }, () => promise);
    } else if (state.kind !== 'loading') {
      this.loaded?.();
      this.loaded = undefined;
    }
  }

  private messageOf(known: KnownDecisions | undefined): string {
    const { store, arrangement } = this.sources;
    const { state } = store;
    const isEmpty = known !== undefined && known.decisions.length === 0;
    switch (state.kind) {
      case 'idle':
        return '';
      case 'signedOut':
        return l10n.t('Sign in to see the decisions of your project.');
      case 'loading':
        return progressText(state.progress, isEmpty);
      case 'failed': {
        const reason = describeError(state.failure, translate);
        const updated = known?.updatedAt;
        return updated === undefined
          ? reason
          : l10n.t('{0} What follows was read on {1}.', reason, new Date(updated).toLocaleString());
      }
      case 'ready':
        return [
          isEmpty && arrangement.isFiltered ? l10n.t('No decision matches the filter.') : '',
          isEmpty && !arrangement.isFiltered ? nothingText(known) : '',
          gapText(known),
        ]
          .filter((part) => part !== '')
          .join(' ');
    }
  }
}

function progressText(
  progress: { readonly step: string; readonly done: number; readonly total?: number } | undefined,
  isEmpty: boolean,
): string {
  if (!isEmpty || !progress) {
    return '';
  }
  const count = progress.total === undefined ? String(progress.done) : `${progress.done}/${progress.total}`;
  return progress.step === 'issues'
    ? l10n.t('Reading issues: {0}', count)
    : l10n.t('Comparing page versions: {0}', count);
}

function nothingText({ coveredSince, projectKey }: KnownDecisions): string {
  const since = coveredSince === undefined ? '' : new Date(coveredSince).toLocaleDateString();
  return l10n.t('No decision on {0} was written down since {1}.', projectKey, since);
}

/** What always stays out (drafts, archived pages) is in the documentation; this is what somebody could change. */
function gapText(known: KnownDecisions | undefined): string {
  const always: readonly string[] = ['noPermission', 'notListed', 'notRead'];
  const gaps = (known?.notSearched ?? []).filter(
    ({ why, examples }) => examples !== undefined || !always.includes(why),
  );
  const names = gaps.flatMap(({ examples = [] }) => examples).slice(0, 3);
  if (gaps.length === 0) {
    return '';
  }
  return names.length === 0
    ? l10n.t('Some pages or issues could not be read whole.')
    : l10n.t('Not everything could be read whole, such as {0}.', names.map(cleanForeignText).join(', '));
}
