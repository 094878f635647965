import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const backupSuffix = '.trestle-backup';

/** Empty when there is no such file. */
export async function readConfig(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) {
      return '';
    }
    throw error;
  }
}

/**
 * Replaces the file as a whole, keeping what it was beside it. `before` is what was shown to the user: undefined comes
 * back, and nothing is written, when the file says something else by now. Otherwise the backup's path, if there was a file.
 */
export async function replaceConfig(
  path: string,
  before: string,
  after: string,
): Promise<{ readonly backup: string | undefined } | undefined> {
  if ((await readConfig(path)) !== before) {
    return undefined;
  }
  const target = await realpath(path).catch(() => path); // people keep such files behind links
  await mkdir(dirname(target), { recursive: true });
  const mode = await stat(target).then(
    (stats) => stats.mode & 0o777,
    () => undefined,
  );
  if (mode !== undefined) {
    await writeFile(`${target}${backupSuffix}`, before, { mode });
  }
  const temporary = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode ?? 0o600);
    try {
      await file.writeFile(after);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { backup: mode === undefined ? undefined : `${target}${backupSuffix}` };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
