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
/** An issue of the current sprint that nobody works on yet. */
const key = 'NIM-48';
const body = 'Ready to be looked at, @Paul Martin.';
const asked = {
  move: 'I have begun with the rounding rules',
  comment: 'tell Paul that the rounding rules are ready',
  undoComment: 'take that back',
  undoMove: 'and the move as well',
};
const script = [
  { when: request, call: [call], say: 'The ticket is there:' },
  {
    when: asked.move,
    call: [{ tool: 'jira_transition_issue$', arguments: { key, to: 'In Progress' } }],
    say: 'It is moved:',
  },
  { when: asked.comment, call: [{ tool: 'jira_comment$', arguments: { key, body } }], say: 'About the comment:' },
  { when: asked.undoComment, call: [{ tool: 'undo_change$', arguments: {} }], say: 'It is taken back:' },
  { when: asked.undoMove, call: [{ tool: 'undo_change$', arguments: { target: key } }], say: 'It is moved back:' },
];
let scene: Scene;
let keysBefore: readonly string[];

beforeAll(async () => {
  scene = await startScene({
    name: 'copilotAgent',
    modelScript: script,
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

test('the agent moves an issue once allowed', async () => {
  const { workbench } = scene;
  expect(await statusName()).toBe('To Do');
  await workbench.chat.send(asked.move);
  await workbench.chat.confirmation.waitFor({ timeout: 60_000 });
  await scene.screenshot('4 may it move');
  expect(await statusName()).toBe('To Do');
  await workbench.chat.allowOnce();
  expect(await workbench.chat.answer('It is moved:')).toContain('In Progress');
  await scene.screenshot('5 moved');
  expect(await statusName()).toBe('In Progress');
});

test('the agent comments, with a real mention, once allowed, and not before', async () => {
  const { workbench } = scene;
  await workbench.chat.send(asked.comment);
  await workbench.chat.confirmation.waitFor({ timeout: 60_000 });
  await scene.screenshot('6 may it comment');
  await workbench.chat.skip();
  await workbench.chat.confirmation.waitFor({ state: 'detached' });
  expect(await comments()).toEqual([]);
  await workbench.chat.send(`${asked.comment}, please`);
  await workbench.chat.confirmation.waitFor({ timeout: 60_000 });
  await workbench.chat.allowOnce();
  await workbench.chat.answer('"mentioned":["Paul Martin"]');
  await scene.screenshot('7 commented');
  const [comment = ''] = await comments();
  expect(comment).toContain('Ready to be looked at');
  expect(comment).toContain('"type":"mention"');
});

test('the agent undoes the comment, then the move, each once allowed', async () => {
  const { workbench } = scene;
  await workbench.chat.send(asked.undoComment);
  await workbench.chat.confirmation.waitFor({ timeout: 60_000 });
  await scene.screenshot('8 may it undo');
  expect(await comments()).toHaveLength(1);
  await workbench.chat.allowOnce();
  await workbench.chat.answer('It is taken back:');
  expect(await comments()).toEqual([]);
  await workbench.chat.send(asked.undoMove);
  await workbench.chat.confirmation.waitFor({ timeout: 60_000 });
  expect(await statusName()).toBe('In Progress');
  await workbench.chat.allowOnce();
  await workbench.chat.answer('It is moved back:');
  await scene.screenshot('9 undone');
  expect(await statusName()).toBe('To Do');
});

async function statusName(): Promise<unknown> {
  return (await scene.api.get(`/rest/api/3/issue/${key}?fields=status`)).at('fields', 'status', 'name').value;
}

async function comments(): Promise<string[]> {
  const found = await scene.api.get(`/rest/api/3/issue/${key}/comment`);
  return found.at('comments').items.map((comment) => comment.at('body').text);
}
