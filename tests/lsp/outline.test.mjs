import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { everything, Session, Tree, uriOf } from './harness.mjs';

const text = `class Outer:
    """Doc."""

    class Inner:
        def deep(self):
            pass

    def shallow(self):
        pass


def alone():
    pass
`;

const before = (a, b) => a.line < b.line || (a.line === b.line && a.character <= b.character);

// Names in a tree, "Outer(Inner(deep) shallow)", having checked the ranges on the way.
function shape(symbols) {
  return symbols.map((s) => {
    assert.ok(before(s.range.start, s.selectionRange.start) && before(s.selectionRange.end, s.range.end), `${s.name}: the name lies outside`);
    assert.ok(before(s.range.start, s.range.end));
    return s.name + (s.children ? `(${shape(s.children)})` : '');
  }).join(' ');
}

test('a document is shown as a tree', async (t) => {
  const tree = new Tree(t, { 'a.py': text });
  const session = await Session.open(t, tree);
  const outline = await session.outline(tree.uri('a.py'));
  assert.equal(shape(outline), 'Outer(Inner(deep) shallow) alone');
  assert.deepEqual(outline[0].range.start, { line: 0, character: 0 });
  assert.deepEqual(outline[0].selectionRange, { start: { line: 0, character: 6 }, end: { line: 0, character: 11 } });
  assert.ok(outline[0].range.end.line >= 8);
  assert.equal(outline[1].range.start.line, 11);
  await session.close();
});

test('a client that shows no trees gets a list', async (t) => {
  const tree = new Tree(t, { 'a.py': text });
  const session = await Session.open(t, tree, { capabilities: {} });
  const list = await session.outline(tree.uri('a.py'));
  assert.deepEqual(list.map((s) => s.name), ['Outer', 'Inner', 'deep', 'shallow', 'alone']);
  assert.equal(list[3].containerName, 'Outer');
  assert.equal(list[3].location.uri, tree.uri('a.py'));
  await session.close();
});

test('the open text is what is shown', async (t) => {
  const tree = new Tree(t, { 'a.py': text });
  const session = await Session.open(t, tree);
  const uri = tree.uri('a.py');
  session.openDocument(uri, 'def unsaved():\n    pass\n');
  assert.equal(shape(await session.outline(uri)), 'unsaved');
  session.change(uri, 2, { text: 'def later():\n    pass\n' });
  assert.equal(shape(await session.outline(uri)), 'later');
  session.closeDocument(uri);
  assert.match(shape(await session.outline(uri)), /^Outer/);
  await session.close();
});

test('a document outside every folder has an outline while it is open', async (t) => {
  const tree = new Tree(t, { 'a.py': text });
  fs.writeFileSync(path.join(tree.base, 'loose.py'), 'def on_disk():\n    pass\n');
  const session = await Session.open(t, tree);
  const uri = uriOf(tree.base, 'loose.py');
  session.openDocument(uri, 'def loose_one():\n    pass\n');
  assert.equal(shape(await session.outline(uri)), 'loose_one');
  assert.equal((await session.symbols('loose_one'))[0].location.uri, uri);
  session.closeDocument(uri);
  await session.ready();
  assert.deepEqual(await session.symbols('loose_one'), []);
  await session.close();
});

test('without any folder, open documents are served', async (t) => {
  const tree = new Tree(t, { 'a.py': text });
  const session = await Session.open(t, tree, { rootUri: null, workspaceFolders: null });
  assert.deepEqual(await session.symbols('Outer'), []);
  session.openDocument(tree.uri('a.py'), text);
  assert.match(shape(await session.outline(tree.uri('a.py'))), /^Outer/);
  assert.equal((await session.symbols('Outer'))[0].name, 'Outer');
  assert.equal((await session.search('shallow')).hits.length, 1);
  await session.close();
});

test('what is no text, or is not there, has no outline', async (t) => {
  const tree = new Tree(t, { 'a.py': text, 'binary.py': `${text}\0` });
  const session = await Session.open(t, tree);
  for (const uri of ['untitled:Untitled-1', 'git:/a.py?x', '', 'file:', 'file://', 'file:///%00', tree.uri('gone.py'), tree.uri('binary.py'), tree.uri('')]) {
    const outline = await session.outline(uri);
    assert.ok(outline === null || outline.length === 0, uri);
  }
  await session.close();
});

test('broken source still has an outline', async (t) => {
  const tree = new Tree(t, { 'a.py': 'def good():\n    pass\n\nclass (((\n\ndef also_good():\n    pass\n' });
  const session = await Session.open(t, tree);
  assert.match(shape(await session.outline(tree.uri('a.py'))), /good/);
  await session.close();
});

test('very deep nesting is flattened, and nothing is lost', async (t) => {
  const lines = Array.from({ length: 90 }, (_, i) => `${' '.repeat(i)}class C${i}:`);
  const tree = new Tree(t, { 'a.py': `${lines.join('\n')}\n${' '.repeat(90)}pass\n` });
  const session = await Session.open(t, tree, { capabilities: everything });
  const names = shape(await session.outline(tree.uri('a.py'))).split(/[() ]+/).filter(Boolean);
  assert.equal(names.length, 90);
  await session.close();
});

test('functions have their parameters as a detail', async (t) => {
  const tree = new Tree(t, {
    'a.py': `def plain(a, b=f(1)):\n    pass\n\n\ndef wide(\n    first,\n    second,\n):\n    pass\n\n\nclass C:\n    def m(self, ${'é'.repeat(80)}):\n        pass\n`,
    'b.ts': 'export function generic<T>(items: T[]): void {}\nexport const value = (1);\n',
    'c.h': `#define TWICE(x) ((x) * 2)\n#define PLAIN (1)\nint broken(int a\n`,
  });
  const session = await Session.open(t, tree);
  await session.ready();
  const details = {};
  const note = (symbols) => symbols.forEach((s) => { details[s.name] = s.detail; note(s.children ?? []); });
  for (const name of ['a.py', 'b.ts', 'c.h']) note(await session.request('textDocument/documentSymbol', { textDocument: { uri: tree.uri(name) } }));
  assert.equal(details.plain, '(a, b=f(1))');
  assert.match(details.wide, /^\(first, second, ?\)$/);
  assert.match(details.m, /^\(self, é+…$/);
  assert.equal(details.generic, '<T>(items: T[])');
  assert.equal(details.TWICE, '(x)');
  assert.ok(details.C === undefined && details.value === undefined && details.PLAIN === undefined);
  await session.close();
});
