// The same places, in the three units that can be negotiated.
import assert from 'node:assert/strict';
import test from 'node:test';
import { everything, Session, Tree } from './harness.mjs';

const line = 'x = "é世😀"; needle = 1  # 😀 needle';
const files = { 'a.py': `${line}\nclass Späti_😀:\n    pass\n\ndef größe(): pass\n`, 'b.txt': `😀😀 needle\r\nend needle\r\n` };

const units = {
  'utf-8': (text) => Buffer.byteLength(text),
  'utf-16': (text) => text.length,
  'utf-32': (text) => [...text].length,
};

async function open(t, encodings) {
  const tree = new Tree(t, files);
  const capabilities = { ...everything, general: { positionEncodings: encodings } };
  const session = await Session.open(t, tree, { capabilities });
  await session.ready();
  return { tree, session, encoding: session.initialized.capabilities.positionEncoding };
}

for (const [offered, chosen] of [
  [undefined, 'utf-16'], [[], 'utf-16'], [['utf-16'], 'utf-16'], [['utf-32', 'utf-16'], 'utf-16'],
  [['utf-32', 'utf-8', 'utf-16'], 'utf-8'], [['utf-8'], 'utf-8'], [['utf-32'], 'utf-32'], [['utf-7'], 'utf-16'],
]) {
  test(`${JSON.stringify(offered)} is answered with ${chosen}`, async (t) => {
    const tree = new Tree(t, files);
    const general = offered ? { positionEncodings: offered } : {};
    const session = await Session.open(t, tree, { capabilities: { general } });
    assert.equal(session.initialized.capabilities.positionEncoding, chosen);
    await session.close();
  });
}

for (const name of Object.keys(units)) {
  const length = units[name];

  test(`hits behind characters of every width, in ${name}`, async (t) => {
    const { session, tree, encoding } = await open(t, [name]);
    assert.equal(encoding, name);
    const { hits } = await session.search('needle', { all: true });
    const places = hits.filter((h) => h.uri === tree.uri('a.py')).map((h) => [h.range.start.character, h.range.end.character]);
    const first = line.indexOf('needle');
    const second = line.lastIndexOf('needle');
    assert.deepEqual(places, [first, second].map((at) => [length(line.slice(0, at)), length(line.slice(0, at)) + 6]));
    const windows = hits.filter((h) => h.uri === tree.uri('b.txt'));
    assert.deepEqual(windows.map((h) => h.range.start), [{ line: 0, character: length('😀😀 ') }, { line: 1, character: 4 }]);
    assert.deepEqual(windows.map((h) => h.text), ['😀😀 needle', 'end needle']);
    await session.close();
  });

  test(`names of symbols with wide characters, in ${name}`, async (t) => {
    const { session, tree } = await open(t, [name]);
    const [symbol] = await session.symbols('größe');
    assert.equal(symbol.name, 'größe');
    assert.deepEqual(symbol.location.range, { start: { line: 4, character: 4 }, end: { line: 4, character: 4 + length('größe') } });
    const outline = await session.outline(tree.uri('a.py'));
    const same = outline.find((s) => s.name === 'größe');
    assert.deepEqual(same.selectionRange, symbol.location.range);
    await session.close();
  });

  test(`ranged changes behind wide characters, in ${name}`, async (t) => {
    const { session, tree } = await open(t, [name]);
    const uri = tree.uri('a.py');
    session.openDocument(uri, line);
    const at = length(line.slice(0, line.indexOf('needle')));
    const range = { start: { line: 0, character: at }, end: { line: 0, character: at + 6 } };
    session.change(uri, 2, { range, text: 'thread' });
    const { hits } = await session.search('thread', { all: true });
    assert.equal(hits[0].text, line.replace('needle', 'thread'));
    assert.equal(hits[0].range.start.character, at);
    await session.close();
  });
}

test('lone carriage returns end lines in outlines, as the protocol has it', async (t) => {
  const { session, tree } = await open(t, ['utf-16']);
  const uri = tree.uri('a.py');
  session.openDocument(uri, 'x = 1\ry = 2\rdef after_returns():\n    pass\n');
  const outline = await session.outline(uri);
  const found = outline.find((s) => s.name === 'after_returns');
  if (found) assert.deepEqual(found.selectionRange.start, { line: 2, character: 4 });
  await session.close();
});
