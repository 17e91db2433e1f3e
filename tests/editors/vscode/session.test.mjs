// A person in VS Code: a real workbench, the packaged extension, this repository's sources. Finds a symbol and a text, looks
// at results and goes back, edits without saving, replaces with a preview, loses the server, and closes. What they see is
// kept as pictures in SHOTS, in dark and light colours.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Person } from './person.mjs';
import { Workbench, pause, until } from './workbench.mjs';

const { EDITORS, VSIX, SHOTS, PICTURES } = process.env;
const repository = fileURLToPath(new URL('../../..', import.meta.url));
const SYMBOL = 'segment_open';
const TEXT = 'histogram_count'; // occurs in several files
// The size of the window in which the pictures of the walkthrough and of the documentation are taken, without its title.
const COMPOSED = {
  symbols: { width: 760, height: 500 },
  search: { width: 760, height: 500 },
  view: { width: 860, height: 500 },
  status: { width: 860, height: 720 },
};
const TITLE = 26;

for (const [colours, theme] of [['dark', 'Default Dark Modern'], ['light', 'Default Light Modern']]) {
  const workbench = new Workbench(EDITORS, { vsix: VSIX, settings: { 'workbench.colorTheme': theme } });
  const picture = async (page, name) => {
    await page.screenshot({ path: join(SHOTS, `${name}-${colours}.png`), animations: 'disabled' });
    const size = COMPOSED[name];
    if (!PICTURES || !size) return;
    const { width, height } = page.viewportSize();
    await page.setViewportSize({ width: size.width, height: size.height + TITLE });
    await pause(800);
    await page.screenshot({ path: join(PICTURES, `${name}-${colours}.png`), animations: 'disabled', clip: { x: 0, y: TITLE, ...size } });
    await page.setViewportSize({ width, height });
    await pause(300);
  };
  let tree, page, person;

  before(async () => {
    tree = workbench.tree('treeline', repository, ['index', 'server', 'docs', 'README.md', 'CMakeLists.txt']);
    await workbench.start();
    page = await workbench.browser(PICTURES ? { deviceScaleFactor: 1.5 } : {});
    person = new Person(page);
  });
  after(() => workbench.stop());

  test(`a session in ${colours} colours`, { timeout: 240_000 }, async (t) => {
    let failed = false; // what follows a failed step would fail for the same reason
    const step = (name, run) => failed ? undefined : t.test(name, async () => {
      try {
        await run();
      } catch (error) {
        failed = true;
        await picture(page, 'failed').catch(() => undefined);
        error.message += ` (the editor said: ${person.errors.filter((words) => /treeline/i.test(words)).slice(-3).join(' | ')})`;
        throw error;
      }
    });
    await step('the workbench opens, and the index is ready', async () => {
      await person.open(workbench.url, tree);
      await until('readiness in the status bar', async () => (await person.status()) === 'Treeline: Every file found can be searched.', 60_000);
      const [server, ...more] = workbench.languageServers();
      assert.equal(more.length, 0);
      const own = readFileSync(`/proc/${server}/maps`, 'utf8').split('\n').filter((line) => /lib(uv|pcre2|xxhash|cjson)/.test(line));
      assert.ok(own.length > 0 && own.every((line) => line.includes('/extensions/treeline.')), 'it takes the libraries that it came with');
    });
    await step('Ctrl+T goes to a symbol', async () => {
      await person.sideBar(false);
      await person.ask('Control+t', SYMBOL);
      await until('the symbol', async () => (await person.rows()).some((row) => row.startsWith(SYMBOL)));
      await pause(300);
      await picture(page, 'symbols');
      await person.press('Enter');
      await until('its file', async () => /^segment\.[ch]$/.test(await person.activeFile()));
      await until('its name', async () => (await page.$eval('.statusbar', (bar) => bar.innerText)).includes(`${SYMBOL.length} selected`) || (await person.cursor())[0] > 1);
    });
    if (colours === 'dark') await everything(step, { workbench, person, picture, tree: () => tree });
    else await glance(step, { person, picture });
    await step('the walkthrough has its pictures', () => walkthrough({ person, picture, colours }));
    await step('it closes cleanly', async () => {
      await page.goto('about:blank');
      workbench.server.kill('SIGTERM');
      await until('the end of every server', () => workbench.languageServers().length === 0);
    });
  });
}

