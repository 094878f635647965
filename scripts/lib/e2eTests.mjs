import { runVitest } from './checks.mjs';
import { installNpmEditor } from './npmEditor.mjs';
import { findChromium, requireGit } from './systemPackages.mjs';
import { packageExtension } from './vsix.mjs';

/**
 * The end-to-end tests: the packaged extension in a real workbench, driven in a browser.
 * @param {readonly string[]} [filters] parts of the names of the test files to run
 */
export async function testE2e(filters = []) {
  await requireGit();
  await findChromium();
  await installNpmEditor();
  await packageExtension();
  return runVitest('e2e', ['--config', 'test/e2e/vitest.config.mjs', ...filters]);
}
