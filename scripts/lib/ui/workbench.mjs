import { Chat } from './chat.mjs';
import { CodeEditor } from './codeEditor.mjs';
import { QuickInput } from './quickInput.mjs';

/** Selectors of VS Code's workbench (seen to hold in 1.139), in one place. */
export class Workbench {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.editor = new CodeEditor(page, this.quickInput);
    this.chat = new Chat(page);
    this.sidebar = page.locator('.part.sidebar');
    this.dialog = page.locator('.monaco-dialog-box');
  }

  /** Shows a view container of the activity bar; one that is shown already stays. */
  async openContainer(title) {
    const tab = this.page.locator('.part.activitybar [role="tab"]').filter({
      has: this.page.locator(`[aria-label^="${title}"]`),
    });
    await tab.first().waitFor({ timeout: 60_000 });
    if ((await tab.first().getAttribute('aria-selected')) !== 'true') await tab.first().click();
  }

  /** The row of a tree in the sidebar whose accessible label contains a text. */
  treeItem(text) {
    return this.sidebar.locator(`[role="treeitem"][aria-label*="${text}"]`).first();
  }

  async expand(text) {
    const row = this.treeItem(text);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) !== 'true') await row.locator('.monaco-tl-twistie').click();
  }

  /** The notification that contains a text. */
  toast(text) {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
  }

  async pressToastButton(text, button) {
    await this.toast(text).locator('.monaco-button').filter({ hasText: button }).click();
  }

  /** The frame of a webview that shows a text; webviews are two frames deep. */
  async webview(text) {
    for (let attempt = 0; attempt < 150; attempt++) {
      for (const frame of this.page.frames()) {
        if (
          (await frame
            .getByText(text)
            .count()
            .catch(() => 0)) > 0 &&
          frame !== this.page.mainFrame()
        )
          return frame;
      }
      await this.page.waitForTimeout(200);
    }
    throw new Error(`no webview shows "${text}"`);
  }

  async pressDialogButton(label) {
    await this.dialog.locator('.monaco-button').filter({ hasText: label }).first().click();
  }
}
