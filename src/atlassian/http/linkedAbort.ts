import type { Disposable } from '#shared/disposable.ts';

/**
 * Aborts when one of its sources does, or by itself. `AbortSignal.any` would do, but leaves its signals to the garbage
 * collector: registered with sources that live as long as the window, several for every request.
 */
export class LinkedAbort implements Disposable {
  private readonly controller = new AbortController();
  private readonly unlink: ReadonlyArray<() => void>;

  constructor(sources: readonly (AbortSignal | undefined)[]) {
    this.unlink = sources.flatMap((source) => (source ? [this.follow(source)] : []));
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  abort(reason: unknown): void {
    this.controller.abort(reason);
  }

  dispose(): void {
    for (const unlink of this.unlink) {
      unlink();
    }
  }

  private follow(source: AbortSignal): () => void {
    const abort = () => this.controller.abort(source.reason);
    if (source.aborted) {
      abort();
    }
    source.addEventListener('abort', abort, { once: true });
    return () => source.removeEventListener('abort', abort);
  }
}
