/** Anything that holds a resource until `dispose()`; structurally equal to `vscode.Disposable`. */
export interface Disposable {
  dispose(): void;
}

export function toDisposable(dispose: () => void): Disposable {
  return { dispose };
}

/** Disposes its members once, newest first, as their owners would have been taken down by hand. */
export class DisposableStore implements Disposable {
  private members: Disposable[] = [];
  private isDisposed = false;

  add<T extends Disposable>(member: T): T {
    if (this.isDisposed) {
      member.dispose();
    } else {
      this.members.push(member);
    }
    return member;
  }

  dispose(): void {
    this.isDisposed = true;
    const members = this.members.reverse();
    this.members = [];
    for (const member of members) {
      member.dispose();
    }
  }
}
