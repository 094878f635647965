import { afterAll, afterEach, beforeAll, beforeEach, test } from 'vitest';
import { type Scene, startScene } from './support/scene.ts';
import { bug } from './support/steps.ts';

// In French, and by way of the demo site inside the window.
let scene: Scene;

beforeAll(async () => {
  scene = await startScene({ name: 'french', language: 'fr' });
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

test('the welcome view leads to the demo site', async () => {
  const { workbench } = scene;
  await workbench.openContainer('Trestle');
  await workbench.sidebar.getByText('Se connecter…').first().waitFor();
  await scene.screenshot('1 welcome');
  await workbench.sidebar.getByText('Essayer la démonstration').click();
  await workbench.toast('Connecté au site de démonstration').waitFor();
  await workbench.treeItem('jours restants').waitFor();
  await scene.screenshot('2 sprint');
});

test('questions are asked in French', async () => {
  const { workbench } = scene;
  await workbench.editor.open(bug.file);
  await workbench.editor.select(bug.line, bug.lineCount);
  await workbench.editor.chooseFromContextMenu(bug.line, 'Créer un ticket Jira à partir de la sélection');
  await workbench.quickInput.step('Résumé du nouveau ticket dans NIM');
  await scene.screenshot('3 summary');
  await workbench.page.keyboard.press('Escape');
});
