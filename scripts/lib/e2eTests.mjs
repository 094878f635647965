import { runVitest } from './checks.mjs';
import { installNpmEditor } from './npmEditor.mjs';
import { findChromium, requireGit } from './systemPackages.mjs';
import { packageExtension } from './vsix.mjs';

/** The end-to-end tests: the packaged extension in a real workbench, driven in a browser. */
export async function testE2e() {
  await requireGit();
  await findChromium();
  await installNpmEditor();
  await packageExtension();
  return runVitest('e2e', ['--config', 'test/e2e/vitest.config.mjs']);
}
