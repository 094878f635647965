import { failureOf } from '#domain/errors.ts';
import type { Call, WorkspaceDefaults } from '#domain/ports.ts';
import type { Disposable } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import type { ConnectionSource } from './connectionSource.ts';
import { loadSprintBoard, type SprintBoard } from './sprintBoard.ts';

/** `previous` is the last content shown; it stays on screen (with its age) while loading and after a failure. */
export type SprintState =
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'loading'; readonly previous?: SprintBoard }
  | { readonly kind: 'ready'; readonly content: SprintBoard }
  | { readonly kind: 'failed'; readonly failure: unknown; readonly previous?: SprintBoard };

/** The current sprint, loaded on demand and shared by everything that shows it. */
export class SprintStore implements Disposable {
  private readonly source: ConnectionSource;
  private readonly defaults: () => WorkspaceDefaults;
  private readonly changed = new EventEmitter<void>();
  private readonly subscription: Disposable;
  private running: AbortController | undefined;
  private currentState: SprintState = { kind: 'loading' };

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(source: ConnectionSource, defaults: () => WorkspaceDefaults) {
    this.source = source;
    this.defaults = defaults;
    this.subscription = source.onDidChange((change) => {
      if (change === 'account') {
        // What was shown belongs to somebody else.
        this.currentState = { kind: 'loading' };
      }
      void this.refresh();
    });
  }

  get state(): SprintState {
    return this.currentState;
  }

  /** Loads anew; a refresh under way is given up in its favour. Never rejects: failures become state. */
  async refresh(call: Call = {}): Promise<void> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const signal = call.signal ? AbortSignal.any([call.signal, running.signal]) : running.signal;
    const previous = this.previousContent();
    this.change({ kind: 'loading', ...(previous && { previous }) });
    const next = await this.load({ signal, isFresh: true }, previous);
    if (this.running === running) {
      this.running = undefined;
      this.change(next);
    }
  }

  dispose(): void {
    this.running?.abort();
    this.running = undefined;
    this.subscription.dispose();
    this.changed.dispose();
  }

  private async load(call: Call, previous: SprintBoard | undefined): Promise<SprintState> {
    try {
      const connection = await this.source.current(call);
      if (!connection) {
        return { kind: 'signedOut' };
      }
      return { kind: 'ready', content: await loadSprintBoard(connection, this.defaults(), call) };
    } catch (failure) {
      if (failureOf(failure)?.code === 'cancelled' && previous) {
        return { kind: 'ready', content: previous };
      }
      return { kind: 'failed', failure, ...(previous && { previous }) };
    }
  }

  private previousContent(): SprintBoard | undefined {
    const { currentState } = this;
    if (currentState.kind === 'ready') {
      return currentState.content;
    }
    return currentState.kind === 'signedOut' ? undefined : currentState.previous;
  }

  private change(state: SprintState): void {
    this.currentState = state;
    this.changed.fire();
  }
}
