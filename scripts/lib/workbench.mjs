// What is done to a browser page before VS Code's workbench runs in it.

/**
 * Loads extensions from folders without installing them, by way of the options the workbench reads from its own page.
 * Rewriting that page on the network instead makes Chromium refuse the WebSocket.
 * @param {import('playwright-core').Page} page
 * @param {{ url: string }} server
 * @param {{ extensions: readonly string[], tests?: string }} options absolute paths; `tests` is run in the extension host
 */
export async function useDevelopmentExtensions(page, server, { extensions, tests }) {
  const uri = (path) => ({ scheme: 'vscode-remote', authority: new URL(server.url).host, path });
  const developmentOptions = {
    extensions: extensions.map(uri),
    ...(tests ? { extensionTestsPath: uri(tests) } : {}),
  };
  await page.addInitScript((added) => {
    if (window !== window.top) return;
    const observer = new MutationObserver(() => {
      const meta = document.getElementById('vscode-workbench-web-configuration');
      if (!meta) return;
      observer.disconnect();
      const configuration = JSON.parse(meta.getAttribute('data-settings') ?? '{}');
      configuration.developmentOptions = { ...configuration.developmentOptions, ...added };
      meta.setAttribute('data-settings', JSON.stringify(configuration));
    });
    observer.observe(document, { childList: true, subtree: true });
  }, developmentOptions);
}

/**
 * Makes this the language that extensions are asked to speak; VS Code itself stays English without a language pack.
 * @param {import('playwright-core').Page} page
 * @param {string} language for example `fr`
 */
export async function useLanguage(page, language) {
  await page.addInitScript((name) => {
    globalThis._VSCODE_NLS_LANGUAGE = name;
  }, language);
}

/** VS Code disables the bundled Copilot on a profile that never signed in, unless this was decided before. */
export const copilotEnabled = { builtinChatExtensionEnablementMigration: 'true' };

/**
 * Writes application state before the workbench first runs on this origin.
 * @param {import('playwright-core').Page} page
 * @param {{ url: string }} server
 * @param {Record<string, string>} state
 */
export async function seedState(page, server, state) {
  await page.goto(`${server.url}/version`); // same origin, no workbench
  await page.evaluate(
    (items) =>
      new Promise((done, failed) => {
        const opening = indexedDB.open('vscode-web-state-db-global');
        opening.onupgradeneeded = () => opening.result.createObjectStore('ItemTable');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('ItemTable', 'readwrite');
          for (const [key, value] of Object.entries(items)) transaction.objectStore('ItemTable').put(value, key);
          transaction.onerror = () => failed(transaction.error);
          transaction.oncomplete = () => {
            opening.result.close();
            done(undefined);
          };
        };
      }),
    state,
  );
}

/** Address of the workbench showing a folder or a `.code-workspace` (or nothing) and, at the start, a file. */
export function workbenchUrl(server, folder, file) {
  const shown = folder?.endsWith('.code-workspace') ? { workspace: folder } : { folder };
  const query = new URLSearchParams(folder ? shown : { ew: 'true' });
  if (file) query.set('payload', JSON.stringify([['openFile', `vscode-remote://${new URL(server.url).host}${file}`]]));
  return `${server.url}/?${query}`;
}

/** Opens the workbench and waits for its frame to be drawn. */
export async function openWorkbench(page, server, folder, file) {
  await page.goto(workbenchUrl(server, folder, file), { waitUntil: 'domcontentloaded' });
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
}
