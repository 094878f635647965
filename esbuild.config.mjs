import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build, context } from 'esbuild';

const isWatch = process.argv.includes('--watch');
const isProduction = process.argv.includes('--production');

/** Bundle name → entry file. All but `extension` are loaded on first use. */
const entries = {
  extension: 'src/extension.ts',
  atlassian: 'src/atlassian/connect.ts',
  mcp: 'src/mcp/main.ts',
  demo: 'src/demo/main.ts',
};

/** `import('#atlassian/connect.ts')` of another bundle's entry becomes a require of that bundle at first use. */
const lazyBundles = {
  name: 'lazy-bundles',
  setup({ onResolve }) {
    onResolve({ filter: /^#/ }, ({ path, kind }) => {
      const name = Object.keys(entries).find((key) => entries[key] === path.replace('#', 'src/'));
      return kind === 'dynamic-import' && name ? { path: `./${name}.js`, external: true } : undefined;
    });
  },
};

/** jira.js and confluence.js write `import { z } from 'zod'`, which keeps all of zod: as a namespace it is shaken. */
const shakeZod = {
  name: 'shake-zod',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules[\\/](jira|confluence)\.js[\\/].*\.m?js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        /import\s*\{\s*z\s*\}\s*from\s*(['"]zod['"])/g,
        'import * as z from $1',
      ),
      loader: 'js',
    }));
  },
};

const options = {
  entryPoints: entries,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  supported: { 'dynamic-import': false }, // `import()` of a sibling bundle as a plain require
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  legalComments: 'linked',
  plugins: [lazyBundles, shakeZod],
  logLevel: 'info',
};

if (isWatch) {
  await (await context(options)).watch();
} else {
  rmSync('dist', { recursive: true, force: true });
  await build(options);
  mkdirSync('dist', { recursive: true });
  writeFileSync('dist/package.json', '{ "type": "commonjs" }\n'); // the package itself is ESM
}
