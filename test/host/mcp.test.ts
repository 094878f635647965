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
import { toolsets } from '../../src/domain/agentPolicy.ts';
import { describeTool } from '../../src/mcp/server.ts';
import { tools } from '../../src/mcp/tools/index.ts';
import { openSampleProject } from './support/project.ts';
import { signInToDemo, signOut, trestle, until } from './support/trestle.ts';

/** What VS Code puts before the names. */
const prefix = 'mcp_trestle_';

describe('the embedded MCP server', () => {
  before(async () => {
    await signInToDemo();
    await startServer();
  });
  after(signOut);

  it('offers its whole table of tools to agents of this window, each as it is described', () => {
    const wanted = tools.filter(({ toolset }) => toolset === undefined).map(describeTool);
    assert.ok(wanted.length >= 16 && wanted.length <= 20, String(wanted.length));
    assert.deepEqual(offeredNames(), wanted.map(({ name }) => name).sort());
    for (const { name, description, inputSchema } of wanted) {
      const seen = toolNamed(name);
      assert.equal(seen?.name, `${prefix}${name}`); // nothing is cut off
      assert.equal(seen?.description, description);
      assert.deepEqual(seen?.inputSchema, inputSchema);
    }
  });

  it('offers what the settings say from one moment to the next', async () => {
    const all = offeredNames();
    const reading = tools.filter(({ access, toolset }) => access === 'read' && toolset === undefined);
    const steps: ReadonlyArray<readonly [setting: string, value: unknown, wanted: readonly string[]]> = [
      ['mcp.readOnly', true, reading.map(({ name }) => name)],
      ['mcp.disabledTools', ['jira_search'], all.filter((name) => name !== 'jira_search')],
      ['mcp.toolsets', [...toolsets], tools.map(({ name }) => name)],
    ];
    for (const [setting, value, wanted] of steps) {
      try {
        await update(setting, value);
        await until(`${setting} is heeded`, () => offeredNames().join() === [...wanted].sort().join());
      } finally {
        await update(setting, undefined);
      }
      await until(`${setting} is as before`, () => offeredNames().join() === all.join());
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
    await update('mcp.enabled', false);
    await until('the tools are gone', () => toolNamed('jira_search') === undefined);
    await update('mcp.enabled', undefined);
    await startServer();
    assert.ok((await invoke('jira_current_sprint', {})).includes('NIM Sprint 14'));
  });

  async function startServer(): Promise<void> {
    await until('the tools are there', async () => {
      await commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true });
      return toolNamed('jira_search') !== undefined;
    });
  }

  function update(setting: string, value: unknown): Thenable<void> {
    return workspace.getConfiguration('trestle').update(setting, value, ConfigurationTarget.Global);
  }

  function offeredNames(): string[] {
    const ours = lm.tools.filter(({ name }) => name.startsWith(prefix));
    return ours.map(({ name }) => name.slice(prefix.length)).sort();
  }

  function toolNamed(name: string) {
    return lm.tools.find((tool) => tool.name === `${prefix}${name}`);
  }

  async function invoke(name: string, input: object): Promise<string> {
    const tool = toolNamed(name);
    assert.ok(tool, name);
    const options = { input, toolInvocationToken: undefined };
    const { content } = await lm.invokeTool(tool.name, options, new CancellationTokenSource().token);
    return content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');
  }
});
