// VS Code as it is for some: a workspace that is not trusted and then is, a theme of high contrast, a narrow side bar, large
// letters, no mouse, ten thousand results, lines and paths that are very long, scripts that run from right to left.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person } from './person.mjs';
import { Workbench, pause, until } from './workbench.mjs';

const { EDITORS, VSIX, SHOTS, TREELINE } = process.env;
const MANY = 10_000;
const READY = 'Treeline: Every file found can be searched.';
const workbench = new Workbench(EDITORS, {
  vsix: VSIX,
  trusted: false,
  settings: {
    'workbench.colorTheme': 'Default High Contrast',
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
    'treeline.search.viewLimit': 20_000,
    'editor.accessibilitySupport': 'off',
  },
});
const ran = join(workbench.home, 'ran');
const deep = `${Array.from({ length: 12 }, (_, at) => `a-folder-whose-name-is-long-${at}`).join('/')}/a-file-whose-name-is-long-as-well.c`;
const TREE = {
  '.vscode/settings.json': '{ "treeline.server.path": "${workspaceFolder}/tools/server" }\n',
  'tools/server': `#!/bin/sh\necho ran >> '${ran}'\nexec '${TREELINE}' "$@"\n`,
  [deep]: 'int needle_in_the_deep;\n',
  'wide.txt': `${'hay '.repeat(20_000)}needle ${'hay '.repeat(20_000)}\n`,
  'src/検索.md': '# 検索\n\n木の中の needle を見つける。木の線、needle、森。\n',
  'src/חיפוש.md': 'חפש את needle בערימת השחת\nשחת 😀 needle 😀 שחת\n',
  'many.txt': Array.from({ length: MANY }, (_, at) => `line ${at + 1} has the common_word in it`).join('\n'),
};
let page, person, frame;
const picture = (name) => page.screenshot({ path: join(SHOTS, `${name}-contrast.png`), animations: 'disabled' });
const focused = () => frame.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
const rows = (kind) => frame.$$eval(`.row.${kind}`, (nodes) => nodes.map((node) => node.innerText));

before(async () => {
  const tree = workbench.write('tree', TREE);
  await workbench.start();
  page = await workbench.browser();
  person = new Person(page);
  await person.open(workbench.url, tree);
});
after(() => workbench.stop());

test('a person in conditions of their own', { timeout: 200_000 }, async (t) => {
  const step = (name, run) => t.test(name, async () => {
    try {
      await run();
    } catch (error) {
      await picture('failed').catch(() => undefined);
      throw error;
    }
  });
  await step('a workspace that is not trusted does not say which program is started', notTrusted);
  await step('once it is trusted, it does', trusted);
  await step('ten thousand results cost what some do', many);
  await step('keys do what they do in the view of VS Code', keys);
  await step('it fits, however long, narrow and large', fits);
});

async function notTrusted() {
  await until('readiness', async () => (await person.status()) === READY, 60_000);
  assert.equal(existsSync(ran), false, 'the program of the workspace was not run');
  const [server] = workbench.languageServers();
  assert.match(readlinkSync(`/proc/${server}/exe`), /\/extensions\/treeline\./, 'but the one of the extension');
  await person.command('Treeline: Show Index Status');
  const status = await person.frame('#page h1');
  await until('words about it', async () => (await status.$eval('#page', (node) => node.innerText)).includes('The workspace is not trusted'));
  await pause(300);
  await picture('status');
  await page.click('.statusbar-item a[aria-label^="Treeline: "]');
  await until('the way to trust', async () => (await person.rows()).some((row) => row.startsWith('Manage Workspace Trust')));
  await picture('menu');
  await person.press('Escape');
}

async function trusted() {
  await person.command('Workspaces: Manage Workspace Trust');
  await page.click('.workspace-trust-editor .monaco-button:has-text("Trust")');
  await until('the program of the workspace', () => existsSync(ran));
  await until('readiness', async () => workbench.languageServers().length === 1 && (await person.status()) === READY);
  assert.equal(readFileSync(ran, 'utf8'), 'ran\n', 'it is started once');
  await person.command('View: Close All Editors');
}

