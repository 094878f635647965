import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { processGroup } from './editorServer.mjs';
import { childEnv, root } from './process.mjs';

/**
 * Starts the demo site in a process of its own.
 * @param {readonly string[]} [args] options of its command line
 * @returns {Promise<{ url: string, email: string, token: string, scopedToken: string,
 *   serviceAccount: { email: string, token: string }, stop(): Promise<void> }>}
 */
export async function startDemoSite(args = []) {
  const child = spawn(process.execPath, ['src/demo/cli.ts', '--port', '0', '--json', ...args], {
    cwd: root,
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const group = processGroup(child);
  for await (const line of createInterface({ input: child.stdout })) return { ...JSON.parse(line), stop: group.stop };
  throw new Error('the demo site ended before it could be used');
}
