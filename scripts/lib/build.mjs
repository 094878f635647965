import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hashOf, once } from './once.mjs';
import { root, runOrFail, step } from './process.mjs';

/** Builds dist/ unless it was built from these sources already. */
export async function build({ isProduction = false } = {}) {
  const mode = isProduction ? 'production' : 'development';
  const key = `${mode} ${hashOf('src', 'esbuild.config.mjs', 'package-lock.json')}`;
  const args = ['esbuild.config.mjs', ...(isProduction ? ['--production'] : [])];
  await once('dist/.built-from', key, () =>
    step(`building the extension (${mode})`, async () => {
      await runOrFail(process.execPath, args);
    }),
  );
}

/** Bundles every test of test/host for the extension host. */
export async function buildHostTests(outdir, source = 'test/host') {
  const require = createRequire(join(root, 'package.json'));
  const esbuild = require('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [`${source}/**/*.test.ts`],
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
