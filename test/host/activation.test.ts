import assert from 'node:assert/strict';
import { commands, env, extensions, workspace } from 'vscode';
import { rowsOf, signOut, trestle } from './support/trestle.ts';

describe('activation', () => {
  before(signOut);

  it('registers every command of the manifest', async () => {
    await trestle();
    const manifest = extensions.getExtension('trestle.trestle')?.packageJSON;
    const contributed: string[] = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    const registered = new Set(await commands.getCommands(true));
    assert.ok(contributed.length > 8);
    assert.deepEqual(
      contributed.filter((id) => !registered.has(id)),
      [],
    );
  });

  it('knows its settings', () => {
    const settings = workspace.getConfiguration('trestle');
    assert.equal(settings.get('mcp.enabled'), true);
    assert.equal(settings.inspect('site')?.defaultValue, '');
  });

  it('shows no rows while signed out, so that the welcome view is seen', async () => {
    const api = await trestle();
    await commands.executeCommand('trestle.refreshSprint');
    assert.equal(api.sprint.state.kind, 'signedOut');
    assert.deepEqual(await rowsOf(api), []);
  });

  it('copies the key and the URL of an issue, and refuses what is none', async () => {
    const issue = { key: 'NIM-7', url: 'https://nimbus.example/browse/NIM-7' };
    await commands.executeCommand('trestle.copyIssueKey', { issue });
    assert.equal(await env.clipboard.readText(), 'NIM-7');
    await commands.executeCommand('trestle.copyIssueUrl', issue);
    assert.equal(await env.clipboard.readText(), issue.url);
    await commands.executeCommand('trestle.copyIssueKey', { key: '../../etc', url: 'javascript:alert(1)' });
    assert.equal(await env.clipboard.readText(), issue.url);
  });
});
