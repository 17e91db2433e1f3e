// Changes on disk, with clients that watch and clients that do not: whatever happens to a file, the
// answers follow.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { everything, RawSession, Session, sleep, Tree, until } from './harness.mjs';

const define = (name) => `def ${name}():\n    pass\n`;
const files = {
  '.git/HEAD': 'ref: refs/heads/main\n',
  'plain.py': define('in_plain'),
  'dir/one.py': define('in_one'),
  'dir/deep/two.py': define('in_two'),
  'made/out.py': define('in_made'),
};

function client(watched) {
  return { ...everything, workspace: { ...everything.workspace, didChangeWatchedFiles: watched } };
}
const relative = client({ dynamicRegistration: true, relativePatternSupport: true });
const absolute = client({ dynamicRegistration: true, relativePatternSupport: false }); // as Helix
const unable = client({ dynamicRegistration: false, relativePatternSupport: true }); // as Neovim on Linux

async function open(t, capabilities, options = {}) {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree, { capabilities, initializationOptions: options });
  await session.ready();
  return { tree, session };
}

const watchOf = async (session) => (await session.status()).folders[0].watch;
const registrations = (session) => session.calls.filter((c) => c.method === 'client/registerCapability').flatMap((c) => c.params.registrations);
const unregistrations = (session) => session.calls.filter((c) => c.method === 'client/unregisterCapability').flatMap((c) => c.params.unregisterations);
const has = async (session, name) => (await session.symbols(name)).some((s) => s.name === name);

// What happens on disk: `touched` names what a client that watches would name.
const changes = {
  'a file comes': {
    act: (tree) => tree.write('new.py', define('came')), touched: ['new.py'], found: ['came', 'in_plain'], gone: [],
  },
  'a file changes': {
    act: (tree) => tree.write('plain.py', define('changed')), touched: ['plain.py'], found: ['changed'], gone: ['in_plain'],
  },
  'a file goes': {
    act: (tree) => fs.rmSync(path.join(tree.root, 'plain.py')), touched: ['plain.py'], found: ['in_one'], gone: ['in_plain'],
  },
  'a file is renamed': {
    act: (tree) => fs.renameSync(path.join(tree.root, 'plain.py'), path.join(tree.root, 'other.py')),
    touched: ['plain.py', 'other.py'], found: ['in_plain'], gone: [], at: { in_plain: 'other.py' },
  },
  'a file is saved by renaming another over it': {
    act: (tree) => {
      tree.write('plain.py.tmp', define('saved_over'));
      fs.renameSync(path.join(tree.root, 'plain.py.tmp'), path.join(tree.root, 'plain.py'));
    },
    touched: ['plain.py.tmp', 'plain.py'], found: ['saved_over'], gone: ['in_plain'],
  },
  'a directory comes with files in it': {
    act: (tree) => { tree.write('fresh/a.py', define('fresh_a')); tree.write('fresh/sub/b.py', define('fresh_b')); },
    touched: ['fresh'], found: ['fresh_a', 'fresh_b'], gone: [],
  },
  'a directory moves': {
    act: (tree) => fs.renameSync(path.join(tree.root, 'dir'), path.join(tree.root, 'moved')),
    touched: ['dir', 'moved'], found: ['in_one', 'in_two'], gone: [], at: { in_one: 'moved/one.py', in_two: 'moved/deep/two.py' },
  },
  'a directory goes': {
    act: (tree) => fs.rmSync(path.join(tree.root, 'dir'), { recursive: true }), touched: ['dir'], found: ['in_plain'], gone: ['in_one', 'in_two'],
  },
  'a directory moves in from elsewhere': {
    act: (tree) => {
      fs.mkdirSync(path.join(tree.base, 'elsewhere'));
      fs.writeFileSync(path.join(tree.base, 'elsewhere/in.py'), define('from_elsewhere'));
      fs.renameSync(path.join(tree.base, 'elsewhere'), path.join(tree.root, 'dir/arrived'));
    },
    touched: ['dir/arrived'], found: ['from_elsewhere', 'in_one'], gone: [],
  },
  'a .gitignore comes': {
    act: (tree) => tree.write('.gitignore', 'made/\ntwo.py\n'), touched: ['.gitignore'], found: ['in_plain', 'in_one'], gone: ['in_made', 'in_two'],
  },
};

