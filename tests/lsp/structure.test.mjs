// Folds and selection ranges over real texts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Session, slowness, Tree } from './harness.mjs';
import { clientOf, marked, positionAt } from './marks.mjs';

const code = `// One comment,
// of two lines.
#include "世界😀.h"
#include "b.h"

int sum(const int *list, int n) {
  int all = 0; /* 😀 */ int <1>other = <2>all + n;
  for (int i = 0; i < n; i++) {
    all += list[i];
  }
  return all + other;
}
`;

async function open(t, source, { encoding = 'utf-8', folding, name = 'a.c' } = {}) {
  const tree = new Tree(t, { [name]: source });
  const capabilities = clientOf(encoding, folding ? { foldingRange: folding } : {});
  const session = await Session.open(t, tree, { capabilities });
  await session.ready();
  const uri = tree.uri(name);
  const folds = () => session.request('textDocument/foldingRange', { textDocument: { uri } });
  const select = (...positions) => session.request('textDocument/selectionRange', { textDocument: { uri }, positions });
  return { session, uri, folds, select };
}

const lines = (folds) => folds.map((f) => [f.startLine, f.endLine, f.kind ?? 'code']);

// The steps of one place, as texts, having checked that each lies in the next.
function steps(text, encoding, step) {
  const index = (position) => {
    let at = 0;
    for (let { line } = position; line > 0; line--) at = /\r\n|\n|\r/g.exec(text.slice(at)).index + at + /\r\n|\n|\r/.exec(text.slice(at))[0].length;
    while (positionAt(text, at, encoding).character < position.character) at++;
    return at;
  };
  const found = [];
  for (let inner; step; inner = step.range, step = step.parent) {
    if (inner) assert.ok(index(step.range.start) <= index(inner.start) && index(inner.end) <= index(step.range.end));
    found.push(text.slice(index(step.range.start), index(step.range.end)));
  }
  return found;
}

test('code, comments and imports fold', async (t) => {
  const { session, folds } = await open(t, marked(code).text);
  const found = await folds();
  assert.deepEqual(lines(found), [[0, 1, 'comment'], [2, 3, 'imports'], [5, 10, 'code'], [7, 8, 'code']]);
  assert.equal(found[0].collapsedText, '// One comment, …');
  assert.ok(found.every((f) => f.startCharacter === undefined && f.endCharacter === undefined));
  await session.close();
});

test('a client gets as many folds as it takes, with characters if it can', async (t) => {
  const { session, folds } = await open(t, marked(code).text, { folding: { rangeLimit: 3 } });
  const found = await folds();
  assert.deepEqual(lines(found), [[0, 1, 'comment'], [2, 3, 'imports'], [5, 10, 'code']]);
  assert.equal(found[2].startCharacter, 33);
  assert.ok(found.every((f) => f.collapsedText === undefined && f.endCharacter !== undefined));
  await session.close();
});

test('the open text is what folds', async (t) => {
  const { session, uri, folds } = await open(t, 'x = 1\n', { name: 'a.py' });
  assert.deepEqual(await folds(), []);
  session.openDocument(uri, 'def f():\n    x = 1\n    return x\n');
  assert.deepEqual(lines(await folds()), [[0, 2, 'code']]);
  session.change(uri, 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n\n' });
  assert.deepEqual(lines(await folds()), [[2, 4, 'code']]);
  await session.close();
});

for (const encoding of slowness > 1 ? ['utf-16'] : ['utf-8', 'utf-16', 'utf-32']) {
  test(`selections grow from the word to the whole, in ${encoding}`, async (t) => {
    const source = marked(code, encoding);
    const { session, select } = await open(t, source.text, { encoding });
    const answer = await select(source.at(2, 1), source.at(1, 5), { line: 0, character: 0 });
    assert.equal(answer.length, 3);
    const [first, second] = answer.map((step) => steps(source.text, encoding, step));
    assert.equal(first[0], 'all');
    assert.equal(second[0], 'other');
    assert.ok(first.some((s) => s.startsWith('int other') && s.endsWith('n;')), first.join('\n--\n'));
    assert.ok(first.some((s) => s.startsWith('{') && s.endsWith('}')));
    assert.equal(first.at(-1), source.text);
    await session.close();
  });
}

test('lines may end as Windows has it', async (t) => {
  const source = marked(code.replaceAll('\n', '\r\n'), 'utf-16');
  const { session, folds, select } = await open(t, source.text, { encoding: 'utf-16' });
  assert.deepEqual(lines(await folds()), [[0, 1, 'comment'], [2, 3, 'imports'], [5, 10, 'code'], [7, 8, 'code']]);
  const [step] = await select(source.at(1));
  assert.equal(steps(source.text, 'utf-16', step)[0], 'other');
  await session.close();
});
