import { TrestleError } from '#domain/errors.ts';
import type { Disposable } from '#shared/disposable.ts';
import type { Clock, Deadline } from './clock.ts';
import { LinkedAbort } from './linkedAbort.ts';

/** Aborts its signal with `timedOut` after a silence of `idleMs`, and when `outer` aborts. */
export class IdleWatch implements Disposable {
  private readonly end: LinkedAbort;
  private readonly deadline: Deadline;

  constructor(idleMs: number, clock: Clock, outer: AbortSignal) {
    this.end = new LinkedAbort([outer]);
    const expire = () => this.end.abort(new TrestleError({ code: 'timedOut', afterMs: idleMs }));
    this.deadline = clock.deadline(idleMs, expire);
  }

  get signal(): AbortSignal {
    return this.end.signal;
  }

  touch(): void {
    this.deadline.restart();
  }

  dispose(): void {
    this.deadline.stop();
    this.end.dispose();
  }
}
