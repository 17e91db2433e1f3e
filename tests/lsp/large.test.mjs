import assert from 'node:assert/strict';
import test from 'node:test';
import { Session, Tree, within } from './harness.mjs';

// A parse is given so long, by the clock: on a loaded machine more than the default is needed.
const patient = { initializationOptions: { parseTimeoutMs: 60000 } };

test('a hundred thousand hits in one answer', async (t) => {
  const session = await Session.open(t, new Tree(t, { 'a.txt': 'needle in hay\n'.repeat(100000) }));
  await session.ready();
  const { hits, summary } = await within(session.search('needle', { all: true }), 30000, 'the answer');
  assert.equal(hits.length, 100000);
  assert.equal(summary.truncated, false);
  assert.equal(hits[99999].range.start.line, 99999);
  await session.close();
});

test('an answer of more than 32 MB is truncated, and says so', async (t) => {
  const line = `needle ${'hay '.repeat(230)}\n`;
  const session = await Session.open(t, new Tree(t, { 'a.txt': line.repeat(15000), 'b.txt': line.repeat(30000) }), {
    initializationOptions: { chunkLimitKB: 262144 },
  });
  await session.ready();
  const { hits, summary } = await within(session.search('needle', { all: true }), 60000, 'the answer');
  assert.ok(hits.length > 10000 && hits.length < 40000, `${hits.length} hits`);
  assert.equal(summary.truncated, true);
  assert.equal(summary.reason, 'size');
  await session.close();
});

test('an outline of fifty thousand symbols', async (t) => {
  const tree = new Tree(t, { 'a.py': Array.from({ length: 50000 }, (_, i) => `def f${i}(): pass\n`).join('') });
  const session = await Session.open(t, tree, patient);
  const outline = await within(session.outline(tree.uri('a.py')), 30000, 'the outline');
  assert.equal(outline.length, 50000);
  assert.deepEqual(outline[49999].selectionRange.start, { line: 49999, character: 4 });
  await session.close();
});

test('an outline of one very long line is made in time', async (t) => {
  const tree = new Tree(t, {});
  const session = await Session.open(t, tree, patient);
  const uri = tree.uri('long.py');
  session.openDocument(uri, `x = "${'😀'.repeat(200000)}"; ${Array.from({ length: 3000 }, (_, i) => `v${i} = 1; `).join('')}\ndef last(): pass\n`);
  const outline = await within(session.outline(uri), 20000, 'the outline');
  assert.ok(outline.some((s) => s.name === 'last'));
  await session.close();
});
