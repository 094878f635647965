import { accessSync, chmodSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { installNpmEditor } from './npmEditor.mjs';
import { root } from './process.mjs';
import { findChromium } from './systemPackages.mjs';

const shim = join(import.meta.dirname, 'desktopShim.mjs');

/**
 * The editor for tests in the extension host: desktop VS Code where there is one, else the npm editor behind a program
 * that understands desktop's command line.
 * @returns {Promise<{ name: string, executable: string }>}
 */
export async function findTestEditor() {
  const desktop = findDesktop();
  if (desktop) return { name: `VS Code desktop (${desktop})`, executable: desktop };
  await findChromium();
  await installNpmEditor();
  chmodSync(shim, 0o755);
  return { name: "VS Code's server from npm, in Chromium", executable: shim };
}

/** Executable of VS Code desktop, when there is one and a display to show it on. */
export function findDesktop() {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay || process.env.TRESTLE_EDITOR === 'npm') return undefined;
  return [...downloaded(), ...onPath(), ...wellKnown].find(isExecutable);
}

/** Where @vscode/test-electron puts its downloads. */
function downloaded() {
  const folder = join(root, '.vscode-test');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('vscode-'))
    .flatMap((name) => [
      join(folder, name, 'code'),
      join(folder, name, 'Code.exe'),
      join(folder, name, 'Visual Studio Code.app/Contents/MacOS/Electron'),
    ]);
}

/** The `code` on PATH is a script, `bin/code`, that starts the real program some folders up. */
function onPath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'code'))
    .filter(existsSync)
    .flatMap((script) => {
      const bin = dirname(realpathSync(script));
      return [join(bin, '../code'), join(bin, '../Code.exe'), join(bin, '../../../MacOS/Electron')];
    });
}

const wellKnown = ['/usr/share/code/code', '/Applications/Visual Studio Code.app/Contents/MacOS/Electron'];

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
