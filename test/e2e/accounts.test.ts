import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDemoSite } from '../../scripts/lib/demoSite.mjs';
import { type Scene, startScene } from './support/scene.ts';
import { showSprint, signIn, sprintName } from './support/steps.ts';

// Somebody with two sites, one of them by way of the gateway. Each test goes on where the last ended.
let scene: Scene;
let other: Awaited<ReturnType<typeof startDemoSite>>;

beforeAll(async () => {
  scene = await startScene({ name: 'accounts' });
  other = await startDemoSite(['--seed', '15']);
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(async () => {
  await scene?.dispose();
  await other?.stop();
});

test('a token that ends soon is warned of, and renewed without losing the view', async () => {
  const { workbench, site } = scene;
  const { quickInput } = workbench;
  await signIn(scene, { expiry: '5' });
  await workbench.toast('expires in 5 days').waitFor();
  await showSprint(scene);
  await scene.screenshot('1 expires soon');
  await workbench.pressToastButton('expires in 5 days', 'Renew Token…');
  await quickInput.step('New API token for');
  await quickInput.answer(site.serviceAccount.token);
  await quickInput.step('This token belongs to');
  await scene.screenshot("2 somebody else's token");
  await quickInput.answer(site.scopedToken);
  await quickInput.step('a number of days (optional)');
  await workbench.treeItem(sprintName).waitFor({ timeout: 1000 });
  await scene.screenshot('3 renewing');
  await quickInput.answer('90');
  await workbench.toast('is renewed').waitFor();
  await workbench.treeItem('NIM-').waitFor({ timeout: 1000 });
});

test('each initials stand once at the end of their row, the progress at the start of its', async () => {
  const { workbench } = scene;
  const badges = async () => {
    const contents = await workbench.page.evaluate<string[]>(
      `[...document.querySelectorAll('.part.sidebar .monaco-icon-label')].map((label) => getComputedStyle(label, '::after').content)`,
    );
    return contents.filter((content) => /^"\p{L}/u.test(content));
  };
  await expect.poll(badges).not.toEqual([]);
  expect((await badges()).filter((content) => !/^"\p{L}{1,2}"$/u.test(content))).toEqual([]);
  const header = workbench.treeItem(sprintName);
  expect(await header.textContent()).toMatch(/^NIM Sprint 14\s*\d+\/\d+ · \d+ days? left/);
});

test('a second site is signed in to beside the first, and both are in the Accounts menu', async () => {
  const { workbench } = scene;
  await signIn(scene, { site: { ...other, token: other.scopedToken } });
  await workbench.toast('through the gateway').waitFor();
  await workbench.page.locator('.part.activitybar [aria-label^="Accounts"]').first().click();
  const menu = workbench.page.locator('.monaco-menu .action-item').filter({ hasText: 'Atlassian (Trestle)' });
  await menu.nth(1).waitFor();
  await scene.screenshot('4 accounts menu');
  const entries = (await menu.allTextContents()).join('\n');
  expect(entries).toContain(new URL(scene.site.url).host);
  expect(entries).toContain(new URL(other.url).host);
  await workbench.page.keyboard.press('Escape');
});

test('a service account signs in with its token', async () => {
  const { workbench } = scene;
  await signIn(scene, { site: { ...other, ...other.serviceAccount } });
  await workbench.toast('Signed in to').waitFor();
  await scene.screenshot('5 service account');
});

test('switching back shows the first site again', async () => {
  const { workbench } = scene;
  const { quickInput } = workbench;
  await quickInput.runCommand('Trestle: Switch Account…');
  await quickInput.step('Account to use');
  await scene.screenshot('6 switch');
  await quickInput.pick(new URL(scene.site.url).host);
  await quickInput.step('Where to use it');
  await scene.screenshot('7 where');
  await quickInput.pick('Only in');
  await workbench.treeItem(sprintName).waitFor();
  await scene.screenshot('8 switched');
});
