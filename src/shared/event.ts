import { type Disposable, toDisposable } from './disposable.ts';

/** Subscribe to an event; structurally compatible with `vscode.Event` for a single listener argument. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The firing side of an `Event`, for rooms that may not import vscode. */
export class EventEmitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    // A wrapper per subscription: the same function subscribed twice is called twice and removed once each.
    const subscription = (value: T) => listener(value);
    this.listeners.add(subscription);
    return { dispose: () => void this.listeners.delete(subscription) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      listener(value);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}

/** Calls back when the value has changed by the time of an event; never without an event. */
export function onEveryDifference(
  event: Event<void> | undefined,
  read: () => string,
  listener: () => void,
): Disposable {
  let known = read();
  const subscription = event?.(() => {
    const current = read();
    if (current !== known) {
      known = current;
      listener();
    }
  });
  return subscription ?? toDisposable(() => {});
}
