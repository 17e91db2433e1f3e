import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Session, sleep, Tree, uriOf, until, within } from './harness.mjs';

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

// ---- folders in folders -------------------------------------------------------------------------

const nested = {
  'top.py': 'def everywhere():\n    pass\n',
  'mid/mid.py': 'def everywhere():\n    pass\n',
  'mid/low/low.py': 'def everywhere():\n    pass\n',
  'middle/not.py': 'def everywhere():\n    pass\n',
};

async function openNested(t, names, more = {}) {
  const tree = new Tree(t, { ...nested, ...more });
  const session = await Session.open(t, tree, { workspaceFolders: names.map((n) => folder(tree, n)) });
  await session.ready();
  return { tree, session };
}

const found = async (session, query, more) => ({
  symbols: uris(await session.symbols(query)),
  hits: uris((await session.search(query, { all: true, ...more })).hits),
});
// Nothing is ever found twice. Symbols of a text that was just changed may follow it, if the machine is busy.
async function finds(session, query, expected, what) {
  const first = await found(session, query);
  assert.deepEqual(first.hits, expected.hits, what);
  assert.equal(new Set(first.symbols).size, first.symbols.length, what);
  await until(async () => String((await found(session, query)).symbols) === String(expected.symbols), `symbols for ${query}, ${what}`);
}

const both = (...names) => ({ symbols: names, hits: names });
const all = both('low.py', 'mid.py', 'not.py', 'top.py');

for (const names of [['', 'mid'], ['mid', ''], ['', 'mid', 'mid/low'], ['mid/low', '', 'mid'], ['', 'mid/low']]) {
  test(`of ${names.map((n) => `"${n}"`).join(', ')} nothing is found twice`, async (t) => {
    const { session } = await openNested(t, names);
    await finds(session, 'everywhere', all);
    await session.close();
  });
}

test('one folder alone is asked without those within it', async (t) => {
  const { tree, session } = await openNested(t, ['', 'mid', 'mid/low']);
  for (const [name, files] of Object.entries({ '': ['not.py', 'top.py'], mid: ['mid.py'], 'mid/low': ['low.py'] })) {
    assert.deepEqual((await found(session, 'everywhere', { folder: tree.uri(name) })).hits, files);
  }
  await session.close();
});

test('a folder that the outer one ignores is one all the same', async (t) => {
  const { tree, session } = await openNested(t, ['', 'mid/low'], { '.git/HEAD': 'ref: x\n', '.gitignore': 'low/\n', '.ignore': 'mid/\n' });
  await finds(session, 'everywhere', both('low.py', 'not.py', 'top.py'));
  session.openDocument(tree.uri('mid/low/low.py'), 'def unsaved():\n    pass\n');
  await finds(session, 'unsaved', both('low.py'));
  await session.close();
});

test('inner folders come and go, and nothing is lost or found twice', async (t) => {
  const { session, tree } = await openNested(t, ['']);
  for (let i = 0; i < 5; i++) {
    await finds(session, 'everywhere', all);
    change(session, [folder(tree, 'mid')], []);
    await session.ready();
    await finds(session, 'everywhere', all);
    change(session, [folder(tree, 'mid/low')], [folder(tree, 'mid')]);
    await session.ready();
    await finds(session, 'everywhere', all);
    change(session, [], [folder(tree, 'mid/low')]);
  }
  await session.close();
});

test('an unsaved text is found once, wherever its folders come and go', async (t) => {
  const { session, tree } = await openNested(t, ['', 'mid']);
  const uri = tree.uri('mid/low/low.py');
  const steps = [[[], []], [['mid/low'], []], [[], ['mid']], [[], ['mid/low']], [['mid/low'], []], [[], ['']], [[], ['mid/low']], [['mid'], []], [[''], []]];
  session.openDocument(uri, 'def version_0_():\n    pass\n');
  for (const [i, [added, removed]] of steps.entries()) {
    change(session, added.map((n) => folder(tree, n)), removed.map((n) => folder(tree, n)));
    await finds(session, `version_${i}_`, both('low.py'), `step ${i}`);
    const at = { line: 0, character: 12 };
    session.change(uri, i + 2, { range: { start: at, end: { line: 0, character: 13 } }, text: `${i + 1}` });
    await finds(session, `version_${i + 1}_`, both('low.py'), `step ${i}, edited`);
    await finds(session, `version_${i}_`, both(), `step ${i}, gone`);
    assert.deepEqual((await session.outline(uri)).map((s) => s.name), [`version_${i + 1}_`]);
  }
  session.closeDocument(uri);
  await session.ready();
  await until(async () => JSON.stringify(await found(session, 'everywhere')) === JSON.stringify(all), 'what is on disk');
  await session.close();
});

