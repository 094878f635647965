import { TrestleError } from '#domain/errors.ts';
import type { Disposable } from '#shared/disposable.ts';

/** Aborts its signal with `timedOut` after a silence of `idleMs`. */
export class IdleWatch implements Disposable {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(idleMs: number) {
    const error = new TrestleError({ code: 'timedOut', afterMs: idleMs });
    this.timer = setTimeout(() => this.controller.abort(error), idleMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  touch(): void {
    this.timer.refresh();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
