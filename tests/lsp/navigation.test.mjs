// Definition, declaration, references, highlights, hover, calls and completion over a real index: places are
// marked in the sources, `<1>`, `<2>` ...
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { RawSession, Session, slowness, Tree, uriOf } from './harness.mjs';
import { atPlace, clientOf, marked } from './marks.mjs';

// Lines end as Windows has it; names stand behind characters of every width.
const sources = {
  'lib/shapes.c': '#include "geo.h"\r\n/* 世界😀é */ int <1>area(int <2>width, int 高さ) {\r\n  /* area */ return <3>width * 高さ;\r\n}\r\n',
  'lib/geo.h': '#pragma once\r\nint <1>area(int width, int 高さ);\r\n',
  'app/main.c': '#include "../lib/geo.h"\r\nint total(int count) {\r\n  int 合計 = 0; /* 😀 */ int <2>sum = 0;\r\n'
    + '  <3>sum += <4>area(1, 2); const char *s = "😀"; return <5>sum + <6>area(3, 4);\r\n}\r\n',
};
const files = Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, marked(source).text]));
const [shapes, geo, main] = Object.values(sources).map((source) => marked(source));

async function open(t, { encoding = 'utf-8', capabilities = clientOf(encoding), tree: texts = files, options = {} } = {}) {
  const tree = new Tree(t, texts);
  const session = await Session.open(t, tree, { capabilities, initializationOptions: options });
  await session.ready();
  const ask = (method, uri, position, more) => session.request(`textDocument/${method}`, { ...atPlace(uri, position), ...more });
  return { tree, session, ask };
}

const locations = { definition: {}, declaration: {} }; // a client that knows no links
const place = (uri, source, mark) => ({ uri, range: source.range(mark) });
const everywhere = { context: { includeDeclaration: true } };
const sorted = (list) => list.map((l) => JSON.stringify(l)).sort();

// Sanitizers find nothing in one unit that they do not in another.
for (const encoding of slowness > 1 ? ['utf-16'] : ['utf-8', 'utf-16', 'utf-32']) {
  const [s, g, m] = Object.values(sources).map((source) => marked(source, encoding));

  test(`places lead to places, in ${encoding}`, async (t) => {
    const { tree, session, ask } = await open(t, { encoding });
    assert.equal(session.initialized.capabilities.positionEncoding, encoding);
    const uri = tree.uri('app/main.c');
    const [link, ...others] = await ask('definition', uri, m.at(6, 2));
    assert.deepEqual(others, []);
    assert.equal(link.targetUri, tree.uri('lib/shapes.c'));
    assert.deepEqual(link.targetSelectionRange, s.range(1));
    assert.deepEqual(link.originSelectionRange, m.range(6));
    assert.deepEqual(link.targetRange.end, { line: 3, character: 1 });
    const [declared] = await ask('declaration', uri, m.at(4));
    assert.equal(declared.targetUri, tree.uri('lib/geo.h'));
    assert.deepEqual(declared.targetSelectionRange, g.range(1));
    const [local] = await ask('definition', uri, m.at(5));
    assert.deepEqual([local.targetUri, local.targetSelectionRange, local.originSelectionRange], [uri, m.range(2), m.range(5)]);
    const highlights = await ask('documentHighlight', uri, m.at(3));
    assert.deepEqual(highlights.map((h) => h.range), [m.range(2), m.range(3), m.range(5)]);
    assert.deepEqual(highlights.map((h) => h.kind), [3, 3, 2]);
    const references = await ask('references', uri, m.at(4), everywhere);
    assert.deepEqual(sorted(references), sorted([
      place(uri, m, 4), place(uri, m, 6), place(tree.uri('lib/shapes.c'), s, 1), place(tree.uri('lib/geo.h'), g, 1),
    ]));
    const hover = await ask('hover', uri, m.at(4, 1));
    assert.deepEqual(hover.range, m.range(4));
    await session.close();
  });
}

