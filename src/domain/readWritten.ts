import { failureOf, TrestleError } from './errors.ts';

/**
 * Reads what a write has stored. A failure to do so must not pass for one of the write, which is carried out by now.
 * @throws notReadBack
 */
export async function readWritten<T>(id: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const failure = failureOf(error);
    throw failure ? new TrestleError({ code: 'notReadBack', id, cause: failure.code }, { cause: error }) : error;
  }
}
