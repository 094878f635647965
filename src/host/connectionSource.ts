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
  private attempt: Attempt | undefined;
  private fingerprint: string | undefined;

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(accounts: Accounts, open: OpenAccount) {
    this.accounts = accounts;
    this.open = open;
    this.subscription = accounts.onDidChange(() => void this.followAccount());
  }

  /** `call.signal` gives up waiting; the attempt goes on for the others. */
  async current(call: Call = {}): Promise<Connection | undefined> {
    const account = await this.accounts.current();
    this.fingerprint = JSON.stringify(account);
    if (!account) {
      this.drop();
      return undefined;
    }
    if (this.attempt && this.attempt.fingerprint !== this.fingerprint) {
      this.drop();
    }
    this.attempt ??= this.start(account, this.fingerprint);
    return waitFor(this.attempt.connection, call.signal);
  }

  dispose(): void {
    this.subscription.dispose();
    this.drop();
    this.changed.dispose();
  }

  private start(account: Account, fingerprint: string): Attempt {
    const controller = new AbortController();
    const connection = this.open(account, { signal: controller.signal });
    const attempt: Attempt = { fingerprint, controller, connection };
    connection.catch(() => {
      if (this.attempt === attempt) {
        this.attempt = undefined;
      }
    });
    return attempt;
  }

  /** Settings and secrets change in two steps, and for other reasons too: only a different account counts. */
  private async followAccount(): Promise<void> {
    const fingerprint = JSON.stringify(await this.accounts.current());
    if (fingerprint !== this.fingerprint) {
      this.fingerprint = fingerprint;
      this.drop();
      this.changed.fire();
    }
  }

  private drop(): void {
    const { attempt } = this;
    this.attempt = undefined;
    if (attempt) {
      attempt.controller.abort();
      attempt.connection.then(
        (connection) => connection.dispose(),
        () => undefined,
      );
    }
  }
}

interface Attempt {
  readonly fingerprint: string | undefined;
  readonly controller: AbortController;
  readonly connection: Promise<Connection>;
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
