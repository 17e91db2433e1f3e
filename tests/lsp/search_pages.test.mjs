// Pages: the cursor of a summary asks for what follows.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Session, Tree } from './harness.mjs';

const lines = (count, text = 'a needle here') => `${text}\n`.repeat(count);
const files = {
  'one/a.txt': lines(23), 'one/b.c': 'int needle(void) { return needle() + needle(); }\n', 'one/sub/c.txt': lines(9),
  'two/d.txt': lines(14), 'two/e.txt': 'needle needle needle\nNEEDLE\n',
  'three/none.txt': 'nothing\n',
};
const folder = (tree, name) => ({ uri: tree.uri(name), name });

async function open(t, names = ['one', 'two', 'three']) {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree, { workspaceFolders: names.map((name) => folder(tree, name)) });
  await session.ready();
  return { tree, session };
}

const place = (hit) => `${hit.uri.split('/').at(-1)}:${hit.range.start.line}:${hit.range.start.character}`;
const places = (item) => [item.range, ...(item.more ?? [])].map((range) => place({ uri: item.uri, range }));

// All pages after each other, by `limit` hits; and the answers.
async function pages(session, params) {
  const answers = [];
  for (let cursor; answers.length < 1000;) {
    const answer = await session.search('needle', { ...params, ...(cursor && { cursor }) });
    answers.push(answer);
    cursor = answer.summary.cursor;
    if (!cursor) return { answers, hits: answers.flatMap((a) => a.hits) };
  }
  throw new Error('the pages have no end');
}

for (const names of [['one'], ['one', 'two', 'three'], ['three', 'two', 'one']]) {
  for (const all of [true, false]) {
    for (const limit of [1, 7, 10, 1000]) {
      test(`the pages are the whole answer: ${names.join('+')}, ${all ? 'all' : 'ranked'}, by ${limit}`, async (t) => {
        const { session } = await open(t, names);
        const whole = await session.search('needle', { all, limit: 0 });
        const { answers, hits } = await pages(session, { all, limit });
        assert.deepEqual(hits.map(place), whole.hits.map(place));
        assert.equal(new Set(hits.map(place)).size, hits.length);
        for (const { summary, hits: some } of answers) {
          assert.equal(summary.hits, some.length);
          assert.ok(some.length <= limit);
        }
        for (const { summary } of answers.slice(0, -1)) {
          assert.equal(summary.truncated, true);
          assert.equal(summary.reason, 'limit');
        }
        assert.ok(!('changed' in answers[0].summary));
        for (let i = 1; i < answers.length; i++) { // segments may have been merged meanwhile
          assert.equal(answers[i].summary.changed, answers[i].summary.generation !== answers[i - 1].summary.generation);
        }
        assert.equal(answers.at(-1).summary.truncated, false);
        await session.close();
      });
    }
  }
}

test('pages of lines lose no hit and give none twice', async (t) => {
  const { session } = await open(t);
  for (const all of [true, false]) {
    const whole = await session.search('needle', { all, limit: 0 });
    for (const limit of [1, 2, 5, 100]) {
      const { answers, hits } = await pages(session, { all, limit, lines: true });
      const found = hits.flatMap(places);
      assert.deepEqual([...found].sort(), whole.hits.map(place).sort(), `${all} ${limit}`);
      for (const { hits: some } of answers) assert.ok(some.flatMap(places).length <= limit);
    }
  }
  await session.close();
});

test('pages come in parts as well', async (t) => {
  const { session } = await open(t);
  const whole = await session.search('needle', { limit: 0 });
  const first = await session.search('needle', { limit: 12, partialResultToken: 'p1' });
  const second = await session.search('needle', { limit: 12, partialResultToken: 'p2', cursor: first.summary.cursor });
  assert.deepEqual(second.hits, []);
  const sent = (token) => session.notifications.filter((n) => n.params?.token === token).flatMap((n) => n.params.value.hits);
  assert.deepEqual([...sent('p1'), ...sent('p2')].map(place), whole.hits.slice(0, 24).map(place));
  await session.close();
});

test('a page says that the index has changed since the page before', async (t) => {
  const { session, tree } = await open(t);
  const first = await session.search('needle', { limit: 10 });
  const uri = tree.uri('one/new.txt');
  session.openDocument(uri, 'another needle\n', 'plaintext');
  const second = await session.search('needle', { limit: 10, cursor: first.summary.cursor });
  assert.equal(second.summary.changed, true);
  assert.equal(second.hits.length, 10);
  assert.ok(second.summary.generation > first.summary.generation);
  const third = await session.search('needle', { limit: 10, cursor: second.summary.cursor });
  assert.equal(third.summary.changed, third.summary.generation !== second.summary.generation);
  await session.close();
});

