import { EventEmitter, type Memento, workspace } from 'vscode';
import {
  type Account,
  type AccountChoice,
  accountIdOf,
  demoChoice,
  originOfAccountId,
  type SiteAccount,
} from '#domain/account.ts';
import type { Connection } from '#domain/ports.ts';
import type { Credential } from '#domain/site.ts';
import { parseSiteOrigin } from '#domain/siteOrigin.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import type { Event } from '#shared/event.ts';
import type { AccountStore, StoredAccount } from './accountStore.ts';
import type { CurrentFolder } from './currentFolder.ts';
import { settingIds } from './ids.ts';
import { demoSiteSetting, onDidChangeSettings, siteSetting, updateSiteSetting } from './settings.ts';

const choicesKey = 'trestle.accountOfFolder';

/**
 * Which of the accounts is used: the one chosen for the workspace folder, else that of the site in the settings. A
 * folder's choice names an account that is signed in and is kept by the editor, where no repository can write it;
 * the site is a machine setting. A changed site without an account asks again, instead of sending a token elsewhere.
 */
export class Accounts implements Disposable {
  private readonly store: AccountStore;
  private readonly state: Memento;
  private readonly folder: CurrentFolder;
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<void>());

  /** May fire without a change of account. Also fires for what other windows do. */
  readonly onDidChange: Event<void> = this.changed.event;

  constructor(store: AccountStore, state: Memento, folder: CurrentFolder) {
    this.store = store;
    this.state = state;
    this.folder = folder;
    const tell = () => this.changed.fire();
    this.subscriptions.add(onDidChangeSettings([settingIds.site], tell));
    this.subscriptions.add(workspace.onDidGrantWorkspaceTrust(tell));
    this.subscriptions.add(store.onDidChange(tell));
    this.subscriptions.add(folder.onDidChange(tell));
  }

  /** Origin of the site in use, signed in or not; `demo`; empty when none is known. */
  get site(): string {
    const choice = this.folderChoice;
    if (choice !== undefined) {
      return choice === demoChoice ? demoSiteSetting : originOfAccountId(choice);
    }
    const site = siteSetting();
    return site.toLowerCase() === demoSiteSetting ? demoSiteSetting : (parseSiteOrigin(site) ?? '');
  }

  async current(): Promise<Account | undefined> {
    if (this.site === demoSiteSetting) {
      // The demo site listens on this machine, which waits until the workspace is trusted.
      return workspace.isTrusted ? { kind: 'demo' } : undefined;
    }
    const stored = await this.currentStored();
    return stored && toAccount(stored);
  }

  /** Everybody signed in, the last chosen first. */
  async list(): Promise<readonly SiteAccount[]> {
    return (await this.store.list()).map((stored) => toAccount(stored).account);
  }

  async get(id: string): Promise<SiteAccount | undefined> {
    const stored = await this.store.get(id);
    return stored && toAccount(stored).account;
  }

  /** Keeps what a site has accepted (again) and uses it from now on. */
  async signIn(
    credential: Credential,
    { account, route }: Pick<Connection, 'account' | 'route'>,
  ): Promise<SiteAccount> {
    const id = accountIdOf(credential);
    const stored = { ...credential, id, personId: account.accountId, route };
    await this.store.save({ ...stored, chosenAt: new Date().toISOString() });
    await this.choose(id, this.folderChoice === undefined ? 'everywhere' : 'folder');
    return toAccount(stored).account;
  }

  /** Replaces the token; nothing else about the account or where it is used changes. */
  async renew(id: string, token: string, { route }: Pick<Connection, 'route'>): Promise<void> {
    const { expiresAt: _ended, ...stored } = (await this.store.get(id)) ?? {};
    if ('id' in stored) {
      await this.store.save({ ...stored, token, route });
    }
  }

  async setExpiry(id: string, expiresAt: string): Promise<void> {
    const stored = await this.store.get(id);
    if (stored) {
      await this.store.save({ ...stored, expiresAt });
    }
  }

  async signInToDemo(): Promise<void> {
    await this.choose(demoChoice, this.folderChoice === undefined ? 'everywhere' : 'folder');
  }

  /** Uses a signed-in account (or the demo site) in the current folder, or wherever no folder has its own choice. */
  async choose(choice: AccountChoice, where: 'folder' | 'everywhere'): Promise<void> {
    if (where === 'folder') {
      await this.setFolderChoice(choice);
      this.changed.fire();
      return;
    }
    const stored = choice === demoChoice ? undefined : await this.store.get(choice);
    if (stored) {
      await this.store.save({ ...stored, chosenAt: new Date().toISOString() });
    }
    await updateSiteSetting(stored?.origin ?? demoSiteSetting);
    // Last, so that nobody is connected in between to what was used everywhere before.
    await this.setFolderChoice(undefined);
    this.changed.fire();
  }

  /**
   * Forgets the account's token, or leaves the demo site. The site stays in the settings, to be offered at the next
   * sign-in; another account of the same site does not take over by itself.
   */
  async signOut(choice: AccountChoice): Promise<void> {
    if (choice === demoChoice) {
      await (this.folderChoice === undefined ? updateSiteSetting(undefined) : this.setFolderChoice(undefined));
      this.changed.fire();
      return;
    }
    const [first, ...others] = (await this.store.list()).filter(({ origin }) => origin === originOfAccountId(choice));
    if (first?.id === choice) {
      for (const { chosenAt: _chosenAt, ...other } of others) {
        await this.store.save(other);
      }
    }
    await this.store.remove(choice);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async currentStored(): Promise<StoredAccount | undefined> {
    const choice = this.folderChoice;
    if (choice !== undefined) {
      return this.store.get(choice);
    }
    const { site } = this;
    return (await this.store.list()).find(({ origin, chosenAt }) => origin === site && chosenAt !== undefined);
  }

  private get folderChoice(): AccountChoice | undefined {
    const uri = this.folder.folder?.uri.toString();
    return uri === undefined ? undefined : this.choices[uri];
  }

  private async setFolderChoice(choice: AccountChoice | undefined): Promise<void> {
    const uri = this.folder.folder?.uri.toString();
    if (uri !== undefined) {
      const { [uri]: _before, ...others } = this.choices;
      await this.state.update(choicesKey, choice === undefined ? others : { ...others, [uri]: choice });
    }
  }

  private get choices(): Readonly<Record<string, AccountChoice>> {
    return this.state.get<Record<string, AccountChoice>>(choicesKey, {});
  }
}

function toAccount({ token, chosenAt: _chosenAt, ...account }: StoredAccount): Extract<Account, { kind: 'site' }> {
  const { origin, email } = account;
  return { kind: 'site', account, credential: { origin, email, token } };
}
