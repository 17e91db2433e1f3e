import assert from 'node:assert/strict';
import test from 'node:test';
import { everything, Session, Tree, until } from './harness.mjs';

// Enough that indexing does not end within the moment in which progress is not worth showing.
const text = Array.from({ length: 4000 }, (_, i) => `def function_${i}(argument):\n    return argument + ${i}\n\n`).join('');
const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.py`, text]));

const progressOf = (session) => session.notifications.filter((n) => n.method === '$/progress').map((n) => n.params.value);

test('indexing is reported from begin to end, at most five times a second', async (t) => {
  const session = await Session.open(t, new Tree(t, files), { initializationOptions: { workers: 1 } });
  const begun = Date.now();
  await until(() => progressOf(session).some((v) => v.kind === 'end'), 'the end of the progress', 120000);
  const seconds = (Date.now() - begun) / 1000;
  const values = progressOf(session);
  assert.equal(values[0].kind, 'begin');
  assert.match(values[0].title, /^Treeline: indexing/);
  assert.equal(values.filter((v) => v.kind === 'begin').length, 1);
  assert.equal(values.filter((v) => v.kind === 'end').length, 1);
  assert.equal(values.at(-1).kind, 'end');
  const reports = values.filter((v) => v.kind === 'report');
  assert.ok(reports.length <= seconds * 5 + 1, `${reports.length} in ${seconds} s`);
  for (const report of reports) assert.match(report.message, /^\w+: \d+ of \d+ files, \d+ MB\/s, \d+ symbols$/);
  const percentages = values.map((v) => v.percentage).filter((p) => p !== undefined);
  assert.deepEqual(percentages, [...percentages].sort((a, b) => a - b));
  assert.ok(percentages.every((p) => p >= 0 && p <= 100));
  const status = await session.ready();
  assert.equal(status.folders[0].files, 30);
  assert.equal(status.folders[0].covered, 1);
  await session.close();
});

test('what is asked meanwhile is answered, and says how complete it is', async (t) => {
  const session = await Session.open(t, new Tree(t, files), { initializationOptions: { workers: 1 } });
  for (;;) {
    const { summary, hits } = await session.search('function_17', { limit: 5 });
    assert.ok(summary.covered >= 0 && summary.covered <= 1);
    if (summary.covered < 1) assert.notEqual(summary.reason, '', 'partial and not said');
    const status = await session.status();
    if (status.folders[0].phase === 'ready') {
      assert.ok(hits.length <= 5);
      break;
    }
  }
  assert.equal((await session.search('function_17', { limit: 5 })).summary.covered, 1);
  await session.close();
});

test('a client that shows no progress is sent none', async (t) => {
  const { window, ...capabilities } = everything;
  assert.ok(window);
  const session = await Session.open(t, new Tree(t, files), { capabilities });
  await session.ready();
  assert.ok(!session.calls.some((c) => c.method === 'window/workDoneProgress/create'));
  assert.deepEqual(progressOf(session), []);
  await session.close();
});
