import type { Call } from '#domain/ports.ts';
import { abortError } from './http/slots.ts';

interface Entry<T> {
  readonly value: Promise<T>;
  readonly expiresAt: number;
}

export interface CacheOptions<T> {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** False for answers not worth keeping; by default all are. */
  readonly isKept?: (value: T) => boolean;
}

const mostEntries = 200;

/**
 * Values by key, loaded at first use and again after `ttlMs`, or when a call asks for what is fresh. Callers share one
 * load; it does not end when one of them gives up. Failures are not kept.
 */
export class Cached<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly ttlMs: number;
  private readonly now: () => number;
  private readonly isKept: (value: T) => boolean;

  constructor(ttlMs: number, { now = Date.now, isKept = () => true }: CacheOptions<T> = {}) {
    this.ttlMs = ttlMs;
    this.now = now;
    this.isKept = isKept;
  }

  get(key: string, load: () => Promise<T>, call?: Call): Promise<T> {
    const known = this.entries.get(key);
    if (known && known.expiresAt > this.now() && !call?.isFresh) {
      return waitFor(known.value, call?.signal);
    }
    const entry = { value: load(), expiresAt: this.now() + this.ttlMs };
    this.entries.delete(key);
    this.entries.set(key, entry);
    const forget = () => {
      if (this.entries.get(key) === entry) {
        this.entries.delete(key);
      }
    };
    entry.value.then((value) => {
      if (!this.isKept(value)) forget();
    }, forget);
    this.forgetOldest();
    return waitFor(entry.value, call?.signal);
  }

  clear(): void {
    this.entries.clear();
  }

  private forgetOldest(): void {
    const [oldest] = this.entries.keys();
    if (this.entries.size > mostEntries && oldest !== undefined) {
      this.entries.delete(oldest);
    }
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