async function many() {
  await person.command('Treeline: Find in View');
  frame = await person.frame('.replace-toggle');
  const began = Date.now();
  assert.match(await person.find(frame, 'common_word'), /^10,000 results in 1 file/);
  await until('rows', async () => (await rows('match')).length > 10);
  console.log(`${MANY} results are shown after ${Date.now() - began} ms`);
  const nodes = await frame.evaluate(() => document.querySelectorAll('*').length);
  assert.ok(nodes < 800, `the page has ${nodes} elements`);
  await person.press('Control+ArrowDown', 'End');
  await until('the last row', async () => (await rows('match')).at(-1)?.includes(`line ${MANY} `));
  const { position, size } = await frame.$eval('.row.selected', (node) => ({ position: node.ariaPosInSet, size: node.ariaSetSize }));
  assert.deepEqual([position, size], [String(MANY), String(MANY)], 'as it is read aloud');
}

async function keys() {
  await person.press('Control+ArrowUp');
  assert.match(await focused(), /^Search/);
  await person.press('Control+Shift+H');
  await until('the box for replacing', async () => await focused() === 'Replace');
  await person.press('Control+ArrowUp');
  assert.match(await focused(), /^Search/);
  await person.press('Control+ArrowDown', 'Control+ArrowDown');
  assert.equal(await focused(), 'Search Results');
  await person.press('Control+ArrowUp', 'Control+Shift+H');
  await until('that it is gone', async () => /^Search/.test(await focused()));
  await frame.focus('.inputs textarea');
  const pressed = () => frame.$eval('.toggle.codicon-case-sensitive', (node) => node.getAttribute('aria-checked'));
  await person.press('Alt+c');
  assert.equal(await pressed(), 'true');
  await person.press('Control+ArrowDown', 'Alt+c');
  assert.equal(await pressed(), 'false', 'from the results, too');

  await frame.focus('.inputs textarea');
  await person.find(frame, 'needle');
  const found = await until('what is found', async () => (await rows('match')).length === 6 && rows('match'));
  assert.equal((await rows('file')).length, 4, found.join('\n'));
  await person.press('F4');
  await until('the first', async () => (await person.activeFile()) !== '');
  await person.command('View: Focus Active Editor Group');
  await person.inEditor();
  const seen = new Set();
  for (let at = 0; at < 6; at++) {
    const before = await frame.$eval('.row.selected', (node) => node.id);
    await person.press('F4');
    await until('the next', async () => (await frame.$eval('.row.selected', (node) => node.id)) !== before);
    seen.add(await frame.$eval('.row.selected', (node) => node.id));
  }
  assert.equal(seen.size, 6, 'F4 goes through all, from the editor');
  await frame.focus('.inputs textarea');
  const order = [];
  for (let at = 0; at < 7; at++) {
    order.push((await focused()).replace(/ ?[(:].*/, ''));
    await person.press('Tab');
  }
  assert.deepEqual(order, ['Search', 'Match Case', 'Match Whole Word', 'Use Regular Expression', 'Exactly as Written, Without the Query Language', 'Toggle Search Details', 'Search Results']);
  const unnamed = await frame.$$eval('[role=button], [role=checkbox], [role=tree], [role=treeitem], textarea', (nodes) => nodes.filter((node) => !node.ariaLabel).map(({ outerHTML }) => outerHTML));
  assert.deepEqual(unnamed, [], 'all that can be reached has a name');
}

async function fits() {
  const within = () => frame.evaluate(() => {
    const { clientWidth } = document.documentElement;
    return [...document.querySelectorAll('.inputs *, .row, .badge, .words')].filter((node) => node.getBoundingClientRect().right > clientWidth + 1 && !node.closest('.label, textarea')).map(({ outerHTML }) => outerHTML.slice(0, 120));
  });
  const direction = await frame.$$eval('.row.match .found', (nodes) => nodes.map((node) => node.textContent));
  assert.deepEqual(new Set(direction), new Set(['needle']));
  await frame.focus('.inputs textarea');
  await person.press('Control+ArrowDown', 'Home', 'ArrowDown');
  await pause(200);
  await picture('view');
  await person.ask('Control+Alt+f', 'needle');
  await until('results', async () => (await person.rows()).length === 6 || (await person.rows()).length === 5);
  await person.press('ArrowDown');
  await pause(700);
  await picture('search');
  await person.press('Escape');
  await person.sideBarWidth(170);
  await frame.click('.action.more');
  await frame.click('.replace-toggle');
  await frame.fill('.replace-row textarea', 'pin');
  await pause(300);
  assert.deepEqual(await within(), []);
  await picture('narrow');
  await page.setViewportSize({ width: 853, height: 533 });
  await person.sideBarWidth(300);
  await pause(300);
  assert.deepEqual(await within(), []);
  await picture('large');
}
