import { EventEmitter, type SecretStorage, workspace } from 'vscode';
import type { Credential } from '#domain/site.ts';
import { parseSiteOrigin } from '#domain/siteOrigin.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import type { Event } from '#shared/event.ts';
import { settingIds } from './ids.ts';
import { demoSiteSetting, onDidChangeSettings, siteSetting, updateSiteSetting } from './settings.ts';

/** Who the user is signed in as, before any connection is made. */
export type Account = { readonly kind: 'demo' } | { readonly kind: 'site'; readonly credential: Credential };

/**
 * Remembers the account: the site in the settings, the e-mail and token in the secret storage under that site's
 * origin. A changed site setting therefore finds no token, and asks again, instead of sending one elsewhere.
 */
export class Accounts implements Disposable {
  private readonly secrets: SecretStorage;
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<void>());

  /** May fire without a change of account. Also fires for what other windows do. */
  readonly onDidChange: Event<void> = this.changed.event;

  constructor(secrets: SecretStorage) {
    this.secrets = secrets;
    this.subscriptions.add(onDidChangeSettings([settingIds.site], () => this.changed.fire()));
    this.subscriptions.add(workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()));
    this.subscriptions.add(
      secrets.onDidChange(({ key }) => {
        if (key.startsWith(secretPrefix)) {
          this.changed.fire();
        }
      }),
    );
  }

  async current(): Promise<Account | undefined> {
    const site = siteSetting();
    if (site.toLowerCase() === demoSiteSetting) {
      // The demo site listens on this machine, which waits until the workspace is trusted.
      return workspace.isTrusted ? { kind: 'demo' } : undefined;
    }
    const origin = parseSiteOrigin(site);
    const secret = origin && (await this.secrets.get(secretPrefix + origin));
    const credential = secret && origin ? readCredential(secret, origin) : undefined;
    return credential && { kind: 'site', credential };
  }

  async signIn(credential: Credential): Promise<void> {
    const { origin, email, token } = credential;
    await this.secrets.store(secretPrefix + origin, JSON.stringify({ origin, email, token }));
    await updateSiteSetting(origin);
  }

  async signInToDemo(): Promise<void> {
    await updateSiteSetting(demoSiteSetting);
  }

  /** Forgets the token. The site stays in the settings, to be offered at the next sign-in; the demo site does not. */
  async signOut(): Promise<void> {
    const site = siteSetting();
    if (site.toLowerCase() === demoSiteSetting) {
      await updateSiteSetting(undefined);
    }
    const origin = parseSiteOrigin(site);
    if (origin) {
      await this.secrets.delete(secretPrefix + origin);
    }
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

const secretPrefix = 'trestle.credential:';

function readCredential(secret: string, origin: string): Credential | undefined {
  const value: unknown = parseJson(secret);
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const stored = Object.fromEntries(Object.entries(value));
  const { email, token } = stored;
  return stored['origin'] === origin && typeof email === 'string' && typeof token === 'string'
    ? { origin, email, token }
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
