// A thousand wrong notifications about documents: after each the server answers, and documents that
// were not meant are as they were.
import assert from 'node:assert/strict';
import test from 'node:test';
import { RawSession, Tree, until } from './harness.mjs';

const files = { 'on_disk.py': 'def safe_on_disk():\n    pass\n', 'lost.py': 'def may_be_hidden():\n    pass\n' };

async function open(t) {
  const tree = new Tree(t, files);
  const session = new RawSession(t, tree);
  await session.initialize();
  await session.ready();
  session.send({ method: 'textDocument/didOpen', params: { textDocument: { uri: tree.uri('safe.py'), languageId: 'python', version: 1, text: 'def safe_and_open():\n    pass\n' } } });
  return { tree, session };
}

let next = 0;
async function search(session, query) {
  const { result } = await session.ask(`search ${next++}`, 'treeline/search', { query, all: true });
  return result.hits;
}

async function safe({ tree, session }) {
  const hits = (await search(session, 'safe_')).filter((h) => /^def safe_(and_open|on_disk)\(\):$/.test(h.text));
  assert.deepEqual(hits.map((h) => h.uri).sort(), [tree.uri('on_disk.py'), tree.uri('safe.py')]);
}

function seeded(t) {
  let state = Number(process.env.TREELINE_TEST_SEED ?? Date.now() % 1000000);
  t.diagnostic(`TREELINE_TEST_SEED=${state}`);
  const below = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return { below, of: (list) => list[below(list.length)] };
}

const nothing = [undefined, null, 0, -1, 1.5, '', 'x', true, [], {}, [[]], { a: {} }, NaN];
const numbers = [0, 1, -1, -0, 3, 1e9, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, -1e300, 0.5, 1e-300, 4294967295, 4294967296, '1', null, {}, [1], true];
const texts = ['', 'x', 'wrong\n', '\0', '\ud800', '\udfff\ud800', '\\u0000', 'é😀', '\r', '\n\r\n', 'y'.repeat(5000), null, 5, {}, undefined];
const uris = (tree) => [tree.uri('victim.py'), tree.uri('victim.py'), tree.uri('victim.py'), tree.uri('unknown.py'), tree.uri('lost.py'),
  `${tree.uri('victim.py')}/`, 'file:///', 'file:', 'untitled:wrong', 'git:/a', '', '%', 'file://%00/x', 'file:///%00', `file:///${'a/'.repeat(5000)}b`, 7, null, {}, undefined];

const position = (r) => r.below(12) ? { line: r.of(numbers), character: r.of(numbers) } : r.of(nothing);
const range = (r) => r.below(12) ? { start: position(r), end: position(r) } : r.of(nothing);

function change(r) {
  if (r.below(12) === 0) return r.of(nothing);
  const made = { text: r.of(texts) };
  if (r.below(4)) made.range = range(r);
  if (r.below(8) === 0) made.rangeLength = r.of(numbers);
  return made;
}

const list = (r, make) => r.below(12) ? Array.from({ length: r.below(6) }, () => make(r)) : r.of(nothing);

function notification(r, tree) {
  const uri = r.of(uris(tree));
  const version = r.of(numbers);
  const document = r.below(12) ? { uri, version } : r.of(nothing);
  switch (r.below(10)) {
    case 0: return ['textDocument/didOpen', { textDocument: r.below(12) ? { uri, version, languageId: r.of(['python', 'c', '', 'no such', 5, null]), text: r.of(texts) } : document }];
    case 1: return ['textDocument/didClose', { textDocument: document }];
    case 2: return ['textDocument/didSave', { textDocument: document, text: r.of(texts) }];
    case 3: return [r.of(['workspace/didChangeWatchedFiles', 'workspace/didCreateFiles', 'workspace/didRenameFiles', 'workspace/didDeleteFiles']),
      { changes: list(r, () => ({ uri: r.of(uris(tree)), type: r.of(numbers) })), files: list(r, () => ({ uri: r.of(uris(tree)), oldUri: r.of(uris(tree)), newUri: r.of(uris(tree)) })) }];
    default: return ['textDocument/didChange', r.below(20) ? { textDocument: document, contentChanges: list(r, change) } : r.of(nothing)];
  }
}

