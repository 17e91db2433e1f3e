import assert from 'node:assert/strict';
import test from 'node:test';
import { protocol, RawSession, Session, slowness, Tree, within } from './harness.mjs';

const files = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}.txt`, 'the needle is here\n'.repeat(2000)]));

test('a cancelled request is answered as cancelled, or was already done', async (t) => {
  const session = await Session.open(t, new Tree(t, files));
  await session.ready();
  for (let i = 0; i < 20; i++) {
    const source = new protocol.CancellationTokenSource();
    const answer = session.request('treeline/search', { query: 'needle', all: true }, source.token);
    source.cancel();
    await answer.then((result) => assert.ok(result.hits), (error) => assert.equal(error.code, -32800));
  }
  await session.close();
});

test('a cancel that comes right behind its request is answered within milliseconds', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  await session.ready();
  const cancelled = [];
  for (let i = 0; i < 20; i++) {
    session.write(Buffer.concat([
      RawSession.frame({ jsonrpc: '2.0', id: i, method: 'treeline/search', params: { query: 'needle', all: true } }),
      RawSession.frame({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: i } }),
    ]));
    const begun = performance.now();
    const answer = await session.answer(i);
    if (answer.error) {
      assert.equal(answer.error.code, -32800);
      cancelled.push(performance.now() - begun);
    }
  }
  assert.ok(cancelled.length > 0, 'none was cancelled in time');
  cancelled.sort((a, b) => a - b);
  assert.ok(cancelled[Math.floor(cancelled.length / 2)] < 100 * slowness, `median ${cancelled}`);
  // Nothing of them comes later.
  const left = session.messages.length;
  await session.ask('last', 'treeline/status', {});
  assert.equal(session.messages.length, left);
  await session.close();
});

test('cancelling what is unknown, answered or cancelled does nothing', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  assert.ok((await session.ask(1, 'treeline/status', {})).result);
  for (const id of [1, 1, 99, '1', 'x', null, 1.5, {}]) session.send({ method: '$/cancelRequest', params: { id } });
  assert.ok((await session.ask(2, 'treeline/status', {})).result);
  await session.close();
});

test('an id may be used again after its request was cancelled', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  await session.ready();
  const search = { id: 'again', method: 'treeline/search', params: { query: 'needle', limit: 1 } };
  session.send(search);
  session.send({ method: '$/cancelRequest', params: { id: 'again' } });
  await session.answer('again');
  session.send(search);
  assert.equal((await session.answer('again')).result.hits.length, 1);
  await session.close();
});

test('requests under way when the client leaves do not keep the process', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  for (let i = 0; i < 200; i++) session.send({ id: i, method: 'treeline/search', params: { query: 'needle', all: true } });
  session.child.stdin.end();
  session.child.stdout.destroy();
  await within(session.child.ended, 8000, 'the end');
});

test('within one large file, too, a search ends when it is cancelled, whatever it looks for', async (t) => {
  const large = { 'large.txt': 'abacadabra, abracadabra; bacabadara!\n'.repeat(200_000), 'small.txt': 'a needle\n' };
  const session = new RawSession(t, new Tree(t, large));
  await session.initialize();
  await session.ready();
  const queries = ['/a.{0,40}b.{0,40}r.{0,40};.{0,40}d.{0,40};/', 'abakadabro~2', 'a NEAR/3 bacabadara', 'word:yes abac', '/c[^!]*\\n[^x]*;x/'];
  for (const [id, query] of queries.entries()) {
    session.send({ id, method: 'treeline/search', params: { query, all: true, countOnly: true } });
    await session.ask(`alive${id}`, 'treeline/status', {}); // it is at work, or done
    session.send({ method: '$/cancelRequest', params: { id } });
    const found = await session.ask(`small${id}`, 'treeline/search', { query: 'needle', wholeWord: true, limit: id + 1 });
    assert.equal(found.result.hits.length, 1);
  }
  await session.close(); // the workers have ended
});