async function everything(step, { workbench, person, picture, tree }) {
  const { page } = person;
  await step('Treeline: Search shows results while typing, and a preview on the arrow keys', async () => {
    const before = await person.activeFile();
    await person.ask('Control+Alt+f', TEXT);
    const rows = await until('results', async () => {
      const found = await person.rows();
      return found.length > 2 && found.every((row) => row.includes(TEXT)) && found;
    });
    await until('what is said of them', async () => /\d+ results? in \d+ files/.test(await person.quickPickWords()));
    await pause(300); // the first row is selected by itself
    assert.equal(await person.activeFile(), before, 'nothing is shown before a key asks for it');
    await person.press('ArrowDown');
    await until('the preview', async () => (await person.activeFile()) !== before);
    assert.ok(await person.quickPickIsOpen());
    await pause(500);
    await picture(page, 'search');
    await person.press('Escape');
    await until('what was there', async () => (await person.activeFile()) === before && !(await person.quickPickIsOpen()));
    await person.ask('Control+Alt+f', TEXT);
    await until('results', async () => (await person.rows()).length === rows.length);
    await pause(500); // they may be those of one letter less
    await person.press('ArrowDown');
    const shown = await until('the preview', async () => (await person.activeFile()) !== before && person.activeFile());
    await page.mouse.click(700, 700); // below the list
    await until('the list to be gone', async () => !(await person.quickPickIsOpen()));
    await pause(300);
    assert.equal(await person.activeFile(), shown, 'who clicks into what is shown, stays there');
    await person.press('Control+w');
    await until('what was there', async () => (await person.activeFile()) === before);

    await person.ask('Control+Alt+f');
    await pause(200);
    await person.ask('Control+Alt+f'); // once more: the second list has the keys
    await pause(200);
    await person.press('Alt+ArrowUp');
    await until('the search before', async () => (await person.rows()).length === rows.length);
    await person.press('Escape');
    await until('the list to be gone', async () => !(await person.quickPickIsOpen()));
    await person.ask('Control+Alt+f');
    await until('what was searched before', async () => (await person.rows()).some((row) => row.startsWith(TEXT)));
    await person.press('ArrowUp');
    await until('the search before', async () => (await person.rows()).length === rows.length);
    await person.press('Enter');
    await until('the text, selected', async () => (await page.$eval('.statusbar', (bar) => bar.innerText)).includes(`(${TEXT.length} selected)`));
  });
  await step('a query that cannot be read is told with its column', async () => {
    await person.ask('Control+Alt+f', 'lock file:');
    await until('the words', async () => (await person.rows()).some((row) => row.includes('At character 11')));
    await person.press('Escape');
  });
  await step('what is typed and not saved is found', async () => {
    await person.ask('Control+p', 'README.md');
    await until('the file', async () => (await person.rows())[0]?.includes('README.md'));
    await person.press('Enter');
    await until('the editor', async () => (await person.activeFile()) === 'README.md');
    await person.inEditor();
    await person.press('Control+End');
    await until('the last line', async () => (await person.cursor())[0] > 10);
    await person.press('Control+Home');
    await until('the first line', async () => (await person.cursor()).join() === '1,1');
    await person.type('typed_but_never_saved ');
    await until('the text', async () => (await person.cursor()).join() === '1,23');
    await person.ask('Control+Alt+f', 'typed_but_never_saved');
    await until('the edit', async () => (await person.rows()).some((row) => row.includes('typed_but_never_saved')));
    await person.press('Escape');
    assert.doesNotMatch(readFileSync(join(tree(), 'README.md'), 'utf8'), /typed_but_never_saved/);
    await person.command('File: Revert File');
  });
  await step('the view finds, filters, and replaces with a preview', () => viewSession({ person, picture, tree }));
  await step('the settings have their words', async () => {
    await person.command('Treeline: Open Settings');
    await until('the settings', () => page.$$eval('.settings-editor .setting-item-description', (nodes) => nodes.some((node) => /Who looks for changes on disk/.test(node.innerText))));
    await pause(300);
    await picture(page, 'settings');
    await person.command('View: Close All Editors');
  });
  await step('the status page says what the index holds', async () => {
    await person.command('Treeline: Show Index Status');
    const frame = await person.frame('#page h1');
    await until('facts', async () => /Every file found can be searched/.test(await frame.$eval('#page', (node) => node.innerText)));
    const words = await frame.$eval('#page', (node) => node.innerText);
    for (const expected of ['Files', 'Symbols', 'Not Covered', 'Time to Answer', 'Search', 'Median']) assert.ok(words.includes(expected), expected);
    await pause(300);
    await picture(page, 'status');
  });
  await step('the menu of the status bar item', async () => {
    await page.click('.statusbar-item a[aria-label^="Treeline: "]');
    await until('the menu', async () => (await person.rows()).some((row) => row.includes('Restart Server')));
    await pause(300);
    await picture(page, 'menu');
    await person.press('Escape');
  });
  await step('a server that is killed is there again', async () => {
    const [first] = workbench.languageServers();
    process.kill(first, 'SIGKILL');
    await until('another', () => workbench.languageServers().some((id) => id !== first));
    await person.ask('Control+Alt+f', TEXT);
    await until('results', async () => (await person.rows()).some((row) => row.includes(TEXT)));
    await person.press('Escape');
  });
}

