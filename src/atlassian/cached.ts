import type { Call } from '#domain/ports.ts';
import { abortError } from './http/slots.ts';

interface Entry<T> {
  readonly value: Promise<T>;
  readonly expiresAt: number;
}

/**
 * Values by key, loaded at first use and again after `ttlMs`. Callers share one load; it does not end when one of them
 * gives up. Failures are not kept.
 */
export class Cached<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly ttlMs: number;
  private readonly now: () => number;

  constructor(ttlMs: number, now: () => number = Date.now) {
    this.ttlMs = ttlMs;
    this.now = now;
  }

  get(key: string, load: () => Promise<T>, call?: Call): Promise<T> {
    const known = this.entries.get(key);
    if (known && known.expiresAt > this.now()) {
      return waitFor(known.value, call?.signal);
    }
    const entry = { value: load(), expiresAt: this.now() + this.ttlMs };
    this.entries.set(key, entry);
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) {
        this.entries.delete(key);
      }
    });
    return waitFor(entry.value, call?.signal);
  }
}

async function waitFor<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) {
    return promise;
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(abortError(signal));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    if (signal.aborted) {
      giveUp();
    }
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
