import { EventEmitter, type Memento } from 'vscode';
import type { WorkspaceDefaults } from '#domain/ports.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import type { Event } from '#shared/event.ts';
import type { Accounts } from './accounts.ts';
import type { CurrentFolder } from './currentFolder.ts';
import { settingIds } from './ids.ts';
import { RepositoryWatch } from './repositoryWatch.ts';
import { demoSiteSetting, onDidChangeSettings, projectKeySetting, spaceKeySetting } from './settings.ts';

const stateKey = 'trestle.defaults';

/** Project whose sprint the demo opens with, so that its first screen asks nothing. */
const demoDefaults: WorkspaceDefaults = { projectKey: 'NIM' };

/** Where one works. */
interface Place {
  readonly accounts: Pick<Accounts, 'site'>;
  readonly folder: CurrentFolder;
}

/**
 * The project, board and sprint last chosen in this workspace folder, for each site; else what the folder's settings or
 * its repository say.
 */
export class RememberedDefaults implements Disposable {
  private readonly state: Memento;
  private readonly place: Place;
  private readonly subscriptions = new DisposableStore();
  private readonly repository = this.subscriptions.add(new RepositoryWatch());
  private readonly moved = this.subscriptions.add(new EventEmitter<void>());

  /**
   * Fires when another folder comes to the front, its settings change or its repository says something else, if that
   * makes a difference. Choices are told by whoever makes them.
   */
  readonly onDidMove: Event<void> = this.moved.event;

  constructor(state: Memento, place: Place) {
    this.state = state;
    this.place = place;
    let before = JSON.stringify(this.current());
    const look = () => {
      const now = JSON.stringify(this.current());
      if (now !== before) {
        before = now;
        this.moved.fire();
      }
    };
    this.subscriptions.add(place.folder.onDidChange(look));
    this.subscriptions.add(this.repository.onDidChange(look));
    this.subscriptions.add(onDidChangeSettings([settingIds.projectKey, settingIds.spaceKey], look));
  }

  current(): WorkspaceDefaults {
    const spaceKey = spaceKeySetting(this.place.folder.folder);
    return { ...this.chosen(), ...(spaceKey && { spaceKey }) };
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  async choose(defaults: WorkspaceDefaults): Promise<void> {
    await this.state.update(stateKey, { ...this.all(), [this.key]: defaults });
  }

  private chosen(): WorkspaceDefaults {
    const remembered = this.all()[this.key];
    if (remembered) {
      return remembered;
    }
    const projectKey = projectKeySetting(this.place.folder.folder);
    if (projectKey) {
      return { projectKey };
    }
    if (this.place.accounts.site === demoSiteSetting) {
      return demoDefaults;
    }
    const repository = this.repository.hints();
    return repository ? { repository } : {};
  }

  private get key(): string {
    const { accounts, folder } = this.place;
    return `${accounts.site} ${folder.folder?.uri.toString() ?? ''}`;
  }

  private all(): Readonly<Record<string, WorkspaceDefaults>> {
    return this.state.get<Record<string, WorkspaceDefaults>>(stateKey, {});
  }
}
