import assert from 'node:assert/strict';
import { commands, env, Selection, window, workspace } from 'vscode';
import { openSampleProject } from './support/project.ts';
import { signInToDemo, signOut, trestle, until } from './support/trestle.ts';

describe('the activity view', () => {
  let key: string;

  before(async () => {
    const project = await openSampleProject();
    await signInToDemo();
    const editor = await window.showTextDocument(await workspace.openTextDocument(project.cart));
    editor.selection = new Selection(31, 4, 33, 5);
    key = await commands.executeCommand<string>('trestle.createIssueFromSelection', {
      ...{ issueType: 'Bug', summary: 'Listed [as](command:x) $(bug) text', assignee: '', sprint: 'none' },
    });
    assert.match(key, /^NIM-\d+$/);
  });

  after(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await signOut();
  });

  async function row() {
    const [today] = await (await trestle()).activity.days();
    return today?.operations.find(({ record }) => record.issueKey === key);
  }

  it('lists what was written today, newest first, with its outcome in words', async () => {
    await until('the write is listed', async () => (await row())?.record.outcome === 'done');
    const { activity } = await trestle();
    const [today] = await activity.days();
    assert.equal(today?.item.label, 'Today');
    const starts = today.operations.map(({ record }) => record.startedAt);
    assert.deepEqual(starts, [...starts].sort().reverse());
    const found = await row();
    assert.ok(found);
    assert.match(String(found.item.label), new RegExp(`^${key} Listed`));
    assert.match(String(found.item.description), /^Issue created · you · /);
    assert.equal(found.item.contextValue, 'trestle.undoableOperation');
    assert.match(found.item.accessibilityInformation?.label ?? '', /Done/);
  });

  it('has tooltips of plain text: nothing in them can be clicked', async () => {
    const tooltip = (await row())?.item.tooltip;
    assert.equal(typeof tooltip, 'string');
    assert.ok(String(tooltip).includes('[as](command:x)'));
  });

  it('copies what the journal holds, and refuses rows that it does not hold', async () => {
    const found = await row();
    await commands.executeCommand('trestle.copyOperation', found);
    const copied: unknown = JSON.parse(await env.clipboard.readText());
    assert.partialDeepStrictEqual(copied, { kind: 'createIssue', issueKey: key, surface: 'command', outcome: 'done' });
    await env.clipboard.writeText('untouched');
    await commands.executeCommand('trestle.copyOperation', { record: { id: 'forged' } });
    assert.equal(await env.clipboard.readText(), 'untouched');
  });
});
