import {
  type AuthenticationProvider,
  type AuthenticationProviderAuthenticationSessionsChangeEvent,
  type AuthenticationProviderSessionOptions,
  type AuthenticationSession,
  authentication,
  commands,
  EventEmitter,
} from 'vscode';
import { accountLabel, type SiteAccount } from '#domain/account.ts';
import { TrestleError } from '#domain/errors.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import type { Accounts } from './accounts.ts';
import { authenticationProviderId, commandIds } from './ids.ts';
import { trackSignedIn } from './signedInContext.ts';

/** What the Accounts menu shows and does; everything is the extension's own. */
export interface AuthenticationParts {
  readonly accounts: Accounts;
  /** Asks the user; resolves to true when signed in. */
  signIn(): Thenable<unknown>;
}

/**
 * The accounts as sessions, for the Accounts menu. Other extensions may ask for a session, but learn only who is signed
 * in: a token is for its site alone and never leaves this extension, so a session carries none.
 */
export class AccountSessions implements AuthenticationProvider, Disposable {
  private readonly parts: AuthenticationParts;
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(
    new EventEmitter<AuthenticationProviderAuthenticationSessionsChangeEvent>(),
  );
  private known: readonly AuthenticationSession[] = [];

  readonly onDidChangeSessions = this.changed.event;

  constructor(parts: AuthenticationParts) {
    this.parts = parts;
    this.subscriptions.add(parts.accounts.onDidChange(() => void this.update()));
    void this.getSessions().then((sessions) => {
      this.known = sessions;
    });
  }

  /** What a token may do is its site's business, so scopes choose nothing here. */
  async getSessions(
    _scopes?: readonly string[],
    { account }: AuthenticationProviderSessionOptions = {},
  ): Promise<AuthenticationSession[]> {
    const sessions = (await this.parts.accounts.list()).map(sessionOf);
    return sessions.filter(({ id }) => account === undefined || id === account.id);
  }

  async createSession(): Promise<AuthenticationSession> {
    const isSignedIn = await this.parts.signIn();
    const current = isSignedIn ? await this.parts.accounts.current() : undefined;
    if (current?.kind !== 'site') {
      throw new TrestleError({ code: 'cancelled' });
    }
    return sessionOf(current.account);
  }

  async removeSession(sessionId: string): Promise<void> {
    await this.parts.accounts.signOut(sessionId);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async update(): Promise<void> {
    const sessions = await this.getSessions();
    const before = this.known;
    this.known = sessions;
    const added = sessions.filter(({ id }) => !before.some((known) => known.id === id));
    const removed = before.filter(({ id }) => !sessions.some((session) => session.id === id));
    if (added.length > 0 || removed.length > 0) {
      this.changed.fire({ added, removed, changed: [] });
    }
  }
}

/** Shows the accounts in the Accounts menu and tells `when` clauses whether there is one in use. */
export function registerAuthentication(accounts: Accounts): Disposable {
  const signIn = () => commands.executeCommand(commandIds.signIn);
  const subscriptions = new DisposableStore();
  const provider = subscriptions.add(new AccountSessions({ accounts, signIn }));
  const options = { supportsMultipleAccounts: true };
  subscriptions.add(
    authentication.registerAuthenticationProvider(authenticationProviderId, 'Atlassian (Trestle)', provider, options),
  );
  subscriptions.add(trackSignedIn(accounts));
  return subscriptions;
}

function sessionOf(account: SiteAccount): AuthenticationSession {
  const { id } = account;
  return { id, accessToken: '', account: { id, label: accountLabel(account) }, scopes: [] };
}
