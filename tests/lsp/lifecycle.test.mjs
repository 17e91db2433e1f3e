import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import { RawSession, Session, slowness, Tree, uriOf, until, within } from './harness.mjs';

const files = { 'a.py': 'def alpha():\n    pass\n' };

test('a session from initialize to exit', async (t) => {
  const session = await Session.open(t, new Tree(t, files));
  const { capabilities, serverInfo } = session.initialized;
  assert.equal(serverInfo.name, 'treeline');
  assert.equal(capabilities.positionEncoding, 'utf-8');
  assert.equal(capabilities.textDocumentSync.change, 2);
  assert.ok(capabilities.workspaceSymbolProvider);
  assert.ok(capabilities.documentSymbolProvider);
  await session.ready();
  await session.close();
});

test('the program also takes lsp as its first argument', async (t) => {
  const session = new RawSession(t, new Tree(t, files), ['lsp', '--stdio']);
  assert.ok((await session.initialize()).result);
  await session.close();
});

test('initialize is answered at once', async (t) => {
  const tree = new Tree(t, files);
  const session = new RawSession(t, tree);
  await session.ask(1, 'nothing', {}); // the process is up
  const begun = performance.now();
  await session.initialize();
  // The server's share is well under 10 ms; the rest is what a loaded machine may add.
  assert.ok(performance.now() - begun < 200 * slowness);
  await session.close();
});

test('requests before initialize are refused, notifications are dropped', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  session.send({ method: 'textDocument/didOpen', params: {} });
  assert.equal((await session.ask(1, 'workspace/symbol', { query: 'a' })).error.code, -32002);
  assert.equal((await session.ask(2, 'shutdown')).error.code, -32002);
  await session.initialize();
  assert.equal((await session.ask(3, 'initialize', { capabilities: {} })).error.code, -32600);
  await session.close();
});

test('requests after shutdown are refused', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  assert.equal((await session.ask(1, 'shutdown')).result, null);
  assert.equal((await session.ask(2, 'workspace/symbol', { query: 'a' })).error.code, -32600);
  session.send({ method: 'exit' });
  assert.equal(await within(session.child.ended, 10000, 'exit'), 0);
});

test('exit without shutdown is an exit code of 1', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  session.send({ method: 'exit' });
  assert.equal(await within(session.child.ended, 10000, 'exit'), 1);
});

test('exit before initialize ends the process', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  session.send({ method: 'exit' });
  assert.equal(await within(session.child.ended, 10000, 'exit'), 1);
});

test('the end of the input ends the process', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  session.child.stdin.end();
  assert.equal(await within(session.child.ended, 10000, 'the end'), 1);
});

test('answers still go out when the input ends behind the question', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  session.send({ id: 5, method: 'treeline/status', params: {} });
  session.child.stdin.end();
  assert.ok((await session.answer(5)).result);
  await within(session.child.ended, 10000, 'the end');
});

test('the process ends when its parent has died', async (t) => {
  const tree = new Tree(t, files);
  const parent = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 100000)']);
  const session = new RawSession(t, tree);
  await session.ask(1, 'initialize', { processId: parent.pid, rootUri: tree.uri(), capabilities: {} });
  parent.kill('SIGKILL');
  assert.equal(await within(session.child.ended, 15000, 'the end'), 1);
});

test('unknown requests, unknown notifications and $/ notifications', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  session.send({ method: '$/setTrace', params: { value: 'verbose' } });
  session.send({ method: '$/madeUp', params: { a: 1 } });
  session.send({ method: 'made/up', params: [] });
  session.send({ method: 'window/workDoneProgress/cancel', params: { token: 1 } });
  session.send({ method: 'workspace/didChangeConfiguration', params: { settings: null } });
  const answer = await session.ask('x', 'textDocument/madeUp', {});
  assert.equal(answer.error.code, -32601);
  assert.match(answer.error.message, /textDocument\/madeUp/);
  assert.equal((await session.ask('y', '$/madeUp', {})).error.code, -32601);
  await session.close();
});

test('ids may be numbers or strings and come back as they are', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  for (const id of [0, -1, 2147483647, 'a "quoted" id', '1']) {
    assert.equal((await session.ask(id, 'treeline/status', {})).id, id);
  }
  await session.close();
});

test('an option of a wrong type is explained, and the rest holds', async (t) => {
  const session = await Session.open(t, new Tree(t, files), {
    initializationOptions: { workers: 'many', maxSymbols: 1, madeUp: true, hidden: null, watch: 'sometimes' },
  });
  await session.ready();
  const shown = session.notifications.filter((n) => n.method === 'window/showMessage');
  assert.equal(shown.length, 2);
  assert.match(shown[0].params.message, /"workers" must be a whole number/);
  assert.match(shown[1].params.message, /"watch" must be "auto", "server", "client" or "off"/);
  const logged = session.notifications.filter((n) => n.method === 'window/logMessage');
  assert.ok(logged.some((n) => /unknown option "madeUp"/.test(n.params.message)));
  await session.close();
});

test('initializationOptions that are no object are explained', async (t) => {
  const session = await Session.open(t, new Tree(t, files), { initializationOptions: [1] });
  await until(() => session.notifications.some((n) => n.method === 'window/showMessage'), 'words');
  await session.close();
});

test('commands: status, reindex, and one that does not exist', async (t) => {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree);
  await session.ready();
  const run = (command) => session.request('workspace/executeCommand', { command });
  assert.equal((await run('treeline.status')).folders.length, 1);
  tree.write('b.py', 'def brand_new():\n    pass\n');
  assert.equal(await run('treeline.reindex'), null);
  await until(async () => (await session.symbols('brand_new')).length, 'the new symbol');
  await assert.rejects(run('treeline.made_up'), { code: -32602 });
  await session.close();
});

test('a root that does not exist is said, and nothing else breaks', async (t) => {
  const tree = new Tree(t, files);
  const gone = uriOf(tree.base, 'gone');
  const session = await Session.open(t, tree, { rootUri: gone, workspaceFolders: null });
  const failed = await until(async () => {
    const status = await session.status();
    return status.folders[0].phase === 'failed' && status;
  }, 'the failure');
  assert.notEqual(failed.folders[0].message, '');
  assert.deepEqual(await session.symbols('a'), []);
  await session.close();
});

