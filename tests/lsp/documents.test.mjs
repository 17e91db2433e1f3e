// What is in an open document is what is searched, by the next query.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Session, sleep, Tree, until, uriOf } from './harness.mjs';

const files = { 'a.py': 'def on_disk():\n    pass\n', 'b.py': 'def other():\n    pass\n' };

async function open(t) {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree);
  await session.ready();
  return { session, uri: tree.uri('a.py'), tree };
}

const names = async (session, query) => (await session.symbols(query)).map((s) => s.name);
// Symbols of a text that was just changed may follow it, if the machine is busy.
const named = (session, query, expected) => until(async () => String(await names(session, query)) === String(expected), `symbols ${expected} for ${query}`);
const hits = async (session, query) => (await session.search(query, { all: true })).summary.hits;

test('unsaved text is found, and what it replaced is not', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, 'def unsaved():\n    pass\n');
  await named(session, 'unsaved', ['unsaved']);
  await named(session, 'on_disk', []);
  assert.equal(await hits(session, 'unsaved'), 1);
  assert.equal(await hits(session, 'on_disk'), 0);
  assert.equal(await hits(session, 'other'), 1);
  await session.close();
});

test('every change is found by the next query, a hundred times', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, '');
  for (let i = 0; i < 100; i++) {
    session.change(uri, i + 2, { text: `def version_${i}_here():\n    pass\n` });
    assert.equal(await hits(session, `version_${i}_here`), 1);
    if (i) assert.equal(await hits(session, `version_${i - 1}_here`), 0);
  }
  await session.close();
});

test('closing returns to what is on disk', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, 'def unsaved():\n    pass\n');
  assert.equal(await hits(session, 'unsaved'), 1);
  session.closeDocument(uri);
  assert.equal(await hits(session, 'unsaved'), 0);
  await named(session, 'on_disk', ['on_disk']);
  await session.close();
});

test('a document may be opened again, and twice', async (t) => {
  const { session, uri } = await open(t);
  for (const text of ['first_text', 'second_text', 'third_text']) {
    session.openDocument(uri, `${text}\n`);
    assert.equal(await hits(session, text), 1);
    if (text === 'second_text') session.closeDocument(uri);
  }
  assert.equal(await hits(session, 'first_text'), 0);
  await session.close();
});

test('a document that is not on disk is found while it is open', async (t) => {
  const { session, tree } = await open(t);
  session.openDocument(tree.uri('new.py'), 'def not_saved_yet():\n    pass\n');
  await named(session, 'not_saved_yet', ['not_saved_yet']);
  session.closeDocument(tree.uri('new.py'));
  await named(session, 'not_saved_yet', []);
  await session.close();
});

test('a saved document is found after it is closed', async (t) => {
  const { session, uri, tree } = await open(t);
  session.openDocument(uri, 'def saved_text():\n    pass\n');
  tree.write('a.py', 'def saved_text():\n    pass\n');
  session.notify('textDocument/didSave', { textDocument: { uri } });
  await new Promise((resolve) => setTimeout(resolve, 500));
  await session.ready();
  session.closeDocument(uri);
  await named(session, 'saved_text', ['saved_text']);
  await session.close();
});

const range = (l1, c1, l2, c2) => ({ start: { line: l1, character: c1 }, end: { line: l2, character: c2 } });

test('several ranges of one notification are applied in order', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, 'def one():\r\n    pass\rdef tail():\n    pass\n');
  session.change(uri, 2, { range: range(0, 4, 0, 7), text: 'changed_name' }, { range: range(1, 4, 1, 8), text: 'return "é😀"' });
  assert.equal(await hits(session, 'changed_name'), 1);
  session.change(uri, 3, { range: range(1, 15, 1, 17), text: 'x' }); // in UTF-8: é is 2, 😀 is 4
  session.change(uri, 4, { range: range(900, 5, 1e9, 1e9), text: 'the_very_end' });
  session.change(uri, 5, { range: range(0, 0, 0, 0), text: 'the_very_start\n' });
  assert.equal(await hits(session, 'the_very_end'), 1);
  const [first] = (await session.search('the_very_start')).hits;
  assert.deepEqual(first.range.start, { line: 0, character: 0 });
  session.change(uri, 6, { range: range(3, 2, 1, 0), text: 'swapped_ends' });
  assert.equal(await hits(session, 'swapped_ends'), 1);
  await session.close();
});

test('a whole text among ranges makes those before it void', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, 'first\n');
  session.change(uri, 2, { range: range(0, 0, 0, 5), text: 'never_seen' }, { text: 'whole_text\n' }, { range: range(0, 5, 0, 5), text: '_new' });
  assert.equal(await hits(session, 'whole_new_text'), 1);
  assert.equal(await hits(session, 'never_seen'), 0);
  await session.close();
});

