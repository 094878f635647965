import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Settings that keep a fresh editor quiet: no welcome pages, look-ups, tips or questions. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.quickOpen.closeOnFocusLost': false, // a view that takes focus late must not close the palette
  'window.confirmBeforeClose': 'never',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'files.hotExit': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false, // no toast for every local port that an extension opens
};

/**
 * Lays out a fresh profile.
 * @param {string} dataDir what VS Code calls the user data dir
 * @param {Record<string, unknown>} [settings]
 * @param {string} [modelVendor] vendor of the language models that chat may use
 */
export function writeProfile(dataDir, settings = {}, modelVendor) {
  const user = join(dataDir, 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  if (modelVendor) {
    const models = [{ name: modelVendor, vendor: modelVendor }];
    writeFileSync(join(user, 'chatLanguageModels.json'), JSON.stringify(models, null, 2));
  }
}
