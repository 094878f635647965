import { EventEmitter, type SecretStorage } from 'vscode';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import type { Event } from '#shared/event.ts';

const key = 'trestle.httpDoor';

/** The bearer of the HTTP door, in the editor's secret storage, shared by all windows. */
export class HttpSecretStore implements Disposable {
  private readonly secrets: SecretStorage;
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<void>());

  /** Also fires for what other windows do. */
  readonly onDidChange: Event<void> = this.changed.event;

  constructor(secrets: SecretStorage) {
    this.secrets = secrets;
    this.subscriptions.add(secrets.onDidChange((event) => event.key === key && this.changed.fire()));
  }

  get(): PromiseLike<string | undefined> {
    return this.secrets.get(key);
  }

  set(value: string): PromiseLike<void> {
    return this.secrets.store(key, value);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}
