import { TrestleError } from '#domain/errors.ts';

/** Waits for what others wait for too; `signal` gives up waiting, and what is waited for goes on. */
export async function waitFor<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) {
    return promise;
  }
  const { promise: given, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new TrestleError({ code: 'cancelled' }));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    if (signal.aborted) {
      giveUp();
    }
    return await Promise.race([given, promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
