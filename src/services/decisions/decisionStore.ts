import type { NotSearched } from '#domain/decision.ts';
import type { Call, WorkspaceDefaults } from '#domain/ports.ts';
import type { Disposable } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import { explainProject } from '../boards.ts';
import type { ConnectionSource } from '../connectionSource.ts';
import { decisionScope, spacesOfProject } from '../projectSpaces.ts';
import type { FindProgress } from './query.ts';
import type { DecisionRegister } from './register.ts';
import type { RegisteredDecision } from './registered.ts';
import type { RegisterFilter } from './registerSearch.ts';

/** Whose register: what one account sees of one project. */
export interface RegisterOwner {
  readonly origin: string;
  readonly accountId: string;
  readonly projectKey: string;
}

export interface DecisionStoreParts {
  readonly source: ConnectionSource;
  /** Who is signed in, also while the site cannot be reached; undefined = nobody. */
  account(call: Call): Promise<Pick<RegisterOwner, 'origin' | 'accountId'> | undefined>;
  openRegister(owner: RegisterOwner): Promise<DecisionRegister>;
  defaults(): WorkspaceDefaults;
  /** Where the user is: days and weeks are counted by it. */
  place(): { readonly zone: string; readonly locale: string };
}

export type DecisionStoreState =
  | { readonly kind: 'idle' | 'signedOut' | 'ready' }
  | { readonly kind: 'loading'; readonly progress?: FindProgress }
  | { readonly kind: 'failed'; readonly failure: unknown };

/** What is known of the decisions of a project, whatever became of the last attempt to learn more. */
export interface KnownDecisions extends RegisterOwner {
  readonly decisions: readonly RegisteredDecision[];
  /** Spaces that hold decisions, by key. */
  readonly spaceKeys: readonly string[];
  /** Instant (ISO 8601) when it was brought up to date; absent before the first time. */
  readonly updatedAt?: string;
  readonly coveredSince?: string;
  readonly notSearched: readonly NotSearched[];
}

/** The decisions of the current project: at once what is kept on this machine, then what the site says. */
export class DecisionStore implements Disposable {
  private readonly parts: DecisionStoreParts;
  private readonly changed = new EventEmitter<void>();
  private readonly subscription: Disposable;
  private running: AbortController | undefined;
  private opened: { readonly owner: RegisterOwner; readonly register: DecisionRegister } | undefined;
  private currentState: DecisionStoreState = { kind: 'idle' };

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(parts: DecisionStoreParts) {
    this.parts = parts;
    this.subscription = parts.source.onDidChange((change) => {
      if (change === 'account') {
        // What was shown belongs to somebody else.
        this.running?.abort();
        this.close();
        this.change({ kind: 'idle' });
      }
    });
  }

  get state(): DecisionStoreState {
    return this.currentState;
  }

  /** Undefined before anything was opened. */
  known(filter: RegisterFilter = {}): KnownDecisions | undefined {
    if (!this.opened) {
      return undefined;
    }
    const { owner, register } = this.opened;
    const { decisions, updatedAt, coveredSince, notSearched } = register.content;
    const spaceKeys = new Set(decisions.flatMap(({ sources }) => sources.flatMap(({ spaceKey }) => spaceKey ?? [])));
    return {
      ...owner,
      decisions: register.search(filter),
      spaceKeys: [...spaceKeys].sort(),
      notSearched,
      ...(updatedAt !== undefined && { updatedAt }),
      ...(coveredSince !== undefined && { coveredSince }),
    };
  }

  /** Brings the register up to date; one under way is given up in its favour. Never rejects: failures become state. */
  async refresh(call: Call = {}): Promise<void> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const signal = call.signal ? AbortSignal.any([call.signal, running.signal]) : running.signal;
    const tell = (state: DecisionStoreState) => {
      if (this.running === running) {
        this.change(state);
      }
    };
    tell({ kind: 'loading' });
    try {
      const kind = await this.load(signal, (progress) => tell({ kind: 'loading', progress }));
      tell({ kind });
    } catch (failure) {
      tell(signal.aborted && this.opened ? { kind: 'ready' } : { kind: 'failed', failure });
    } finally {
      if (this.running === running) {
        this.running = undefined;
      }
    }
  }

  /** Somebody works on another project now: its decisions are loaded once somebody looks. */
  follow(): void {
    const { projectKey } = this.parts.defaults();
    if (this.opened && projectKey !== this.opened.owner.projectKey) {
      this.running?.abort();
      this.close();
      this.change({ kind: 'idle' });
    }
  }

  dispose(): void {
    this.running?.abort();
    this.close();
    this.subscription.dispose();
    this.changed.dispose();
  }

  private async load(signal: AbortSignal, onProgress: (progress: FindProgress) => void) {
    const { source, account, defaults, place } = this.parts;
    const who = await account({ signal });
    if (!who) {
      this.close();
      return 'signedOut';
    }
    const { projectKey } = defaults();
    if (projectKey !== undefined) {
      // Shown at once, whether or not the site can be reached.
      await this.open({ ...who, projectKey });
    }
    const connection = await source.current({ signal });
    if (!connection) {
      this.close();
      return 'signedOut';
    }
    const key = projectKey ?? (await explainProject(connection.tracker, defaults(), { signal })).value;
    const register = await this.open({ ...who, projectKey: key });
    const spaces = await spacesOfProject(
      connection.knowledge,
      key,
      { asked: undefined, defaults: defaults() },
      { signal },
    );
    await register.update(connection, { ...decisionScope(key, spaces), ...place() }, { signal, onProgress });
    return 'ready';
  }

  private async open(owner: RegisterOwner): Promise<DecisionRegister> {
    const { opened } = this;
    if (opened && isSame(opened.owner, owner)) {
      await opened.register.reload();
      return opened.register;
    }
    this.close();
    const register = await this.parts.openRegister(owner);
    this.opened = { owner, register };
    register.onDidChange(() => this.changed.fire());
    this.changed.fire();
    return register;
  }

  private close(): void {
    this.opened?.register.dispose();
    this.opened = undefined;
  }

  private change(state: DecisionStoreState): void {
    this.currentState = state;
    this.changed.fire();
  }
}

function isSame(a: RegisterOwner, b: RegisterOwner): boolean {
  return a.origin === b.origin && a.accountId === b.accountId && a.projectKey === b.projectKey;
}
