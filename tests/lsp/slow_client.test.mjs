// A client that stops reading must cost the server nothing but what it owes that client.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { RawSession, rest, Tree, until, within } from './harness.mjs';

const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}.txt`, `${'a needle in a rather long line of hay, '.repeat(4)}\n`.repeat(500)]));

async function open(t) {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  await session.ready();
  return session;
}

const search = { method: 'treeline/search', params: { query: 'needle', all: true } };

function residentBytes(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

test('no answer is lost when the client reads late', async (t) => {
  const session = await open(t);
  session.child.stdout.pause();
  const some = { ...search, params: { query: 'needle', all: true, limit: 4000 } }; // a megabyte
  for (let id = 0; id < 60; id++) session.send({ id, ...some });
  await rest(session.child);
  session.child.stdout.resume();
  await until(() => session.messages.filter((m) => Number.isInteger(m.id)).length === 60, 'sixty answers', 60000);
  for (const message of session.messages.filter((m) => Number.isInteger(m.id))) {
    assert.equal(message.result.hits.length, 4000);
  }
  await session.close();
});

test('memory stays bounded while thousands of large answers are owed', async (t) => {
  if (process.platform !== 'linux') return t.skip('reads /proc');
  const session = await open(t);
  session.child.stdout.pause();
  for (let id = 0; id < 3000; id++) session.send({ id, ...search });
  await rest(session.child);
  const resident = residentBytes(session.child.pid);
  // 32 MB of answers, those that workers are at, and what the system gave before and did not get back.
  assert.ok(resident < 500e6, `${Math.round(resident / 1e6)} MB`);
  session.child.stdin.destroy();
  session.child.stdout.destroy();
  await session.child.ended;
  return undefined;
});

test('documents go on being taken while the client does not read', async (t) => {
  const session = await open(t);
  session.child.stdout.pause();
  for (let id = 0; id < 10; id++) session.send({ id, ...search });
  const uri = session.tree.uri('f0.txt');
  session.send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'plaintext', version: 1, text: 'fresh_word\n' } } });
  await rest(session.child);
  session.child.stdout.resume();
  const { result } = await session.ask('fresh', 'treeline/search', { query: 'fresh_word' });
  assert.equal(result.summary.hits, 1);
  await session.close();
});

test('a client that leaves without reading does not keep the process', async (t) => {
  const session = await open(t);
  session.child.stdout.pause();
  for (let id = 0; id < 40; id++) session.send({ id, ...search });
  await rest(session.child);
  session.child.stdin.end();
  session.child.stdout.destroy();
  await within(session.child.ended, 8000, 'the end');
});
