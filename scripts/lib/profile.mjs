import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Settings that keep a fresh editor quiet: no welcome pages, look-ups, tips or questions. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
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
 * @param {{ settings?: Record<string, unknown>, machineSettings?: Record<string, unknown>, modelVendor?: string }} [options]
 * machine-scoped settings belong to the user on desktop and to the server elsewhere; `modelVendor` is the vendor of the
 * language models that chat may use
 */
export function writeProfile(dataDir, { settings = {}, machineSettings = {}, modelVendor } = {}) {
  writeJson(join(dataDir, 'User/settings.json'), { ...quietSettings, ...settings, ...machineSettings });
  writeJson(join(dataDir, 'Machine/settings.json'), machineSettings);
  if (modelVendor)
    writeJson(join(dataDir, 'User/chatLanguageModels.json'), [{ name: modelVendor, vendor: modelVendor }]);
}

function writeJson(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value, null, 2));
}
