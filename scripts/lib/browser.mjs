import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './systemPackages.mjs';

/**
 * Starts a Chromium with an empty profile.
 * @param {{ width?: number, height?: number }} [options]
 */
export async function launchBrowser({ width = 1400, height = 900 } = {}) {
  const executablePath = await findChromium();
  const profile = mkdtempSync(join(tmpdir(), 'trestle-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width, height },
    locale: 'en-US',
    acceptDownloads: false,
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  });
  await serveSecretKey(context);
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/**
 * The workbench encrypts secrets in the browser with a key that it asks the server for; VS Code's own server has no
 * such endpoint, and without an answer no secret survives a reload.
 */
async function serveSecretKey(context) {
  await context.route(
    ({ pathname }) => pathname.endsWith('/mint-key'),
    (route) => route.fulfill({ contentType: 'application/octet-stream', body: Buffer.alloc(32, 7) }),
  );
}
