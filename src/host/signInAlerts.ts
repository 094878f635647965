import { commands, l10n } from 'vscode';
import { type Account, accountLabel, daysUntilExpiry, type SiteAccount } from '#domain/account.ts';
import type { Failure } from '#domain/errors.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import type { Refusal, WindowConnection } from './connectionSource.ts';
import { commandIds } from './ids.ts';
import { notify } from './notify.ts';
import { Refusals } from './refusals.ts';

type RefusingConnections = ConstructorParameters<typeof Refusals>[0] & Pick<WindowConnection, 'refusalsTold'>;

/**
 * Says once that a site refuses an account's token, however many requests of views, commands and agents fail by it,
 * and is then silent about that token until the account is connected again.
 */
export class SignInAlerts implements Disposable {
  private readonly subscriptions = new DisposableStore();
  private readonly shown = this.subscriptions.add(new EventEmitter<string>());
  private readonly connections: RefusingConnections;
  private readonly refusals: Refusals;

  /** Fires with each message shown. */
  readonly onDidShow: Event<string> = this.shown.event;

  constructor(connections: RefusingConnections) {
    this.connections = connections;
    this.refusals = this.subscriptions.add(new Refusals(connections));
    this.subscriptions.add(this.refusals.onDidBegin((refusal) => this.show(refusal)));
  }

  /**
   * A command of the user met the refusal: it gets an answer even when the message was closed before. VS Code shows
   * equal messages once. False when nothing is known of a refusal.
   */
  async repeat(failure: Failure): Promise<boolean> {
    await this.connections.refusalsTold();
    const refusal = this.refusals.behind(failure);
    if (refusal) {
      this.show(refusal);
    }
    return refusal !== undefined;
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private show({ account, failure }: Refusal): void {
    const message = refusalText(account, failure);
    const again =
      account.kind === 'demo'
        ? { title: l10n.t('Try Again'), run: () => commands.executeCommand(commandIds.refreshSprint) }
        : {
            title: l10n.t('Sign In Again…'),
            run: () => commands.executeCommand(commandIds.renewToken, account.account.id),
          };
    this.shown.fire(message);
    void notify('warning', message, [again]);
  }
}

function refusalText(account: Account, { code }: Failure): string {
  if (account.kind === 'demo') {
    return l10n.t('The demo site refuses its own account.');
  }
  const label = accountLabel(account.account);
  if (code === 'signInPage') {
    return l10n.t('The site asks {0} to log in again. Nothing is loaded or written until then.', label);
  }
  return hasEnded(account.account)
    ? l10n.t('The API token of {0} has expired. Nothing is loaded or written until you sign in again.', label)
    : l10n.t(
        'The site no longer accepts the API token of {0}: it may have expired or been revoked. Nothing is loaded or written until you sign in again.',
        label,
      );
}

function hasEnded(account: SiteAccount): boolean {
  return (daysUntilExpiry(account, new Date()) ?? 1) <= 0;
}
