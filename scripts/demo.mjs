// `npm run demo`: a real VS Code with the extension on the sample project, signed in to the demo site.
// `npm run demo -- --smoke SHOT.png`: the same without a display; ends when the sprint is on screen.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from './lib/browser.mjs';
import { build } from './lib/build.mjs';
import { findDesktop } from './lib/editor.mjs';
import { installVsix, startEditorServer } from './lib/editorServer.mjs';
import { main, root, step } from './lib/process.mjs';
import { writeProfile } from './lib/profile.mjs';
import { prepareSampleProject } from './lib/sampleProject.mjs';
import { Workbench } from './lib/ui/workbench.mjs';
import { packageExtension } from './lib/vsix.mjs';
import { openWorkbench, workbenchUrl } from './lib/workbench.mjs';

const sampleFile = 'src/checkout/cart.ts';
const sprintName = 'NIM Sprint 14';

const whatToDo = `
  1. Click the Trestle icon in the activity bar: the current sprint of a demo Jira.
  2. In ${sampleFile} select the bug, then "Create Jira Issue from Selection…" in the context menu.
  3. Agents: Copilot's agent mode has Trestle's tools already; any other: node dist/mcp.js --demo
`;

async function demo(cleanUp, interrupted) {
  const desktop = findDesktop();
  const { dir, project } = await prepare(cleanUp);
  if (desktop) return demoInDesktop(cleanUp, desktop, dir, project);
  const server = await serve(cleanUp, dir);
  const url = workbenchUrl(server, project, join(project, sampleFile));
  process.stdout.write(`\nVS Code is ready: ${url}\n${whatToDo}\nCtrl-C stops everything; nothing is kept.\n`);
  openInBrowser(url);
  return interrupted.then(() => 0);
}

async function demoInDesktop(cleanUp, executable, dir, project) {
  await build();
  const args = [
    ...['--new-window', '--skip-welcome', '--skip-release-notes', '--disable-workspace-trust'],
    ...[`--user-data-dir=${join(dir, 'data')}`, `--extensions-dir=${join(dir, 'ext')}`],
    ...[`--extensionDevelopmentPath=${root}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    ...[project, '--goto', join(project, sampleFile)],
  ];
  const child = spawn(executable, args, { stdio: 'ignore' });
  cleanUp.defer(() => void child.kill());
  process.stdout.write(`\nVS Code is open.\n${whatToDo}\nClose it, or press Ctrl-C, to stop.\n`);
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => done(code ?? 0));
  });
}

async function smoke(cleanUp, screenshot) {
  const { dir, project } = await prepare(cleanUp);
  const server = await serve(cleanUp, dir);
  const browser = await launchBrowser();
  cleanUp.defer(() => browser.close());
  const { page } = browser;
  await step('waiting for the sprint on screen', async () => {
    try {
      await openWorkbench(page, server, project, join(project, sampleFile));
      const workbench = new Workbench(page);
      await workbench.openContainer('Trestle');
      await workbench.treeItem(sprintName).waitFor({ timeout: 60_000 });
      await workbench.treeItem('NIM-').waitFor({ timeout: 60_000 });
    } finally {
      await page.screenshot({ path: screenshot });
    }
  });
  process.stdout.write(`${screenshot}\n`);
  return 0;
}

/** The sample project and a profile whose site is the demo site, in a folder that goes away at the end. */
async function prepare(cleanUp) {
  const dir = mkdtempSync(join(tmpdir(), 'trestle-'));
  cleanUp.defer(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const project = join(dir, 'storefront');
  await prepareSampleProject(project);
  writeProfile(join(dir, 'data'), {
    settings: { 'trestle.projectKey': 'NIM' },
    machineSettings: { 'trestle.site': 'demo' },
  });
  return { dir, project };
}

async function serve(cleanUp, dir) {
  const { file } = await packageExtension();
  return step('starting VS Code', async () => {
    await installVsix(dir, file);
    const server = await startEditorServer({ dir });
    cleanUp.defer(() => server.stop());
    return server;
  });
}

function openInBrowser(url) {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay) return;
  const [command, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform] ?? ['xdg-open'];
  spawn(command, [...args, url], { stdio: 'ignore' }).on('error', () => {}); // the address is printed anyway
}

await main(async () => {
  const { values } = parseArgs({ options: { smoke: { type: 'string' } } });
  await using cleanUp = new AsyncDisposableStack();
  const interrupted = new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => done(values.smoke ? 130 : 0)); // it is how the demo is left
  });
  return await Promise.race([values.smoke ? smoke(cleanUp, values.smoke) : demo(cleanUp, interrupted), interrupted]);
});
process.exit(); // a start that was interrupted half-way must not go on
