import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Scene, startScene } from './support/scene.ts';
import { bug, expectTicketForBug, newestIssueKeys, showSprint, signIn } from './support/steps.ts';

// The agent's way: the real Copilot with a model that plays a script, through the MCP server in the window.
const request = 'create a ticket for this bug, assign it to Paul, current sprint';
const call = {
  tool: 'jira_create_issue$',
  arguments: {
    summary: 'Discounts are off by one',
    type: 'Bug',
    fromSelection: true,
    assignee: 'Paul',
    sprint: 'current',
  },
};
let scene: Scene;
let keysBefore: readonly string[];

beforeAll(async () => {
  scene = await startScene({
    name: 'copilotAgent',
    modelScript: [{ when: request, call: [call], say: 'The ticket is there:' }],
  });
  await signIn(scene);
  await showSprint(scene);
  keysBefore = await newestIssueKeys(scene);
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

test('the agent asks before it creates anything', async () => {
  const { workbench } = scene;
  await workbench.editor.open(bug.file);
  await workbench.editor.select(bug.line, bug.lineCount);
  await workbench.chat.open();
  await workbench.chat.untilModel('Scripted model');
  await workbench.chat.send(request);
  await workbench.chat.confirmation.waitFor({ timeout: 60_000 });
  await scene.screenshot('1 confirmation');
  expect(await newestIssueKeys(scene)).toEqual(keysBefore);
});

test('after a yes the ticket is Paul Martin’s, in the current sprint, with the code', async () => {
  const { workbench } = scene;
  await workbench.chat.allow();
  const answer = await workbench.chat.answer('The ticket is there:');
  await scene.screenshot('2 answer');
  const added = (await newestIssueKeys(scene)).filter((key) => !keysBefore.includes(key));
  expect(added).toHaveLength(1);
  const [key = ''] = added;
  expect(answer).toContain(key);
  await expectTicketForBug(scene, key);
});

test('the sprint view shows what the agent created', async () => {
  await scene.workbench.treeItem('Discounts are off by one').waitFor();
  await scene.screenshot('3 in the sprint');
});
