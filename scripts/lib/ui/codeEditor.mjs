/** The text editor that is in front. */
export class CodeEditor {
  /**
   * @param {import('playwright-core').Page} page
   * @param {import('./quickInput.mjs').QuickInput} quickInput
   */
  constructor(page, quickInput) {
    this.page = page;
    this.quickInput = quickInput;
  }

  /** Opens a file of the workspace by its name. */
  async open(name) {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.input.waitFor();
    await this.quickInput.input.fill(name);
    const label = name.split('/').at(-1);
    await this.quickInput.rows.filter({ hasText: label }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator(`.editor-instance .monaco-editor[data-uri$="${label}"] .view-line`).first().waitFor();
  }

  /** The visible line that contains a text. */
  line(text) {
    return this.page.locator('.editor-instance .view-line').filter({ hasText: text }).first();
  }

  /** Selects whole lines, starting with the one that contains a text. */
  async select(text, lineCount = 1) {
    await this.line(text).click();
    await this.page.keyboard.press('Home');
    for (let more = 1; more < lineCount; more++) await this.page.keyboard.press('Shift+ArrowDown');
    await this.page.keyboard.press('Shift+End');
  }

  /** Chooses an item of the context menu on the line that contains a text; a selection there stays. */
  async chooseFromContextMenu(text, item) {
    await this.line(text).click({ button: 'right', position: { x: 60, y: 8 } });
    await this.page.locator('.monaco-menu .action-item').filter({ hasText: item }).first().click();
  }
}
