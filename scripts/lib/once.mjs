import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './process.mjs';

/**
 * Does work only when its inputs have changed since it was last done. The stamp file must lie in the folder that the
 * work fills, so that deleting the result also forgets that it was made.
 * @param {string} stampFile relative to the repository
 * @param {string} key
 * @param {() => Promise<void>} work
 */
export async function once(stampFile, key, work) {
  const stamp = join(root, stampFile);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
}

/** Hash of the contents of files and folders (relative to the repository); missing ones count as empty. */
export function hashOf(...paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) add(join(path, name));
    else hash.update(path).update('\0').update(readFileSync(full)).update('\0');
  };
  paths.forEach(add);
  return hash.digest('hex').slice(0, 16);
}
