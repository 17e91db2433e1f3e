// What treeline/search can be asked for beside hits: lines around them, one item a line, files, counts, what is
// near, a time; and that nothing the client sends can make it fail otherwise than in words.
import assert from 'node:assert/strict';
import test from 'node:test';
import { RawSession, Session, Tree } from './harness.mjs';

const files = {
  'src/a.py': 'first\nx = needle + needle\nthird\nneedle\n',
  'src/b.txt': 'needle at the very beginning\nand needle',
  'doc/c.txt': 'hay\nhay\nhay\nneedle\r\nhay\r\nhay\n',
  'doc/d.txt': 'hay\n',
};

async function open(t, more = files, wanted = {}) {
  const tree = new Tree(t, more);
  const session = await Session.open(t, tree, wanted);
  await session.ready();
  return { tree, session };
}

const name = (hit) => hit.uri.split('/').at(-1);

test('lines around a hit, as many as were asked for and there are', async (t) => {
  const { session } = await open(t);
  const { hits } = await session.search('needle', { all: true, before: 2, after: 1 });
  const around = (file, line) => {
    const hit = hits.find((h) => name(h) === file && h.range.start.line === line);
    return [hit.before, hit.after];
  };
  assert.deepEqual(around('a.py', 1), [['first'], ['third']]);
  assert.deepEqual(around('a.py', 3), [['x = needle + needle', 'third'], []]);
  assert.deepEqual(around('b.txt', 0), [[], ['and needle']]);
  assert.deepEqual(around('b.txt', 1), [['needle at the very beginning'], []]);
  assert.deepEqual(around('c.txt', 3), [['hay', 'hay'], ['hay']]); // without the carriage return
  const ranked = await session.search('needle', { after: 1 });
  assert.ok(ranked.hits.every((h) => h.after.length <= 1 && !('before' in h)));
  const plain = await session.search('needle');
  assert.ok(plain.hits.every((h) => !('after' in h) && !('before' in h)));
  await session.close();
});

test('lines around a hit come from the open document, and are cut if they are long', async (t) => {
  const { session, tree } = await open(t);
  session.openDocument(tree.uri('doc/d.txt'), `${'é'.repeat(5000)}\nneedle unsaved\nlast\n`, 'plaintext');
  const { hits } = await session.search('"needle unsaved"', { before: 1, after: 5 });
  assert.equal(hits.length, 1);
  assert.deepEqual(hits[0].after, ['last']);
  assert.match(hits[0].before[0], /^é+$/);
  assert.ok(Buffer.byteLength(hits[0].before[0]) <= 512);
  await session.close();
});

test('with lines, the hits of one line are one item', async (t) => {
  const { session } = await open(t);
  const { hits, summary } = await session.search('needle', { all: true, lines: true, before: 1 });
  assert.equal(summary.hits, 6);
  assert.equal(hits.length, 5);
  const double = hits.find((h) => h.more);
  assert.equal(name(double), 'a.py');
  assert.deepEqual(double.range, { start: { line: 1, character: 4 }, end: { line: 1, character: 10 } });
  assert.deepEqual(double.more, [{ start: { line: 1, character: 13 }, end: { line: 1, character: 19 } }]);
  assert.deepEqual(double.before, ['first']);
  await session.close();
});

