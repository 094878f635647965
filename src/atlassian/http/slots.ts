import { failureOf, TrestleError } from '#domain/errors.ts';

/** Lets at most `limit` tasks run at once; the others wait in order. */
export class Slots {
  private free: number;
  private readonly waiting = new Set<() => void>();

  constructor(limit: number) {
    this.free = limit;
  }

  /** Rejects with `cancelled` when `signal` aborts before the task has started. */
  async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    await this.acquire(signal);
    try {
      return await task();
    } finally {
      this.release();
    }
  }

  private acquire(signal: AbortSignal): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.waiting.delete(start);
        reject(abortError(signal));
      };
      this.waiting.add(start);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  private release(): void {
    const [next] = this.waiting;
    if (next) {
      this.waiting.delete(next);
      next();
    } else {
      this.free++;
    }
  }
}

/** Why a signal of ours aborted: deadlines abort with a `TrestleError`, callers with anything. */
export function abortError(signal: AbortSignal): TrestleError {
  return new TrestleError(failureOf(signal.reason) ?? { code: 'cancelled' });
}
