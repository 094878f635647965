import assert from 'node:assert/strict';
import {
  CancellationTokenSource,
  ConfigurationTarget,
  commands,
  LanguageModelTextPart,
  lm,
  Selection,
  window,
  workspace,
} from 'vscode';
import { openSampleProject } from './support/project.ts';
import { signInToDemo, signOut, trestle, until } from './support/trestle.ts';

describe('the embedded MCP server', () => {
  before(async () => {
    await signInToDemo();
    await startServer();
  });
  after(signOut);

  it('offers its tools to agents of this window', () => {
    for (const name of [
      'jira_search',
      'jira_get_issue',
      'jira_current_sprint',
      'jira_create_issue',
      'confluence_search',
      'confluence_get_page',
      'editor_context',
    ]) {
      assert.ok(toolNamed(name), `${name} of ${lm.tools.map((tool) => tool.name).join()}`);
    }
  });

  it('answers with the sprint that the view shows', async () => {
    const answer = await invoke('jira_current_sprint', {});
    assert.ok(answer.includes('NIM Sprint 14'), answer.slice(0, 500));
  });

  it('creates an issue from the selection, assigned by name, in the current sprint', async () => {
    const { cart } = await openSampleProject();
    const editor = await window.showTextDocument(await workspace.openTextDocument(cart));
    editor.selection = new Selection(31, 4, 33, 5);
    const input = {
      summary: 'Filed by an agent',
      assignee: 'Paul',
      sprint: 'current',
      fromSelection: true,
    };
    const answer = await invoke('jira_create_issue', input);
    const [key] = /NIM-\d+/.exec(answer) ?? [];
    assert.ok(key, answer);
    const api = await trestle();
    const stored = await (await api.connections.current())?.tracker.issues.get(key);
    assert.equal(stored?.assignee?.displayName, 'Paul Martin');
    assert.ok(stored?.description.includes('i <= discounts.length'), stored?.description);
    await until('the view has it', () => {
      const { state } = api.sprint;
      return (
        state.kind === 'ready' && state.content.groups.some(({ issues }) => issues.some((issue) => issue.key === key))
      );
    });
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('goes away with its setting, and comes back', async () => {
    await setEnabled(false);
    await until('the tools are gone', () => toolNamed('jira_search') === undefined);
    await setEnabled(undefined);
    await startServer();
    assert.ok((await invoke('jira_current_sprint', {})).includes('NIM Sprint 14'));
  });

  async function startServer(): Promise<void> {
    await until('the tools are there', async () => {
      await commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true });
      return toolNamed('jira_search') !== undefined;
    });
  }

  function setEnabled(isEnabled: boolean | undefined): Thenable<void> {
    return workspace.getConfiguration('trestle').update('mcp.enabled', isEnabled, ConfigurationTarget.Global);
  }

  /** VS Code puts a prefix before the name. */
  function toolNamed(name: string) {
    return lm.tools.find((tool) => tool.name.endsWith(name));
  }

  async function invoke(name: string, input: object): Promise<string> {
    const tool = toolNamed(name);
    assert.ok(tool, name);
    const options = { input, toolInvocationToken: undefined };
    const { content } = await lm.invokeTool(tool.name, options, new CancellationTokenSource().token);
    return content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');
  }
});