async function follows(session, tree, { found, gone, at = {} }) {
  for (const name of found) await until(() => has(session, name), name);
  for (const name of gone) await until(async () => !(await has(session, name)), `${name} to go`);
  for (const [name, file] of Object.entries(at)) {
    await until(async () => (await session.symbols(name)).every((s) => s.location.uri === tree.uri(file)), `${name} in ${file}`);
  }
  await session.ready();
  for (const name of found) assert.equal((await session.search(name, { all: true })).summary.hits, 1, name);
  for (const name of gone) assert.equal((await session.search(name, { all: true })).summary.hits, 0, name);
}

for (const [what, change] of Object.entries(changes)) {
  test(`${what}, and the client says so`, async (t) => {
    const { tree, session } = await open(t, relative);
    change.act(tree);
    session.notify('workspace/didChangeWatchedFiles', { changes: change.touched.map((name) => ({ uri: tree.uri(name), type: 2 })) });
    await follows(session, tree, change);
    await session.close();
  });

  test(`${what}, and nobody says so`, async (t) => {
    const { tree, session } = await open(t, unable);
    await until(async () => (await watchOf(session)).state === 'all', 'the watches');
    change.act(tree);
    await follows(session, tree, change);
    await session.close();
  });
}

test('a .gitignore that goes lets files back in', async (t) => {
  for (const capabilities of [relative, unable]) {
    const tree = new Tree(t, { ...files, '.gitignore': 'made/\n' });
    const session = await Session.open(t, tree, { capabilities });
    await session.ready();
    if (capabilities === unable) await until(async () => (await watchOf(session)).state === 'all', 'the watches');
    assert.equal(await has(session, 'in_made'), false);
    fs.rmSync(path.join(tree.root, '.gitignore'));
    if (capabilities === relative) session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: tree.uri('.gitignore'), type: 3 }] });
    await until(() => has(session, 'in_made'), 'what was ignored');
    await session.close();
  }
});

test('a branch switch of five hundred files, watched by the server', async (t) => {
  const branch = (n) => Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`src/d${i % 20}/f${i}.py`, define(`branch_${n}_of_${i}`)]));
  const tree = new Tree(t, branch(1));
  const session = await Session.open(t, tree, { capabilities: unable });
  await session.ready();
  await until(async () => (await watchOf(session)).state === 'all', 'the watches');
  for (const [name, text] of Object.entries(branch(2))) tree.write(name, text);
  await until(async () => (await session.search('branch_2_of', { all: true })).summary.hits === 500, 'the other branch');
  assert.equal((await session.search('branch_1_of', { all: true })).summary.hits, 0);
  await session.close();
});

test('an open document stays what it is while its file changes and goes', async (t) => {
  const { tree, session } = await open(t, unable);
  await until(async () => (await watchOf(session)).state === 'all', 'the watches');
  session.openDocument(tree.uri('plain.py'), define('unsaved'));
  tree.write('plain.py', define('changed_behind'));
  tree.write('mark.py', define('mark_one'));
  await until(() => has(session, 'mark_one'), 'a later change');
  assert.deepEqual([await has(session, 'unsaved'), await has(session, 'changed_behind')], [true, false]);
  session.closeDocument(tree.uri('plain.py'));
  await until(() => has(session, 'changed_behind'), 'what is on disk');
  assert.equal(await has(session, 'unsaved'), false);
  await session.close();
});

// ---- who watches --------------------------------------------------------------------------------

test('a client with relative patterns is asked, once a folder, with the folder as base', async (t) => {
  const { tree, session } = await open(t, relative);
  await until(() => registrations(session).length, 'the registration');
  const [{ method, registerOptions }, ...more] = registrations(session);
  assert.equal(method, 'workspace/didChangeWatchedFiles');
  assert.deepEqual(registerOptions, { watchers: [{ globPattern: { baseUri: tree.uri(), pattern: '**/*' } }] });
  assert.deepEqual(more, []);
  assert.equal((await watchOf(session)).state, 'client');
  await session.close();
});

for (const [what, capabilities] of Object.entries({ 'cannot watch': unable, 'has no relative patterns': absolute })) {
  test(`where the client ${what}, the server watches`, async (t) => {
    const { session } = await open(t, capabilities);
    const watch = await until(async () => {
      const now = await watchOf(session);
      return now.state === 'all' && now;
    }, 'the watches');
    assert.ok(watch.directories >= 4, `${watch.directories}`);
    assert.equal(watch.unwatched, 0);
    assert.deepEqual(registrations(session), []);
    await session.close();
  });
}

