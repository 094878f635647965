import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Scene, startScene } from './support/scene.ts';
import { showSprint, signIn } from './support/steps.ts';

// The register of decisions in the side bar. Each test goes on where the last ended.
let scene: Scene;

beforeAll(async () => {
  scene = await startScene({ name: 'decisions' });
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

/** One of this week's, on one page of the demo site, and one of last week's. */
const decision = 'Guest baskets expire after thirty days';

test('lists by week what was decided', async () => {
  const { workbench } = scene;
  await signIn(scene);
  await showSprint(scene);
  await section('Sprint').click(); // makes room
  await section('Decisions').click();
  await workbench.treeItem('This week, ').waitFor({ timeout: 60_000 });
  await workbench.treeItem(decision).waitFor();
  await scene.screenshot('1 by week');
});

test('shows where each is written down', async () => {
  const { workbench } = scene;
  await workbench.expand(decision);
  await workbench.sidebar.locator('[role="treeitem"][aria-level="3"]').first().waitFor();
  await scene.screenshot('2 sources');
});

test('is searched by words', async () => {
  const { workbench } = scene;
  const { quickInput } = workbench;
  await quickInput.runCommand('Trestle: Find Decision…');
  await quickInput.step('Words of the decision');
  await quickInput.input.fill('guest baskets');
  await quickInput.rows.filter({ hasText: decision }).first().waitFor();
  await scene.screenshot('3 found');
  await workbench.page.keyboard.press('Escape');
});

test('is grouped and filtered by state', async () => {
  const { workbench } = scene;
  const { quickInput } = workbench;
  await quickInput.runCommand('Trestle: Group Decisions…');
  await quickInput.pick('By state');
  await workbench.treeItem('Decided, ').waitFor();
  await workbench.treeItem('Proposed, not decided yet, ').waitFor();
  await quickInput.runCommand('Trestle: Filter Decisions…');
  await quickInput.step('Only what is checked');
  await quickInput.pick('Decided');
  await scene.screenshot('4 filter');
  await workbench.page.keyboard.press('Enter');
  await workbench.treeItem('Decided, ').waitFor({ state: 'detached' });
  await scene.screenshot('5 filtered');
  expect(await workbench.sidebar.getByText('filtered').count()).toBe(1);
  await quickInput.runCommand('Trestle: Filter Decisions…');
  await quickInput.pick('Decided');
  await workbench.page.keyboard.press('Enter');
  await workbench.treeItem('Decided, ').waitFor();
});

test('is linked to the selected code, which is found again after an edit', async () => {
  const { workbench } = scene;
  const { page, editor } = workbench;
  await editor.open('cart.ts');
  await editor.select('let i = 1', 3);
  await workbench.treeItem(decision).click({ button: 'right' });
  await page.locator('.monaco-menu .action-item').filter({ hasText: 'Link to Selected Code' }).first().click();
  await workbench.expand(decision);
  const link = workbench.treeItem('src/checkout/cart.ts:');
  await link.waitFor();
  await editor.line('let i = 1').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('\n\n\n');
  await link.click();
  const selected = page.locator('.editor-instance .view-line').filter({ hasText: 'let i = 1' });
  await selected.waitFor();
  await scene.screenshot('6 linked code');
});

test('is read without the site too, and says how old it is', async () => {
  const { workbench, site } = scene;
  await site.stop();
  await workbench.page.reload();
  await workbench.treeItem(decision).waitFor({ timeout: 60_000 });
  await workbench.sidebar.getByText('What follows was read on').first().waitFor();
  await scene.screenshot('7 without the site');
});

function section(name: string) {
  return scene.workbench.sidebar.locator(`.pane-header[aria-label^="${name}"]`);
}
