import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disposable, window } from 'vscode';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { accountIdOf, demoChoice } from '#domain/account.ts';
import { Journal } from '#services/journal/journal.ts';
import { settleDoubts } from '../../src/commands/settleDoubts.ts';
import type { TestApi } from '../../src/extension.ts';
import { trestle, until } from './support/trestle.ts';

describe('writes that an earlier run left in doubt', () => {
  let api: TestApi;
  let site: RunningDemoSite;
  const folder = mkdtempSync(join(tmpdir(), 'trestle-journal-'));
  const log = window.createOutputChannel('Trestle test', { log: true });
  const subscriptions: Disposable[] = [log];

  before(async () => {
    api = await trestle();
    site = await startDemoSite();
  });

  after(async () => {
    for (const subscription of subscriptions) {
      subscription.dispose();
    }
    await api.accounts.signOut(accountIdOf({ origin: site.url, email: site.email }));
    await api.accounts.choose(demoChoice, 'everywhere');
    await api.accounts.signOut(demoChoice);
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are looked up once connected: what was stored is adopted, the rest stays unknown', async () => {
    const credential = { origin: site.url, email: site.email, token: site.token };
    const connection = await connect({ credential, userAgent: 'trestle-test' });
    const [type] = await connection.tracker.forms.issueTypes('NIM');
    assert.ok(type);
    const stored = randomUUID();
    const lost = randomUUID();
    const { key } = await connection.tracker.issues.create({
      ...{ projectKey: 'NIM', issueTypeId: type.id, summary: 'Stored before the crash', operationId: stored },
    });
    const journal = await Journal.open(folder);
    for (const id of [stored, lost]) {
      await journal.write({
        ...{ id, kind: 'createIssue', fingerprint: id, origin: site.url, accountId: connection.account.accountId },
        ...{ surface: 'command', processId: endedProcess(), startedAt: new Date(Date.now() - 60_000).toISOString() },
        ...{ outcome: 'pending', projectKey: 'NIM', summary: 'Stored before the crash' },
      });
    }
    await api.accounts.signIn(credential, connection);
    connection.dispose();
    const { accounts, connections } = api;
    subscriptions.push(settleDoubts({ accounts, connections, log, journal: async () => journal }));
    await until('both are settled', async () => (await journal.list()).every(({ outcome }) => outcome !== 'pending'));
    const records = new Map((await journal.list()).map((record) => [record.id, record]));
    assert.equal(records.get(stored)?.issueKey, key);
    assert.equal(records.get(lost)?.outcome, 'unknown');
  });
});

function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}
