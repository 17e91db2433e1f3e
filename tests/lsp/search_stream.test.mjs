// Partial results: in order, early, growing; cancelled amid their delivery; many at once.
import assert from 'node:assert/strict';
import test from 'node:test';
import { RawSession, Session, rest, sleep, slowness, Tree, until } from './harness.mjs';

const files = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`d${i % 3}/f${i}.txt`, 'the needle is here\n'.repeat(1500)]));

async function openRaw(t, tree = new Tree(t, files)) {
  const session = new RawSession(t, tree);
  await session.initialize();
  await session.ready();
  return session;
}

const isPart = (token) => (m) => m.method === '$/progress' && m.params.token === token;
const quantile = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];

test('parts begin with one hit and grow, and together are the answer', async (t) => {
  const session = await openRaw(t);
  session.send({ id: 1, method: 'treeline/search', params: { query: 'needle', all: true, limit: 5000, partialResultToken: 'p' } });
  await until(() => session.messages.some((m) => m.id === 1), 'the answer');
  const parts = session.messages.filter(isPart('p')).map((m) => m.params.value.hits);
  assert.equal(parts[0].length, 1);
  assert.ok(parts.slice(1).every((part) => part.length >= 1 && part.length <= 256));
  assert.ok(parts.length < 200, `${parts.length} parts`);
  const hits = parts.flat();
  assert.equal(hits.length, 5000);
  const keys = hits.map((h) => `${h.uri}:${String(h.range.start.line).padStart(5, '0')}`);
  assert.equal(new Set(keys).size, 5000);
  const { result } = await session.ask(2, 'treeline/search', { query: 'needle', all: true, limit: 5000 });
  assert.deepEqual(hits, result.hits);
  await session.close();
});

test('hits of several folders come in parts, best with best, as in an answer without parts', async (t) => {
  const tree = new Tree(t, files);
  const workspaceFolders = ['d0', 'd1', 'd2'].map((name) => ({ uri: tree.uri(name), name }));
  const session = await Session.open(t, tree, { workspaceFolders });
  await session.ready();
  for (const params of [{ limit: 1000 }, { limit: 1000, all: true }, { limit: 40, lines: true }]) {
    const token = JSON.stringify(params);
    const whole = await session.search('needle', params);
    const { hits, summary } = await session.search('needle', { ...params, partialResultToken: token });
    assert.deepEqual(hits, []);
    const parts = session.notifications.filter((n) => n.params?.token === token).map((n) => n.params.value.hits);
    assert.equal(parts[0].length, 1);
    assert.deepEqual(parts.flat(), whole.hits);
    assert.equal(summary.hits, whole.summary.hits);
    if (!params.all) assert.equal(new Set(parts.flat().slice(0, 3).map((h) => h.uri.split('/').at(-2))).size, 3);
  }
  await session.close();
});

test('symbols come in parts, too', async (t) => {
  const source = Array.from({ length: 500 }, (_, i) => `def name_${i}():\n    pass\n`).join('\n');
  const session = await Session.open(t, new Tree(t, { 'a.py': source }));
  await session.ready();
  const whole = await session.symbols('name');
  const answer = await session.request('workspace/symbol', { query: 'name', partialResultToken: 's' });
  assert.deepEqual(answer, []);
  const parts = session.notifications.filter((n) => n.params?.token === 's').flatMap((n) => n.params.value);
  assert.deepEqual(parts, whole);
  await session.close();
});

test('a search that is cancelled amid its delivery is answered at once, and sends nothing behind that', async (t) => {
  const session = await openRaw(t);
  const times = [];
  for (let i = 0; i < 30; i++) {
    const token = `c${i}`;
    session.send({ id: i, method: 'treeline/search', params: { query: 'needle', all: true, partialResultToken: token } });
    await until(() => session.messages.some(isPart(token)), 'a part');
    const begun = performance.now();
    session.send({ method: '$/cancelRequest', params: { id: i } });
    const answer = await new Promise((resolve) => {
      const look = () => {
        const found = session.messages.find((m) => m.id === i && !m.method);
        if (found) resolve(found);
        else setImmediate(look);
      };
      look();
    });
    if (answer.error) {
      assert.equal(answer.error.code, -32800);
      times.push(performance.now() - begun);
    }
    const at = session.messages.indexOf(answer);
    await session.ask(`after${i}`, 'treeline/status', {});
    assert.ok(!session.messages.slice(at + 1).some(isPart(token)));
    session.messages.length = 0;
  }
  t.diagnostic(`cancelled amid delivery: ${times.length} of 30, p50 ${quantile(times, 0.5)?.toFixed(1)} ms, worst ${quantile(times, 1)?.toFixed(1)} ms`);
  assert.ok(times.length > 0, 'none was cancelled in time');
  assert.ok(quantile(times, 0.5) < 100 * slowness);
  await session.close();
});

test('what a client does not read stays with its request, and a cancel takes it back', async (t) => {
  const session = await openRaw(t);
  session.child.stdout.pause();
  session.send({ id: 'unread', method: 'treeline/search', params: { query: 'needle', all: true, partialResultToken: 'u' } });
  await rest(session.child);
  session.send({ method: '$/cancelRequest', params: { id: 'unread' } });
  await rest(session.child);
  session.child.stdout.resume();
  const begun = session.messages.length;
  await until(() => session.messages.some((m) => m.id === 'unread'), 'the answer');
  const answer = session.messages.find((m) => m.id === 'unread');
  assert.equal(answer.error.code, -32800);
  const bytes = session.messages.slice(begun).filter(isPart('u')).reduce((sum, m) => sum + JSON.stringify(m).length, 0);
  assert.ok(bytes < 1e6, `${bytes} bytes came before the answer`); // of 20 MB
  await session.close();
});

test('other requests are answered while a client takes its time with one', async (t) => {
  const session = await openRaw(t);
  for (let i = 0; i < 12; i++) {
    session.send({ id: `big${i}`, method: 'treeline/search', params: { query: 'needle', all: true, limit: 20000, partialResultToken: `b${i}` } });
  }
  const { result } = await session.ask('small', 'treeline/search', { query: 'needle', limit: 1 });
  assert.equal(result.hits.length, 1);
  const answered = () => session.messages.filter((m) => /^big/.test(m.id)).length;
  await until(() => answered() >= 1, 'the others');
  session.child.kill('SIGKILL');
});

test('a hundred at once, in parts and whole, of several connections: each is answered once and in full', async (t) => {
  const tree = new Tree(t, files);
  const sessions = [await openRaw(t, tree)];
  sessions.push(await openRaw(t, tree), await openRaw(t, tree)); // they follow the first one's index
  const ask = (i) => ({ query: i % 2 ? 'needle' : 'the is', limit: 300, all: i % 3 === 0, ...(i % 4 === 0 && { partialResultToken: i }) });
  for (const session of sessions) {
    for (let i = 0; i < 100; i++) session.send({ id: i, method: 'treeline/search', params: ask(i) });
  }
  for (const session of sessions) {
    const answers = () => session.messages.filter((m) => Number.isInteger(m.id) && !m.method);
    await until(() => answers().length >= 100, 'a hundred answers', 60000);
    await sleep(50); // for what should not come
    const seen = new Map(answers().map((m) => [m.id, m]));
    assert.equal(seen.size, 100);
    for (const [i, message] of seen) {
      assert.equal(message.result.summary.hits, 300, `${i}`);
      const parts = session.messages.filter(isPart(i)).flatMap((m) => m.params.value.hits);
      assert.equal(message.result.hits.length + parts.length, 300);
    }
    assert.equal(answers().length, 100);
    await session.close();
  }
});
