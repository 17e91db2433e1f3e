import assert from 'node:assert/strict';
import test from 'node:test';
import { everything, Session, sleep, Tree, until } from './harness.mjs';

// Enough that indexing does not end within the moment in which progress is not worth showing.
const text = Array.from({ length: 4000 }, (_, i) => `def function_${i}(argument):\n    return argument + ${i}\n\n`).join('');
const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.py`, text]));

const begun = (session) => session.notifications.find((n) => n.method === '$/progress' && n.params.value.kind === 'begin')?.params;
const ended = (session, token) => session.notifications.find((n) => n.method === '$/progress' && n.params.token === token && n.params.value.kind === 'end')?.params.value;
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

// Helix turns a wheel from the moment in which it grants a token until that token ends.
test('a token that is granted when the work is over begins and ends all the same', async (t) => {
  const tree = new Tree(t, { 'a.py': text });
  const session = await Session.open(t, tree, { initializationOptions: { workers: 1, watch: 'off' } });
  await session.ready();
  await until(() => !begun(session) || ended(session, begun(session).token), 'rest');
  const created = () => session.calls.filter((c) => c.method === 'window/workDoneProgress/create').map((c) => c.params.token);
  const before = created().length;
  let grant;
  const granted = new Promise((resolve) => { grant = resolve; });
  session.answering = (method) => (method === 'window/workDoneProgress/create' ? granted : null);
  const many = Array.from({ length: 60 }, (_, i) => `many${i}.py`);
  for (const name of many) tree.write(name, text);
  session.notify('workspace/didChangeWatchedFiles', { changes: many.map((name) => ({ uri: tree.uri(name), type: 1 })) });
  const token = await until(() => created()[before], 'the request for a token');
  await until(async () => (await session.search('function_17', { all: true, wholeWord: true })).summary.hits === 61, 'all of it', 60000);
  await session.ready();
  await sleep(300); // the server looks ten times a second
  assert.equal(session.notifications.filter((n) => n.params.token === token).length, 0);
  grant();
  await until(() => ended(session, token), 'the end of the progress', 10000);
  assert.deepEqual(session.notifications.filter((n) => n.params.token === token).map((n) => n.params.value.kind), ['begin', 'end']);
  await session.close();
});

// ---- a person who stops it ----------------------------------------------------------------------

test('indexing that is cancelled says what is left, and goes on when it is told to', async (t) => {
  const session = await Session.open(t, new Tree(t, files), { initializationOptions: { workers: 1 } });
  const { token, value } = await until(() => begun(session), 'the progress');
  assert.equal(value.cancellable, true);
  session.notify('window/workDoneProgress/cancel', { token });
  const { message } = await until(() => ended(session, token), 'the end of the progress', 10000);
  assert.match(message, /^Stopped: (\d+ files are not searchable as they are now|symbols of \d+ files are missing); the command treeline.reindex goes on$/);
  const [folder] = (await session.status()).folders;
  assert.ok(folder.filesPending + folder.symbolsPending > 0, JSON.stringify(folder));
  const { summary } = await session.search('function_17', { limit: 5 });
  if (folder.filesPending) assert.ok(summary.covered < 1 && summary.reason !== '', JSON.stringify(summary));
  await session.request('workspace/executeCommand', { command: 'treeline.reindex' });
  await session.ready();
  const [after] = (await session.status()).folders;
  assert.deepEqual([after.filesPending, after.symbolsPending, after.covered], [0, 0, 1]);
  assert.equal((await session.search('function_17', { all: true, wholeWord: true })).summary.hits, 30);
  await session.close();
});

test('a large change of the tree is reported like the start, and can be cancelled, too', async (t) => {
  const tree = new Tree(t, { 'a.py': text });
  const session = await Session.open(t, tree, { initializationOptions: { workers: 1, watch: 'off' } });
  await session.ready();
  await until(() => !begun(session) || ended(session, begun(session).token), 'rest');
  session.notifications.length = 0;
  const many = Array.from({ length: 60 }, (_, i) => `many${i}.py`);
  for (const name of many) tree.write(name, text);
  const changes = many.map((name) => ({ uri: tree.uri(name), type: 1 }));
  session.notify('workspace/didChangeWatchedFiles', { changes });
  const { token } = await until(() => begun(session), 'the progress');
  session.notify('window/workDoneProgress/cancel', { token });
  const { message } = await until(() => ended(session, token), 'the end of the progress', 10000);
  assert.match(message, /^Stopped: .*treeline.reindex|^61 files/);
  session.notify('workspace/didChangeWatchedFiles', { changes });
  await until(async () => (await session.search('function_17', { all: true, wholeWord: true })).summary.hits === 61, 'all of it', 60000);
  await session.close();
});

test('cancels of what is not shown are ignored', async (t) => {
  const session = await Session.open(t, new Tree(t, files));
  for (const token of ['treeline/index/0', 'treeline/index/999', 'treeline/index/', 'treeline/index/1x', 'other', 7]) {
    session.notify('window/workDoneProgress/cancel', { token });
  }
  await session.ready();
  await sleep(50);
  assert.equal((await session.search('function_17', { all: true, wholeWord: true })).summary.hits, 30);
  await session.close();
});
