import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ServerLaunch } from './clients.ts';

export type ServerCheck =
  | { readonly kind: 'works'; readonly toolCount: number; readonly version: string; readonly isThroughWindow: boolean }
  | { readonly kind: 'fails'; readonly reason: string };

const timeoutMs = 15_000;

/** What of the environment clients give to the servers they start. */
const inherited = ['PATH', 'HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'SystemRoot', 'TEMP', 'TMPDIR', 'LANG'];

/** Starts the very command that a client would start, in the folder it would start it in, and asks it for its tools. */
export async function checkServer(
  { command, args, env = {} }: ServerLaunch,
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly timeoutMs?: number;
  },
): Promise<ServerCheck> {
  const kept = [...inherited, 'TRESTLE_WINDOWS'].flatMap((key) => {
    const value = options.env[key];
    return value === undefined ? [] : [[key, value]];
  });
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: { ...Object.fromEntries(kept), ...env },
    stdio: 'pipe',
    windowsHide: true,
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-2000);
  });
  child.stdin.on('error', () => {}); // its end is told below
  const answers = new Map<number, (result: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result } = parse(line);
    if (typeof id === 'number') {
      answers.get(id)?.(Object.fromEntries(Object.entries(result ?? {})));
    }
  });
  const failed = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), options.timeoutMs ?? timeoutMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code}: ${stderr.trim().split('\n').at(-1) ?? ''}`));
    });
  });
  failed.catch(() => {}); // also when all went well, at the end
  const send = (message: Record<string, unknown>) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (id: number, method: string, params: unknown) => {
    const { promise, resolve } = Promise.withResolvers<Record<string, unknown>>();
    answers.set(id, resolve);
    send({ id, method, params });
    return Promise.race([promise, failed]);
  };
  try {
    const { serverInfo } = await request(1, 'initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'trestle-check', title: 'Trestle (check)', version: '1' },
    });
    send({ method: 'notifications/initialized' });
    const { tools } = await request(2, 'tools/list', {});
    const { name, version } = Object.fromEntries(Object.entries(serverInfo ?? {}));
    if (name !== 'trestle' || !Array.isArray(tools)) {
      return { kind: 'fails', reason: 'another server answered' };
    }
    const isThroughWindow = stderr.includes('working through the editor window');
    return { kind: 'works', toolCount: tools.length, version: String(version), isThroughWindow };
  } catch (error) {
    return { kind: 'fails', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    child.stdin.end();
    setTimeout(() => child.kill(), 3000).unref();
  }
}

function parse(line: string): Record<string, unknown> {
  try {
    return Object.fromEntries(Object.entries(JSON.parse(line) ?? {}));
  } catch {
    return {};
  }
}
