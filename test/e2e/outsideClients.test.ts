import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { consentDialog, copiedConfiguration, type OutsideClient, startClient } from './support/outsideClient.ts';
import { type Scene, startScene } from './support/scene.ts';
import { showSprint, signIn, sprintName } from './support/steps.ts';

// Programs outside the editor, from being connected to being put out. Each test goes on where the last ended.
let scene: Scene;
let cursorFile: string;
let cursor: OutsideClient;
let codex: OutsideClient;

/** As a user has it: another server, a setting we know nothing of, and a comment. */
const cursorBefore = `{
  // mine
  "theme": "dark",
  "mcpServers": {
    "files": { "command": "files-server", "args": ["--root", "."] }
  }
}
`;

beforeAll(async () => {
  scene = await startScene({ name: 'outsideClients' });
  cursorFile = join(scene.home, '.cursor', 'mcp.json');
  mkdirSync(dirname(cursorFile), { recursive: true });
  writeFileSync(cursorFile, cursorBefore);
  await signIn(scene);
  await showSprint(scene);
});
beforeEach((context) => scene.continueFrom(context));
afterEach((context) => scene.keepEvidence(context));
afterAll(async () => {
  await cursor?.close();
  await codex?.close();
  await scene?.dispose();
});

const task = (summary: string, more: object = {}) => ({ project: 'NIM', type: 'Task', summary, ...more });
const create = (client: OutsideClient, summary: string, more?: object) =>
  client.call('jira_create_issue', task(summary, more));

async function issuesCalled(summary: string): Promise<number> {
  const jql = encodeURIComponent(`project = NIM AND summary ~ "${summary}"`);
  const found = await scene.api.get(`/rest/api/3/search/jql?jql=${jql}&fields=summary`);
  return found.at('issues').items.filter((issue) => issue.at('fields', 'summary').value === summary).length;
}

const statusItem = (text: string) =>
  scene.workbench.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();

test('Connect… shows the change first, writes it beside what is there, and tries it out', async () => {
  const { workbench } = scene;
  await workbench.quickInput.runCommand('Trestle: Connect…');
  await workbench.quickInput.step('Which program shall use Trestle through this editor?');
  await scene.screenshot('01 clients');
  await workbench.quickInput.pick('Cursor');
  await workbench.toast('Connect Cursor?').waitFor();
  await workbench.page.locator('.monaco-diff-editor').first().waitFor();
  await scene.screenshot('02 preview');
  expect(readFileSync(cursorFile, 'utf8')).toBe(cursorBefore);
  await workbench.pressToastButton('Connect Cursor?', 'Connect');
  const connected = workbench.toast('Cursor is connected');
  await connected.waitFor();
  await scene.screenshot('03 connected');
  expect(await connected.textContent()).toMatch(/it gets \d\d tools through this editor/);
  const after = readFileSync(cursorFile, 'utf8');
  expect(after).toContain('// mine');
  const { mcpServers, ...others } = JSON.parse(after.replace('// mine', ''));
  expect(others).toEqual({ theme: 'dark' });
  expect(mcpServers.files).toEqual({ command: 'files-server', args: ['--root', '.'] });
  expect(existsSync(mcpServers.trestle.args[0])).toBe(true);
  expect(after).not.toContain(scene.site.token);
  const backups = readdirSync(dirname(cursorFile)).filter((name) => name !== 'mcp.json');
  expect(backups.map((name) => readFileSync(join(dirname(cursorFile), name), 'utf8'))).toEqual([cursorBefore]);
});

test('started as its file says, the client works with the account of this window, and the status bar shows it', async () => {
  cursor = await startClient(scene, 'Cursor', readFileSync(cursorFile, 'utf8').replace('// mine', ''));
  const sprint = await cursor.call('jira_current_sprint', {});
  expect(sprint.text).toContain(sprintName);
  await statusItem('Cursor').waitFor();
  await statusItem('Cursor').hover();
  await scene.workbench.page.locator('.monaco-hover').filter({ hasText: 'Click to stop' }).waitFor();
  await scene.screenshot('04 status bar');
});

test('a write is asked for with its exact target and text; refused, nothing is written', async () => {
  const { workbench, site } = scene;
  const description = 'The second code is **never** applied.\n\nSeen twice.';
  const pending = create(cursor, 'Refused from outside', { assignee: 'Paul', sprint: 'current', description });
  const shown = await consentDialog(scene);
  await scene.screenshot('05 consent');
  const exact = ['Cursor', 'project NIM', site.url, 'Refused from outside', 'Paul Martin', sprintName, description];
  for (const part of exact) expect(shown).toContain(part);
  await workbench.pressDialogButton('Cancel');
  expect((await pending).isError).toBe(true);
  expect((await pending).text).toContain('declined');
  expect(await issuesCalled('Refused from outside')).toBe(0);
});

test('allowed once, it is written, and the next one asks again', async () => {
  const { workbench } = scene;
  const first = create(cursor, 'Allowed once');
  await consentDialog(scene);
  await workbench.pressDialogButton('Allow Once');
  expect((await first).isError, (await first).text).toBe(false);
  expect(await issuesCalled('Allowed once')).toBe(1);
  const second = create(cursor, 'Asked about again');
  expect(await consentDialog(scene)).toContain('Asked about again');
  await workbench.pressDialogButton('Cancel');
  expect((await second).isError).toBe(true);
  expect(await issuesCalled('Asked about again')).toBe(0);
});

