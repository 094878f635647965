import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { extensions, Uri, workspace } from 'vscode';
import { until } from './trestle.ts';

export const remote = 'https://github.com/nimbus-shop/storefront';

export interface SampleProject {
  readonly folder: string;
  readonly cart: Uri;
  readonly commit: string;
}

/** The sample project in the window's folder, as a git repository with a remote. */
export async function openSampleProject(): Promise<SampleProject> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(folder, 'the tests run in a folder');
  const source = extensions.getExtension('trestle.trestle')?.extensionPath;
  assert.ok(source);
  cpSync(join(source, 'test/fixtures/sample'), folder, { recursive: true });
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@nimbus.example', ...args], { cwd: folder, env })
      .toString()
      .trim();
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'Checkout with discounts');
  // A token in the remote's URL must not reach a ticket.
  git('config', 'remote.origin.url', `${remote.replace('https://', 'https://someone:secret@')}.git`);
  const commit = git('rev-parse', 'HEAD');
  await gitSees(Uri.file(folder), commit);
  return { folder, cart: Uri.file(join(folder, 'src/checkout/cart.ts')), commit };
}

interface GitExtension {
  getAPI(version: 1): {
    openRepository?(root: Uri): Promise<unknown>;
    getRepository(uri: Uri): { state: { HEAD?: { commit?: string } }; status(): Promise<void> } | null;
  };
}

async function gitSees(folder: Uri, commit: string): Promise<void> {
  const extension = extensions.getExtension<GitExtension>('vscode.git');
  assert.ok(extension, 'the git extension is built in');
  const api = (await extension.activate()).getAPI(1);
  await api.openRepository?.(folder);
  await until('git sees the commit', async () => {
    await api.getRepository(folder)?.status();
    return api.getRepository(folder)?.state.HEAD?.commit === commit;
  });
}
