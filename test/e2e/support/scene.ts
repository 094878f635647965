import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { launchBrowser } from '../../../scripts/lib/browser.mjs';
import { startDemoSite } from '../../../scripts/lib/demoSite.mjs';
import { installVsix, startEditorServer } from '../../../scripts/lib/editorServer.mjs';
import { root } from '../../../scripts/lib/process.mjs';
import { writeProfile } from '../../../scripts/lib/profile.mjs';
import { prepareSampleProject } from '../../../scripts/lib/sampleProject.mjs';
import { Workbench } from '../../../scripts/lib/ui/workbench.mjs';
import { vsixFile } from '../../../scripts/lib/vsix.mjs';
import {
  copilotEnabled,
  openWorkbench,
  seedState,
  useDevelopmentExtensions,
  useLanguage,
} from '../../../scripts/lib/workbench.mjs';
import { type SiteApi, siteApi } from './siteApi.ts';

/** What the scripted model does; see test/fixtures/model-extension/extension.js. */
export type ModelScript = readonly {
  readonly when: string;
  readonly call?: readonly { readonly tool: string; readonly arguments: object }[];
  readonly say?: string;
  readonly facts?: true;
  readonly fail?: string;
  readonly pauseMs?: number;
}[];

export interface SceneOptions {
  /** Folder of artifacts/e2e for screenshots and logs. */
  readonly name: string;
  /** Brings the real Copilot with a model that plays this. */
  readonly modelScript?: ModelScript;
  /** Writes what is to be opened instead of the sample project's folder; returns its path. */
  readonly workspace?: (place: { readonly dir: string; readonly folder: string }) => string;
  /** Brings Copilot, but no language model at all. */
  readonly hasNoModel?: true;
  /** Language that the extension is asked to speak, for example `fr`. */
  readonly language?: string;
  /** Settings of machine scope, which say what agents may do. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
}

/** The packaged extension in a real workbench, on the sample project, and a demo site it may sign in to. */
export interface Scene {
  readonly workbench: Workbench;
  readonly site: Awaited<ReturnType<typeof startDemoSite>>;
  /** The demo site's REST API, to see what really happened. */
  readonly api: SiteApi;
  readonly project: { readonly folder: string; readonly commit: string };
  /** Home of whoever uses the editor: other programs keep their settings there. */
  readonly home: string;
  /** Where the extension keeps what belongs to no workspace. */
  readonly storage: string;
  /** Takes a picture into the artifacts; returns its file. */
  screenshot(name: string): Promise<string>;
  /** To be called before each test: tests of a scene build on each other, so none runs after one that failed. */
  continueFrom(context: TestContext): void;
  /** To be called after each test: keeps a picture and the logs of one that failed. */
  keepEvidence(context: TestContext): Promise<void>;
  dispose(): Promise<void>;
}

const modelExtension = join(root, 'test/fixtures/model-extension');

export async function startScene(options: SceneOptions): Promise<Scene> {
  const { name, modelScript, hasNoModel, language, workspace, machineSettings } = options;
  const artifacts = join(root, 'artifacts/e2e', name);
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });
  const dir = mkdtempSync(join(tmpdir(), 'trestle-'));
  const folder = join(dir, 'storefront');
  const { commit } = await prepareSampleProject(folder);
  const modelFiles = { script: join(dir, 'model-script.json'), log: join(artifacts, 'model.jsonl') };
  writeFileSync(modelFiles.script, JSON.stringify(modelScript ?? []));
  writeProfile(join(dir, 'data'), {
    settings: modelScript ? { 'chat.byokUtilityModelDefault': 'mainAgent' } : { 'chat.disableAIFeatures': true },
    ...(modelScript && !hasNoModel ? { modelVendor: 'scripted' } : {}),
    ...(machineSettings && { machineSettings: { ...machineSettings } }),
  });
  await installVsix(dir, vsixFile);

  const cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  const site = await startDemoSite();
  cleanUp.defer(site.stop);
  const server = await startEditorServer({
    dir,
    env: { TRESTLE_MODEL_SCRIPT: modelFiles.script, TRESTLE_MODEL_LOG: modelFiles.log },
  });
  cleanUp.defer(server.stop);
  const browser = await launchBrowser();
  cleanUp.defer(browser.close);
  const { page } = browser;
  page.setDefaultTimeout(20_000);
  page.on('console', (message) =>
    appendFileSync(join(artifacts, 'browser.log'), `${message.type()} ${message.text()}\n`),
  );
  if (modelScript) {
    await seedState(page, server, copilotEnabled);
    if (!hasNoModel) await useDevelopmentExtensions(page, server, { extensions: [modelExtension] });
  }
  if (language) await useLanguage(page, language);
  await openWorkbench(page, server, workspace?.({ dir, folder }) ?? folder);

  let failedTest: string | undefined;
  const screenshot = async (shot: string) => {
    const path = join(artifacts, `${shot}.png`);
    await page.screenshot({ path });
    return path;
  };
  return {
    workbench: new Workbench(page),
    site,
    api: siteApi(site),
    project: { folder, commit },
    home: join(dir, 'home'),
    storage: join(dir, 'data/User/globalStorage/trestle.trestle'),
    screenshot,
    continueFrom() {
      if (failedTest) throw new Error(`not run, because "${failedTest}" failed`);
    },
    async keepEvidence({ task }) {
      if (failedTest || task.result?.state !== 'fail') return;
      failedTest = task.name;
      await screenshot(`failed ${task.name}`.replace(/[^\w -]/g, ''));
      for (const [file, from] of Object.entries({ 'server.log': server.logFile })) {
        if (existsSync(from)) copyFileSync(from, join(artifacts, file));
      }
    },
    dispose: () => cleanUp.disposeAsync(),
  };
}
