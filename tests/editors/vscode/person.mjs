// What a person sees and does in a workbench, in the words of the workbench's page.
import { until } from './workbench.mjs';

export class Person {
  constructor(page) {
    this.page = page;
    this.errors = [];
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  async open(url, tree) {
    await this.page.goto(`${url}/?folder=${encodeURI(tree)}`, { waitUntil: 'domcontentloaded' });
    await this.page.waitForSelector('.monaco-workbench .statusbar', { timeout: 60_000 });
    await this.page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 30_000 });
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  type(text) {
    return this.page.keyboard.type(text, { delay: 15 });
  }

  /** Presses `keys`, waits for the quick pick that they open, and types `text` into it. */
  async ask(keys, text = '') {
    await this.press(keys);
    await until(`the quick pick of ${keys}`, () => this.page.evaluate(() => document.activeElement?.closest('.quick-input-widget') != null));
    await this.type(text);
  }

  /** What the view finds for `text`, in words; `frame` is its page. */
  async find(frame, text) {
    await frame.fill('.inputs textarea', text);
    await this.page.keyboard.press('Enter');
    return until(`results for ${text}`, async () => {
      const words = await frame.$eval('.words', (node) => node.innerText);
      return /result/.test(words) && !await frame.$('.progress.busy') && words;
    });
  }

  /** Makes the side bar `width` wide. */
  async sideBarWidth(width) {
    const box = await (await this.page.$('.part.sidebar')).boundingBox();
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width + 2, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width + 2, y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** Runs a command by its title, from the command palette. */
  async command(title) {
    await this.press('Escape');
    await this.ask('F1', title);
    await until(`the command ${title}`, async () => (await this.rows())[0]?.startsWith(title));
    await this.press('Enter');
  }

  /** Shows the side bar, or hides it. */
  async sideBar(shown) {
    const isShown = () => this.page.isVisible('.part.sidebar');
    if (await isShown() === shown) return;
    await this.press('Control+b');
    await until(`the side bar to be ${shown ? 'shown' : 'hidden'}`, async () => await isShown() === shown);
  }

  /** Labels of the rows of the quick pick that is open. */
  rows() {
    return this.page.$$eval('.quick-input-widget .quick-input-list .monaco-list-row', (rows) =>
      rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  quickPickIsOpen() {
    return this.page.isVisible('.quick-input-widget .quick-input-filter input');
  }

  /** Text of the quick pick outside of its list. */
  quickPickWords() {
    return this.page.$eval('.quick-input-widget', (widget) => widget.innerText);
  }

  /** Waits until keys go to the editor. */
  inEditor() {
    return until('the focus in the editor', () => this.page.evaluate(() => document.activeElement?.closest('.editor-instance') != null));
  }

  /** The file in the active editor. */
  activeFile() {
    return this.page.$$eval('.editor-group-container.active .tab.active', (tabs) => tabs[0]?.getAttribute('data-resource-name') ?? '');
  }

  /** Line and column of the cursor. */
  async cursor() {
    const words = await this.page.$eval('.statusbar', (bar) => /Ln (\d+), Col (\d+)/.exec(bar.innerText)?.slice(1) ?? []);
    return words.map(Number);
  }

  /** Of the item in the status bar, what is read aloud. */
  async status() {
    const items = await this.page.$$eval('.statusbar-item a', (nodes) => nodes.map((node) => node.getAttribute('aria-label') ?? ''));
    return items.find((label) => label.startsWith('Treeline: ')) ?? '';
  }

  /** The frame of a page of the extension that has an element `selector`. */
  frame(selector) {
    return until(`a page with ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        if (await frame.$(selector).catch(() => undefined)) return frame;
      }
      return undefined;
    });
  }
}
