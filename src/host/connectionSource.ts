import { TrestleError } from '#domain/errors.ts';
import type { Call, Connection } from '#domain/ports.ts';
import type { Disposable } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import type { Account, Accounts } from './accounts.ts';

/** Makes a connection to the site of an account. */
export type OpenAccount = (account: Account, call: Call) => Promise<Connection>;

/**
 * The window's one connection, made at first use and shared. However many callers wait there is one attempt; a failed
 * attempt is forgotten, so the next caller tries again.
 */
export class WindowConnection implements Disposable {
  private readonly accounts: Accounts;
  private readonly open: OpenAccount;
  private readonly changed = new EventEmitter<void>();
  private readonly subscription: Disposable;
  private attempt: Promise<Connection> | undefined;
  private attemptController = new AbortController();
  /** The account last seen; undefined before the first look. */
  private seen: { readonly fingerprint: string | undefined } | undefined;

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(accounts: Accounts, open: OpenAccount) {
    this.accounts = accounts;
    this.open = open;
    this.subscription = accounts.onDidChange(() => void this.look());
  }

  /** `call.signal` gives up waiting; the attempt goes on for the others. */
  async current(call: Call = {}): Promise<Connection | undefined> {
    const account = await this.look();
    if (!account) {
      return undefined;
    }
    this.attempt ??= this.start(account);
    return waitFor(this.attempt, call.signal);
  }

  dispose(): void {
    this.subscription.dispose();
    this.drop();
    this.changed.dispose();
  }

  /**
   * Settings and secrets change in two steps, and for other reasons too: only a different account counts. Whoever sees
   * it first, a caller or the change itself, tells everybody.
   */
  private async look(): Promise<Account | undefined> {
    const account = await this.accounts.current();
    const fingerprint = JSON.stringify(account);
    const { seen } = this;
    if (seen?.fingerprint !== fingerprint || !seen) {
      this.seen = { fingerprint };
      this.drop();
      if (seen) {
        this.changed.fire();
      }
    }
    return account;
  }

  private start(account: Account): Promise<Connection> {
    const controller = new AbortController();
    const attempt = this.open(account, { signal: controller.signal });
    this.attemptController = controller;
    attempt.catch(() => {
      if (this.attempt === attempt) {
        this.attempt = undefined;
      }
    });
    return attempt;
  }

  private drop(): void {
    const { attempt } = this;
    this.attempt = undefined;
    this.attemptController.abort();
    attempt?.then(
      (connection) => connection.dispose(),
      () => undefined,
    );
  }
}

async function waitFor<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) {
    return promise;
  }
  const { promise: given, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new TrestleError({ code: 'cancelled' }));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    if (signal.aborted) {
      giveUp();
    }
    return await Promise.race([given, promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
