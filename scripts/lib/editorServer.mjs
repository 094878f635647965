import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { editorRoot, installNpmEditor } from './npmEditor.mjs';
import { childEnv, runOrFail } from './process.mjs';

const serverMain = join(editorRoot, 'out/server-main.js');

/** Common to serving and to installing extensions; the folder's path stays short because unix sockets live in it. */
const folderArguments = (dir) => [
  ...['--accept-server-license-terms', '--disable-telemetry', '--server-data-dir', join(dir, 'srv')],
  ...['--user-data-dir', join(dir, 'data'), '--extensions-dir', join(dir, 'ext')],
];

/** The server's environment: its own home, no extension gallery, nothing of the VS Code this may be started from. */
function serverEnv(dir, env) {
  const home = join(dir, 'home');
  mkdirSync(home, { recursive: true });
  const inherited = childEnv();
  for (const name of Object.keys(inherited))
    if (/^(VSCODE_|NODE_OPTIONS$|ELECTRON_)/.test(name)) delete inherited[name];
  return { ...inherited, HOME: home, EXTENSIONS_GALLERY: '{}', ...env };
}

/** Installs a VSIX into the folder that `startEditorServer` will be given. */
export async function installVsix(dir, file) {
  await installNpmEditor();
  const args = [serverMain, ...folderArguments(dir), '--force', '--install-extension', file];
  await runOrFail(process.execPath, args, { env: serverEnv(dir, {}) });
}

/**
 * Serves VS Code on 127.0.0.1.
 * @param {{ dir: string, port?: number, env?: Record<string, string> }} options `dir` holds everything the server
 * writes; its profile (`writeProfile(dir + '/data')`) must be there already
 */
export async function startEditorServer({ dir, port, env = {} }) {
  await installNpmEditor();
  const chosenPort = port ?? (await freePort());
  const url = `http://127.0.0.1:${chosenPort}`;
  const logFile = join(dir, 'server.log');
  const log = openSync(logFile, 'a');
  const args = [
    ...[serverMain, '--host', '127.0.0.1', '--port', String(chosenPort), '--without-connection-token'],
    ...['--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override'],
    ...folderArguments(dir),
  ];
  // A process group of its own: extension hosts, file watchers and MCP servers end with it.
  const child = spawn(process.execPath, args, {
    cwd: dir,
    env: serverEnv(dir, env),
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const group = processGroup(child);
  await untilServed(child, url, logFile);
  return { url, dir, logFile, stop: group.stop };
}

/**
 * Ends a detached child together with everything it has started, also when this process exits first.
 * @param {import('node:child_process').ChildProcess} child
 */
export function processGroup(child) {
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // the group is gone already
    }
  };
  const killAll = () => kill('SIGKILL');
  process.once('exit', killAll);
  const exited = new Promise((done) => child.once('exit', done));
  return {
    async stop() {
      process.removeListener('exit', killAll);
      child.kill('SIGTERM');
      await Promise.race([exited, sleep(4000, undefined, { ref: false })]);
      killAll();
    },
  };
}

async function untilServed(child, url, logFile) {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`VS Code's server ended at once:\n${readFileSync(logFile, 'utf8')}`);
    const isServed = await fetch(`${url}/version`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isServed) return;
    await sleep(50);
  }
}

export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
