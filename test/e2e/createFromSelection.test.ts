import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/lib/process.mjs';
import { type Scene, startScene } from './support/scene.ts';
import { bug, expectTicketForBug, showSprint, signIn, sprintName } from './support/steps.ts';

// The person's way: sign in, see the sprint, select the bug, make a ticket of it. Each test goes on where the last ended.
let scene: Scene;
let createdKey: string;

beforeAll(async () => {
  scene = await startScene({ name: 'createFromSelection' });
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

test('a wrong token is refused, saying why, and nothing is lost', async () => {
  const { workbench, site } = scene;
  const { quickInput } = workbench;
  await quickInput.runCommand('Trestle: Sign In…');
  await quickInput.pick('Jira Cloud');
  await quickInput.step('https://example.atlassian.net');
  await quickInput.answer(site.url);
  await quickInput.step('you@example.com');
  await quickInput.answer(site.email);
  await quickInput.step('Paste your API token');
  await quickInput.answer('not-the-token');
  await quickInput.widget.getByText(/token/i).and(quickInput.widget.locator('.quick-input-message')).waitFor();
  await expect.poll(() => quickInput.input.inputValue()).toBe('not-the-token');
  await scene.screenshot('1 refused');
  await scene.workbench.page.keyboard.press('Escape');
});

test('signing in leads to the current sprint', async () => {
  await signIn(scene);
  await showSprint(scene);
  const { workbench } = scene;
  await workbench.treeItem('NIM-').waitFor();
  await scene.screenshot('2 sprint');
});

test('the selected bug becomes a ticket for Paul in the current sprint', async () => {
  const { workbench } = scene;
  const { editor, quickInput } = workbench;
  await editor.open(bug.file);
  await editor.select(bug.line, bug.lineCount);
  await editor.chooseFromContextMenu(bug.line, 'Create Jira Issue from Selection');
  await quickInput.step('Summary of the new issue in NIM');
  await scene.screenshot('3 summary');
  await quickInput.answer('Discounts: the last code is never applied');
  await quickInput.pick('Bug');
  await quickInput.step('Type a name');
  await quickInput.input.fill('Paul');
  await quickInput.rows.filter({ hasText: 'Paul Martin' }).waitFor();
  expect(await quickInput.rows.filter({ hasText: 'Paul Mercier' }).count()).toBe(0);
  await scene.screenshot('4 assignee');
  await quickInput.pick('Paul Martin');
  await quickInput.step('Add it to the current sprint?');
  await quickInput.pick(sprintName);

  const created = workbench.toast('is created');
  await created.waitFor();
  const message = (await created.textContent()) ?? '';
  expect(message).toContain(`assigned to Paul Martin, in ${sprintName}`);
  createdKey = /NIM-\d+/.exec(message)?.[0] ?? '';
  await scene.screenshot('5 created');
});

test('the site has stored what was asked for', async () => {
  await expectTicketForBug(scene, createdKey);
});

test('the sprint view shows the new ticket', async () => {
  await scene.workbench.treeItem(`${createdKey}, Discounts`).waitFor();
  const picture = await scene.screenshot('6 in the sprint');
  if (process.env['TRESTLE_README_PICTURE']) copyFileSync(picture, join(root, 'media/readme-sprint.png'));
});

test('the account survives a reload of the window', async () => {
  const { page } = scene.workbench;
  await page.reload({ waitUntil: 'domcontentloaded' });
  await scene.workbench.openContainer('Trestle');
  await scene.workbench.treeItem(createdKey).waitFor({ timeout: 60_000 });
});
