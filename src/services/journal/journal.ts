import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '#domain/errors.ts';
import type { OperationOutcome, OperationRecord } from '#domain/operation.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import { quarantine, readRecord, sweepTemporaryFiles, writeRecord } from './recordFile.ts';

const recordSuffix = '.operation.json';
const maxRecords = 500;

/**
 * Every write to a site, one file each, kept before the request is sent and completed after: what a crash leaves
 * `pending` is looked up at the next start. Windows share the folder; each operation is written by one of them only.
 */
export class Journal {
  private readonly folder: string;
  private readonly changed = new EventEmitter<OperationRecord>();

  readonly onDidChange: Event<OperationRecord> = this.changed.event;

  /** `folder` is private to the extension and made when missing. Rejects with `storageUnavailable`. */
  static async open(folder: string, now: number = Date.now()): Promise<Journal> {
    await guard(folder, async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await sweepTemporaryFiles(folder, now);
    });
    const journal = new Journal(folder);
    await journal.prune();
    return journal;
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Durable when it resolves; the write it announces must not be sent before. */
  async write(record: OperationRecord): Promise<void> {
    await guard(this.folder, () => writeRecord(join(this.folder, `${record.id}${recordSuffix}`), record));
    this.changed.fire(record);
  }

  /** All readable records, newest first. Unreadable files are set aside, those of later versions left alone. */
  async list(): Promise<readonly OperationRecord[]> {
    return guard(this.folder, async () => {
      const names = (await readdir(this.folder)).filter((name) => name.endsWith(recordSuffix));
      const read = await Promise.all(names.map((name) => this.read(join(this.folder, name))));
      const records = read.filter((record) => record !== undefined);
      return records.sort((a, b) => b.startedAt.localeCompare(a.startedAt) || a.id.localeCompare(b.id));
    });
  }

  /** The newest operation with this fingerprint that started at `since` (epoch ms) or later. */
  async findRecent(fingerprint: string, since: number): Promise<OperationRecord | undefined> {
    const records = await this.list();
    return records.find((record) => record.fingerprint === fingerprint && Date.parse(record.startedAt) >= since);
  }

  /** Forgets the oldest finished records beyond the number kept. */
  async prune(keep: number = maxRecords): Promise<void> {
    const records = await this.list();
    const surplus = records.slice(keep).filter(({ outcome }) => outcome !== 'pending');
    await guard(this.folder, async () => {
      for (const { id } of surplus) {
        await rm(join(this.folder, `${id}${recordSuffix}`), { force: true });
      }
    });
  }

  private async read(path: string): Promise<OperationRecord | undefined> {
    const stored = await readRecord(path);
    if (stored.kind === 'future') {
      return undefined;
    }
    const record = stored.kind === 'readable' ? toOperationRecord(stored.value) : undefined;
    if (!record) {
      await quarantine(path);
    }
    return record;
  }
}

async function guard<T>(folder: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    fail({ code: 'storageUnavailable', path: folder, cause }, { cause: error });
  }
}

const outcomes: readonly string[] = ['pending', 'done', 'failed', 'unknown'] satisfies OperationOutcome[];

function toOperationRecord(value: unknown): OperationRecord | undefined {
  return isOperationRecord(value) ? value : undefined;
}

/** The checksum already vouches for the content; this guards against records of another kind. */
function isOperationRecord(value: unknown): value is OperationRecord {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const record: Partial<Record<keyof OperationRecord, unknown>> = value;
  const texts = [record.id, record.kind, record.fingerprint, record.origin, record.accountId, record.startedAt];
  return texts.every((text) => typeof text === 'string') && outcomes.includes(String(record.outcome));
}
