import { fail } from '#domain/errors.ts';

/** Runs over all items, so many at a time, results in the order of the items. The first rejection ends it. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal | undefined,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < items.length; index = next++) {
      if (signal?.aborted) {
        fail({ code: 'cancelled' });
      }
      for (const item of items.slice(index, index + 1)) {
        results[index] = await run(item);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
