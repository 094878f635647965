import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build, buildHostTests } from './build.mjs';
import { findTestEditor } from './editor.mjs';
import { root } from './process.mjs';
import { writeProfile } from './profile.mjs';
import { readHostReport } from './results.mjs';

/** Runs test/host in the extension host of a real VS Code, on a copy of nothing: an empty profile and an empty folder. */
export async function testHost() {
  await build();
  const outdir = join(root, 'out/host');
  rmSync(outdir, { recursive: true, force: true });
  await buildHostTests(outdir);
  const editor = await findTestEditor();
  process.stdout.write(`test:host in ${editor.name}\n`);

  const artifacts = join(root, 'artifacts/host');
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });
  const logFile = join(artifacts, 'tests.log');
  const report = join(artifacts, 'report.json');
  writeFileSync(logFile, '');

  const dir = mkdtempSync(join(tmpdir(), 'trestle-host-'));
  const profile = join(dir, 'data');
  const workspace = join(dir, 'workspace');
  mkdirSync(workspace);
  writeProfile(profile, { settings: { 'chat.permissions.default': 'autoApprove' } });
  const follower = follow(logFile);
  try {
    const exitCode = await runTests({
      vscodeExecutablePath: editor.executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(import.meta.dirname, 'hostEntry.cjs'),
      launchArgs: [workspace, `--user-data-dir=${profile}`, `--extensions-dir=${join(dir, 'ext')}`],
      extensionTestsEnv: {
        TRESTLE_HOST_TESTS: outdir,
        TRESTLE_HOST_LOG: logFile,
        TRESTLE_HOST_REPORT: report,
      },
    }).catch(() => 1);
    return readHostReport('host', report, exitCode);
  } finally {
    follower.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Prints what is appended to a file. */
function follow(file) {
  let shown = 0;
  const pump = () => {
    const content = readFileSync(file);
    process.stdout.write(content.subarray(shown));
    shown = content.length;
  };
  const timer = setInterval(pump, 300);
  return {
    stop() {
      clearInterval(timer);
      pump();
    },
  };
}