test('the setting counts more than what the client can do', async (t) => {
  const server = await open(t, relative, { watch: 'server' });
  await until(async () => (await watchOf(server.session)).state === 'all', 'the watches');
  assert.deepEqual(registrations(server.session), []);
  await server.session.close();

  const asked = await open(t, absolute, { watch: 'client' });
  await until(() => registrations(asked.session).length, 'the registration');
  assert.deepEqual(registrations(asked.session)[0].registerOptions, { watchers: [{ globPattern: '**/*' }] });
  assert.equal((await watchOf(asked.session)).state, 'client');
  await asked.session.close();

  const off = await open(t, relative, { watch: 'off' });
  assert.equal((await watchOf(off.session)).state, 'off');
  assert.deepEqual(registrations(off.session), []);
  await off.session.close();
});

test('with nobody watching, what the client names is seen, and nothing else', async (t) => {
  const { tree, session } = await open(t, relative, { watch: 'off' });
  tree.write('named.py', define('is_named'));
  tree.write('unnamed.py', define('is_not_named'));
  await sleep(300);
  assert.equal(await has(session, 'is_named'), false);
  session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: tree.uri('named.py'), type: 1 }] });
  await until(() => has(session, 'is_named'), 'what was named');
  assert.equal(await has(session, 'is_not_named'), false);
  await session.request('workspace/executeCommand', { command: 'treeline.reindex' });
  await until(() => has(session, 'is_not_named'), 'the rest');
  await session.close();
});

test('a client that refuses to watch is not said to do it', async (t) => {
  const tree = new Tree(t, files);
  const session = new RawSession(t, tree);
  await session.initialize(relative);
  const { id } = await session.take((m) => m.method === 'client/registerCapability', 'the registration');
  session.send({ id, error: { code: -32601, message: 'no' } });
  const log = await session.take((m) => m.method === 'window/logMessage', 'the log');
  assert.match(log.params.message, /does not watch/);
  const { result } = await session.ask('status', 'treeline/status', {});
  assert.equal(result.folders[0].watch.state, 'off');
  await session.close();
});

test('registrations come and go with folders', async (t) => {
  const { tree, session } = await open(t, relative);
  const folder = { uri: tree.uri('dir'), name: 'dir' };
  const change = (added, removed) => session.notify('workspace/didChangeWorkspaceFolders', { event: { added, removed } });
  change([folder], []);
  const added = await until(() => registrations(session).find((r) => r.registerOptions.watchers[0].globPattern.baseUri === folder.uri), 'the registration');
  change([], [folder]);
  const taken = await until(() => unregistrations(session)[0], 'the end of it');
  assert.deepEqual(taken, { id: added.id, method: 'workspace/didChangeWatchedFiles' });
  assert.equal(registrations(session).length, 2);
  await session.close();
});

// ---- what the person does in the editor ---------------------------------------------------------

test('file operations are asked for as far as the client tells them', async (t) => {
  const { session } = await open(t, relative);
  const { fileOperations } = session.initialized.capabilities.workspace;
  assert.deepEqual(Object.keys(fileOperations).sort(), ['didCreate', 'didDelete', 'didRename']);
  await session.close();
  const { fileOperations: _, ...workspace } = everything.workspace;
  const less = await open(t, { ...everything, workspace });
  assert.equal(less.session.initialized.capabilities.workspace.fileOperations, undefined);
  await less.session.close();
});

test('files that are created, renamed and deleted in the editor', async (t) => {
  const { tree, session } = await open(t, relative, { watch: 'off' });
  tree.write('new.py', define('created'));
  session.notify('workspace/didCreateFiles', { files: [{ uri: tree.uri('new.py') }] });
  await until(() => has(session, 'created'), 'the new file');
  fs.renameSync(path.join(tree.root, 'new.py'), path.join(tree.root, 'newer.py'));
  session.notify('workspace/didRenameFiles', { files: [{ oldUri: tree.uri('new.py'), newUri: tree.uri('newer.py') }] });
  await until(async () => (await session.symbols('created')).map((s) => s.location.uri).join() === tree.uri('newer.py'), 'the new name');
  fs.rmSync(path.join(tree.root, 'newer.py'));
  session.notify('workspace/didDeleteFiles', { files: [{ uri: tree.uri('newer.py') }] });
  await until(async () => !(await has(session, 'created')), 'the end of it');
  await session.close();
});

test('a save is seen without anybody watching', async (t) => {
  const { tree, session } = await open(t, relative, { watch: 'off' });
  const uri = tree.uri('plain.py');
  session.openDocument(uri, define('saved_text'));
  tree.write('plain.py', define('saved_text'));
  session.notify('textDocument/didSave', { textDocument: { uri } });
  session.closeDocument(uri);
  await until(() => has(session, 'saved_text'), 'the saved text');
  await until(async () => !(await has(session, 'in_plain')), 'the old one to go');
  await session.close();
});
