/** VS Code's chat view, in agent mode. */
export class Chat {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.session = page.locator('.interactive-session');
    this.input = this.session.locator('.interactive-input-part .monaco-editor').last();
    this.confirmation = this.session.locator('.chat-confirmation-widget2').last();
  }

  /** Shows the chat view and puts the cursor into it. */
  async open() {
    await this.page.keyboard.press('Control+Alt+I');
    await this.input.waitFor({ timeout: 60_000 });
  }

  /** Waits until the chat offers a language model of this name. */
  async untilModel(name) {
    await this.session.locator('.chat-input-toolbars').filter({ hasText: name }).first().waitFor({ timeout: 60_000 });
  }

  async send(text) {
    // The view sometimes puts a name of its own into the box while one types.
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.input.click();
      await this.page.keyboard.press('Control+A');
      await this.page.keyboard.press('Delete');
      await this.page.keyboard.type(text, { delay: 8 });
      if (await this.holds(text)) break;
    }
    await this.page.keyboard.press('Enter');
  }

  /** Whether the box shows the end of a text; lines are wrapped, and long texts are scrolled. */
  async holds(text) {
    const bare = (value) => value.replace(/\s/g, '');
    const shown = await this.input.locator('.view-line').evaluateAll((lines) => {
      const top = (line) => Number.parseInt(line.style.top, 10);
      return [...lines].sort((a, b) => top(a) - top(b)).map((line) => line.textContent);
    });
    return bare(shown.join('')).endsWith(bare(text).slice(-20));
  }

  /** Sends a request to a participant; Enter first takes what is suggested for its name or command. */
  async ask(text) {
    await this.send(text);
    const typed = this.input.locator('.view-lines').filter({ hasText: text.split(' ')[1] ?? text });
    for (let attempt = 0; attempt < 20 && (await typed.count()) > 0; attempt++) {
      await this.page.keyboard.press('Enter');
      await this.page.waitForTimeout(250);
    }
  }

  /** Says yes to the tool that asks. */
  async allow() {
    await this.confirmation
      .getByRole('button', { name: /^(Allow|Continue)/ })
      .first()
      .click();
  }

  /** Says yes to the tool that asks, this time only: what stands on the button itself holds longer. */
  async allowOnce() {
    const items = this.page.locator('.monaco-menu .action-item, .action-widget .monaco-list-row');
    const once = items.filter({ hasText: 'Allow Once' }).first();
    // The widget is drawn anew while the agent works: the menu may close by itself, or not take a click at once.
    for (let attempt = 0; attempt < 5 && (await this.confirmation.isVisible()); attempt++) {
      if (!(await once.isVisible())) {
        await this.confirmation.locator('.monaco-dropdown-button').first().click();
      }
      await once.click({ timeout: 5000 }).catch(() => undefined);
      await once.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => undefined);
      await this.confirmation.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => undefined);
    }
  }

  /** Says no to the tool that asks. */
  async skip() {
    await this.confirmation.locator('.monaco-button').filter({ hasText: 'Skip' }).first().click();
  }

  /** Waits for an answer that contains a text and returns all of it. */
  async answer(text) {
    const response = this.session.locator('.interactive-response').filter({ hasText: text }).last();
    await response.waitFor({ timeout: 60_000 });
    return (await response.textContent()) ?? '';
  }

  /** Waits until the newest answer contains a text and returns all of it. */
  async lastAnswer(text) {
    await this.lastResponse.filter({ hasText: text }).waitFor({ timeout: 60_000 });
    return (await this.lastResponse.textContent()) ?? '';
  }

  get lastResponse() {
    return this.session.locator('.interactive-response').last();
  }

  async responseCount() {
    return this.session.locator('.interactive-response').count();
  }

  /** Addresses that the last answer leads to. */
  async links() {
    return this.lastResponse
      .locator('.rendered-markdown a[data-href]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('data-href') ?? ''));
  }

  /** Clicks a link of the last answer and returns the page that it opens. */
  async openLink(text) {
    const opened = this.page.context().waitForEvent('page');
    await this.lastResponse.locator('.rendered-markdown a').filter({ hasText: text }).first().click();
    return opened;
  }

  /** Opens a folded part of the last answer. */
  async unfold(text) {
    const steps = this.lastResponse.locator('summary').first();
    if ((await steps.count()) > 0) await steps.click();
    await this.lastResponse
      .getByRole('button', { name: new RegExp(`^${text}`) })
      .first()
      .click();
  }

  button(title) {
    return this.lastResponse.locator('.monaco-button').filter({ hasText: title }).last();
  }

  async followUp(text) {
    await this.session.locator('.interactive-input-followups .monaco-button').filter({ hasText: text }).first().click();
  }

  /** Stops the answer that is being given. */
  async stop() {
    await this.page.keyboard.press('Control+Escape');
  }

  /** Gives the chat the whole window, or takes it back. */
  async maximize() {
    await this.page
      .locator('.part.auxiliarybar')
      .getByRole('button', { name: /^(Maximize|Restore).*Side ?Bar/i })
      .or(this.page.locator('.part.auxiliarybar .codicon-screen-full, .part.auxiliarybar .codicon-screen-normal'))
      .first()
      .click();
  }
}
