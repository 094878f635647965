import { failureOf } from '#domain/errors.ts';
import type { Call } from '#domain/ports.ts';
import { abortError } from './http/slots.ts';
import type { Transport } from './transport.ts';

/** Before each look. What was committed shows at once; a server that was cut off may take seconds to commit. */
const delaysMs = [300, 1500, 4500];

/**
 * Sends a write once. When it ends without an answer, `find` looks for what it would have stored, some times over;
 * found, that is the answer. What stays in doubt rejects with `outcomeUnknown`. `find` may reject to say that the write
 * was not stored and cannot be any more; other failures of it prove nothing and are passed over.
 */
export async function settled<T>(
  site: { readonly transport: Transport },
  write: () => Promise<T>,
  find: () => Promise<T | undefined>,
  call: Call | undefined,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (failureOf(error)?.code !== 'outcomeUnknown') {
      throw error;
    }
    for (const delayMs of delaysMs) {
      const isGivenUp = await site.transport.sleep(delayMs, call).then(
        () => false,
        () => true,
      );
      if (isGivenUp) {
        break;
      }
      const found = await find().catch((reason: unknown) => {
        if (failureOf(reason)?.code === 'conflict') {
          throw reason;
        }
        return undefined;
      });
      if (found !== undefined) {
        return found;
      }
    }
    throw error;
  }
}

/** Once sent, giving up waiting would only turn a clear answer into a doubtful one; the transport bounds the wait. */
export function withoutSignal(call: Call | undefined): Call {
  if (call?.signal?.aborted) {
    throw abortError(call.signal);
  }
  return {};
}
