import { abortError } from './slots.ts';

/** Time as the transport sees it. Tests bring a clock of their own, so that minutes of back-off take none. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `delayMs`; rejects as soon as `signal` aborts, leaving nothing behind. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
  /** Calls `expire` after `delayMs` without a restart. */
  deadline(delayMs: number, expire: () => void): Deadline;
}

export interface Deadline {
  restart(): void;
  stop(): void;
}

export const systemClock: Clock = {
  now: Date.now,

  sleep: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(abortError(signal));
        return;
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      }, delayMs);
      const giveUp = () => {
        clearTimeout(timer);
        reject(abortError(signal));
      };
      signal.addEventListener('abort', giveUp, { once: true });
    }),

  deadline: (delayMs, expire) => {
    const timer = setTimeout(expire, delayMs);
    return { restart: () => timer.refresh(), stop: () => clearTimeout(timer) };
  },
};
