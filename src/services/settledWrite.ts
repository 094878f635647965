import { failureOf } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';

/** A write whose answer was lost may still be under way: looked for at growing intervals. */
const lookDelaysMs = [0, 1_000, 3_000, 6_000] as const;

/**
 * Carries out a write that can be recognised by what is stored afterwards. When its outcome is unknown it is looked
 * up, never sent again: `isStored` tells whether the site holds it by now.
 * @returns how it is known to be stored
 * @throws outcomeUnknown when it did not show
 */
export async function settledWrite(
  { wait }: Pick<Connection, 'wait'>,
  write: () => Promise<void>,
  isStored: () => Promise<boolean>,
): Promise<'answered' | 'lookedUp'> {
  try {
    await write();
    return 'answered';
  } catch (error) {
    if (failureOf(error)?.code !== 'outcomeUnknown') {
      throw error;
    }
    for (const delayMs of lookDelaysMs) {
      const isGivenUp = await wait(delayMs).then(
        () => false,
        () => true,
      );
      if (isGivenUp) {
        break; // signed out: there is nobody to ask any more
      }
      if (await isStored().catch(() => false)) {
        return 'lookedUp';
      }
    }
    throw error;
  }
}
