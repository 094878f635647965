import { TrestleError } from '#domain/errors.ts';
import type { Disposable } from '#shared/disposable.ts';
import type { Clock, Deadline } from './clock.ts';

/** Aborts its signal with `timedOut` after a silence of `idleMs`. */
export class IdleWatch implements Disposable {
  private readonly controller = new AbortController();
  private readonly deadline: Deadline;

  constructor(idleMs: number, clock: Clock) {
    const error = new TrestleError({ code: 'timedOut', afterMs: idleMs });
    this.deadline = clock.deadline(idleMs, () => this.controller.abort(error));
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  touch(): void {
    this.deadline.restart();
  }

  dispose(): void {
    this.deadline.stop();
  }
}
