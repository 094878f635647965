import assert from 'node:assert/strict';
import { type CodeAction, commands, Diagnostic, languages, Range, Selection, window, workspace } from 'vscode';
import { openSampleProject, remote, type SampleProject } from './support/project.ts';
import { rowsOf, signInToDemo, signOut, trestle, until } from './support/trestle.ts';

describe('create an issue from the selection', () => {
  let project: SampleProject;
  const diagnostics = languages.createDiagnosticCollection('trestle-test');

  before(async () => {
    project = await openSampleProject();
    await signInToDemo();
    diagnostics.set(project.cart, [new Diagnostic(new Range(32, 34, 32, 46), "Object is possibly 'undefined'.")]);
  });

  after(async () => {
    diagnostics.dispose();
    await commands.executeCommand('workbench.action.closeAllEditors');
    await signOut();
  });

  it('stores the code, its place, its permalink, its diagnostics, the assignee and the sprint', async () => {
    const editor = await window.showTextDocument(await workspace.openTextDocument(project.cart));
    editor.selection = new Selection(31, 4, 33, 5);
    const key = await create({
      summary: 'The first discount is never taken off',
      issueType: 'Bug',
      assignee: 'Paul',
      sprint: 'current',
    });
    const { stored } = await read(key);
    assert.equal(stored.summary, 'The first discount is never taken off');
    assert.equal(stored.assignee?.displayName, 'Paul Martin');
    assert.equal(stored.type.name, 'Bug');
    assert.deepEqual(
      stored.sprints.map(({ name }) => name),
      ['NIM Sprint 14'],
    );
    assert.ok(stored.description.includes('i <= discounts.length'), stored.description);
    assert.ok(stored.description.includes("possibly 'undefined'"), stored.description);
    const permalink = `${remote}/blob/${project.commit}/src/checkout/cart.ts#L32-L34`;
    assert.ok(stored.description.includes(permalink), stored.description);
    assert.ok(!stored.description.includes('secret'), 'no credentials of the remote');
  });

  it('shows the new issue in the sprint view', async () => {
    const key = await create({ summary: 'Seen in the tree', assignee: '', sprint: 'current' });
    const api = await trestle();
    await until('the tree has it', async () =>
      (await rowsOf(api)).some((row) => row.includes(`${key} Seen in the tree`)),
    );
  });

  it('takes the line when nothing is selected, and says so when the lines are not in the commit', async () => {
    const editor = await window.showTextDocument(await workspace.openTextDocument(project.cart));
    await editor.edit((edit) => edit.insert(editor.document.lineAt(31).range.end, ' // here'));
    editor.selection = new Selection(31, 10, 31, 10);
    const key = await create({ summary: 'One line', assignee: '', sprint: 'none' });
    await commands.executeCommand('workbench.action.files.revert');
    const { stored } = await read(key);
    assert.ok(stored.description.includes('for (let i = 1; i <= discounts.length; i++) { // here'), stored.description);
    assert.ok(stored.description.includes('modified since'), stored.description);
    assert.equal(stored.assignee, undefined);
    assert.deepEqual(stored.sprints, []);
  });

  it('assigns nobody and creates nothing when a name fits nobody', async () => {
    const key = await commands.executeCommand('trestle.createIssueFromSelection', {
      ...{ summary: 'Never stored', issueType: 'Bug', assignee: 'Zebulon', sprint: 'none' },
    });
    assert.equal(key, undefined);
    const { tracker } = await connection();
    const found = await tracker.issues.search({ filter: { text: 'Never stored' } });
    assert.deepEqual(found.items, []);
  });

  it('is offered in the lightbulb of a problem, for its lines', async () => {
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      project.cart,
      new Range(32, 36, 32, 36),
    );
    const action = actions.find(({ command }) => command?.command === 'trestle.createIssueFromSelection');
    assert.ok(action, actions.map(({ title }) => title).join());
    assert.deepEqual(action.command?.arguments, [{ uri: project.cart.toString(), startLine: 33, endLine: 33 }]);
  });

  async function create(given: Record<string, string>): Promise<string> {
    const key = await commands.executeCommand<string>('trestle.createIssueFromSelection', {
      issueType: 'Bug',
      ...given,
    });
    assert.match(key, /^NIM-\d+$/);
    return key;
  }

  async function connection() {
    const current = await (await trestle()).connections.current();
    assert.ok(current);
    return current;
  }

  async function read(key: string) {
    return { stored: await (await connection()).tracker.issues.get(key) };
  }
});