test('a cursor fits the parameters that it was given for, and no others', async (t) => {
  const { session, tree } = await open(t);
  const params = { limit: 5, near: tree.uri('one/a.txt'), recent: [tree.uri('one/b.c')] };
  const { summary: { cursor } } = await session.search('needle', params);
  const refused = (query, more) => assert.rejects(session.search(query, { ...params, cursor, ...more }), (error) => error.code === -32602 && /cursor/.test(error.message));
  await refused('needles', {});
  for (const other of [
    { all: true }, { caseSensitive: true }, { wholeWord: true }, { regex: true }, { literal: true }, { documentLimit: 3 },
    { filesOnly: true }, { near: tree.uri('one/b.c') }, { recent: [] }, { folder: tree.uri('one') },
  ]) await refused('needle', other);
  const same = await session.search('needle', { ...params, cursor, limit: 3, before: 1, after: 1, lines: true, timeoutMs: 60000 });
  assert.ok(same.hits.length > 0);
  for (const wrong of ['', 'x', `${cursor}.1`, `${cursor}.`, cursor.replace(/\d+$/, '-1'), '1.2.3.4', '9'.repeat(10000), '\u0001']) {
    await assert.rejects(session.search('needle', { ...params, cursor: wrong }), (error) => error.code === -32602, wrong);
  }
  await session.close();
});

test('a cursor is refused once folders have come or gone', async (t) => {
  const { session, tree } = await open(t, ['one', 'two']);
  const { summary: { cursor } } = await session.search('needle', { limit: 5 });
  session.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folder(tree, 'three')], removed: [folder(tree, 'one')] } });
  await session.ready();
  await assert.rejects(session.search('needle', { limit: 5, cursor }), (error) => error.code === -32602 && /folders/.test(error.message));
  await session.close();
});

test('a cursor that points far behind the end gives an empty page', async (t) => {
  const { session } = await open(t, ['one']);
  const { summary: { cursor } } = await session.search('needle', { limit: 5 });
  const far = cursor.replace(/\.5$/, '.900000000');
  assert.notEqual(far, cursor);
  const answer = await session.search('needle', { limit: 5, cursor: far });
  assert.deepEqual(answer.hits, []);
  assert.ok(!('cursor' in answer.summary));
  await session.close();
});

test('pages of files', async (t) => {
  const { session } = await open(t);
  const { hits } = await pages(session, { all: true, filesOnly: true, limit: 2 });
  assert.deepEqual(hits.map((h) => h.uri.split('/').at(-1)), ['a.txt', 'b.c', 'c.txt', 'd.txt', 'e.txt']);
  await session.close();
});

test('in the order of paths a page far down reads no more than the first', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`d${String(i).padStart(3, '0')}/f.txt`, `${i % 3 ? 'a needle\n'.repeat(3) : 'hay\n'}`]));
  const tree = new Tree(t, many);
  const session = await Session.open(t, tree);
  await session.ready();
  const { answers, hits } = await pages(session, { all: true, limit: 40 });
  assert.equal(hits.length, 798);
  assert.equal(answers.length, 20);
  for (const [i, { summary }] of answers.entries()) {
    assert.ok(summary.candidates < 120, `${summary.candidates} files were read for page ${i}`);
    assert.equal(summary.documents, new Set(hits.slice(0, 40 * (i + 1)).map((hit) => hit.uri)).size);
  }
  await session.close();
});

test('a page goes on behind its file if that is gone, or has fewer hits than were given', async (t) => {
  const tree = new Tree(t, { 'a.txt': lines(3), 'b.txt': lines(9), 'c.txt': lines(4) });
  const session = await Session.open(t, tree);
  await session.ready();
  const page = async (cursor, limit) => (await session.search('needle', { all: true, limit, cursor }));
  const first = await session.search('needle', { all: true, limit: 8 }); // five of b.txt
  assert.deepEqual(first.hits.map(place).at(-1), 'b.txt:4:2');
  const uri = tree.uri('b.txt');
  session.openDocument(uri, lines(2), 'plaintext');
  assert.deepEqual((await page(first.summary.cursor, 3)).hits.map(place), ['c.txt:0:2', 'c.txt:1:2', 'c.txt:2:2']);
  session.change(uri, 2, { text: 'nothing\n' });
  const second = await page(first.summary.cursor, 3);
  assert.deepEqual(second.hits.map(place), ['c.txt:0:2', 'c.txt:1:2', 'c.txt:2:2']);
  assert.equal(second.summary.hits, 3);
  assert.deepEqual((await page(second.summary.cursor, 3)).hits.map(place), ['c.txt:3:2']);
  session.change(uri, 3, { text: lines(7) });
  assert.deepEqual((await page(first.summary.cursor, 3)).hits.map(place), ['b.txt:5:2', 'b.txt:6:2', 'c.txt:0:2']);
  await session.close();
});