async function viewSession({ person, picture, tree }) {
  const { page } = person;
  await person.command('Treeline: Find in View');
  const frame = await person.frame('.replace-toggle');
  const rows = (kind) => frame.$$eval(`.row.${kind}`, (nodes) => nodes.map((node) => node.innerText));
  await until('the focus', () => frame.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'));
  await person.type(SYMBOL);
  const count = async () => Number(/^(\d+) results? in \d+ files?/.exec(await frame.$eval('.words', (node) => node.innerText))?.[1] ?? 0);
  const matches = await until('results', async () => (await count()) > 2 && (await rows('match')).length === (await count()) && (await count()));
  const files = (await rows('file')).length;
  assert.equal(await frame.$$eval('.found', (nodes) => new Set(nodes.map((node) => node.textContent)).size), 1);
  await frame.click('.row.match');
  await until('the file', async () => /segment/.test(await person.activeFile()));
  await pause(400);
  await picture(page, 'view');
  await frame.click('.action.more');
  await frame.fill('.details textarea', '*.h');
  await until('only headers', async () => (await rows('file')).every((row) => row.startsWith('segment.h')));
  await frame.fill('.details textarea', '');
  await until('all', async () => (await rows('file')).length === files);
  await frame.click('.action.more');
  await frame.click('.replace-toggle');
  await frame.fill('.replace-row textarea', 'segment_begin');
  await until('what would stand', async () => (await frame.$$('.replacement')).length === matches);
  await frame.click('.row.match');
  await until('the diff', async () => (await page.$$eval('.tab.active', (tabs) => tabs.map((tab) => tab.innerText).join())).includes('Replace Preview'));
  await pause(1000);
  await picture(page, 'replace');
  await frame.hover('.row.match');
  await frame.click('.row.match:hover .action.codicon-replace');
  await until('one less', async () => (await rows('match')).length === matches - 1);
  await until('it on disk', () => readFileSync(join(tree(), 'index/format/segment.c'), 'utf8').includes('Status segment_begin('));
  const left = (await rows('file')).length;
  await frame.hover('.row.file');
  await frame.click('.row.file:hover .action.codicon-close');
  await until('the file to be dismissed', async () => (await rows('file')).length === left - 1);
  await person.command('View: Close All Editors');
}

async function glance(step, { person, picture }) {
  const { page } = person;
  await step('the search, the view and the status page', async () => {
    await person.command('Treeline: Find in View');
    const frame = await person.frame('.replace-toggle');
    await until('the focus', () => frame.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'));
    await person.type(SYMBOL);
    await until('results', async () => (await frame.$$('.row.match')).length > 2);
    await frame.click('.row.match');
    await pause(600);
    await picture(page, 'view');
    await person.sideBar(false);
    await person.ask('Control+Alt+f', TEXT);
    await until('results', async () => (await person.rows()).length > 2);
    await person.press('ArrowDown');
    await pause(1200);
    await picture(page, 'search');
    await person.press('Escape');
    await person.command('Treeline: Show Index Status');
    await person.frame('#page h1');
    await pause(600);
    await picture(page, 'status');
  });
}

// In place, as a person meets it: every step has a picture of the colours that are shown, and a button that works.
async function walkthrough({ person, picture, colours }) {
  const { page } = person;
  await person.command('View: Close All Editors');
  await person.sideBar(false);
  await person.command('Welcome: Open Walkthrough...');
  await until('the walkthroughs', async () => (await person.rows()).some((row) => row.startsWith('Get Started with Treeline')));
  await person.type('Treeline');
  await until('ours', async () => (await person.rows())[0]?.startsWith('Get Started with Treeline'));
  await person.press('Enter');
  const steps = ['search', 'symbols', 'view', 'status'];
  for (const step of steps) {
    await page.click(`.getting-started-step[data-step-id$="#${step}"]`);
    await until(`the picture of ${step}`, () => page.$$eval('.gettingStartedContainer img', (pictures, name) =>
      pictures.some(({ srcset, naturalWidth }) => naturalWidth > 100 && decodeURIComponent(srcset).includes(name)), `walkthrough/${step}-${colours}.png`));
    await pause(200);
    await picture(page, `walkthrough-${step}`);
  }
  await page.click('.getting-started-step.expanded .monaco-button');
  await person.frame('#page h1');
}
