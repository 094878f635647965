import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Deadline } from '#atlassian/http/clock.ts';
import { abortError } from '#atlassian/http/slots.ts';

/** Whoever sleeps moves the time on; deadlines pass only by that, never because the machine is busy. */
export class VirtualClock implements Clock {
  /** Of every sleep that was asked for, in ms. */
  readonly sleeps: number[] = [];
  /** What happens in the world while somebody sleeps. */
  whileSleeping: ((delayMs: number) => void | Promise<void>) | undefined;
  private time = 0;
  private readonly deadlines = new Set<{ at: number; readonly expire: () => void }>();

  reset(now: number): void {
    this.time = now;
    this.sleeps.length = 0;
    this.whileSleeping = undefined;
  }

  readonly now = (): number => this.time;

  readonly sleep = async (delayMs: number, signal?: AbortSignal): Promise<void> => {
    const check = () => {
      if (signal?.aborted) {
        throw abortError(signal);
      }
    };
    check();
    this.sleeps.push(delayMs);
    const until = this.time + delayMs;
    await this.whileSleeping?.(delayMs);
    await nextTurn();
    check();
    this.advance(until - this.time);
    check();
  };

  deadline(delayMs: number, expire: () => void): Deadline {
    const entry = { at: this.time + delayMs, expire };
    this.deadlines.add(entry);
    return {
      restart: () => {
        entry.at = this.time + delayMs;
      },
      stop: () => void this.deadlines.delete(entry),
    };
  }

  advance(ms: number): void {
    this.time += Math.max(0, ms);
    for (const entry of [...this.deadlines]) {
      if (entry.at <= this.time) {
        this.deadlines.delete(entry);
        entry.expire();
      }
    }
  }

  /** Deadlines that nobody stopped: timers that a real clock would leak. */
  get pendingDeadlines(): number {
    return this.deadlines.size;
  }
}
