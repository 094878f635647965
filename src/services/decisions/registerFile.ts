import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '#domain/errors.ts';
import { quarantine, readRecord, sweepTemporaryFiles, writeRecord } from '../journal/recordFile.ts';
import type { RegisterContent } from './registered.ts';

/** Of what is stored; a file with a higher one was written by a later version of the extension. */
const format = 1;
const lockTriesMs = 25;
const longestWaitMs = 5000;
/** A lock this old was left behind by a process that was killed. */
const staleLockMs = 10_000;

export interface RegisterKey {
  /** The site. */
  readonly origin: string;
  /** Whose eyes: people do not see the same pages. */
  readonly accountId: string;
}

export type StoredRegister =
  | { readonly kind: 'readable'; readonly content: RegisterContent; readonly modifiedMs: number }
  | { readonly kind: 'absent' }
  /** Of a later version: it is neither read nor overwritten. */
  | { readonly kind: 'future' };

/** The file of one account's register on one site, in a folder that is private to the extension. */
export class RegisterFile {
  private readonly folder: string;
  private readonly path: string;
  private readonly key: RegisterKey;

  constructor(folder: string, key: RegisterKey) {
    const name = createHash('sha256').update(`${key.origin}\n${key.accountId}`).digest('hex').slice(0, 24);
    this.folder = folder;
    this.key = key;
    this.path = join(folder, `${name}.decisions.json`);
  }

  async prepare(now: number): Promise<void> {
    await this.guard(async () => {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await sweepTemporaryFiles(this.folder, now);
    });
  }

  /** A file that cannot be understood is set aside for a human; the register is then filled anew. */
  async read(): Promise<StoredRegister> {
    return this.guard(async () => {
      const status = await stat(this.path).catch(undefinedIfAbsent);
      const stored = status && (await readRecord(this.path).catch(undefinedIfAbsent));
      if (status === undefined || stored === undefined) {
        return { kind: 'absent' };
      }
      if (stored.kind === 'future' || (stored.kind === 'readable' && isLater(stored.value))) {
        return { kind: 'future' };
      }
      if (stored.kind === 'readable' && isRegister(stored.value, this.key)) {
        return { kind: 'readable', content: stored.value.content, modifiedMs: status.mtimeMs };
      }
      await quarantine(this.path).catch(undefinedIfAbsent);
      return { kind: 'absent' };
    });
  }

  /** When it was last written, epoch milliseconds; undefined when it never was. */
  async modifiedMs(): Promise<number | undefined> {
    return this.guard(async () => (await stat(this.path).catch(undefinedIfAbsent))?.mtimeMs);
  }

  /** Replaces the content by what `change` makes of what is stored now, no other window coming between. */
  async replace(change: (stored: StoredRegister) => RegisterContent | undefined): Promise<void> {
    await this.guard(() =>
      this.locked(async () => {
        const content = change(await this.read());
        if (content) {
          await writeRecord(this.path, { format, content });
        }
      }),
    );
  }

  private async locked(run: () => Promise<void>): Promise<void> {
    const lock = `${this.path}.lock`;
    for (let waited = 0; !(await isMade(lock)); waited += lockTriesMs) {
      const made = (await stat(lock).catch(undefinedIfAbsent))?.mtimeMs;
      if (made !== undefined && (Date.now() - made > staleLockMs || waited > longestWaitMs)) {
        await rm(lock, { recursive: true, force: true });
      }
      await sleep(lockTriesMs);
    }
    try {
      await run();
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }

  private async guard<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const cause = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return fail({ code: 'storageUnavailable', path: this.folder, cause }, { cause: error });
    }
  }
}

async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

function undefinedIfAbsent(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
    throw error;
  }
}

function isLater(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'format' in value && Number(value.format) > format;
}

/** The checksum vouches for the content; this guards against files of another kind, site or account. */
function isRegister(value: unknown, key: RegisterKey): value is { readonly content: RegisterContent } {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('format' in value) ||
    value.format !== format ||
    !('content' in value)
  ) {
    return false;
  }
  const content: Partial<Record<keyof RegisterContent, unknown>> = Object(value.content);
  return content.origin === key.origin && content.accountId === key.accountId && Array.isArray(content.decisions);
}
