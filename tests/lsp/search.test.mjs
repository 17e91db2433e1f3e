import assert from 'node:assert/strict';
import test from 'node:test';
import { Session, Tree } from './harness.mjs';

const files = {
  'a.py': 'needle = 1\nx = needle + needle\n',
  'b.txt': 'a needle in the hay\nNEEDLE\nneedles\n',
  'c.txt': 'nothing here\n',
};

async function open(t, more = files, wanted = {}) {
  const tree = new Tree(t, more);
  const session = await Session.open(t, tree, wanted);
  await session.ready();
  return { tree, session };
}

const places = (answer) => answer.hits.map((h) => `${h.uri.split('/').at(-1)}:${h.range.start.line}:${h.range.start.character}-${h.range.end.character}`).sort();

test('every occurrence is found with its line', async (t) => {
  const { tree, session } = await open(t);
  const answer = await session.search('needle', { all: true });
  assert.deepEqual(places(answer), ['a.py:0:0-6', 'a.py:1:13-19', 'a.py:1:4-10', 'b.txt:0:2-8', 'b.txt:1:0-6', 'b.txt:2:0-6']);
  const hit = answer.hits.find((h) => h.uri === tree.uri('b.txt') && h.range.start.line === 0);
  assert.equal(hit.text, 'a needle in the hay');
  assert.equal(answer.hits.find((h) => h.uri === tree.uri('a.py')).language, 'python');
  const { summary } = answer;
  assert.equal(summary.hits, 6);
  assert.equal(summary.documents, 2);
  assert.equal(summary.covered, 1);
  assert.equal(summary.truncated, false);
  assert.equal(summary.reason, '');
  await session.close();
});

test('a limit truncates, and says so', async (t) => {
  const { session } = await open(t);
  for (const all of [true, false]) {
    const answer = await session.search('needle', { all, limit: 2 });
    assert.equal(answer.hits.length, 2);
    assert.equal(answer.summary.truncated, true);
    assert.equal(answer.summary.reason, 'limit');
  }
  await session.close();
});

test('case, whole words, regular expressions and literals', async (t) => {
  const { session } = await open(t, { 'a.txt': 'needle NEEDLE needles\nn.*e\n' });
  const find = async (query, more) => places(await session.search(query, { all: true, ...more }));
  assert.equal((await find('needle', { caseSensitive: true })).length, 2);
  assert.equal((await find('NEEDLE', { caseSensitive: false })).length, 3);
  assert.deepEqual(await find('NEEDLE'), ['a.txt:0:7-13']);
  assert.equal((await find('needle', { wholeWord: true, caseSensitive: true })).length, 1);
  assert.deepEqual(await find('n.*e', { literal: true }), ['a.txt:1:0-4']);
  assert.equal((await find('need[l]e', { regex: true, caseSensitive: true })).length, 2);
  await session.close();
});

test('a query that cannot be read is an error in words', async (t) => {
  const { session } = await open(t);
  await assert.rejects(session.search('(', { regex: true }), (error) => error.code === -32602 && /\w+ \w+/.test(error.message));
  await session.close();
});

test('nothing found is no error', async (t) => {
  const { session } = await open(t);
  const answer = await session.search('absent_from_everywhere');
  assert.deepEqual(answer.hits, []);
  assert.equal(answer.summary.hits, 0);
  assert.equal(answer.summary.truncated, false);
  await session.close();
});

test('with a partialResultToken hits come in parts and the summary in the answer', async (t) => {
  const { session } = await open(t, { 'a.txt': 'needle\n'.repeat(1000) });
  const answer = await session.search('needle', { all: true, partialResultToken: 7 });
  assert.deepEqual(answer.hits, []);
  assert.equal(answer.summary.hits, 1000);
  const parts = session.notifications.filter((n) => n.params?.token === 7);
  assert.ok(parts.length > 1);
  const lines = parts.flatMap((n) => n.params.value.hits.map((h) => h.range.start.line));
  assert.deepEqual(lines, Array.from({ length: 1000 }, (_, i) => i));
  await session.close();
});

test('a hundred searches at once are all answered in full', async (t) => {
  const { session } = await open(t);
  const answers = await Promise.all(Array.from({ length: 100 }, () => session.search('needle', { all: true })));
  for (const answer of answers) assert.equal(answer.summary.hits, 6);
  await session.close();
});

test('a long line is sent in part, around the hit', async (t) => {
  const line = `${'é'.repeat(3000)}needle${'x'.repeat(5000)}`;
  const { session } = await open(t, { 'a.txt': `${line}\n` });
  const [hit] = (await session.search('needle')).hits;
  assert.deepEqual(hit.range, { start: { line: 0, character: 6000 }, end: { line: 0, character: 6006 } });
  assert.ok(Buffer.byteLength(hit.text) <= 1024);
  const bytes = Buffer.from(hit.text).subarray(6000 - hit.textStart);
  assert.equal(bytes.subarray(0, 6).toString(), 'needle');
  await session.close();
});

test('many hits on one long line are counted in time', async (t) => {
  const { session } = await open(t, { 'a.txt': 'é needle '.repeat(20000) }, { capabilities: {} });
  const answer = await session.search('needle', { all: true });
  assert.equal(answer.hits.length, 20000);
  assert.deepEqual(answer.hits.map((h) => h.range.start.character), Array.from({ length: 20000 }, (_, i) => 9 * i + 2));
  await session.close();
});

test('text that is no UTF-8 is sent as the replacement character', async (t) => {
  const { session } = await open(t, { 'a.txt': Buffer.from([0x6e, 0x65, 0x65, 0x64, 0x6c, 0x65, 0x20, 0xff, 0x0a]) });
  const answer = await session.search('needle');
  assert.equal(answer.hits.length, 1);
  assert.match(answer.hits[0].text, /^needle /);
  await session.close();
});
