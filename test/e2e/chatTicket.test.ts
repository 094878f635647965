import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Scene, startScene } from './support/scene.ts';
import { bug, expectTicketForBug, newestIssueKeys, showSprint, signIn } from './support/steps.ts';

// A ticket from the chat, beside the code. A view that was maximized before leaves the keyboard to nobody.
let scene: Scene;

const wish = 'create a Jira ticket for this bug, assign it to Paul and add it to the current sprint';

beforeAll(async () => {
  scene = await startScene({
    name: 'chatTicket',
    modelScript: [
      {
        when: wish,
        facts: true,
        say: 'Discounts: the last code is never applied\n\nThe loop starts at 1 instead of 0.',
      },
    ],
  });
  await signIn(scene);
  await showSprint(scene);
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

test('a ticket for the selected bug: drafted, then created by one click', async () => {
  const { workbench } = scene;
  const before = await newestIssueKeys(scene);
  await workbench.chat.open();
  await workbench.chat.untilModel('Scripted model');
  await workbench.editor.open(bug.file);
  await workbench.editor.select(bug.line, bug.lineCount);
  await workbench.chat.ask(`@trestle ${wish}`);
  const draft = await workbench.chat.lastAnswer('nothing is created yet');
  await scene.screenshot('1 draft');
  expect(draft).toContain('Paul Martin');
  expect(draft).toContain('NIM Sprint 14');
  expect(await newestIssueKeys(scene)).toEqual(before);
  await workbench.chat.button('Create the Ticket').click();
  await workbench.toast('is created').waitFor();
  await scene.screenshot('2 created');
  const [key = ''] = (await newestIssueKeys(scene)).filter((each) => !before.includes(each));
  await expectTicketForBug(scene, key);
});
