// VS Code from the npm registry: the server that the package code-server carries (MIT, with GitHub Copilot Chat), without
// code-server's own program. For machines on which VS Code desktop cannot be had.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashOf, once } from './once.mjs';
import { childEnv, root, run, runOrFail, step } from './process.mjs';

const version = '4.139.1';
const folder = join('.vscode-test', `npm-editor-${version}`);
/** Folder of VS Code's server. */
export const editorRoot = join(root, folder, 'lib/vscode');

/** What the server and its extension host load at run time; the other ninety are for desktop, telemetry and tests. */
const runtimeDependencies = [
  ...['@microsoft/1ds-core-js', '@microsoft/1ds-post-js', '@parcel/watcher', '@vscode/deviceid', '@vscode/fs-copyfile'],
  ...['@vscode/iconv-lite-umd', '@vscode/native-watchdog', '@vscode/proxy-agent', '@vscode/ripgrep-universal'],
  ...['@vscode/spdlog', '@xterm/addon-clipboard', '@xterm/addon-progress', '@xterm/addon-search'],
  ...['@xterm/addon-serialize', '@xterm/addon-unicode11', '@xterm/headless', '@xterm/xterm', 'cookie', 'detect-libc'],
  ...['http-proxy-agent', 'https-proxy-agent', 'jschardet', 'katex', 'minimist', 'node-pty', 'tas-client', 'undici'],
  ...['vscode-oniguruma', 'vscode-regexpp', 'vscode-textmate', 'ws', 'yauzl', 'yazl', 'zod'],
];

/** Installs the editor once. */
export async function installNpmEditor() {
  const key = `${version} ${hashOf('scripts/lib/npmEditor.mjs', 'scripts/lib/npmEditorStandIns')}`;
  await once(join(folder, '.complete'), key, () =>
    step(`fetching VS Code from npm (code-server ${version}, 200 MB)`, install),
  );
}

async function install() {
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder), { recursive: true });
  const download = join(root, '.vscode-test');
  await runOrFail('npm', ['pack', `code-server@${version}`, '--silent', '--pack-destination', download], {
    cwd: download,
  });
  const archive = join(download, `code-server-${version}.tgz`);
  await runOrFail('tar', ['xzf', archive, '-C', join(root, folder), '--strip-components=1']);
  rmSync(archive);
  keepRuntimeDependencies();
  await npmInstall(editorRoot);
  await npmInstall(join(editorRoot, 'extensions')); // TypeScript's language service
  await run(process.execPath, ['postinstall.mjs'], { cwd: join(editorRoot, 'extensions') });
  prune();
  replaceNativeModules();
}

function npmInstall(cwd) {
  const args = [
    'install',
    '--omit=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--silent',
  ];
  return runOrFail('npm', args, { cwd, env: childEnv({ INIT_CWD: cwd }) });
}

function keepRuntimeDependencies() {
  const shrinkwrap = join(editorRoot, 'npm-shrinkwrap.json');
  const { packages } = JSON.parse(readFileSync(shrinkwrap, 'utf8'));
  const manifest = JSON.parse(readFileSync(join(editorRoot, 'package.json'), 'utf8'));
  const wanted = (name) => packages[`node_modules/${name}`]?.version ?? manifest.dependencies[name] ?? '*';
  manifest.dependencies = Object.fromEntries(runtimeDependencies.map((name) => [name, wanted(name)]));
  manifest.overrides = {};
  writeFileSync(join(editorRoot, 'package.json'), JSON.stringify(manifest, null, 2));
  renameSync(shrinkwrap, `${shrinkwrap}.original`); // npm would install all it lists: 600 MB
}

function prune() {
  const modules = join(editorRoot, 'node_modules');
  rmSync(join(editorRoot, 'extensions/mermaid-markdown-features'), { recursive: true, force: true });
  for (const name of ['third_party', 'deps', 'src'])
    rmSync(join(modules, 'node-pty', name), { recursive: true, force: true });
  const platform = `${process.platform}-${process.arch}`;
  for (const prebuilds of ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds']) {
    for (const name of readdirSync(join(modules, prebuilds))) {
      if (name !== platform) rmSync(join(modules, prebuilds, name), { recursive: true, force: true });
    }
  }
}

/** Two modules would have to be compiled: plain JavaScript does for a server that lives for minutes. */
function replaceNativeModules() {
  for (const name of ['spdlog', 'native-watchdog']) {
    const target = join(editorRoot, 'node_modules/@vscode', name);
    for (const part of ['deps', 'src']) rmSync(join(target, part), { recursive: true, force: true });
    const entry = join(target, 'index.js');
    if (!existsSync(dirname(entry))) throw new Error(`code-server ${version} has no @vscode/${name}`);
    writeFileSync(entry, readFileSync(join(import.meta.dirname, 'npmEditorStandIns', `${name}.cjs`)));
  }
}
