import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Scene, startScene } from './support/scene.ts';
import { showSprint, signIn } from './support/steps.ts';

// No chat and no language model in this editor: the same values as in the chat, each with its source.
let scene: Scene;

beforeAll(async () => {
  scene = await startScene({ name: 'report' });
  await signIn(scene);
  await showSprint(scene);
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

test('the decisions of the week are told without a model, and lead to their pages', async () => {
  const { workbench, site } = scene;
  await workbench.quickInput.runCommand('Trestle: Show Report: Decisions, Sprint, Blockers…');
  await workbench.quickInput.step('No language model is used');
  await workbench.quickInput.pick('The decisions of this week');
  const report = await workbench.webview('Decisions on NIM');
  await report.getByText('time zone').first().waitFor();
  await scene.screenshot('1 decisions');
  const links = await report.locator('li a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((url) => !url.startsWith(`${site.url}/wiki/`) && !url.startsWith(`${site.url}/browse/`))).toEqual(
    [],
  );
  expect(await report.locator('li').count()).toBe(await report.locator('li:has(a)').count());
});
