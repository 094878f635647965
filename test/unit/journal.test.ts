import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '#domain/errors.ts';
import type { OperationRecord } from '#domain/operation.ts';
import { Journal } from '#services/journal/journal.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function record(id: string, change: Partial<OperationRecord> = {}): OperationRecord {
  return {
    id,
    kind: 'createIssue',
    fingerprint: 'f',
    origin: 'https://nimbus.example',
    accountId: 'a',
    surface: 'command',
    processId: 1,
    startedAt: '2026-11-22T10:00:00.000Z',
    outcome: 'pending',
    projectKey: 'NIM',
    summary: 'Été',
    ...change,
  };
}

describe('Journal', () => {
  it('gives back what was written, newest first, after reopening', async () => {
    const journal = await Journal.open(folder);
    await journal.write(record('a'));
    await journal.write(record('b', { startedAt: '2026-11-22T11:00:00.000Z' }));
    await journal.write(record('a', { outcome: 'done', issueKey: 'NIM-1' }));
    const reopened = await Journal.open(folder);
    expect((await reopened.list()).map(({ id, outcome }) => [id, outcome])).toEqual([
      ['b', 'pending'],
      ['a', 'done'],
    ]);
  });

  it('finds a recent operation by its fingerprint only', async () => {
    const journal = await Journal.open(folder);
    await journal.write(record('a'));
    const started = Date.parse('2026-11-22T10:00:00.000Z');
    expect((await journal.findRecent('f', started))?.id).toBe('a');
    expect(await journal.findRecent('f', started + 1)).toBeUndefined();
    expect(await journal.findRecent('g', 0)).toBeUndefined();
  });

  it.each([
    ['truncated', (text: string) => text.slice(0, 40)],
    ['changed', (text: string) => text.replace('NIM', 'OPS')],
    ['empty', () => ''],
    ['of another kind', () => '{"schemaVersion":1,"body":"[]"}'],
  ])('sets a %s file aside and keeps the others', async (_, damage) => {
    const journal = await Journal.open(folder);
    await journal.write(record('good'));
    await journal.write(record('bad'));
    const path = join(folder, 'bad.operation.json');
    const damaged = damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    expect((await journal.list()).map(({ id }) => id)).toEqual(['good']);
    const [kept = ''] = await readdir(join(folder, 'unreadable'));
    expect(await readFile(join(folder, 'unreadable', kept), 'utf8')).toBe(damaged);
    expect((await journal.list()).map(({ id }) => id)).toEqual(['good']);
  });

  it('leaves files of a later version alone', async () => {
    const journal = await Journal.open(folder);
    const path = join(folder, 'later.operation.json');
    await writeFile(path, '{"schemaVersion":99,"anything":true}');
    expect(await journal.list()).toEqual([]);
    expect(await readFile(path, 'utf8')).toBe('{"schemaVersion":99,"anything":true}');
  });

  it('sweeps old temporary files and leaves young ones, which another window may be writing', async () => {
    await writeFile(join(folder, 'a.operation.json.1.tmp'), 'half');
    await writeFile(join(folder, 'b.operation.json.2.tmp'), 'half');
    await utimes(join(folder, 'a.operation.json.1.tmp'), 0, 0);
    await Journal.open(folder);
    expect(await readdir(folder)).toEqual(['b.operation.json.2.tmp']);
  });

  it('forgets the oldest finished operations only', async () => {
    const journal = await Journal.open(folder);
    await journal.write(record('old', { outcome: 'done', startedAt: '2026-11-01T00:00:00.000Z' }));
    await journal.write(record('open', { startedAt: '2026-11-02T00:00:00.000Z' }));
    await journal.write(record('new', { outcome: 'done' }));
    await journal.prune(1);
    expect((await journal.list()).map(({ id }) => id)).toEqual(['new', 'open']);
  });

  it('says so when its folder cannot be used', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    const error = await Journal.open(join(path, 'journal')).catch((reason: unknown) => reason);
    expect(failureOf(error)).toMatchObject({ code: 'storageUnavailable', cause: 'ENOTDIR' });
  });

  it.skipIf(process.getuid?.() === 0)(
    'says so when its folder is read-only (skipped as root, who may write)',
    async () => {
      const journal = await Journal.open(folder);
      await chmod(folder, 0o500);
      const error = await journal.write(record('a')).catch((reason: unknown) => reason);
      await chmod(folder, 0o700);
      expect(failureOf(error)?.code).toBe('storageUnavailable');
    },
  );

  it('has no unreadable file and loses no durable record under kill -9', { timeout: 60_000 }, async () => {
    const writer = join(import.meta.dirname, '../fixtures/journalWriter.ts');
    let durable = 0;
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, [writer, folder, `w${round}`], { stdio: ['ignore', 'pipe', 'inherit'] });
      let printed = '';
      child.stdout.on('data', (data) => {
        printed += String(data);
        if (printed.split('\n').length > 5 + round * 3) child.kill('SIGKILL');
      });
      await once(child, 'close');
      durable += Math.min(3, printed.split('\n').length - 1);
    }
    const journal = await Journal.open(folder);
    expect((await journal.list()).length).toBeGreaterThanOrEqual(durable);
    expect(await readdir(folder)).not.toContain('unreadable');
  });
});