test('what changes in an inner folder is seen in it, by whatever name of a directory', async (t) => {
  const { session, tree } = await openNested(t, ['', 'mid/low']);
  tree.write('mid/low/low.py', 'def changed_within():\n    pass\n');
  session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: tree.uri('mid/low/low.py'), type: 2 }] });
  await until(async () => (await session.symbols('changed_within')).length === 1, 'the change');
  tree.write('mid/low/more.py', 'def came_with_its_directory():\n    pass\n');
  session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: tree.uri('mid'), type: 1 }] });
  await until(async () => (await session.symbols('came_with_its_directory')).length === 1, 'the directory');
  await session.ready();
  await finds(session, 'came_with_its_directory', both('more.py'));
  await session.close();
});

// ---- one folder, several names ------------------------------------------------------------------

test('the same directory by several names is one folder', async (t) => {
  const tree = new Tree(t, files);
  const link = path.join(tree.base, 'link');
  fs.symlinkSync(path.join(tree.root, 'one'), link);
  const names = [tree.uri('one'), `${tree.uri('one')}/`, tree.uri('one').replace('/one', '/./one'), tree.uri('two/../one'), uriOf(link),
    tree.uri('one').replace('one', '%6fne')];
  const session = await Session.open(t, tree, { workspaceFolders: names.map((uri) => ({ uri, name: uri })) });
  await session.ready();
  await finds(session, 'shared_name', both('a.py'));
  assert.equal((await session.status()).folders.length, 1);
  for (const uri of names) assert.equal((await session.search('shared_name', { folder: uri })).hits.length, 1, uri);
  session.openDocument(uriOf(link, 'a.py'), 'def by_its_other_name():\n    pass\n');
  await finds(session, 'by_its_other_name', both('a.py'));
  await finds(session, 'only_one', both());
  assert.deepEqual((await session.outline(uriOf(link, 'a.py'))).map((s) => s.name), ['by_its_other_name']);
  await session.close();
});

test('when the first name goes, the second answers, under its own name', async (t) => {
  const tree = new Tree(t, files);
  const link = path.join(tree.base, 'link');
  fs.symlinkSync(path.join(tree.root, 'one'), link);
  const other = { uri: uriOf(link), name: 'link' };
  const session = await Session.open(t, tree, { workspaceFolders: [folder(tree, 'one'), other] });
  await session.ready();
  session.openDocument(tree.uri('one/a.py'), 'def unsaved():\n    pass\n');
  assert.deepEqual((await session.symbols('unsaved')).map((s) => s.location.uri), [tree.uri('one/a.py')]);
  change(session, [], [folder(tree, 'one')]);
  await session.ready();
  assert.deepEqual((await session.symbols('unsaved')).map((s) => s.location.uri), [uriOf(link, 'a.py')]);
  change(session, [folder(tree, 'one')], [other]);
  await session.ready();
  assert.deepEqual((await session.symbols('unsaved')).map((s) => s.location.uri), [tree.uri('one/a.py')]);
  change(session, [], [folder(tree, 'one')]);
  assert.deepEqual((await session.symbols('unsaved')).length, 1); // a document of no folder
  await session.close();
});

// ---- all at once --------------------------------------------------------------------------------

test('folders come and go under a load of requests and changes, and all of them are answered', async (t) => {
  let state = Number(process.env.TREELINE_TEST_SEED ?? Date.now() % 1000000);
  t.diagnostic(`TREELINE_TEST_SEED=${state}`);
  const below = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const names = ['', 'mid', 'mid/low', 'middle'];
  const { session, tree } = await openNested(t, names);
  const present = new Set(names);
  const uri = tree.uri('mid/low/low.py');
  session.openDocument(uri, 'unsaved_text\n');
  const answers = [];
  for (let i = 0; i < 400; i++) {
    const name = names[below(4)];
    switch (below(8)) {
      case 0:
        if (present.has(name)) change(session, [], [folder(tree, name)]);
        else change(session, [folder(tree, name)], []);
        if (!present.delete(name)) present.add(name);
        break;
      case 1: case 2: answers.push(session.symbols('everywhere').then((list) => assert.equal(new Set(uris(list)).size, list.length))); break;
      case 3: answers.push(session.search('everywhere', { all: true }).then(({ hits }) => assert.equal(new Set(uris(hits)).size, hits.length))); break;
      case 4: answers.push(session.outline(uri).then((list) => assert.ok(list))); break;
      case 5: answers.push(session.status()); break;
      case 6: session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: tree.uri(name), type: 2 }] }); break;
      default: session.change(uri, i + 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'x' });
    }
    if (i % 20 === 0) await sleep(5);
  }
  assert.ok(answers.length > 100);
  await within(Promise.all(answers), 60000, 'all answers');
  change(session, names.filter((n) => !present.has(n)).map((n) => folder(tree, n)), []);
  await session.ready();
  assert.deepEqual(uris((await session.search('unsaved_text', { all: true })).hits), ['low.py']);
  session.closeDocument(uri);
  await until(async () => JSON.stringify(await found(session, 'everywhere')) === JSON.stringify(all), 'what is on disk');
  await session.close();
});