test('a whole text that is the same text changes nothing', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, 'def same_text():\n    pass\n');
  const { generation } = (await session.search('same_text')).summary;
  session.change(uri, 2, { text: 'def same_text():\n    pass\n' });
  const after = (await session.search('same_text')).summary;
  assert.equal(after.hits, 1);
  assert.ok(after.generation - generation <= 1, `${generation} to ${after.generation}`); // its symbols may come late
  await session.close();
});

test('changes are applied in the order of their coming, whatever their versions', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, '');
  const versions = [7, 3, 3, -5, 0, 8];
  for (const [i, version] of versions.entries()) session.change(uri, version, { range: range(0, i, 0, i), text: 'abcdef'[i] });
  assert.equal(await hits(session, 'abcdef'), 1);
  const odd = session.notifications.filter((n) => /comes after version/.test(n.params.message ?? ''));
  assert.equal(odd.length, 1, 'said once');
  await session.close();
});

test('a text that comes with a save is the truth', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, 'drifted_away\n');
  session.notify('textDocument/didSave', { textDocument: { uri }, text: 'brought_back\n' });
  assert.equal(await hits(session, 'brought_back'), 1);
  assert.equal(await hits(session, 'drifted_away'), 0);
  await session.close();
});

test('changes of a closed document are not applied, and do not open it', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, 'def unsaved():\n    pass\n');
  session.closeDocument(uri);
  session.change(uri, 2, { text: 'after_the_end\n' });
  assert.equal(await hits(session, 'after_the_end'), 0);
  assert.equal(await hits(session, 'on_disk'), 1);
  await session.close();
});

test('text with NUL characters and half surrogates is searched all the same', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, 'before \0 middle \ud83d after_all\n\\u0000 kept\n');
  const [hit] = (await session.search('after_all')).hits;
  assert.equal(hit.range.start.line, 0);
  assert.equal(await hits(session, 'kept'), 1);
  await session.close();
});

test('an untitled document is searched, and answers have its own URI', async (t) => {
  const { session } = await open(t);
  for (const uri of ['untitled:Untitled-1', 'untitled:/tmp/not%20yet/there.py']) {
    session.openDocument(uri, 'def pasted_text():\n    pass\n');
    const found = await session.search('pasted_text');
    assert.deepEqual(found.hits.map((h) => h.uri), [uri]);
    assert.equal(found.hits[0].language, 'python');
    assert.deepEqual((await session.symbols('pasted_text')).map((s) => s.location.uri), [uri]);
    assert.deepEqual((await session.outline(uri)).map((s) => s.name), ['pasted_text']);
    session.change(uri, 2, { range: range(0, 4, 0, 10), text: 'typed' });
    await named(session, 'typed_text', ['typed_text']);
    session.closeDocument(uri);
    assert.equal(await hits(session, 'typed_text'), 0);
  }
  assert.equal((await session.status()).openDocuments, 0);
  await session.close();
});

test('a document outside every folder is searched while it is open, and no longer, saved or not', async (t) => {
  const { session, tree } = await open(t);
  const file = path.join(tree.base, 'outside.py');
  const text = 'def outside_of_all():\n    pass\n';
  fs.writeFileSync(file, text);
  for (const opened of [text, `${text}# unsaved\n`]) {
    session.openDocument(uriOf(file), opened);
    await named(session, 'outside_of_all', ['outside_of_all']);
    const { summary } = await session.search('outside_of_all');
    assert.deepEqual([summary.covered, summary.documentsKnown - summary.documentsCovered, summary.reason], [1, 0, '']);
    session.notify('textDocument/didSave', { textDocument: { uri: uriOf(file) } });
    session.closeDocument(uriOf(file));
    await named(session, 'outside_of_all', []);
    await sleep(100);
    assert.equal(await hits(session, 'outside_of_all'), 0);
  }
  await session.close();
});

test('documents of other schemes, and changes of unknown ones, are left alone', async (t) => {
  const { session, tree } = await open(t);
  for (const uri of ['git:/a.py?ref', 'vscode-scm:git/input', 'output:a', 'untitled', 'no uri at all', '']) {
    session.openDocument(uri, 'never_searched\n');
    session.change(uri, 2, { text: 'never_searched\n' });
  }
  session.change(tree.uri('b.py'), 2, { text: 'never_searched\n' });
  session.closeDocument(tree.uri('b.py'));
  assert.equal(await hits(session, 'never_searched'), 0);
  assert.equal((await session.status()).openDocuments, 0);
  await session.close();
});

test('a document of eight megabytes is taken', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, `${'# filler line of text\n'.repeat(400000)}last_word_of_all\n`);
  assert.equal(await hits(session, 'last_word_of_all'), 1);
  await session.close();
});
