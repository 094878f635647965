import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Folder of the repository. */
export const root = resolve(import.meta.dirname, '../..');

/** Something a person has to bring; shown as it is, without a stack. */
export class Missing extends Error {}

/**
 * Environment of child processes: node_modules/.bin first on PATH (Node 24 of the devDependencies included) and without
 * what an outer npm says about itself, which a nested npm would take for its own.
 */
export function childEnv(extra = {}) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|node|command|execpath|config_local_prefix)/.test(name)) delete env[name];
  }
  const bin = join(root, 'node_modules/.bin');
  const path = (env.PATH ?? '').split(delimiter).filter((part) => part !== bin);
  return { ...env, PATH: [bin, ...path].join(delimiter), ...extra };
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, show?: boolean }} [options] `show` lets it write to
 * this terminal instead of being collected
 * @returns {Promise<{ code: number, output: string }>} code 127 when the program does not exist
 */
export function run(command, args, { cwd = root, env = childEnv(), show = false } = {}) {
  return new Promise((done) => {
    const chunks = [];
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      shell: process.platform === 'win32' && !existsSync(command), // npm and the files in .bin are .cmd there
    });
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => done({ code: 127, output: error.message }));
    child.once('close', (code) => done({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** Like `run`, but anything else than exit code 0 is an error that shows the program's output. */
export async function runOrFail(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output.trim()}`);
  return output;
}

/** True when a program is on PATH. */
export function isOnPath(name) {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => names.some((file) => existsSync(join(folder, file))));
}

/**
 * Shows a line for a step that takes a while, and its duration.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const isTerminal = process.stdout.isTTY;
  if (isTerminal) process.stdout.write(`… ${title}`);
  const startedAt = Date.now();
  const say = (mark) => {
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`${isTerminal ? '\r\x1b[K' : ''}${mark} ${title} (${seconds} s)\n`);
  };
  try {
    const result = await work();
    say('✓');
    return result;
  } catch (error) {
    say('✗');
    throw error;
  }
}

/** Runs a script's body; says plainly why it failed. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    process.stderr.write(`\n${error instanceof Missing ? error.message : (error?.stack ?? error)}\n`);
    process.exitCode = 1;
  }
}
