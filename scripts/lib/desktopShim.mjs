#!/usr/bin/env node
// Stands in for the VS Code desktop executable: accepts the command line of @vscode/test-electron and runs the same tests
// in the extension host of the npm editor, with its workbench in a headless Chromium. Ends with the tests' exit code.
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.mjs';
import { startEditorServer } from './editorServer.mjs';
import { main } from './process.mjs';
import { useDevelopmentExtensions, workbenchUrl } from './workbench.mjs';

const timeoutMs = 5 * 60_000;

await main(async () => {
  const tests = option('extensionTestsPath')[0];
  if (!tests) throw new Error('no --extensionTestsPath: this program only runs tests');
  const dir = mkdtempSync(join(tmpdir(), 'trestle-'));
  const profile = option('user-data-dir')[0];
  if (profile) cpSync(profile, join(dir, 'data'), { recursive: true });
  const server = await startEditorServer({ dir });
  const browser = await launchBrowser();
  try {
    return await runTests(browser.page, server, tests);
  } finally {
    await browser.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});

async function runTests(page, server, tests) {
  let timer;
  const exitCode = new Promise((done, failed) => {
    timer = setTimeout(() => failed(new Error('the tests did not end in time')), timeoutMs);
    page.on('crash', () => failed(new Error('the browser page crashed')));
    void page.exposeFunction('codeAutomationExit', done); // called by VS Code when the tests have ended
    void page.exposeFunction('codeAutomationLog', () => {});
  });
  try {
    await useDevelopmentExtensions(page, server, { extensions: option('extensionDevelopmentPath'), tests });
    const folder = process.argv.slice(2).find((value) => !value.startsWith('-') && isFolder(value));
    await page.goto(workbenchUrl(server, folder), { waitUntil: 'domcontentloaded' });
    return await exitCode;
  } finally {
    clearTimeout(timer);
  }
}

/** Values of every `--name=value`, file URIs as paths. */
function option(name) {
  const prefix = `--${name}=`;
  return process.argv
    .filter((value) => value.startsWith(prefix))
    .map((value) => value.slice(prefix.length))
    .map((value) => (value.startsWith('file:') ? fileURLToPath(value) : value));
}

function isFolder(path) {
  return existsSync(path) && statSync(path).isDirectory();
}
