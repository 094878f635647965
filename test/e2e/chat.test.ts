import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/lib/process.mjs';
import { type Scene, startScene } from './support/scene.ts';
import { newestIssueKeys, showSprint, signIn } from './support/steps.ts';

// `@trestle` in the real chat view, its answers worded by a model that plays a script.
let scene: Scene;

const injected = 'How long are the baskets of guests kept?';

beforeAll(async () => {
  scene = await startScene({
    name: 'chat',
    modelScript: [
      {
        when: 'Decisions on NIM',
        facts: true,
        say: '- Guest baskets expire after thirty days {{cite:Basket specification}}.\n- Stripe replaces Payline from January 2027 [1][99].\n- Everybody is happy about it.\n- More at [this page](https://evil.example/x) {{cite:Basket specification}}.\n',
      },
      {
        when: 'NIM · NIM Sprint 14',
        facts: true,
        say: 'It goes on and on and on, {{cite:JQL}}. '.repeat(200),
        pauseMs: 40,
      },
      { when: 'Blocked on NIM', facts: true, fail: 'Your quota is used up' },
      {
        when: injected,
        facts: true,
        call: [
          { tool: 'jira_create_issue', arguments: { summary: 'Pwned', project: 'NIM' } },
          { tool: 'jira_transition_issue', arguments: { key: 'NIM-43', to: 'Done' } },
        ],
        say: 'Baskets of guests are kept for thirty days {{cite:Checkout decision log}}.',
      },
    ],
  });
  await signIn(scene);
  await showSprint(scene);
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(() => scene?.dispose());

function modelLog(): string {
  return readFileSync(join(root, 'artifacts/e2e/chat/model.jsonl'), 'utf8');
}

test('/decisions is answered with references, and each statement leads to its source', async () => {
  const { workbench, site } = scene;
  await workbench.chat.open();
  await workbench.chat.untilModel('Scripted model');
  await workbench.chat.maximize();
  await workbench.chat.ask('@trestle /decisions');
  const answer = await workbench.chat.answer('time zone');
  await scene.screenshot('1 decisions');
  expect(answer).toMatch(/Guest baskets expire after thirty days \[\d+\]\./);
  const links = await workbench.chat.links();
  expect(links.length).toBeGreaterThanOrEqual(3);
  expect(links.filter((url) => !url.startsWith(`${site.url}/`))).toEqual([]);
});

test('what the model made up is marked', async () => {
  const answer = await scene.workbench.chat.answer('time zone');
  expect(answer).toContain('[99] ⚠ source not given: unverified');
  expect(answer).toContain('Everybody is happy about it. ⚠ no source');
  expect(answer).toContain('this page (https://evil.example/x)');
  expect(answer).toContain('Cited without having been given: [99]');
});

test('a source opens at its place on the site', async () => {
  const opened = await scene.workbench.chat.openLink('[1]');
  // The test editor leads addresses of this machine through itself.
  expect(opened.url()).toMatch(new RegExp(`${new URL(scene.site.url).port}/wiki/spaces/NIM/pages/\\d+/.+#`));
  await opened.close();
  await scene.workbench.chat.unfold('Used');
  await scene.screenshot('2 references');
});

test('a follow-up goes on with the week before', async () => {
  const { chat } = scene.workbench;
  await chat.followUp('The decisions of last week');
  await expect.poll(() => chat.responseCount()).toBe(2);
  const answer = await chat.lastAnswer('time zone');
  await scene.screenshot('3 last week');
  expect(modelLog().trim().split('\n').at(-1)).toMatch(/and last week\?/);
  expect(answer).toMatch(/Period: \w+, \d+ \w+ 20\d\d to /);
});

test('cancel stops it', async () => {
  const { chat } = scene.workbench;
  await chat.ask('@trestle /sprint');
  await chat.lastAnswer('It goes on and on');
  await chat.stop();
  await expect.poll(modelLog).toContain('"cancelled":true');
  await scene.screenshot('4 cancelled');
});

test('a model that cannot be used leaves the values as they are', async () => {
  const { chat } = scene.workbench;
  await chat.ask('@trestle /blocked');
  const answer = await chat.lastAnswer('Your quota is used up');
  await scene.screenshot('5 without the model');
  for (const key of ['NIM-43', 'NIM-44', 'NIM-45', 'NIM-49', 'NIM-50', 'NIM-51']) expect(answer).toContain(key);
});

test('a model that wants to write without having been asked to writes nothing', async () => {
  const { chat, dialog } = scene.workbench;
  const before = await newestIssueKeys(scene);
  await chat.ask(`@trestle ${injected}`);
  await chat.lastAnswer('Baskets of guests are kept');
  await scene.screenshot('6 nothing written');
  expect(await dialog.count()).toBe(0);
  expect(await newestIssueKeys(scene)).toEqual(before);
  const issue = await scene.api.get('/rest/api/3/issue/NIM-43?fields=status');
  expect(issue.at('fields', 'status', 'statusCategory', 'key').value).toBe('indeterminate');
  expect(modelLog()).toContain('jira_create_issue failed (toolOff)');
});
