import { rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

const isProduction = process.argv.includes('--production');

/** Bundle name → entry file. All but `extension` are loaded on first use. */
const entries = {
  extension: 'src/extension.ts',
  atlassian: 'src/atlassian/connect.ts',
  mcp: 'src/mcp/main.ts',
  chat: 'src/chat/participant.ts',
  decisions: 'src/services/decisions/register.ts',
  commands: 'src/commands/onDemand.ts',
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

// Our transport ignores the answer schemas of jira.js and confluence.js: without them neither library brings zod
// along (130 kB and 70 ms of require). `schema:` stands on a line of its own in each of their functions.
const dropSchemas = {
  name: 'drop-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules[\\/](jira|confluence)\.js[\\/]dist[\\/]\w+[\\/]api[\\/]/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/^ +schema: .+,$/gm, ''),
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
  plugins: [lazyBundles, dropSchemas],
  logLevel: 'info',
};

rmSync('dist', { recursive: true, force: true });
await build(options);
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n'); // the package itself is ESM
