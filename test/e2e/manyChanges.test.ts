import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { consentDialog, copiedConfiguration, type OutsideClient, startClient } from './support/outsideClient.ts';
import { type Scene, startScene } from './support/scene.ts';

let scene: Scene;
let codex: OutsideClient;

beforeAll(async () => {
  const machineSettings = { 'trestle.mcp.toolsets': ['boards', 'bulk'] };
  scene = await startScene({ name: 'manyChanges', language: 'fr', machineSettings });
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(async () => {
  await codex?.close();
  await scene?.dispose();
});

test('a program outside the editor sees the toolsets that are switched on', async () => {
  const { workbench } = scene;
  await workbench.openContainer('Trestle');
  await workbench.sidebar.getByText('Essayer la démonstration').click();
  await workbench.toast('Connecté au site de démonstration').waitFor();
  await workbench.treeItem('jours restants').waitFor();
  await workbench.quickInput.runCommand('Trestle: Connecter…');
  await workbench.quickInput.pick('Un autre client, par HTTP');
  await workbench.toast('Trestle écoute sur').waitFor();
  await workbench.pressToastButton('Trestle écoute sur', 'Copier la configuration');
  codex = await startClient(scene, 'Codex', await copiedConfiguration(scene));
  const names = (await codex.client.listTools()).tools.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['jira_boards', 'jira_close_sprint', 'jira_update_issues']));
  expect(names).not.toContain('jira_versions');
});

test('many changes at a time are asked about by one list', async () => {
  const { workbench } = scene;
  const pending = codex.call('jira_update_issues', {
    changes: [
      { keys: ['NIM-63', 'NIM-64'], assignee: 'Paul', due: '2027-01-31' },
      { keys: ['NIM-41'], add: [{ field: 'labels', values: ['relu'] }], sprint: '45' },
    ],
  });
  const shown = await consentDialog(scene);
  await scene.screenshot('1 consent to many changes');
  expect(shown).toMatch(/Modifier 3 tickets sur http/);
  for (const key of ['NIM-63', 'NIM-64', 'NIM-41']) expect(shown).toMatch(new RegExp(`^${key} `, 'm'));
  expect(shown).toMatch(/NIM Sprint 14 → NIM Sprint 15 \(45\)/);
  await workbench.pressDialogButton('Autoriser une fois');
  expect(JSON.parse((await pending).text)).toMatchObject({ counts: { changed: 3 } });
});

test('closing a sprint says what becomes of the unfinished issues', async () => {
  const { workbench } = scene;
  const pending = codex.call('jira_close_sprint', { sprint: 'current', unfinishedTo: '45' });
  const shown = await consentDialog(scene);
  await scene.screenshot('2 consent to close a sprint');
  expect(shown).toMatch(/Clôturer NIM Sprint 14 \(44\) sur http/);
  expect(shown).toMatch(/\d+ tickets → NIM Sprint 15 \(45\)/);
  await workbench.pressDialogButton('Autoriser une fois');
  expect(JSON.parse((await pending).text)).toMatchObject({ sprint: { state: 'closed' } });
});
