import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServerLaunch } from './clients.ts';

const run = promisify(execFile);
const oldestNode = 22;

/**
 * How clients start a script here: by the Node of the user's path, whose place outlives updates of the editor, else by
 * the editor itself. Always with the whole path: clients are started with other paths than the editor.
 */
export async function launchOf(
  script: string,
  {
    execPath,
    versions,
  }: { readonly execPath: string; readonly versions: Readonly<Record<string, string | undefined>> },
): Promise<ServerLaunch> {
  const node = await findNode();
  if (node !== undefined) {
    return { command: node, args: [script] };
  }
  const isElectron = versions['electron'] !== undefined;
  return { command: execPath, args: [script], ...(isElectron && { env: { ELECTRON_RUN_AS_NODE: '1' } }) };
}

async function findNode(): Promise<string | undefined> {
  try {
    const { stdout } = await run('node', ['-p', 'process.versions.node + " " + process.execPath'], { timeout: 5000 });
    const [, major, path] = /^(\d+)\.\S+ (.+)$/.exec(stdout.trim()) ?? [];
    return Number(major) >= oldestNode ? path : undefined;
  } catch {
    return undefined; // none on the path
  }
}
