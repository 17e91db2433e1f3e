// A second session finds what the first one left on disk.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Session, slowness, Tree, until } from './harness.mjs';

const text = Array.from({ length: 300 }, (_, i) => `def function_${i}(argument):\n    return argument + ${i}\n\n`).join('');
const files = { ...Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}.py`, text])), 'own.py': 'def rare_and_own():\n    pass\n' };

async function indexed(t) {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree);
  await session.ready();
  await session.close();
  return tree;
}

test('the first answer after a restart is complete, and comes at once', async (t) => {
  const tree = await indexed(t);
  const session = await Session.open(t, tree);
  const begun = performance.now();
  const [symbol] = await session.symbols('rare_and_own');
  const elapsed = performance.now() - begun;
  assert.equal(symbol?.name, 'rare_and_own');
  assert.ok(elapsed < 500 * slowness, `${elapsed} ms`);
  assert.equal((await session.search('function_17', { all: true, wholeWord: true })).summary.hits, 200);
  await session.close();
});

test('what changed between two sessions is seen', async (t) => {
  const tree = await indexed(t);
  tree.write('own.py', 'def changed_meanwhile():\n    pass\n');
  const session = await Session.open(t, tree);
  const status = await session.ready();
  assert.equal(status.folders[0].verified, true);
  assert.equal((await session.symbols('changed_meanwhile')).length, 1);
  assert.deepEqual(await session.symbols('rare_and_own'), []);
  await session.close();
});

test('two sessions on one tree: both answer, one writes', async (t) => {
  const tree = await indexed(t);
  const first = await Session.open(t, tree);
  await first.ready();
  const second = await Session.open(t, tree);
  const status = await second.ready();
  assert.equal((await first.status()).folders[0].writer, true);
  assert.equal(status.folders[0].writer, false);
  second.openDocument(tree.uri('own.py'), 'def only_in_the_second():\n    pass\n');
  await until(async () => (await second.symbols('only_in_the_second')).length === 1, 'its symbols');
  assert.deepEqual(await first.symbols('only_in_the_second'), []);
  assert.equal((await second.symbols('rare_and_own')).length, 0);
  assert.equal((await first.symbols('rare_and_own')).length, 1);
  await second.close();
  await first.close();
});

test('a session that is killed leaves an index that the next one can use', async (t) => {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree);
  await session.status();
  session.child.kill('SIGKILL');
  await session.child.ended;
  session.connection.dispose();
  const next = await Session.open(t, tree);
  await next.ready();
  assert.equal((await next.symbols('rare_and_own')).length, 1);
  await next.close();
});
