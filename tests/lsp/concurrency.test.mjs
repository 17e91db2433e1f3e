// Many requests at once: quick ones beside slow ones, equal ones, and each cancelled by itself.
import assert from 'node:assert/strict';
import test from 'node:test';
import { RawSession, Tree, until } from './harness.mjs';

// Expressions that cost much on every line, but on no line so much that it would be given up.
const files = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}.txt`, 'abacadabra, abracadabra; bacabadara!\n'.repeat(300)]));
files['quick.txt'] = 'a needle\nanother needle\n';
const slow = (n) => ({ query: `/a.{0,20}b.{0,20}r.{0,20};.{0,20}d.{0,${20 + n}};/`, all: true });
const isAnswer = (id) => (m) => m.id === id && m.method === undefined;

async function open(t) {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  await session.ready();
  const ask = (id, params) => session.send({ id, method: 'treeline/search', params });
  const cancel = (id) => session.send({ method: '$/cancelRequest', params: { id } });
  const status = async (id) => (await session.ask(id, 'treeline/status', {})).result;
  return { session, ask, cancel, status };
}

async function close({ session, cancel }, ids) {
  ids.forEach(cancel);
  for (const id of ids) await until(() => session.messages.some(isAnswer(id)), `the answer to ${id}`);
  await session.close();
}

test('quick searches wait for no slow ones, however many these are', async (t) => {
  const all = await open(t);
  const ids = Array.from({ length: 20 }, (_, n) => `slow${n}`);
  ids.forEach((id, n) => all.ask(id, slow(n)));
  for (let n = 0; n < 40; n++) all.ask(`quick${n}`, { query: 'needle', limit: n + 1 });
  for (let n = 0; n < 40; n++) {
    await until(() => all.session.messages.some(isAnswer(`quick${n}`)), `quick${n}`);
    const answer = all.session.messages.find(isAnswer(`quick${n}`));
    assert.equal(answer.result.hits.length, Math.min(2, n + 1));
  }
  const open_ = ids.filter((id) => !all.session.messages.some(isAnswer(id)));
  assert.ok(open_.length >= 8, `only ${open_.length} of the slow ones are open still`);
  await close(all, ids);
});

test('equal searches at once are one search, and all are answered', async (t) => {
  const all = await open(t);
  const count = (status) => status.folders[0].requests.searchAll.count;
  const before = count(await all.status('before'));
  const question = { query: 'needle OR another', all: true };
  const ids = Array.from({ length: 30 }, (_, n) => `equal${n}`);
  all.ask('slow', slow(0)); // so that they are open together
  all.session.write(Buffer.concat(ids.map((id) => RawSession.frame({ jsonrpc: '2.0', id, method: 'treeline/search', params: question }))));
  const answers = [];
  for (const id of ids) {
    await until(() => all.session.messages.some(isAnswer(id)), `the answer to ${id}`);
    answers.push(all.session.messages.find(isAnswer(id)).result);
  }
  for (const result of answers) assert.deepEqual(result.hits, answers[0].hits);
  assert.equal(answers[0].hits.length, 3);
  const made = count(await all.status('after')) - before;
  assert.ok(made < ids.length, `${made} searches were made for ${ids.length}`);
  await close(all, ['slow']);
});

test('of equal searches each is cancelled by itself', async (t) => {
  const all = await open(t);
  const ids = ['first', 'second', 'third', 'fourth'];
  const taken = (id) => all.session.messages.find(isAnswer(id));
  ids.forEach((id) => all.ask(id, slow(1)));
  for (const id of ['third', 'first']) { // one that waits, and the one that is worked on
    all.cancel(id);
    await until(() => taken(id), id);
    assert.equal(taken(id).error.code, -32800);
  }
  await all.status('alive');
  all.ask('other', { query: 'needle' });
  await until(() => taken('other'), 'other');
  all.cancel('second');
  await until(() => taken('second'), 'second');
  all.cancel('fourth'); // nobody is left: the work ends, or else this session would not
  await until(() => taken('fourth'), 'fourth');
  await close(all, []);
});

test('the last of equal searches is answered though the others were cancelled', async (t) => {
  const all = await open(t);
  const question = { query: '/a.{0,30}!|needle/', all: true, limit: 5000 };
  for (const id of [1, 2, 3]) all.ask(id, question);
  all.cancel(1);
  all.cancel(2);
  await until(() => all.session.messages.some(isAnswer(3)), 'the third');
  assert.equal(all.session.messages.find(isAnswer(3)).result.hits.length, 5000);
  await close(all, []);
});

test('searches that differ, or between which something was told, are answered each by itself', async (t) => {
  const all = await open(t);
  const uri = all.session.tree.uri('quick.txt');
  const taken = (id) => all.session.messages.find(isAnswer(id));
  all.ask('slow', slow(2));
  all.ask('old', { query: 'needle', all: true });
  const textDocument = { uri, languageId: 'plaintext', version: 1, text: 'needle needle needle\n' };
  all.session.send({ method: 'textDocument/didOpen', params: { textDocument } });
  all.ask('new', { query: 'needle', all: true });
  all.ask('whole', { query: 'needle', all: true, wholeWord: true, limit: 1 });
  all.ask('around', { query: 'needle', all: true, before: 1 });
  for (const id of ['old', 'new', 'whole', 'around']) await until(() => taken(id), id);
  assert.equal(taken('new').result.hits.length, 3);
  assert.equal(taken('whole').result.hits.length, 1);
  assert.ok(taken('around').result.hits[0].before);
  await close(all, ['slow']);
});
