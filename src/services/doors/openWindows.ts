import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';

/** An editor window that lets programs of the same user in, as its file in the private folder says. */
export interface OpenWindow {
  /** Of the process that listens. */
  readonly pid: number;
  readonly version: string;
  /** Absolute paths of the workspace folders. */
  readonly folders: readonly string[];
  /** ISO 8601; absent when the window never had the focus. */
  readonly focusedAt?: string;
  /** Unix socket or pipe that speaks HTTP. */
  readonly socketPath: string;
  /** Bearer for that socket. */
  readonly token: string;
  /** The window's port for HTTP clients; `trying` while it is not known whether it is free. */
  readonly http?: { readonly port: number; readonly state: 'trying' | 'open' };
}

const isWindows = process.platform === 'win32';

/** One place for all editors of a user, so that a client finds the right window whichever editor it is. */
export function windowsDirectory(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env['TRESTLE_WINDOWS'] || join(homedir(), '.trestle', 'windows');
}

/** This process's file among the windows; made, replaced and removed as a whole. */
export class WindowFile {
  private readonly path: string;
  private written = '';

  constructor(directory: string, name: string) {
    this.path = join(directory, `${name}.json`);
  }

  write(window: OpenWindow): void {
    const text = JSON.stringify(window);
    if (text !== this.written) {
      const temporary = `${this.path}.${randomBytes(4).toString('hex')}.tmp`;
      writeFileSync(temporary, text, { mode: 0o600 });
      renameSync(temporary, this.path);
      this.written = text;
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
    this.written = '';
  }
}

/** Makes the folder, for this user only, and clears what killed processes left in it. */
export function prepareWindowsDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!isWindows) {
    chmodSync(directory, 0o700);
  }
  for (const name of readdirSync(directory)) {
    const pid = /^(\d+)-[0-9a-f]+\./.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      rmSync(join(directory, name), { force: true });
    }
  }
}

/** The windows of running processes. Empty when somebody else could have written into the folder. */
export function listWindows(directory: string): readonly OpenWindow[] {
  if (!isPrivate(directory)) {
    return [];
  }
  return readdirSync(directory)
    .filter((name) => /^\d+-[0-9a-f]+\.json$/.test(name))
    .map((name) => readWindow(join(directory, name)))
    .filter((window) => window !== undefined)
    .filter(({ pid }) => isRunning(pid));
}

export type WindowChoice =
  | { readonly kind: 'one'; readonly window: OpenWindow }
  | { readonly kind: 'none' }
  /** Several windows, and nothing says which. */
  | { readonly kind: 'several' };

/** The window that holds the folder, the innermost first; else the one last in use. */
export function chooseWindow(windows: readonly OpenWindow[], folder: string): WindowChoice {
  const here = realPath(folder);
  const holding = windows
    .map((window) => ({ window, depth: Math.max(-1, ...window.folders.map((root) => depthWithin(here, root))) }))
    .filter(({ depth }) => depth >= 0);
  const deepest = Math.max(...holding.map(({ depth }) => depth));
  const candidates = holding.length > 0 ? holding.filter(({ depth }) => depth === deepest) : undefined;
  const [first, second] = (candidates?.map(({ window }) => window) ?? windows).toSorted((a, b) =>
    (b.focusedAt ?? '').localeCompare(a.focusedAt ?? ''),
  );
  if (!first) {
    return { kind: 'none' };
  }
  return second && first.focusedAt === second.focusedAt ? { kind: 'several' } : { kind: 'one', window: first };
}

/** Length of the root's path when the folder is in it, else -1. */
function depthWithin(folder: string, root: string): number {
  const real = realPath(root);
  const way = relative(real, folder);
  const isWithin = way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^([a-z]:|[\\/])/i.test(way));
  return isWithin ? real.length : -1;
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function isPrivate(directory: string): boolean {
  const stats = lstatSync(directory, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    return false;
  }
  // Windows keeps a profile to its user by itself.
  return isWindows || (stats.uid === process.getuid?.() && (stats.mode & 0o077) === 0);
}

function readWindow(path: string): OpenWindow | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // removed meanwhile, or not ours
  }
  const { pid, version, folders, focusedAt, socketPath, token, http } = Object.fromEntries(Object.entries(value ?? {}));
  const isWhole =
    Number.isSafeInteger(pid) && [version, socketPath, token].every((member) => typeof member === 'string');
  if (!isWhole || !Array.isArray(folders) || (!isWindows && dirname(String(socketPath)) === '.')) {
    return undefined;
  }
  const { port, state } = Object.fromEntries(Object.entries(http ?? {}));
  return {
    pid: Number(pid),
    version: String(version),
    folders: folders.filter((folder) => typeof folder === 'string'),
    ...(typeof focusedAt === 'string' && { focusedAt }),
    socketPath: String(socketPath),
    token: String(token),
    ...(Number.isSafeInteger(port) && { http: { port: Number(port), state: state === 'open' ? 'open' : 'trying' } }),
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
