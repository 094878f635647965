import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The server and what it loads when needed. */
const files = ['mcp.js', 'atlassian.js', 'demo.js', 'package.json'];

/** Folders of builds that processes may still be running from. */
const keptBuilds = 2;

/**
 * Copies the server out of the extension's folder, whose path changes with each version, to where clients find it for
 * good: `bin/mcp.js` starts the build beside it. A build arrives as a whole, and only a newer one takes over.
 */
export async function installServer(options: {
  /** The bundles as they were shipped. */
  readonly source: string;
  readonly bin: string;
  readonly version: string;
}): Promise<{ readonly path: string; readonly isInstalled: boolean }> {
  const { source, bin, version } = options;
  const path = join(bin, 'mcp.js');
  const { mtimeMs } = await stat(join(source, 'mcp.js'));
  const build = `${version}+${Math.floor(mtimeMs)}`;
  const installed = /^\/\/ (\S+)$/m.exec(await readFile(path, 'utf8').catch(() => ''))?.[1];
  if (installed !== undefined && !isNewer(build, installed)) {
    return { path, isInstalled: false };
  }
  await mkdir(bin, { recursive: true, mode: 0o700 });
  const folder = join(bin, build);
  const arriving = `${folder}.${randomBytes(4).toString('hex')}.tmp`;
  await mkdir(arriving);
  for (const file of files) {
    await copyFile(join(source, file), join(arriving, file));
  }
  // Another window may have been faster; its copy is the same.
  await rename(arriving, folder).catch(() => rm(arriving, { recursive: true, force: true }));
  const starter = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  await writeFile(starter, `// ${build}\nrequire('./${build}/mcp.js').runStdio(process.argv.slice(2));\n`);
  await writeFile(join(bin, 'package.json'), '{ "type": "commonjs" }\n');
  await rename(starter, path);
  await sweep(bin, build);
  return { path, isInstalled: true };
}

async function sweep(bin: string, current: string): Promise<void> {
  const builds = (await readdir(bin)).filter((name) => /^\d+\.\d+\.\d+\+\d+$/.test(name) && name !== current);
  const old = builds.sort((a, b) => (isNewer(a, b) ? -1 : 1)).slice(keptBuilds - 1);
  const broken = (await readdir(bin)).filter((name) => name.endsWith('.tmp'));
  for (const name of [...old, ...broken]) {
    await rm(join(bin, name), { recursive: true, force: true }).catch(() => {}); // Windows keeps what is in use
  }
}

function isNewer(build: string, than: string): boolean {
  const [one, other] = [build, than].map((text) => text.split(/[.+]/).map(Number));
  const difference = (one ?? []).map((part, index) => part - (other?.[index] ?? 0)).find((part) => part !== 0);
  return (difference ?? 0) > 0;
}
