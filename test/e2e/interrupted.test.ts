import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { Journal } from '#services/journal/journal.ts';
import { type Scene, startScene } from './support/scene.ts';
import { showSprint, signIn } from './support/steps.ts';

// An editor that was killed while it wrote. Each test goes on where the last ended.
let scene: Scene;

beforeAll(async () => {
  scene = await startScene({ name: 'interrupted' });
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

test('the next start tells what became of the writes', async () => {
  const { workbench, site } = scene;
  await signIn(scene);
  await showSprint(scene);
  const { stored } = await leaveInDoubt(site, scene.storage);

  await workbench.page.reload();
  const toast = workbench.toast('created after all');
  await toast.waitFor({ timeout: 60_000 });
  const text = await toast.textContent();
  expect(text).toContain(`${stored} "Basket is empty after a reload"`);
  expect(text).toContain('It is unknown whether "Discount rounds down" of an interrupted session was created');
  await scene.screenshot('1 told at the start');
});

test('and the one after that does not repeat it', async () => {
  const { workbench } = scene;
  await workbench.page.reload();
  await workbench.treeItem('NIM-').waitFor({ timeout: 60_000 });
  const journal = await Journal.open(join(scene.storage, 'journal'));
  expect((await journal.list()).map(({ outcome }) => outcome).sort()).toEqual(['done', 'unknown']);
  expect(await workbench.toast('interrupted').count()).toBe(0);
  await scene.screenshot('2 not repeated');
});

/** Two creations of a process that ended: one reached the site, the other did not, and neither got its answer. */
async function leaveInDoubt(site: Scene['site'], storage: string): Promise<{ readonly stored: string }> {
  const credential = { origin: site.url, email: site.email, token: site.token };
  const connection = await connect({ credential, userAgent: 'trestle-test' });
  const [type] = await connection.tracker.forms.issueTypes('NIM');
  const [stored, lost] = [randomUUID(), randomUUID()];
  const summary = 'Basket is empty after a reload';
  const draft = { projectKey: 'NIM', issueTypeId: type?.id ?? '', summary, operationId: stored };
  const { key } = await connection.tracker.issues.create(draft);
  const journal = await Journal.open(join(storage, 'journal'));
  const processId = spawnSync(process.execPath, ['--version']).pid;
  for (const [id, title] of [
    [stored, summary],
    [lost, 'Discount rounds down'],
  ] as const) {
    await journal.write({
      ...{ id, kind: 'createIssue', fingerprint: id, origin: site.url, accountId: connection.account.accountId },
      ...{ surface: 'command', processId, startedAt: new Date(Date.now() - 60_000).toISOString() },
      ...{ outcome: 'pending', projectKey: 'NIM', summary: title },
    });
  }
  connection.dispose();
  return { stored: key };
}
