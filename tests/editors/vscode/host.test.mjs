// The extension-host tests (host/index.cjs), started as VS Code's own test runner starts them.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Workbench } from './workbench.mjs';

const { EDITORS, TREELINE, EXTENSION, SHOTS } = process.env;
const here = fileURLToPath(new URL('.', import.meta.url));
const workbench = new Workbench(EDITORS, { settings: { 'treeline.server.path': TREELINE } });

const TREE = {
  'orchard/orchard.c': '#include "orchard.h"\n\n// Plants one tree.\n\nint orchard_plant(int row) {\n  return row + 1;\n}\n',
  'orchard/planting.c': 'int orchard_plant(int row);\n\nint seedling; // a seedling\nvoid plant_all(void) {\n  orchard_plant(seedling);\n}\n',
  'orchard/notes.md': '# Notes\n\nA seedling needs water.\n',
  'test.code-workspace': JSON.stringify({ folders: [{ path: 'orchard' }] }),
  'second/second.c': 'int second_only(void) { return 2; }\n',
};

before(async () => {
  for (const [name, text] of Object.entries(TREE)) {
    mkdirSync(join(workbench.home, name, '..'), { recursive: true });
    writeFileSync(join(workbench.home, name), text);
  }
  await workbench.start();
});
after(() => workbench.stop());

test('the extension in its host', { timeout: 240_000 }, async () => {
  const page = await workbench.browser();
  const words = [];
  page.on('console', (message) => {
    if (message.text().includes('HOST ')) words.push(message.text().replace(/^.*?HOST /, ''));
  });
  const ended = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', () => {});
  const remote = `vscode-remote://${new URL(workbench.url).host}`;
  const payload = [['extensionDevelopmentPath', remote + EXTENSION], ['extensionTestsPath', `${remote}${here}host/index.cjs`]];
  await page.goto(`${workbench.url}/?workspace=${join(workbench.home, 'test.code-workspace')}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  const late = new Promise((resolve) => setTimeout(resolve, 200_000, 'no end in 200 s').unref());
  const code = await Promise.race([ended, late]);
  console.log(words.join('\n'));
  if (code !== 0) await page.screenshot({ path: join(SHOTS, 'host-failed.png') });
  assert.equal(code, 0, words.at(-1));
});
