import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Session, Tree, uriOf, until } from './harness.mjs';

const files = {
  'one/a.py': 'def shared_name():\n    pass\n\ndef only_one():\n    pass\n',
  'two/b.py': 'def shared_name():\n    pass\n\ndef only_two():\n    pass\n',
  'three/c.py': 'def shared_name():\n    pass\n',
};

const folder = (tree, name) => ({ uri: tree.uri(name), name });
const uris = (list) => list.map((s) => (s.uri ?? s.location.uri).split('/').at(-1)).sort();

async function open(t, names = ['one', 'two']) {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree, { workspaceFolders: names.map((n) => folder(tree, n)) });
  await session.ready();
  return { tree, session };
}

const change = (session, added, removed) => session.notify('workspace/didChangeWorkspaceFolders', { event: { added, removed } });

test('all folders are asked', async (t) => {
  const { session } = await open(t);
  assert.deepEqual(uris(await session.symbols('shared_name')), ['a.py', 'b.py']);
  const found = await session.search('shared_name', { all: true });
  assert.deepEqual(uris(found.hits), ['a.py', 'b.py']);
  assert.equal(found.summary.hits, 2);
  assert.equal((await session.status()).folders.length, 2);
  await session.close();
});

test('one folder can be asked for', async (t) => {
  const { session, tree } = await open(t);
  assert.deepEqual(uris((await session.search('shared_name', { folder: tree.uri('two') })).hits), ['b.py']);
  assert.deepEqual(uris((await session.search('shared_name', { folder: `${tree.uri('two')}/` })).hits), ['b.py']);
  await session.close();
});

test('the limit holds over all folders, and no folder is left out of the best', async (t) => {
  const tree = new Tree(t, { 'one/a.txt': 'needle\n'.repeat(50), 'two/b.txt': 'needle\n'.repeat(50) });
  const session = await Session.open(t, tree, { workspaceFolders: [folder(tree, 'one'), folder(tree, 'two')] });
  await session.ready();
  const { hits, summary } = await session.search('needle', { limit: 10 });
  assert.equal(hits.length, 10);
  assert.equal(new Set(uris(hits)).size, 2);
  assert.equal(summary.truncated, true);
  const all = await session.search('needle', { all: true, limit: 60 });
  assert.equal(all.hits.length, 60);
  assert.equal(all.summary.reason, 'limit');
  await session.close();
});

test('folders come and go', async (t) => {
  const { session, tree } = await open(t);
  change(session, [folder(tree, 'three')], [folder(tree, 'one')]);
  await session.ready();
  assert.deepEqual(uris(await session.symbols('shared_name')), ['b.py', 'c.py']);
  assert.deepEqual(await session.symbols('only_one'), []);
  change(session, [], [folder(tree, 'two'), folder(tree, 'three')]);
  assert.deepEqual(await session.symbols('shared_name'), []);
  change(session, [folder(tree, 'one')], []);
  await session.ready();
  assert.deepEqual(uris(await session.symbols('only_one')), ['a.py']);
  await session.close();
});

test('a folder that goes while it is asked does no harm', async (t) => {
  const { session, tree } = await open(t);
  for (let i = 0; i < 10; i++) {
    const answers = Array.from({ length: 20 }, () => session.search('shared_name', { all: true }));
    change(session, [], [folder(tree, 'one'), folder(tree, 'two')]);
    change(session, [folder(tree, 'one'), folder(tree, 'two')], []);
    for (const answer of await Promise.all(answers)) assert.ok(answer.hits);
  }
  await session.close();
});

test('adding a folder twice, or one that is no file, changes nothing', async (t) => {
  const { session, tree } = await open(t);
  change(session, [folder(tree, 'one'), { uri: 'untitled:x', name: 'x' }], [{ uri: tree.uri('three'), name: 'three' }]);
  assert.equal((await session.status()).folders.length, 2);
  await session.close();
});

test('an open document moves between its folder and none', async (t) => {
  const { session, tree } = await open(t);
  session.openDocument(tree.uri('one/a.py'), 'def still_unsaved():\n    pass\n');
  assert.equal((await session.symbols('still_unsaved')).length, 1);
  change(session, [], [folder(tree, 'one')]);
  assert.deepEqual(uris(await session.symbols('still_unsaved')), ['a.py']);
  change(session, [folder(tree, 'one')], []);
  await session.ready();
  assert.deepEqual(uris(await session.symbols('still_unsaved')), ['a.py']);
  session.closeDocument(tree.uri('one/a.py'));
  assert.deepEqual(await session.symbols('still_unsaved'), []);
  await session.close();
});

test('a document of nested folders is live in the inner one', async (t) => {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree, { workspaceFolders: [folder(tree, ''), folder(tree, 'one')] });
  await session.ready();
  session.openDocument(tree.uri('one/a.py'), 'def nested_unsaved():\n    pass\n');
  const outline = await session.outline(tree.uri('one/a.py'));
  assert.deepEqual(outline.map((s) => s.name), ['nested_unsaved']);
  assert.deepEqual(await session.symbols('only_one'), []);
  await session.close();
});

test('a root given by a symbolic link keeps its name in answers', async (t) => {
  const tree = new Tree(t, files);
  const link = path.join(tree.base, 'link');
  fs.symlinkSync(tree.root, link);
  const session = await Session.open(t, tree, { workspaceFolders: [{ uri: uriOf(link), name: 'link' }] });
  await session.ready();
  const [symbol] = await session.symbols('only_one');
  assert.equal(symbol.location.uri, uriOf(link, 'one/a.py'));
  session.openDocument(tree.uri('one/a.py'), 'def by_real_path():\n    pass\n');
  assert.equal((await session.symbols('by_real_path')).length, 1);
  await session.close();
});

test('rootUri alone is enough', async (t) => {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree, { rootUri: tree.uri('one'), workspaceFolders: null });
  await session.ready();
  assert.deepEqual(uris(await session.symbols('shared_name')), ['a.py']);
  await session.close();
});

test('rootPath alone is enough', async (t) => {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree, { rootPath: path.join(tree.root, 'two'), rootUri: null, workspaceFolders: null });
  await session.ready();
  assert.deepEqual(uris(await session.symbols('shared_name')), ['b.py']);
  await session.close();
});

test('more folders than are taken are refused in words', async (t) => {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree, { workspaceFolders: null, rootUri: null });
  change(session, Array.from({ length: 70 }, (_, i) => ({ uri: uriOf(tree.base, `gone${i}`), name: `${i}` })), []);
  assert.equal((await session.status()).folders.length, 64);
  await until(() => session.notifications.some((n) => /takes 64 folders/.test(n.params.message)), 'words');
  await session.close();
});
