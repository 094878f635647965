import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { consentDialog, copiedConfiguration, startClient } from './support/outsideClient.ts';
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

test('a program outside the editor is asked about in French', async () => {
  const { workbench } = scene;
  await workbench.quickInput.runCommand('Trestle: Connecter…');
  await scene.screenshot('4 clients');
  await workbench.quickInput.pick('Un autre client, par HTTP');
  await workbench.toast('Trestle écoute sur').waitFor();
  await scene.screenshot('5 http');
  await workbench.pressToastButton('Trestle écoute sur', 'Copier la configuration');
  const codex = await startClient(scene, 'Codex', await copiedConfiguration(scene));
  const pending = codex.call('jira_create_issue', {
    ...{ project: 'NIM', type: 'Bug', summary: 'Les remises sont décalées d’un rang', assignee: 'Paul' },
    ...{ sprint: 'current', description: 'La dernière remise n’est jamais appliquée.' },
  });
  const shown = await consentDialog(scene);
  await scene.screenshot('6 consent');
  expect(shown).toMatch(/^Codex demande\s: Créer un ticket \(Bug\) dans le projet Jira NIM sur http/);
  for (const part of [
    'décalées d’un rang',
    'Paul Martin',
    'NIM Sprint 14',
    'La dernière remise n’est jamais appliquée.',
  ])
    expect(shown).toContain(part);
  expect(shown).toMatch(/^Personne assignée\s: Paul Martin/m);
  expect(shown).toMatch(/«\sToujours autoriser\s»/);
  await workbench.dialog.locator('.monaco-button').filter({ hasText: 'Autoriser une fois' }).waitFor();
  await workbench.pressDialogButton('Cancel'); // VS Code's own, in its own language
  expect((await pending).text).toContain('declined');
  await workbench.page.locator('.part.statusbar .statusbar-item').filter({ hasText: 'Codex' }).first().click();
  await workbench.toast('Arrêté').waitFor();
  await scene.screenshot('7 stopped');
  await codex.close();
});