test('an include leads to its file, and where no name stands, there is nothing', async (t) => {
  const { tree, session, ask } = await open(t);
  const uri = tree.uri('app/main.c');
  const [link] = await ask('definition', uri, { line: 0, character: 18 });
  assert.equal(link.targetUri, tree.uri('lib/geo.h'));
  assert.deepEqual(link.targetSelectionRange, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  const nowhere = { line: 4, character: 1 };
  assert.deepEqual(await ask('definition', uri, nowhere), []);
  assert.equal(await ask('hover', uri, nowhere), null);
  assert.equal(await ask('documentHighlight', uri, nowhere), null);
  assert.deepEqual(await ask('references', uri, nowhere, everywhere), []);
  assert.equal(await ask('prepareCallHierarchy', uri, nowhere), null);
  await session.close();
});

test('a definition leads to its declaration and back, as locations for who knows no links', async (t) => {
  const { tree, session, ask } = await open(t, { capabilities: clientOf('utf-8', locations) });
  const [source, header] = [tree.uri('lib/shapes.c'), tree.uri('lib/geo.h')];
  assert.deepEqual(await ask('definition', source, shapes.at(3)), [place(source, shapes, 2)]);
  assert.deepEqual(await ask('definition', source, shapes.at(1)), [place(header, geo, 1)]);
  assert.deepEqual(await ask('definition', header, geo.at(1)), [place(source, shapes, 1)]);
  await session.close();
});

// ---- what is not saved -------------------------------------------------------------------------

test('changes count from the next request on, saved or not', async (t) => {
  const { tree, session, ask } = await open(t, { capabilities: clientOf('utf-8', locations) });
  const uri = tree.uri('app/main.c');
  session.openDocument(uri, main.text, 'c');
  const edited = marked('// 😀\nint <1>fresh(void);\nint total(int count) { return <2>fresh() + <3>area(1, 2); }\n');
  session.change(uri, 2, { text: edited.text });
  assert.deepEqual(await ask('definition', uri, edited.at(2)), [place(uri, edited, 1)]);
  assert.deepEqual(await ask('definition', uri, edited.at(3)), [place(tree.uri('lib/shapes.c'), shapes, 1)]);
  const insert = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n\n' };
  session.change(uri, 3, insert);
  const down = ({ line, character }) => ({ line: line + 2, character });
  const found = await ask('references', uri, down(edited.at(2)), { context: { includeDeclaration: false } });
  assert.deepEqual(found.map((l) => [l.uri, l.range.start]), [[uri, down(edited.at(2))]]);
  session.closeDocument(uri);
  assert.equal((await ask('references', tree.uri('lib/geo.h'), geo.at(1), everywhere)).length, 4);
  await session.close();
});

test('documents outside every folder and without a name are navigated while they are open', async (t) => {
  const { tree, session, ask } = await open(t, { capabilities: clientOf('utf-8', locations) });
  const source = marked('def <1>helper(<2>value):\n    return <3>value\n\n\n<4>helper(1)\n');
  fs.writeFileSync(path.join(tree.base, 'loose.py'), '');
  for (const uri of [uriOf(tree.base, 'loose.py'), 'untitled:Untitled-1']) {
    session.openDocument(uri, source.text);
    assert.deepEqual(await ask('definition', uri, source.at(3)), [place(uri, source, 2)]);
    assert.deepEqual(await ask('definition', uri, source.at(4)), [place(uri, source, 1)]);
    assert.deepEqual((await ask('documentHighlight', uri, source.at(1))).map((h) => h.range), [source.range(1), source.range(4)]);
    session.closeDocument(uri);
    assert.deepEqual((await ask('definition', uri, source.at(3))) ?? [], []);
  }
  await session.close();
});

test('each folder answers for its documents', async (t) => {
  const tree = new Tree(t, { 'a/one.py': 'def shared():\n    pass\n\n\nshared()\n', 'b/two.py': '\n\ndef shared():\n    pass\n\n\nshared()\n' });
  const workspaceFolders = ['a', 'b'].map((name) => ({ uri: tree.uri(name), name }));
  const session = await Session.open(t, tree, { workspaceFolders, capabilities: clientOf('utf-8', locations) });
  await session.ready();
  for (const [file, use, definition] of [['a/one.py', 4, 0], ['b/two.py', 6, 2]]) {
    const [found] = await session.request('textDocument/definition', atPlace(tree.uri(file), { line: use, character: 2 }));
    assert.deepEqual([found.uri, found.range.start.line], [tree.uri(file), definition]);
  }
  await session.close();
});

test('a name that its folder does not know is looked for in the others', async (t) => {
  const shared = marked('// 世界😀\nint <1>shared_thing(int x);\nint <2>shared_thing(int x) { return x; }\nint twice(int x) { return <3>shared_thing(2); /* shared_thing */ }\n', 'utf-16');
  const tree = new Tree(t, { 'app/main.c': 'int main(void) { return shared_thing(1) + alone(); }\nstatic int alone(void) { return 1; }\n', 'lib/shared.c': shared.text, 'py/shared.py': 'def shared_thing():\n    pass\n' });
  fs.writeFileSync(path.join(tree.base, 'loose.c'), '');
  const workspaceFolders = ['app', 'py', 'lib'].map((name) => ({ uri: tree.uri(name), name }));
  const session = await Session.open(t, tree, { workspaceFolders, capabilities: clientOf('utf-16', locations) });
  await session.ready();
  const ask = (method, uri, position, more) => session.request(`textDocument/${method}`, { ...atPlace(uri, position), ...more });
  const loose = uriOf(tree.base, 'loose.c');
  session.openDocument(loose, 'int main(void) { return shared_thing(1) + alone(); }\n', 'c');
  const at = { line: 0, character: 26 };
  const lib = tree.uri('lib/shared.c');
  for (const uri of [tree.uri('app/main.c'), loose]) {
    assert.deepEqual(await ask('definition', uri, at), [place(lib, shared, 2)]);
    assert.deepEqual(await ask('declaration', uri, at), [place(lib, shared, 1)]);
    assert.match((await ask('hover', uri, at)).contents.value, /function, defined in `lib\/shared\.c:3`/);
    const use = { uri, range: { start: { line: 0, character: 24 }, end: { line: 0, character: 36 } } };
    const found = await ask('references', uri, at, everywhere);
    const app = uri === loose ? [{ ...use, uri: tree.uri('app/main.c') }] : [];
    assert.deepEqual(sorted(found), sorted([use, ...app, ...[1, 2, 3].map((mark) => place(lib, shared, mark))]));
  }
  const known = await ask('definition', tree.uri('app/main.c'), { line: 0, character: 44 });
  assert.deepEqual(known.map((l) => l.uri), [tree.uri('app/main.c')]);
  await session.close();
});

// ---- references --------------------------------------------------------------------------------

const many = { 'def.py': 'def wanted():\n    pass\n', 'use.py': `from def import wanted\n${'wanted()\n'.repeat(700)}# wanted in a comment\n` };

test('references come in parts where the client takes them, are cut where the setting says, and say so', async (t) => {
  const { tree, session, ask } = await open(t, { tree: many });
  const answer = await ask('references', tree.uri('def.py'), { line: 0, character: 5 }, { ...everywhere, partialResultToken: 'part', workDoneToken: 'work' });
  assert.deepEqual(answer, []);
  const progress = (token) => session.notifications.filter((n) => n.method === '$/progress' && n.params.token === token).map((n) => n.params.value);
  assert.ok(progress('part').length > 1);
  assert.equal(progress('part').flat().length, 702); // with the definition and the import
  assert.equal(progress('work').at(-1).message, '702 references');
  session.notify('workspace/didChangeConfiguration', { settings: { treeline: { maxReferences: 10 } } });
  const few = await ask('references', tree.uri('def.py'), { line: 0, character: 5 }, { ...everywhere, workDoneToken: 'few' });
  assert.equal(few.length, 10);
  assert.match(progress('few').at(-1).message, /^10 references, and more/);
  await session.close();
});

test('a cancelled request is answered as such', async (t) => {
  const tree = new Tree(t, many);
  const session = new RawSession(t, tree);
  await session.initialize(clientOf());
  await session.ready();
  for (let id = 1; id <= 20; id++) {
    session.send({ id, method: 'textDocument/references', params: { ...atPlace(tree.uri('def.py'), { line: 0, character: 5 }), ...everywhere } });
    session.send({ method: '$/cancelRequest', params: { id } });
    const { error, result } = await session.answer(id);
    assert.ok(error ? error.code === -32800 : result.length === 702);
  }
  await session.close();
});

// ---- hover -------------------------------------------------------------------------------------

test('a hover tells what, where and how often', async (t) => {
  const source = marked('def <1>scale(value, factor=2):\n    """Scales a value.\n\n    More words.\n    """\n    return <4>value * factor\n\n\nprint(<2>scale(3), <3>scale(4))\n');
  const { tree, session, ask } = await open(t, { tree: { 'a.py': source.text } });
  const hover = await ask('hover', tree.uri('a.py'), source.at(2));
  assert.equal(hover.contents.kind, 'markdown');
  assert.deepEqual(hover.range, source.range(2));
  assert.match(hover.contents.value, /function, defined in `a\.py:1`/);
  assert.match(hover.contents.value, /^```python\ndef scale\(value, factor=2\)\n```\n/);
  assert.match(hover.contents.value, /\nScales a value\.\n\nMore words\.\n/);
  assert.match(hover.contents.value, /\b3 occurrences in code/);
  const local = await ask('hover', tree.uri('a.py'), source.at(4));
  assert.match(local.contents.value, /local variable, defined in `a\.py:1`/);
  await session.close();
  const plain = await open(t, { tree: { 'a.py': source.text }, capabilities: clientOf('utf-8', { hover: {} }) });
  const words = await plain.ask('hover', plain.tree.uri('a.py'), source.at(3));
  assert.equal(words.contents.kind, 'plaintext');
  assert.match(words.contents.value, /function, defined in a\.py:1/);
  await plain.session.close();
});

test('a hover says when it does not know which is meant', async (t) => {
  const texts = { 'a/x.js': 'function twice() {}\n', 'b/y.js': 'function twice() {}\n', 'c/z.js': 'twice();\n' };
  const { tree, session, ask } = await open(t, { tree: texts });
  const hover = await ask('hover', tree.uri('c/z.js'), { line: 0, character: 2 });
  assert.match(hover.contents.value, /one of 2 of this name: which is meant is not known/);
  assert.equal((await ask('definition', tree.uri('c/z.js'), { line: 0, character: 2 })).length, 2);
  await session.close();
});

// ---- calls -------------------------------------------------------------------------------------

const callers = marked('int <1>leaf(int x) { return x; }\nint <2>middle(int 世) { return <3>leaf(世) + <4>leaf(2); }\nint <5>top(void) { return <6>middle(1); }\n');

test('who calls a function, and whom it calls', async (t) => {
  const { tree, session, ask } = await open(t, { tree: { 'a.c': callers.text } });
  const uri = tree.uri('a.c');
  const [item, ...others] = await ask('prepareCallHierarchy', uri, callers.at(4));
  assert.deepEqual(others, []);
  assert.deepEqual([item.name, item.kind, item.uri, item.selectionRange], ['leaf', 12, uri, callers.range(1)]);
  const incoming = await session.request('callHierarchy/incomingCalls', { item });
  assert.deepEqual(incoming.map((c) => [c.from.name, c.fromRanges]), [['middle', [callers.range(3), callers.range(4)]]]);
  const outgoing = await session.request('callHierarchy/outgoingCalls', { item: incoming[0].from });
  assert.deepEqual(outgoing.map((c) => [c.to.name, c.fromRanges]), [['leaf', [callers.range(3), callers.range(4)]]]);
  const up = await session.request('callHierarchy/incomingCalls', { item: incoming[0].from, partialResultToken: 'calls' });
  assert.deepEqual(up, []);
  const parts = session.notifications.filter((n) => n.params?.token === 'calls').flatMap((n) => n.params.value);
  assert.deepEqual(parts.map((c) => c.from.name), ['top']);
  session.openDocument(uri, `// more\n// lines\n${callers.text}`, 'c'); // the item is found again
  const [{ from, fromRanges }] = await session.request('callHierarchy/incomingCalls', { item: incoming[0].from });
  assert.equal(from.name, 'top');
  assert.equal(fromRanges[0].start.line, callers.at(6).line + 2);
  await session.close();
});

// ---- completion --------------------------------------------------------------------------------

test('words of the text and names of the tree complete', async (t) => {
  const texts = { 'a.c': 'int alphabet_soup(void);\nint al;\nint alphanumeric;\n', 'b.c': 'int 世 = alph\n' };
  const { tree, session, ask } = await open(t, { tree: texts, encoding: 'utf-16', options: { features: { completion: 'on' } } });
  const list = await ask('completion', tree.uri('b.c'), { line: 0, character: 12 });
  const labels = list.items.map((i) => i.label);
  assert.ok(labels.includes('alphabet_soup') && labels.includes('alphanumeric'), labels.join());
  assert.ok(!labels.includes('al'));
  assert.equal(list.items.find((i) => i.label === 'alphabet_soup').kind, 3);
  assert.deepEqual(list.itemDefaults.editRange, { start: { line: 0, character: 8 }, end: { line: 0, character: 12 } });
  assert.deepEqual([...list.items].sort((a, b) => (a.sortText < b.sortText ? -1 : 1)), list.items);
  await session.close();
});
