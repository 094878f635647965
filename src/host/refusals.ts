import type { Account } from '#domain/account.ts';
import type { Failure } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import type { Refusal, WindowConnection } from './connectionSource.ts';

/** Which refusals are news: the first of an account's token, until the account is connected again. */
export class Refusals implements Disposable {
  private readonly subscriptions = new DisposableStore();
  private readonly begun = this.subscriptions.add(new EventEmitter<Refusal>());
  /** The last one of each account that was told, by the account's id. */
  private readonly told = new Map<string, Refusal>();

  readonly onDidBegin: Event<Refusal> = this.begun.event;

  constructor(connections: Pick<WindowConnection, 'onDidRefuse' | 'onDidConnect' | 'onDidChange'>) {
    this.subscriptions.add(connections.onDidRefuse((refusal) => this.tellOnce(refusal)));
    this.subscriptions.add(connections.onDidConnect((connection) => this.forget(connection)));
    this.subscriptions.add(connections.onDidChange((change) => change === 'credential' && this.told.clear()));
  }

  /** The one that a failure is an effect of. */
  behind(failure: Failure): Refusal | undefined {
    return [...this.told.values()].find((known) => isAbout(known, failure));
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private tellOnce(refusal: Refusal): void {
    const id = idOf(refusal.account);
    if (!this.told.has(id)) {
      this.told.set(id, refusal);
      this.begun.fire(refusal);
    }
  }

  private forget({ site, account }: Connection): void {
    for (const [id, refusal] of this.told) {
      const known = refusal.account;
      if (
        known.kind === 'site' &&
        known.account.origin === site.origin &&
        known.account.personId === account.accountId
      ) {
        this.told.delete(id);
      }
    }
  }
}

function isAbout({ account, failure: known }: Refusal, failure: Failure): boolean {
  const origin = 'origin' in failure ? failure.origin : undefined;
  return account.kind === 'demo' ? known.code === failure.code : account.account.origin === origin;
}

function idOf(account: Account): string {
  return account.kind === 'demo' ? 'demo' : account.account.id;
}
