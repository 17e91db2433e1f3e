// treeline/status tells the truth about the folders, and in the documented form.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import test from 'node:test';
import { everything, program, Session, sleep, Tree, until } from './harness.mjs';

const files = { 'a.py': 'def alpha():\n    pass\n', 'dir/b.py': 'def beta():\n    pass\n' };

async function open(t, more = {}) {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree, more);
  await session.ready();
  return { tree, session };
}

const folderOf = async (session) => (await session.status()).folders[0];

// The protocol checker finds what is there and not documented; this finds what is not there.
test('every field that is documented is there once the index is open', async (t) => {
  const { session } = await open(t);
  const documented = fs.readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
  const block = documented.slice(documented.indexOf('interface FolderStatus'), documented.indexOf('An answer is kept for'));
  const names = [...block.matchAll(/^ {6}(\w+)\?:|^ {6}(uri|phase|message):|; (\w+)\?:/gm)].map((m) => m[1] ?? m[2] ?? m[3]);
  assert.ok(names.includes('uri') && names.includes('binary') && names.includes('edits'), names.join());
  assert.deepEqual(Object.keys(await folderOf(session)).sort(), names.sort());
  await session.close();
});

test('edits of open documents are counted, with what they took', async (t) => {
  const { tree, session } = await open(t);
  const uri = tree.uri('a.py');
  session.openDocument(uri, files['a.py']);
  await session.symbols('alpha');
  const { edits: before } = await folderOf(session);
  for (let i = 0; i < 20; i++) {
    session.change(uri, i + 2, { range: { start: { line: 0, character: 4 }, end: { line: 0, character: 4 } }, text: 'x' });
    assert.equal((await session.symbols(`${'x'.repeat(i + 1)}alpha`)).length, 1);
  }
  const { edits } = await folderOf(session);
  assert.equal(edits.count - before.count, 20);
  assert.ok(edits.p50Us > 0 && edits.p50Us <= edits.p99Us && edits.p99Us < 5e6, JSON.stringify(edits));
  await session.close();
});

test('a comparison with the disk is as old as it is', async (t) => {
  const { session } = await open(t);
  const first = await folderOf(session);
  await sleep(120);
  const later = await folderOf(session);
  assert.ok(later.verifiedAgoMs >= first.verifiedAgoMs + 100, `${first.verifiedAgoMs}, ${later.verifiedAgoMs}`);
  await session.request('workspace/executeCommand', { command: 'treeline.reindex' });
  await until(async () => (await folderOf(session)).verifiedAgoMs < later.verifiedAgoMs, 'a newer comparison');
  await session.close();
});

test('what was touched is pending until it was looked at', async (t) => {
  const { tree, session } = await open(t, { capabilities: everything, initializationOptions: { watch: 'off' } });
  tree.write('c.py', 'def gamma():\n    pass\n');
  session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: tree.uri('c.py'), type: 1 }] });
  const seen = await until(async () => {
    const status = await folderOf(session);
    const there = (await session.symbols('gamma')).length === 1;
    return there && status;
  }, 'the new file');
  assert.ok(seen.touched <= 1);
  const rest = await until(async () => {
    const status = await folderOf(session);
    return status.touched === 0 && status.filesPending === 0 && status.symbolsPending === 0 && status.phase === 'ready' && status;
  }, 'rest');
  assert.equal(rest.files, 3);
  await session.close();
});

test('requests are counted by kind, and searches by stage', async (t) => {
  const { tree, session } = await open(t);
  for (const query of ['alpha', 'beta', 'gamma']) await session.request('treeline/search', { query });
  await session.request('treeline/search', { query: 'def', all: true });
  await session.symbols('alpha');
  const { stages } = await folderOf(session); // of searches alone
  const document = { textDocument: { uri: tree.uri('a.py') } };
  const place = { ...document, position: { line: 0, character: 5 } };
  await session.request('textDocument/documentSymbol', document);
  await session.request('textDocument/foldingRange', document);
  for (const method of ['definition', 'hover', 'declaration']) await session.request(`textDocument/${method}`, place);
  await session.request('textDocument/references', { ...place, context: { includeDeclaration: true } });
  const { requests } = await folderOf(session);
  assert.equal(requests.search.count, 3);
  assert.equal(requests.searchAll.count, 1);
  assert.ok(requests.symbols.count >= 1);
  assert.equal(requests.outline.count, 1);
  assert.equal(requests.definition.count, 2);
  for (const { count, p50Us, p95Us, p99Us } of Object.values(requests)) {
    assert.ok(count > 0 && p50Us > 0 && p50Us <= p95Us && p95Us <= p99Us && p99Us < 60e6);
  }
  assert.equal(stages.parse.count, 4);
  for (const stage of ['candidates', 'read', 'match', 'deliver']) {
    assert.ok(stages[stage].count >= 2 && stages[stage].p99Us > 0, `${stage} ${JSON.stringify(stages[stage])}`);
  }
  await session.close();
});

test('a repeated query is answered from what is kept, and not once the tree has changed', async (t) => {
  const { tree, session } = await open(t);
  const uri = tree.uri('a.py');
  const search = async () => {
    const { hits, summary } = await session.request('treeline/search', { query: 'alpha' });
    return { texts: hits.map((hit) => hit.text), summary };
  };
  let first;
  await until(async () => { // a file that was read too early is read again amid the first ones
    const before = (await folderOf(session)).answers;
    first = await search();
    for (let i = 0; i < 19; i++) assert.deepEqual((await search()).texts, first.texts);
    const after = (await folderOf(session)).answers;
    assert.equal(after.asked - before.asked, 20);
    assert.ok(after.bytes > 0);
    return after.kept - before.kept >= 18;
  }, 'answers that are kept');
  session.openDocument(uri, 'def alpha_new():\n    pass\n');
  const changed = await search();
  assert.deepEqual(changed.texts, ['def alpha_new():']);
  assert.ok(changed.summary.generation > first.summary.generation);
  await session.close();
});

test('latencies of methods are told, and what was cancelled apart', async (t) => {
  const { session } = await open(t);
  for (let i = 0; i < 5; i++) await session.symbols('alpha');
  const { methods } = await session.status();
  const symbol = methods.find(({ method }) => method === 'workspace/symbol');
  assert.ok(symbol.count >= 5 && symbol.p50Us > 0 && symbol.p50Us <= symbol.p99Us, JSON.stringify(symbol));
  assert.equal(symbol.cancelled, 0);
  assert.equal(methods.find(({ method }) => method === 'initialize').count, 1);
  assert.equal(methods.find(({ method }) => method === 'no/such'), undefined);
  await session.close();
});

test('a server tells other processes its figures while it runs, and takes them away', async (t) => {
  const { tree, session } = await open(t);
  await session.request('treeline/search', { query: 'alpha' });
  const status = () => {
    const ran = spawnSync(program, ['status', '-C', tree.root, '--json'], {
      encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: tree.cache },
    });
    return ran.stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((line) => line.server);
  };
  const servers = await until(async () => {
    const found = status();
    return found.length === 1 && found[0].server.requests.search.count === 1 && found;
  }, 'the figures');
  assert.equal(servers[0].server.phase, 'ready');
  assert.ok(servers[0].server.pid > 0 && servers[0].server.resident > 0);
  const { directory } = await folderOf(session);
  await session.close();
  assert.deepEqual(status(), []);
  assert.deepEqual(fs.readdirSync(directory).filter((name) => name.startsWith('server-')), []);
});
