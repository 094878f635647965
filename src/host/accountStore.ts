import { EventEmitter, type SecretStorage } from 'vscode';
import { accountIdOf, isRoute, type SiteAccount } from '#domain/account.ts';
import { parseSiteOrigin } from '#domain/siteOrigin.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import type { Event } from '#shared/event.ts';

export interface StoredAccount extends SiteAccount {
  readonly token: string;
  /** ISO 8601: when it was last made the account of its site; the latest is. Absent when another should not become it. */
  readonly chosenAt?: string;
}

const keyPrefix = 'trestle.account:';

/** The accounts in the editor's secret storage, one secret each, shared by all windows. */
export class AccountStore implements Disposable {
  private readonly secrets: SecretStorage;
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<void>());

  /** Also fires for what other windows do. */
  readonly onDidChange: Event<void> = this.changed.event;

  constructor(secrets: SecretStorage) {
    this.secrets = secrets;
    this.subscriptions.add(
      secrets.onDidChange(({ key }) => {
        if (key.startsWith(keyPrefix)) {
          this.changed.fire();
        }
      }),
    );
  }

  /** The last chosen first. */
  async list(): Promise<readonly StoredAccount[]> {
    const keys = (await this.secrets.keys()).filter((key) => key.startsWith(keyPrefix));
    const accounts = await Promise.all(keys.map((key) => this.get(key.slice(keyPrefix.length))));
    return accounts
      .filter((account) => account !== undefined)
      .sort((a, b) => (b.chosenAt ?? '').localeCompare(a.chosenAt ?? '') || a.id.localeCompare(b.id));
  }

  async get(id: string): Promise<StoredAccount | undefined> {
    const secret = await this.secrets.get(keyPrefix + id);
    return secret === undefined ? undefined : readAccount(secret, id);
  }

  async save(account: StoredAccount): Promise<void> {
    await this.secrets.store(keyPrefix + account.id, JSON.stringify(account));
  }

  async remove(id: string): Promise<void> {
    await this.secrets.delete(keyPrefix + id);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

/** Undefined for what is not whole, or was stored for another site or person than the id says. */
function readAccount(secret: string, id: string): StoredAccount | undefined {
  const value: unknown = parseJson(secret);
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { origin, email, personId, token, route, expiresAt, chosenAt } = Object.fromEntries(Object.entries(value));
  if (![origin, email, personId, token].every((member) => typeof member === 'string')) {
    return undefined;
  }
  const account = {
    id,
    origin: String(origin),
    email: String(email),
    personId: String(personId),
    token: String(token),
    route: isRoute(route) ? route : 'site',
    ...(typeof expiresAt === 'string' && { expiresAt }),
    ...(typeof chosenAt === 'string' && { chosenAt }),
  } as const;
  return accountIdOf(account) === id && parseSiteOrigin(account.origin) === account.origin ? account : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
