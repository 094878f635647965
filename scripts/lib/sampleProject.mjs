import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { childEnv, root, runOrFail } from './process.mjs';
import { requireGit } from './systemPackages.mjs';

/** The remote that permalinks of the sample project lead to; nothing is ever sent there. */
export const sampleRemote = 'https://github.com/nimbus-shop/storefront';

/** Copies the sample project and makes it a git repository: one commit, a branch, and a remote that has the commit. */
export async function prepareSampleProject(folder) {
  await requireGit();
  cpSync(join(root, 'test/fixtures/sample'), folder, { recursive: true });
  const date = '2026-01-05T09:00:00Z';
  const env = childEnv({
    ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    ...{ GIT_AUTHOR_NAME: 'Paul Martin', GIT_AUTHOR_EMAIL: 'paul.martin@nimbus.example' },
    ...{ GIT_COMMITTER_NAME: 'Paul Martin', GIT_COMMITTER_EMAIL: 'paul.martin@nimbus.example' },
  });
  const git = (...args) => runOrFail('git', args, { cwd: folder, env });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--no-gpg-sign', '--message', 'Checkout with discounts');
  await git('remote', 'add', 'origin', `${sampleRemote}.git`);
  await git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  await git('switch', '--quiet', '--create', 'feature/checkout-discounts');
  return { commit: (await git('rev-parse', 'HEAD')).trim() };
}
