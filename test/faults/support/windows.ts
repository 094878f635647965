import { setImmediate as nextTurn } from 'node:timers/promises';
import { connect } from '#atlassian/connect.ts';
import { type Account, accountIdOf, type SiteAccount } from '#domain/account.ts';
import type { Credential } from '#domain/site.ts';
import { type AccountSource, WindowConnection } from '#host/connectionSource.ts';
import { Refusals } from '#host/refusals.ts';
import type { Disposable } from '#shared/disposable.ts';
import { EventEmitter } from '#shared/event.ts';
import type { Run } from './world.ts';

/** The account that all windows share, as the editor's secret storage keeps it. */
export class SharedAccount {
  private credential: Credential;
  private readonly account: SiteAccount;

  constructor(credential: Credential, personId: string) {
    this.credential = credential;
    const { origin, email } = credential;
    this.account = { id: accountIdOf(credential), origin, email, personId, route: 'site' };
  }

  renew(token: string): void {
    this.credential = { ...this.credential, token };
  }

  /** Reading a secret takes its time. */
  async read(): Promise<Extract<Account, { kind: 'site' }>> {
    await nextTurn();
    const { account, credential } = this;
    return { kind: 'site', account, credential };
  }
}

/** A window of the editor: what it knows of the account, its connection, and how often it asked its user. */
export class EditorWindow implements Disposable {
  readonly connections: WindowConnection;
  /** Messages that say a token is refused. */
  prompts = 0;
  /** Connections that were made. */
  signIns = 0;
  private readonly changed = new EventEmitter<void>();
  private readonly refusals: Refusals;

  constructor(run: Run, account: SharedAccount) {
    const accounts: AccountSource = {
      current: () => account.read(),
      list: async () => [(await account.read()).account],
      onDidChange: this.changed.event,
    };
    this.connections = new WindowConnection(accounts, (who, { onFailure, ...call }) => {
      if (who.kind !== 'site') {
        throw new Error('there is no demo account');
      }
      this.signIns++;
      const { credential } = who;
      return connect(
        { credential, route: 'site', userAgent: 'Trestle/0.0.0 (faults)', clock: run.clock, onFailure },
        call,
      );
    });
    this.refusals = new Refusals(this.connections);
    this.refusals.onDidBegin(() => this.prompts++);
  }

  /** The editor tells that a secret changed, sooner or later. */
  hear(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.refusals.dispose();
    this.connections.dispose();
    this.changed.dispose();
  }
}
