import { existsSync } from 'node:fs';
import { isOnPath, Missing, run, step } from './process.mjs';

const chromiumPlaces = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** Path of a Chromium to drive; on Debian as root it is installed if there is none. */
export async function findChromium() {
  const places = [process.env.CHROMIUM_PATH, ...(chromiumPlaces[process.platform] ?? [])];
  const find = () => places.find((path) => path && existsSync(path));
  if (!find()) await installDebianPackage('chromium');
  const found = find();
  if (found) return found;
  throw new Missing(
    'A Chromium is missing: the editor is shown and driven in it. Install Chromium or Chrome ' +
      '(on Debian and Ubuntu: sudo apt-get install chromium), or name one in the environment variable CHROMIUM_PATH.',
  );
}

export async function requireGit() {
  if (!isOnPath('git')) await installDebianPackage('git');
  if (!isOnPath('git')) throw new Missing('git is missing: the sample project is a git repository. Please install it.');
}

async function installDebianPackage(name) {
  const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!isDebianRoot) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step(`installing ${name} (Debian package)`, async () => {
    await run('apt-get', ['update'], { env });
    const { code, output } = await run('apt-get', ['install', '-y', '--no-install-recommends', name], { env });
    if (code !== 0) throw new Missing(`Debian's package ${name} could not be installed:\n${output.trim()}`);
  });
}
