import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { hashOf, once } from './once.mjs';
import { root, runOrFail, step } from './process.mjs';

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The packaged extension. */
export const vsixFile = join(root, 'artifacts', `${name}-${version}.vsix`);

/** Builds for production and packages a VSIX, unless this was done with these files already. */
export async function packageExtension() {
  const inputs = [
    'src',
    'media',
    'l10n',
    'skills',
    'docs',
    'package.json',
    'package.nls.json',
    'package.nls.fr.json',
    '.vscodeignore',
  ];
  const key = hashOf(...inputs, 'README.md', 'CHANGELOG.md', 'esbuild.config.mjs', 'package-lock.json');
  await once('artifacts/.vsix-of', key, async () => {
    await build({ isProduction: true });
    mkdirSync(join(root, 'artifacts'), { recursive: true });
    const vsce = join(root, 'node_modules/.bin/vsce');
    const args = [
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--out',
      vsixFile,
    ];
    await step('packaging the extension (VSIX)', () => runOrFail(vsce, args));
  });
  return { file: vsixFile, bytes: statSync(vsixFile).size };
}
