// Uses nothing but Node: it runs before anything is installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnv, root, runOrFail, step } from './process.mjs';

const bin = join(root, 'node_modules/.bin');
/** The Node of the devDependencies; every script but the very first lines of `run.mjs` runs on it. */
export const projectNode = join(
  root,
  process.platform === 'win32' ? 'node_modules/node/bin/node.exe' : 'node_modules/node/bin/node',
);

/** Installs the dependencies with `npm ci` unless what is installed is what the lock file asks for. */
export async function installDependencies() {
  if (isInstalled()) return;
  const npm = process.env.npm_execpath; // the npm that started us, as a script for Node
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await step('installing the dependencies (npm ci)', () =>
    npm?.endsWith('.js') && !process.execPath.startsWith(join(root, 'node_modules'))
      ? runOrFail(process.execPath, [npm, ...args])
      : runOrFail('npm', args, { env: childEnv({ PATH: pathWithoutBin() }) }),
  );
}

function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json');
  if (!installed || !existsSync(projectNode)) return false;
  return Object.entries(readPackages('package-lock.json') ?? {}).every(
    ([path, wanted]) => path === '' || wanted.optional || wanted.peer || installed[path]?.version === wanted.version,
  );
}

function readPackages(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

/** `npm ci` empties node_modules: it must not run on a Node that lives there. */
function pathWithoutBin() {
  const separator = process.platform === 'win32' ? ';' : ':';
  return (process.env.PATH ?? '')
    .split(separator)
    .filter((part) => part !== bin)
    .join(separator);
}
