import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/lib/process.mjs';
import { type Scene, startScene } from './support/scene.ts';

// In French, before and after signing in to the demo site inside the window.
let scene: Scene;

beforeAll(async () => {
  scene = await startScene({
    name: 'chatFrench',
    language: 'fr',
    modelScript: [
      {
        when: 'Décisions sur NIM',
        facts: true,
        say: 'Décidé cette semaine :\n\n- Les paniers des invités expirent après trente jours {{cite:Basket specification}}.\n- Stripe remplace Payline dès janvier 2027 {{cite:DACI}}.\n- Tout le monde est ravi [42].\n- Le budget a doublé.\n',
      },
      { when: 'NIM · NIM Sprint 14', facts: true, fail: 'quota épuisé' },
    ],
  });
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

test('signed out, it says what to do, and signing in is one click away', async () => {
  const { chat } = scene.workbench;
  await chat.open();
  await chat.untilModel('Scripted model');
  await chat.ask('@trestle /sprint');
  await chat.lastAnswer("Vous n'êtes connecté à aucun site");
  await scene.screenshot('1 signed out');
  await chat.button('Essayer la démonstration').click();
  await scene.workbench.toast('Connecté au site de démonstration').waitFor();
});

test('the decisions are told in French, each with its source', async () => {
  const { chat } = scene.workbench;
  await chat.maximize();
  await chat.ask('@trestle Résume les décisions prises sur le projet NIM cette semaine');
  const answer = await chat.lastAnswer('fuseau horaire');
  await scene.screenshot('2 decisions');
  expect(answer).toMatch(/expirent après trente jours \[\d+\]\.\s*Stripe remplace Payline dès janvier 2027 \[\d+\]\./);
  expect(answer).toContain('Tout le monde est ravi [42] ⚠ source non fournie : non vérifié');
  expect(answer).toContain('Le budget a doublé. ⚠ sans source');
  expect(answer).toMatch(/Période : du lun\. \d+ \S+ 20\d\d au dim\. /);
  const links = await chat.links();
  expect(links).toHaveLength(2);
  const opened = await chat.openLink(/^\[\d+\]$/);
  expect(opened.url()).toContain('/wiki/spaces/NIM/pages/');
  await opened.close();
  const log = readFileSync(join(root, 'artifacts/e2e/chatFrench/model.jsonl'), 'utf8');
  expect(log).toContain('Résume les décisions prises');
});

test('without the model the same values are told in French', async () => {
  const { chat } = scene.workbench;
  await chat.followUp('Où en est le sprint');
  const answer = await chat.lastAnswer('quota épuisé');
  await scene.screenshot('3 sprint');
  expect(answer).toMatch(/Terminé : \d+ tickets sur \d+ ; en cours : \d+ ; à faire : \d+\. \[1\]/);
  expect(answer).toContain('signalé comme obstacle');
});
