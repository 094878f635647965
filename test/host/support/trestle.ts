import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';
import type { TestApi } from '../../../src/extension.ts';
import type { SprintNode } from '../../../src/views/sprint/sprintNodes.ts';

/** The extension under test, activated. */
export async function trestle(): Promise<TestApi> {
  const extension = extensions.getExtension<TestApi>('trestle.trestle');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

export async function signInToDemo(): Promise<TestApi> {
  const api = await trestle();
  assert.equal(await commands.executeCommand('trestle.tryDemo'), true);
  await until('the sprint is loaded', () => api.sprint.state.kind === 'ready');
  return api;
}

export async function signOut(): Promise<void> {
  const api = await trestle();
  await commands.executeCommand('trestle.signOut');
  await commands.executeCommand('trestle.refreshSprint');
  await until('signed out', () => api.sprint.state.kind === 'signedOut');
}

/** Rows of the view, groups unfolded, as "label · description". */
export async function rowsOf({ sprintProvider }: TestApi): Promise<string[]> {
  const rows: string[] = [];
  const walk = async (nodes: readonly SprintNode[], indent: string): Promise<void> => {
    for (const node of nodes) {
      const { label, description } = sprintProvider.getTreeItem(node);
      rows.push(`${indent}${String(label)} · ${String(description)}`);
      await walk(await sprintProvider.getChildren(node), `${indent}  `);
    }
  };
  await walk(await sprintProvider.getChildren(), '');
  return rows;
}

export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