test('allowed for the session, it is not asked about again, but another client is', async () => {
  const { workbench } = scene;
  const first = create(cursor, 'Allowed for the session');
  await consentDialog(scene);
  await workbench.pressDialogButton('Allow for This Session');
  expect((await first).isError, (await first).text).toBe(false);
  expect((await create(cursor, 'Not asked about')).isError).toBe(false);
  expect(await issuesCalled('Not asked about')).toBe(1);

  await workbench.quickInput.runCommand('Trestle: Connect…');
  await workbench.quickInput.pick('Another client, over HTTP');
  await workbench.toast('Trestle listens on').waitFor();
  await scene.screenshot('06 http');
  await workbench.pressToastButton('Trestle listens on', 'Copy Configuration');
  codex = await startClient(scene, 'Codex', await copiedConfiguration(scene));
  const other = create(codex, 'By another client');
  expect(await consentDialog(scene)).toMatch(/^Codex wants to/);
  await workbench.pressDialogButton('Cancel');
  expect((await other).isError).toBe(true);
  expect(await issuesCalled('By another client')).toBe(0);
});

test('always allowed, it is not asked of any client, and is listed until it is revoked', async () => {
  const { workbench, site } = scene;
  const first = create(codex, 'Always allowed');
  await consentDialog(scene);
  await workbench.pressDialogButton('Always Allow');
  expect((await first).isError, (await first).text).toBe(false);
  expect((await create(codex, 'Stands')).isError).toBe(false);
  // It is for this tool and project alone.
  const elsewhere = codex.call('jira_create_issue', { ...task('In another project'), project: 'PAY' });
  expect(await consentDialog(scene)).toContain('project PAY');
  await workbench.pressDialogButton('Cancel');
  expect((await elsewhere).isError).toBe(true);

  await workbench.quickInput.runCommand('Trestle: Manage Agent Permissions…');
  await workbench.quickInput.step('Uncheck what is to be revoked');
  const row = workbench.quickInput.rows.filter({ hasText: 'NIM' });
  expect(await row.first().textContent()).toContain(site.url);
  await scene.screenshot('07 permissions');
  await row.first().click();
  await workbench.quickInput.widget.getByText('0 Selected').waitFor();
  await workbench.quickInput.widget.locator('.monaco-button').filter({ hasText: 'OK' }).click();
  const asked = create(codex, 'Asked about once more');
  expect(await consentDialog(scene)).toContain('Asked about once more');
  await workbench.pressDialogButton('Cancel');
  expect((await asked).isError).toBe(true);
  expect(await issuesCalled('Asked about once more')).toBe(0);
});

test('a long text is shown as a whole before it is allowed', async () => {
  const { workbench } = scene;
  const body = Array.from({ length: 120 }, (_, index) => `Line ${index + 1} of a long comment.`).join('\n');
  const pending = cursor.call('jira_comment', { key: 'NIM-48', body: `${body}\n\nThe very end.` });
  const beginning = await consentDialog(scene);
  expect(beginning).toContain('Line 9 of a long comment.');
  expect(beginning).not.toContain('The very end.');
  expect(await workbench.dialog.locator('.monaco-button').filter({ hasText: 'Allow' }).count()).toBe(0);
  await scene.screenshot('08 long');
  await workbench.pressDialogButton('Show Whole Text');
  await workbench.toast('Cursor wants to').waitFor();
  await workbench.page.keyboard.press('Control+End');
  await workbench.editor.line('The very end.').waitFor();
  await scene.screenshot('09 whole text');
  await workbench.pressToastButton('Cursor wants to', 'Allow Once');
  expect((await pending).isError, (await pending).text).toBe(false);
  const comments = await scene.api.get('/rest/api/3/issue/NIM-48/comment');
  expect(comments.at('comments').items.at(-1)?.at('body').text).toContain('The very end.');
});

test('one click on the status item stops everything, another lets them in again', async () => {
  const { workbench } = scene;
  await statusItem('Cursor').click();
  await workbench.toast('Stopped').waitFor();
  await scene.screenshot('10 stopped');
  await statusItem('Cursor').waitFor({ state: 'detached' });
  await expect(codex.client.listTools()).rejects.toThrow();
  await workbench.pressToastButton('Stopped', 'Let Them In Again');
  const sprint = async () => (await cursor.call('jira_current_sprint', {})).text;
  await expect.poll(sprint, { timeout: 20_000 }).toContain(sprintName);
});

test('Disconnect takes the entry out and leaves the rest', async () => {
  const { workbench } = scene;
  await workbench.quickInput.runCommand('Notifications: Clear All Notifications');
  await workbench.quickInput.runCommand('Trestle: Connect…');
  await workbench.quickInput.rows.filter({ hasText: 'Cursor' }).filter({ hasText: 'connected' }).waitFor();
  await workbench.quickInput.pick('Cursor');
  await workbench.pressToastButton('Cursor is connected', 'Disconnect');
  await workbench.toast('Disconnect Cursor?').waitFor();
  await scene.screenshot('11 disconnect');
  await workbench.pressToastButton('Disconnect Cursor?', 'Disconnect');
  await expect.poll(() => readFileSync(cursorFile, 'utf8')).toBe(cursorBefore);
});

test('ChatGPT on the web is explained, without asking for a key', async () => {
  const { workbench } = scene;
  await workbench.quickInput.runCommand('Trestle: Connect…');
  await workbench.quickInput.pick('ChatGPT on the web');
  await workbench.editor.line('tunnel-client run').waitFor();
  await scene.screenshot('12 chatgpt');
});
