import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Scene, startScene } from './support/scene.ts';
import { signIn, sprintName } from './support/steps.ts';

// A window with two folders that belong to two projects. Each test goes on where the last ended.
let scene: Scene;

beforeAll(async () => {
  scene = await startScene({
    name: 'multiRoot',
    workspace: ({ dir, folder }) => {
      const platform = join(dir, 'platform');
      writeJson(join(folder, '.vscode/settings.json'), { 'trestle.projectKey': 'NIM' });
      writeJson(join(platform, '.vscode/settings.json'), { 'trestle.projectKey': 'OPS' });
      writeFileSync(join(platform, 'deploy.ts'), 'export const region = "eu";\n');
      const file = join(dir, 'two.code-workspace');
      writeJson(file, { folders: [{ path: folder }, { path: platform }] });
      return file;
    },
  });
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

test('the view shows the project of the folder one works in, and says why it is this board', async () => {
  const { workbench } = scene;
  await signIn(scene);
  await workbench.openContainer('Trestle');
  const header = workbench.treeItem(sprintName);
  await header.waitFor();
  const hover = workbench.page
    .locator('.workbench-hover')
    .filter({ hasText: 'Project: NIM (chosen for this workspace)' })
    .filter({ hasText: 'Board: NIM board (the only board of the project)' });
  const shown = async () => {
    await workbench.page.mouse.move(700, 600); // a row that was drawn anew under the mouse shows nothing
    await header.hover();
    await hover.waitFor({ timeout: 3000 }).catch(() => undefined);
    return hover.isVisible();
  };
  await expect.poll(shown, { timeout: 20_000 }).toBe(true);
  await scene.screenshot('1 first folder');
});

test('it follows to the other folder and back', async () => {
  const { workbench } = scene;
  await workbench.editor.open('deploy.ts');
  await workbench.treeItem('OPS-').waitFor();
  await scene.screenshot('2 second folder');
  await workbench.editor.open('cart.ts');
  await workbench.treeItem(sprintName).waitFor();
});

test('a choice made in one folder leaves the other alone', async () => {
  const { workbench } = scene;
  const { quickInput, page } = workbench;
  const tab = (name: string) => page.locator('.tabs-container .tab').filter({ hasText: name });
  await quickInput.runCommand('Trestle: Choose Project, Board and Sprint…');
  await quickInput.step('Project you work on in this workspace');
  await quickInput.pick('PAY');
  await quickInput.step('Active sprint to show');
  await scene.screenshot('3 choosing a sprint');
  await quickInput.answer();
  await workbench.treeItem('PAY-').waitFor();
  await tab('deploy.ts').click();
  await workbench.treeItem('OPS-').waitFor();
  await tab('cart.ts').click();
  await workbench.treeItem('PAY-').waitFor();
});

function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
}
