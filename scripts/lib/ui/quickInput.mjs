import { setTimeout as sleep } from 'node:timers/promises';

/** The widget that the command palette, quick picks and input boxes share. */
export class QuickInput {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.widget = page.locator('.quick-input-widget');
    this.input = this.widget.locator('.quick-input-filter input, .quick-input-box input').first();
    this.rows = this.widget.locator('.monaco-list-row');
  }

  /** Runs a command by its full title ("Category: Title"). The palette is opened anew until the command is there. */
  async runCommand(title) {
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.page.keyboard.press('Escape'); // closes stray menus
      await this.page.keyboard.press('F1');
      await this.input.waitFor();
      await this.input.fill(`>${title}`);
      const row = await this.rowLabelled(title);
      if (row) return row.click();
    }
    throw new Error(`no command "${title}"`);
  }

  /** The row whose label is exactly this ("Chat: New Chat" is not "Chat: New Chat Editor"), if it comes within seconds. */
  async rowLabelled(label) {
    for (let attempt = 0; attempt < 30; attempt++) {
      const labels = await this.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
      const index = labels.findIndex((found) => found === label || found.startsWith(`${label}, `));
      if (index >= 0) return this.rows.nth(index);
      await sleep(100);
    }
    return undefined;
  }

  /** Waits for the step whose title or placeholder contains a text. */
  async step(text) {
    const title = this.widget.locator('.quick-input-title, .quick-input-message').filter({ hasText: text });
    const placeholder = this.widget.getByPlaceholder(text);
    await title.or(placeholder).first().waitFor();
  }

  /** Fills the input (or accepts what it holds) and goes on. */
  async answer(text) {
    await this.input.waitFor();
    if (text !== undefined) await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Clicks the first row that contains a text. */
  async pick(text) {
    await this.rows.filter({ hasText: text }).first().click();
  }
}
