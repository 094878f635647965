import { TrestleError } from '#domain/errors.ts';

const progressIntervalMs = 1000;

/** Ends with the signal even where something waited for, such as a connection that others share, does not. */
export async function untilCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = Promise.withResolvers<never>();
  const cancel = () => cancelled.reject(new TrestleError({ code: 'cancelled' }));
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) {
    cancel();
  }
  try {
    return await Promise.race([work, cancelled.promise]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** From one second on the client hears that the call is alive, and what it is at. */
export function reportProgress(session: { progress(message: string, elapsed: number): void }): {
  say(message: string): void;
  stop(): void;
} {
  let message = 'Working';
  let elapsed = 0;
  const timer = setInterval(() => {
    elapsed += 1;
    session.progress(message, elapsed);
  }, progressIntervalMs);
  return {
    say: (next) => {
      message = next;
    },
    stop: () => clearInterval(timer),
  };
}
