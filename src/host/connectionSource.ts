import { type Account, demoChoice, type Route } from '#domain/account.ts';
import { type Failure, failureOf, TrestleError } from '#domain/errors.ts';
import type { Call, Connection } from '#domain/ports.ts';
import type { Credential } from '#domain/site.ts';
import type { Disposable } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import type { Accounts } from './accounts.ts';
import { waitFor } from './waitFor.ts';

export interface ConnectRequest {
  readonly credential: Credential;
  /** The way that worked for this credential before. */
  readonly route?: Route;
  readonly onFailure?: (failure: Failure) => void;
}

/** Makes a connection to the site of an account. `onFailure` is told of requests that fail later. */
export type OpenAccount = (
  account: Account,
  options: Call & Required<Pick<ConnectRequest, 'onFailure'>>,
) => Promise<Connection>;

/** A site that no longer takes the token of an account. */
export interface Refusal {
  readonly account: Account;
  readonly failure: Failure;
}

/** Where the window's connections learn who is signed in. */
export type AccountSource = Pick<Accounts, 'current' | 'list' | 'onDidChange'>;

interface Attempt {
  readonly credential: Credential | undefined;
  readonly controller: AbortController;
  readonly connection: Promise<Connection>;
  refused: { readonly failure: Failure; readonly at: number } | undefined;
}

/** Sites lock out whoever keeps trying a wrong password. */
const refusalHoldsMs = 60_000;

/**
 * The window's connections, one an account, made at first use and shared. However many callers wait there is one
 * attempt; one that failed is forgotten, so the next caller tries again.
 */
export class WindowConnection implements Disposable {
  private readonly accounts: AccountSource;
  private readonly open: OpenAccount;
  private readonly changed = new EventEmitter<'account' | 'credential'>();
  private readonly connected = new EventEmitter<Connection>();
  private readonly refused = new EventEmitter<Refusal>();
  private readonly subscription: Disposable;
  private readonly attempts = new Map<string, Attempt>();
  private readonly telling = new Set<Promise<void>>();
  /** The account last seen; undefined before the first look. */
  private seen: { readonly id: string | undefined; readonly credential: Credential | undefined } | undefined;

  readonly onDidChange: Event<'account' | 'credential'> = this.changed.event;
  readonly onDidConnect: Event<Connection> = this.connected.event;
  /** May fire many times for one token, and never for one that was renewed meanwhile, here or in another window. */
  readonly onDidRefuse: Event<Refusal> = this.refused.event;

  constructor(accounts: AccountSource, open: OpenAccount) {
    this.accounts = accounts;
    this.open = open;
    this.subscription = accounts.onDidChange(() => void this.follow());
  }

  /** `call.signal` gives up waiting; the attempt goes on for the others. */
  async current(call: Call = {}): Promise<Connection | undefined> {
    const account = await this.look();
    if (!account) {
      return undefined;
    }
    const id = idOf(account);
    const known = this.attempts.get(id);
    if (known?.refused) {
      const { failure, at } = known.refused;
      if (!call.isFresh && Date.now() - at < refusalHoldsMs) {
        throw new TrestleError(failure);
      }
      this.tryAgain(account, known);
    }
    return waitFor((this.attempts.get(id) ?? this.start(account)).connection, call.signal);
  }

  /** Resolves when every refusal so far has been told, or turned out to be no news. */
  async refusalsTold(): Promise<void> {
    await Promise.all(this.telling);
  }

  dispose(): void {
    this.subscription.dispose();
    for (const id of [...this.attempts.keys()]) {
      this.drop(id);
    }
    for (const emitter of [this.changed, this.connected, this.refused]) {
      emitter.dispose();
    }
  }

  private async follow(): Promise<void> {
    await this.look();
    const signedIn = new Set((await this.accounts.list()).map(({ id }) => id));
    for (const id of [...this.attempts.keys()]) {
      if (!signedIn.has(id) && id !== this.seen?.id) {
        this.drop(id);
      }
    }
  }

  /**
   * Settings and secrets change in two steps, and for other reasons too: only a different account or token counts.
   * Whoever sees it first, a caller or the change itself, tells everybody.
   */
  private async look(): Promise<Account | undefined> {
    const account = await this.accounts.current();
    const id = account && idOf(account);
    const credential = credentialOf(account);
    const { seen } = this;
    this.seen = { id, credential };
    const attempt = id === undefined ? undefined : this.attempts.get(id);
    if (id !== undefined && attempt && !isSame(attempt.credential, credential)) {
      // Not disposed: a write under way may still end well.
      this.attempts.delete(id);
    }
    if (seen && seen.id !== id) {
      this.changed.fire('account');
    } else if (seen && !isSame(seen.credential, credential)) {
      this.changed.fire('credential');
    }
    return account;
  }

  private tryAgain(account: Account, attempt: Attempt): void {
    if (account.kind === 'demo') {
      attempt.refused = undefined; // another connection would be another demo site
    } else {
      this.attempts.delete(idOf(account));
    }
  }

  private start(account: Account): Attempt {
    const controller = new AbortController();
    const id = idOf(account);
    const refuse = (failure: Failure) => {
      if (isRefusal(failure)) {
        attempt.refused ??= { failure, at: Date.now() };
        const telling = this.tellRefusal(attempt, { account, failure }).finally(() => this.telling.delete(telling));
        this.telling.add(telling);
      }
    };
    const connection = this.open(account, { signal: controller.signal, onFailure: refuse });
    const attempt: Attempt = { credential: credentialOf(account), controller, connection, refused: undefined };
    this.attempts.set(id, attempt);
    connection.then(
      (made) => this.attempts.get(id) === attempt && this.connected.fire(made),
      (error: unknown) => {
        const failure = failureOf(error);
        if (failure && isRefusal(failure)) {
          refuse(failure);
        } else if (this.attempts.get(id) === attempt) {
          this.attempts.delete(id);
        }
      },
    );
    return attempt;
  }

  /** The news of a token renewed elsewhere may come after the refusal of the old one: nobody is to be asked again. */
  private async tellRefusal(attempt: Attempt, refusal: Refusal): Promise<void> {
    await this.look().catch(() => undefined);
    if (this.attempts.get(idOf(refusal.account)) === attempt) {
      this.refused.fire(refusal);
    }
  }

  private drop(id: string): void {
    const attempt = this.attempts.get(id);
    this.attempts.delete(id);
    attempt?.controller.abort();
    attempt?.connection.then(
      (connection) => connection.dispose(),
      () => undefined,
    );
  }
}

function isRefusal({ code }: Failure): boolean {
  return code === 'credentialRejected' || code === 'signInPage';
}

function idOf(account: Account): string {
  return account.kind === 'demo' ? demoChoice : account.account.id;
}

function credentialOf(account: Account | undefined): Credential | undefined {
  return account?.kind === 'site' ? account.credential : undefined;
}

function isSame(a: Credential | undefined, b: Credential | undefined): boolean {
  return a?.token === b?.token && a?.email === b?.email && a?.origin === b?.origin;
}
