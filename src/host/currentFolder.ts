import { EventEmitter, type Uri, type WorkspaceFolder, window, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import type { Event } from '#shared/event.ts';

/** The workspace folder one works in: that of the active editor, else the last one, else the first of the window. */
export class CurrentFolder implements Disposable {
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<void>());
  private last: WorkspaceFolder | undefined;

  readonly onDidChange: Event<void> = this.changed.event;

  constructor() {
    this.last = folderInFront();
    this.subscriptions.add(window.onDidChangeActiveTextEditor(() => this.follow()));
    this.subscriptions.add(workspace.onDidChangeWorkspaceFolders(() => this.follow()));
  }

  get folder(): WorkspaceFolder | undefined {
    const folders = workspace.workspaceFolders ?? [];
    return folders.find(({ uri }) => isSame(uri, this.last?.uri)) ?? folders[0];
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private follow(): void {
    const before = this.folder?.uri;
    this.last = folderInFront() ?? this.last;
    if (!isSame(before, this.folder?.uri)) {
      this.changed.fire();
    }
  }
}

function folderInFront(): WorkspaceFolder | undefined {
  const uri = window.activeTextEditor?.document.uri;
  return uri && workspace.getWorkspaceFolder(uri);
}

function isSame(a: Uri | undefined, b: Uri | undefined): boolean {
  return a?.toString() === b?.toString();
}
