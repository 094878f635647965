import { type Uri, workspace } from 'vscode';
import type { RepositoryHints } from '#domain/repositoryHints.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import { type GitApi, gitApi, type Repository } from './git.ts';

const commitsRead = 50;

/** What the repository of the first workspace folder says about the work going on, as far as git told it by now. */
export class RepositoryWatch implements Disposable {
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<void>());
  private known: RepositoryHints | undefined;
  /** Branch and commit that `known` is about. */
  private place = '';
  private isDisposed = false;

  /** Fires when another branch or commit is checked out. */
  readonly onDidChange: Event<void> = this.changed.event;

  constructor() {
    void this.start();
  }

  hints(): RepositoryHints | undefined {
    return this.known;
  }

  dispose(): void {
    this.isDisposed = true;
    this.subscriptions.dispose();
  }

  private async start(): Promise<void> {
    // Without git there is nothing to say: the project is then asked for.
    const git = await gitApi().catch(() => undefined);
    if (!git || this.isDisposed) {
      return;
    }
    const follow = (repository: Repository) => {
      this.subscriptions.add(repository.state.onDidChange(() => void this.read(git)));
      void this.read(git);
    };
    git.repositories.forEach(follow);
    this.subscriptions.add(git.onDidOpenRepository(follow));
  }

  private async read(git: GitApi): Promise<void> {
    const repository = repositoryOfWorkspace(git);
    const head = repository?.state.HEAD;
    const place = JSON.stringify([repository?.rootUri.toString(), head?.name, head?.commit]);
    if (!repository || place === this.place) {
      return;
    }
    this.place = place;
    // A repository without commits has no log.
    const commits = await repository.log({ maxEntries: commitsRead }).catch(() => []);
    if (this.place === place && !this.isDisposed) {
      const commitSubjects = commits.map(({ message }) => message.split('\n', 1)[0] ?? '');
      this.known = { ...(head?.name && { branch: head.name }), commitSubjects };
      this.changed.fire();
    }
  }
}

function repositoryOfWorkspace(git: GitApi): Repository | undefined {
  const [folder] = workspace.workspaceFolders ?? [];
  return (folder && repositoryAt(git, folder.uri)) ?? git.repositories[0];
}

function repositoryAt(git: GitApi, uri: Uri): Repository | undefined {
  return uri.scheme === 'file' ? (git.getRepository(uri) ?? undefined) : undefined;
}