test('a thousand wrong notifications do no harm', async (t) => {
  const r = seeded(t);
  const { tree, session } = await open(t);
  for (let i = 0; i < 1000; i++) {
    const [method, params] = notification(r, tree);
    session.send({ method, params });
    await safe({ tree, session });
  }
  // And what is right is taken after all of it.
  session.send({ method: 'textDocument/didOpen', params: { textDocument: { uri: tree.uri('victim.py'), languageId: 'python', version: 1, text: 'is_right\n' } } });
  session.send({ method: 'textDocument/didChange', params: { textDocument: { uri: tree.uri('victim.py'), version: 2 }, contentChanges: [{ range: { start: { line: 0, character: 8 }, end: { line: 0, character: 8 } }, text: '_again' }] } });
  assert.equal((await search(session, 'is_right_again')).length, 1);
  await session.close();
});

const at = (line, character) => ({ line, character });
const malformed = {
  'no contentChanges': undefined,
  'contentChanges that are no array': { 0: { text: 'x' } },
  'a change that is null': [null],
  'a change without a text': [{ range: { start: at(0, 0), end: at(0, 1) } }],
  'a text that is a number': [{ text: 5 }],
  'a range without an end': [{ range: { start: at(0, 0) }, text: 'x' }],
  'a range that is an array': [{ range: [at(0, 0), at(0, 1)], text: 'x' }],
  'a line that is a string': [{ range: { start: at('0', 0), end: at(0, 1) }, text: 'x' }],
  'a character that is null': [{ range: { start: at(0, null), end: at(0, 1) }, text: 'x' }],
  'a good change before a bad one': [{ range: { start: at(0, 0), end: at(0, 1) }, text: 'x' }, { text: null }],
};

for (const [what, contentChanges] of Object.entries(malformed)) {
  test(`${what}: the text stays as it was, and the log says so`, async (t) => {
    const { tree, session } = await open(t);
    session.send({ method: 'textDocument/didChange', params: { textDocument: { uri: tree.uri('safe.py'), version: 2 }, contentChanges } });
    await session.take((m) => m.method === 'window/logMessage' && /malformed didChange/.test(m.params.message), 'the log');
    await safe({ tree, session });
    await session.close();
  });
}

const odd = {
  'negative numbers are 0': [[{ range: { start: at(-5, -5), end: at(0, 1) }, text: 'X' }], 'Xbc'],
  'huge numbers are the end': [[{ range: { start: at(0, 1), end: at(1e300, 1e300) }, text: 'X' }], 'aX'],
  'fractions are cut off': [[{ range: { start: at(0.9, 1.9), end: at(0, 2.1) }, text: 'X' }], 'aXc'],
  'a reversed range is turned round': [[{ range: { start: at(0, 2), end: at(0, 1) }, text: 'X' }], 'aXc'],
  'a wrong rangeLength does not count': [[{ range: { start: at(0, 1), end: at(0, 2) }, rangeLength: 99, text: 'X' }], 'aXc'],
  'a null range is none': [[{ range: null, text: 'all' }], 'all'],
  'half a pair is a replacement character': [[{ range: { start: at(0, 1), end: at(0, 2) }, text: 'x\ud83dx' }], 'ax\ufffdxc'],
  'NUL is another character': [[{ range: { start: at(0, 1), end: at(0, 2) }, text: 'x\0x' }], 'ax\x01xc'],
};

for (const [what, [contentChanges, expected]] of Object.entries(odd)) {
  test(what, async (t) => {
    const { tree, session } = await open(t);
    const uri = tree.uri('odd.txt');
    session.send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'plaintext', version: 1, text: 'abc' } } });
    session.send({ method: 'textDocument/didChange', params: { textDocument: { uri, version: 2 }, contentChanges } });
    const { result } = await session.ask('text', 'treeline/search', { query: '.+', regex: true, all: true });
    assert.deepEqual(result.hits.filter((h) => h.uri === uri).map((h) => h.text), [expected]);
    await session.close();
  });
}

test('ten thousand changes without a pause, wrong and right, and a session that ends in their midst', async (t) => {
  const r = seeded(t);
  const { tree, session } = await open(t);
  for (let i = 0; i < 10000; i++) {
    const [method, params] = notification(r, tree);
    session.send({ method, params });
  }
  await session.close();
  await until(() => session.child.exitCode === 0, 'the end');
});
