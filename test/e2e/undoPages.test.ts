import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Scene, startScene } from './support/scene.ts';
import { showSprint, signIn } from './support/steps.ts';

// What an agent added to the wiki is taken back by hand, in the activity view.
const title = 'Rounding rules of the cart';
/** The demo site counts new content from here. */
const id = '4500001';
const asked = { page: 'write down the rounding rules', comment: 'ask there who checks them' };
const body = '# Rules\n\nRound each line, then sum up.';
const script = [
  {
    when: asked.page,
    call: [{ tool: 'confluence_write_page$', arguments: { mode: 'create', space: 'NIM', title, body } }],
    say: 'The page is there:',
  },
  {
    when: asked.comment,
    call: [{ tool: 'confluence_comment$', arguments: { id, body: 'Who checks this?' } }],
    say: 'It is asked:',
  },
];
let scene: Scene;

beforeAll(async () => {
  scene = await startScene({ name: 'undoPages', modelScript: script });
  await signIn(scene);
  await showSprint(scene);
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

test('the agent writes a page and comments on it, each once allowed', async () => {
  const { chat } = scene.workbench;
  await chat.open();
  await chat.untilModel('Scripted model');
  for (const [request, answer] of [
    [asked.page, 'The page is there:'],
    [asked.comment, 'It is asked:'],
  ] as const) {
    await chat.send(request);
    await chat.confirmation.waitFor({ timeout: 60_000 });
    await chat.allowOnce();
    await chat.answer(answer);
  }
  expect(await pageStatus()).toBe('current');
  expect(await comments()).toBe(1);
});

test('the activity view refuses to take back a page that is talked about', async () => {
  await undo('Page created');
  await scene.workbench.toast('Somebody changed page').waitFor();
  await scene.screenshot('1 refused');
  expect(await pageStatus()).toBe('current');
});

test('it deletes the comment after a yes', async () => {
  await undo('Comment added');
  await scene.workbench.dialog.waitFor();
  await scene.screenshot('2 delete the comment');
  expect(await comments()).toBe(1);
  await scene.workbench.pressDialogButton('Delete');
  await scene.workbench.toast('was undone').waitFor();
  expect(await comments()).toBe(0);
});

test('and moves the page to the trash after a yes', async () => {
  await undo('Page created');
  await scene.workbench.dialog.waitFor();
  await scene.screenshot('3 to the trash');
  expect(await pageStatus()).toBe('current');
  await scene.workbench.pressDialogButton('Move to Trash');
  await expect.poll(pageStatus).toBe('trashed');
  await scene.workbench.treeItem('Undone since').waitFor();
  await scene.screenshot('4 undone');
});

/** Presses the button of the row that is called so. */
async function undo(row: string): Promise<void> {
  const { workbench } = scene;
  if ((await workbench.treeItem(row).count()) === 0) {
    await workbench.sidebar.locator('.pane-header').filter({ hasText: 'Agent Activity' }).click();
  }
  const item = workbench.treeItem(row);
  await item.hover();
  await item.locator('.action-label[aria-label^="Undo"]').click();
}

async function pageStatus(): Promise<unknown> {
  return (await scene.api.get(`/wiki/api/v2/pages/${id}`)).at('status').value;
}

async function comments(): Promise<number> {
  return (await scene.api.get(`/wiki/api/v2/pages/${id}/footer-comments`)).at('results').items.length;
}
