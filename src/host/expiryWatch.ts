import { commands, l10n, type Memento } from 'vscode';
import { accountLabel, daysUntilExpiry, type SiteAccount } from '#domain/account.ts';
import { type Disposable, DisposableStore, toDisposable } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import type { Accounts } from './accounts.ts';
import { commandIds } from './ids.ts';
import { notify } from './notify.ts';

/** Long enough to get a new token before a weekend or a holiday ends the old one. */
const warningDays = 7;
const lookEveryMs = 6 * 3_600_000;
const warnedKey = 'trestle.expiryWarned';

/** Warns some days before the token in use ends, once a day and over all windows. */
export class ExpiryWatch implements Disposable {
  private readonly accounts: Accounts;
  private readonly state: Memento;
  private readonly subscriptions = new DisposableStore();
  private readonly warned = this.subscriptions.add(new EventEmitter<string>());

  /** Fires with each message shown. */
  readonly onDidWarn: Event<string> = this.warned.event;

  /** `state` is shared by the windows; being told twice when two of them start at once is no harm. */
  constructor(accounts: Accounts, state: Memento) {
    this.accounts = accounts;
    this.state = state;
    const timer = setInterval(() => void this.look(), lookEveryMs);
    this.subscriptions.add(toDisposable(() => clearInterval(timer)));
    this.subscriptions.add(accounts.onDidChange(() => void this.look()));
    void this.look();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async look(): Promise<void> {
    const current = await this.accounts.current();
    const now = new Date();
    const days = current?.kind === 'site' ? daysUntilExpiry(current.account, now) : undefined;
    // A token that has ended is for the site to refuse: the date was only what somebody typed.
    if (current?.kind !== 'site' || days === undefined || days > warningDays || days <= 0) {
      return;
    }
    const { account } = current;
    const warning = `${account.expiresAt} ${now.toDateString()}`;
    const before = this.state.get<Record<string, string>>(warnedKey, {});
    if (before[account.id] !== warning) {
      await this.state.update(warnedKey, { ...before, [account.id]: warning });
      this.warn(account, days);
    }
  }

  private warn(account: SiteAccount, days: number): void {
    const label = accountLabel(account);
    const message =
      days === 1
        ? l10n.t('The API token of {0} expires within a day.', label)
        : l10n.t('The API token of {0} expires in {1} days.', label, days);
    const renew = {
      title: l10n.t('Renew Token…'),
      run: () => commands.executeCommand(commandIds.renewToken, account.id),
    };
    this.warned.fire(message);
    void notify('warning', message, [renew]);
  }
}