test('one hit a file, so many of one file, or none at all', async (t) => {
  const { session } = await open(t);
  for (const all of [true, false]) {
    const each = await session.search('needle', { all, filesOnly: true });
    assert.deepEqual(each.hits.map(name).sort(), ['a.py', 'b.txt', 'c.txt']);
    assert.equal(each.summary.documents, 3);
    const first = each.hits.find((h) => name(h) === 'a.py');
    if (all) assert.deepEqual(first.range.start, { line: 1, character: 4 });
    const two = await session.search('needle', { all, documentLimit: 2 });
    assert.equal(two.hits.filter((h) => name(h) === 'a.py').length, 2);
    assert.equal(two.hits.length, 5);
    const counted = await session.search('needle', { all, countOnly: true });
    assert.deepEqual(counted.hits, []);
    assert.equal(counted.summary.hits, 6);
    assert.equal(counted.summary.documents, 3);
    assert.equal(counted.summary.truncated, false);
    assert.ok(!('cursor' in counted.summary));
    const files = await session.search('needle', { all, countOnly: true, filesOnly: true });
    assert.deepEqual(files.hits, []);
    assert.equal(files.summary.hits, 3);
    assert.equal(files.summary.documents, 3);
    const passing = await session.search('file:.txt', { all, filesOnly: true, before: 2 });
    assert.deepEqual(passing.hits.map(name).sort(), ['b.txt', 'c.txt', 'd.txt']);
    assert.deepEqual(passing.hits[0].range, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
    assert.equal(passing.summary.candidates, 0);
  }
  await session.close();
});

test('the summary says how much of the tree it speaks for', async (t) => {
  const { session } = await open(t);
  const { summary } = await session.search('needle');
  assert.equal(summary.documentsKnown, 4);
  assert.equal(summary.documentsCovered, 4);
  assert.equal(summary.covered, 1);
  await session.close();
});

test('what is near the given file comes first', async (t) => {
  const same = 'alpha\n';
  const { session, tree } = await open(t, { 'x/p/one.txt': `${same}1\n`, 'y/p/two.txt': `${same}2\n`, 'x/p/here.txt': '', 'y/p/there.txt': '' });
  const first = async (more) => name((await session.search('alpha', more)).hits[0]);
  assert.equal(await first({ near: tree.uri('x/p/here.txt') }), 'one.txt');
  assert.equal(await first({ near: tree.uri('y/p/there.txt') }), 'two.txt');
  assert.equal(await first({ recent: [tree.uri('y/p/two.txt'), tree.uri('x/p/one.txt')] }), 'two.txt');
  assert.equal(await first({ recent: [tree.uri('x/p/one.txt')] }), 'one.txt');
  await session.close();
});

test('files outside the folders, and what are no files, are near nothing and no mistake', async (t) => {
  const { session, tree } = await open(t);
  const plain = await session.search('needle');
  for (const uri of ['file:///somewhere/else.c', 'untitled:Untitled-1', 'git:/a/b', '', 'nonsense', 'file:///%00', tree.uri('gone.txt'), tree.uri('')]) {
    const answer = await session.search('needle', { near: uri, recent: [uri, uri] });
    assert.equal(answer.summary.hits, plain.summary.hits, uri);
  }
  const many = Array.from({ length: 5000 }, (_, i) => tree.uri(`src/${i}.py`));
  assert.equal((await session.search('needle', { recent: many })).summary.hits, plain.summary.hits);
  await session.close();
});

test('parameters of a wrong kind are refused in words that name them', async (t) => {
  const tree = new Tree(t, files);
  const session = new RawSession(t, tree);
  await session.initialize();
  await session.ready();
  const wrong = {
    query: [1, null, {}, undefined], limit: [-1, 0.5, '5', 1e12], documentLimit: [-1, 'x', []], before: [101, -1, 1.5, true],
    after: [1e9, '1'], timeoutMs: [-5, 3600001, '1s'], lines: ['yes', 1], filesOnly: [0], countOnly: ['false'], near: [7, {}, []],
    recent: ['file:///a', [1], {}, [null]], cursor: [1, {}, []], folder: [1], all: [1], caseSensitive: ['no'],
  };
  let id = 0;
  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      for (const method of ['treeline/search', 'treeline/explain']) {
        const { error } = await session.ask(++id, method, { query: 'needle', [key]: value });
        assert.equal(error?.code, -32602, `${key}: ${JSON.stringify(value)}`);
        assert.ok(error.message.includes(`params.${key}`), error.message);
      }
    }
  }
  const both = { regex: 'literal' };
  for (const [a, b] of Object.entries(both)) {
    const { error } = await session.ask(++id, 'treeline/search', { query: 'x', [a]: true, [b]: true });
    assert.match(error.message, /exclude/);
  }
  const nulls = Object.fromEntries(Object.keys(wrong).filter((key) => key !== 'query').map((key) => [key, null]));
  assert.equal((await session.ask(++id, 'treeline/search', { query: 'needle', ...nulls })).result.summary.hits, 6);
  await session.close();
});

test('an answer that runs out of time is what there is, and says so', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`f${i}.txt`, `${'hay '.repeat(20)}\n`.repeat(2000)]));
  const { session } = await open(t, many);
  const cut = await session.search('hay.*[0-9]$', { regex: true, all: true, timeoutMs: 1 });
  assert.equal(cut.summary.truncated, true);
  assert.equal(cut.summary.reason, 'deadline');
  assert.ok(!('cursor' in cut.summary));
  const whole = await session.search('hay', { filesOnly: true, all: true, timeoutMs: 60000 });
  assert.equal(whole.summary.truncated, false);
  assert.equal(whole.summary.hits, 150);
  await session.close();
});

for (const [encoding, column] of [['utf-8', 8], ['utf-16', 5], ['utf-32', 4]]) {
  test(`ends of hits over lines are counted in ${encoding}`, async (t) => {
    const wanted = { capabilities: { general: { positionEncodings: [encoding] } } };
    const { session } = await open(t, { 'a.txt': 'é😀 begin\nmiddle\né😀 end of it\n' }, wanted);
    const { hits } = await session.search('begin\\nmiddle\\n\\S+ end', { regex: true, all: true, before: 1, after: 1 });
    assert.equal(hits.length, 1);
    const [hit] = hits;
    assert.deepEqual(hit.range, { start: { line: 0, character: column - 1 }, end: { line: 2, character: column + 2 } });
    assert.equal(hit.text, 'é😀 begin\nmiddle\né😀 end of it');
    assert.deepEqual([hit.before, hit.after], [[], []]);
    await session.close();
  });
}

test('identical files are folded into one, with their number', async (t) => {
  const { session } = await open(t, { 'a/x.c': 'int folded_needle;\n', 'b/x.c': 'int folded_needle;\n', 'c/x.c': 'int folded_needle;\n', 'd.c': 'int folded_needle, other;\n' });
  const { hits } = await session.search('folded_needle');
  assert.equal(hits.length, 2);
  assert.deepEqual(hits.map((h) => h.folded ?? 0).sort(), [0, 2]);
  const all = await session.search('folded_needle', { all: true });
  assert.equal(all.hits.length, 4);
  await session.close();
});

test('treeline/explain gives the lines of each folder', async (t) => {
  const tree = new Tree(t, files);
  const workspaceFolders = ['src', 'doc'].map((part) => ({ uri: tree.uri(part), name: part }));
  const session = await Session.open(t, tree, { workspaceFolders });
  await session.ready();
  const { plans } = await session.request('treeline/explain', { query: 'needle lang:python' });
  assert.deepEqual(plans.map((p) => p.folder), workspaceFolders.map((f) => f.uri));
  for (const { lines } of plans) {
    assert.match(lines[0], /needle/);
    assert.ok(lines.length >= 3);
  }
  const one = await session.request('treeline/explain', { query: 'needle', folder: tree.uri('doc') });
  assert.equal(one.plans.length, 1);
  await assert.rejects(session.request('treeline/explain', { query: '(', regex: true }), (error) => error.code === -32602);
  await session.close();
});
