// Which features are offered, to which clients, and for which documents: settings, at the start and later.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { everything, RawSession, Session, Tree, uriOf, until } from './harness.mjs';
import { clientOf, methods } from './marks.mjs';

const files = { 'a.py': 'def alpha():\n    return 1\n\n\ndef beta():\n    return alpha()\n' };
const providers = {
  workspaceSymbol: 'workspaceSymbolProvider', documentSymbol: 'documentSymbolProvider',
  definition: 'definitionProvider', declaration: 'declarationProvider', references: 'referencesProvider',
  documentHighlight: 'documentHighlightProvider', hover: 'hoverProvider', foldingRange: 'foldingRangeProvider',
  selectionRange: 'selectionRangeProvider', callHierarchy: 'callHierarchyProvider',
};
const origin = { line: 0, character: 5 };

async function open(t, options = {}, capabilities = clientOf(), more = {}) {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree, { capabilities, initializationOptions: options, ...more });
  return { tree, session, uri: tree.uri('a.py') };
}

const configure = (session, treeline) => session.notify('workspace/didChangeConfiguration', { settings: { treeline } });
const shown = (session) => session.notifications.filter((n) => n.method === 'window/showMessage').map((n) => n.params.message);
const logged = (session) => session.notifications.filter((n) => n.method === 'window/logMessage').map((n) => n.params.message);

// What the client was asked to register or unregister since the last call.
function asked(session) {
  const calls = session.calls.splice(0).filter((c) => /Capability$/.test(c.method));
  return calls.flatMap((c) => [
    ...(c.params.registrations ?? []).map((r) => `+${r.method}`),
    ...(c.params.unregisterations ?? []).map((r) => `-${r.method}`),
  ]).filter((line) => !/didChangeWatchedFiles/.test(line));
}

function registering(...features) {
  const able = Object.fromEntries(features.map((f) => [f, { dynamicRegistration: true }]));
  const { workspaceSymbol, ...documents } = able;
  const client = clientOf();
  return {
    ...client,
    workspace: { ...client.workspace, ...(workspaceSymbol && { symbol: workspaceSymbol }) },
    textDocument: { ...client.textDocument, ...documents },
  };
}

test('everything but completion is offered by default', async (t) => {
  const { session } = await open(t);
  const { capabilities } = session.initialized;
  for (const provider of Object.values(providers)) assert.ok(capabilities[provider], provider);
  assert.equal(capabilities.completionProvider, undefined);
  assert.equal(capabilities.typeDefinitionProvider, undefined);
  assert.equal(capabilities.implementationProvider, undefined);
  assert.deepEqual(capabilities.experimental.treeline, { search: true, explain: true, status: true, otherServers: true });
  await session.close();
});

test('what is off is not offered, and answers null', async (t) => {
  const features = Object.fromEntries(Object.keys(providers).map((f) => [f, 'off']));
  const { session, uri } = await open(t, { features: { ...features, search: 'off' } });
  await session.ready();
  for (const provider of Object.values(providers)) assert.equal(session.initialized.capabilities[provider], undefined, provider);
  for (const [method, params] of Object.entries(methods)) assert.equal(await session.request(method, params(uri, origin)), null, method);
  assert.equal(await session.symbols('alpha'), null);
  assert.equal(session.initialized.capabilities.experimental.treeline.search, false);
  await assert.rejects(session.search('alpha'), { code: -32601, message: /features\.search/ });
  await assert.rejects(session.request('treeline/explain', { query: 'alpha' }), { code: -32601 });
  assert.deepEqual(shown(session), []);
  await session.close();
});

test('a wrong setting of a feature is explained, and the others hold', async (t) => {
  const { session } = await open(t, { features: { hover: 'yes', references: 'off', madeUp: 'on', definition: null }, otherServers: 'c' });
  assert.equal(session.initialized.capabilities.referencesProvider, undefined);
  assert.ok(session.initialized.capabilities.hoverProvider);
  assert.deepEqual(shown(session).sort(), [
    'Treeline: option "features.hover" must be "auto", "on" or "off": default used',
    'Treeline: option "otherServers" must be an array of language ids: default used',
  ]);
  assert.ok(logged(session).some((m) => /unknown option "features\.madeUp"/.test(m)));
  for (const features of [1, 'on', ['hover'], true]) {
    configure(session, { features });
    await until(() => shown(session).length === 3, 'words');
    assert.match(shown(session)[2], /"features" must be an object: left as it was/);
    session.notifications.pop();
  }
  await session.close();
});

test('a document of a language with a server of its own is left to that', async (t) => {
  const { session, tree, uri } = await open(t, { otherServers: ['rust', 'python'] });
  await session.ready();
  assert.ok((await session.outline(uri)).length); // nobody knows its language yet
  session.openDocument(uri, files['a.py'], 'python');
  for (const [method, params] of Object.entries(methods)) assert.equal(await session.request(method, params(uri, origin)), null, method);
  session.openDocument(tree.uri('b.py'), files['a.py'], 'python2'); // another id
  assert.equal((await session.outline(tree.uri('b.py'))).length, 2);
  assert.equal((await session.symbols('alpha'))[0].name, 'alpha'); // these are nobody's own
  assert.ok((await session.search('alpha')).hits.length);
  await session.close();
});

test('what is on answers beside another server, too', async (t) => {
  const { session, uri } = await open(t, { otherServers: ['python'], features: { documentSymbol: 'on' } });
  session.openDocument(uri, files['a.py'], 'python');
  assert.equal((await session.outline(uri)).length, 2);
  assert.equal(await session.request('textDocument/foldingRange', { textDocument: { uri } }), null);
  await session.close();
});

test('other servers may come and go', async (t) => {
  const { session, uri } = await open(t);
  session.openDocument(uri, files['a.py'], 'python');
  const has = async () => (await session.outline(uri)) !== null;
  const say = (languages) => session.notify('treeline/otherServers', { languages });
  assert.ok(await has());
  say(['python']);
  assert.ok(!await has());
  say([]);
  assert.ok(await has());
  configure(session, { otherServers: ['python', 'c'] });
  assert.ok(!await has());
  configure(session, { maxSymbols: 7 }); // says nothing of them
  assert.ok(!await has());
  await session.close();
});

test('a malformed treeline/otherServers is logged, and nothing changes', async (t) => {
  const tree = new Tree(t, files);
  const session = new RawSession(t, tree);
  await session.initialize(everything);
  const uri = tree.uri('a.py');
  session.send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'python', version: 1, text: files['a.py'] } } });
  session.send({ method: 'treeline/otherServers', params: { languages: ['python'] } });
  for (const params of [undefined, null, [], {}, { languages: 'python' }, { languages: [1] }, { languages: ['c', null] }]) {
    session.send({ method: 'treeline/otherServers', params });
    await session.take((m) => m.method === 'window/logMessage' && /otherServers/.test(m.params.message), 'words');
  }
  assert.equal((await session.ask(1, 'textDocument/documentSymbol', { textDocument: { uri } })).result, null);
  await session.close();
});

test('a feature that is switched on later is registered, and unregistered again', async (t) => {
  const { session, uri } = await open(t, { features: { hover: 'off', documentSymbol: 'off', workspaceSymbol: 'off' } }, registering('hover', 'completion', 'workspaceSymbol'));
  await session.ready();
  configure(session, { features: { hover: 'auto', completion: 'on', workspaceSymbol: 'on', documentSymbol: 'on' } });
  assert.equal((await session.outline(uri)).length, 2); // served, though the client cannot be told
  assert.deepEqual(asked(session), ['+workspace/symbol', '+textDocument/hover', '+textDocument/completion']);
  assert.equal((await session.symbols('alpha'))[0].name, 'alpha');
  configure(session, { features: { hover: 'off' } });
  await session.status();
  assert.deepEqual(asked(session), ['-textDocument/hover']);
  configure(session, { features: { hover: 'off', completion: 'auto' } });
  await session.status();
  assert.deepEqual(asked(session), []);
  await session.close();
});

test('a feature that was offered at the start is only silent when it is switched off', async (t) => {
  const { session, uri } = await open(t, {}, registering('documentSymbol'));
  configure(session, { features: { documentSymbol: 'off' } });
  assert.equal(await session.outline(uri), null);
  configure(session, { features: { documentSymbol: 'auto' } });
  assert.equal((await session.outline(uri)).length, 2);
  assert.deepEqual(asked(session), []);
  await session.close();
});

test('a client that can register the call hierarchy has it for the languages that it is answered for', async (t) => {
  const { session, tree, uri } = await open(t, { otherServers: ['go'] }, registering('callHierarchy'));
  assert.equal(session.initialized.capabilities.callHierarchyProvider, undefined);
  const languages = async () => {
    await session.status();
    const calls = session.calls.splice(0).filter((c) => /prepareCallHierarchy/.test(JSON.stringify(c.params)));
    return calls.map(({ params }) => params.registrations?.[0].registerOptions.documentSelector.map((f) => f.language) ?? params.unregisterations[0].id);
  };
  assert.deepEqual(await languages(), []);
  session.openDocument(uri, files['a.py'], 'python');
  assert.deepEqual(await languages(), [['python']]);
  session.openDocument(tree.uri('a.c'), '', 'c');
  assert.deepEqual(await languages(), ['treeline/callHierarchy/1', ['python', 'c']]);
  session.openDocument(tree.uri('a.go'), '', 'go');
  session.openDocument(tree.uri('b.c'), '', 'c');
  assert.deepEqual(await languages(), []);
  session.notify('treeline/otherServers', { languages: ['python', 'c'] });
  assert.deepEqual(await languages(), ['treeline/callHierarchy/2', ['go']]);
  configure(session, { features: { callHierarchy: 'off' } });
  assert.deepEqual(await languages(), ['treeline/callHierarchy/3']);
  configure(session, { features: { callHierarchy: 'on' } });
  assert.deepEqual(await languages(), [['python', 'c', 'go']]);
  await session.close();
});

test('settings that come before initialized are told after it', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  const capabilities = registering('completion');
  await session.ask(1, 'initialize', { processId: null, rootUri: session.tree.uri(), capabilities });
  session.send({ method: 'workspace/didChangeConfiguration', params: { settings: { treeline: { features: { completion: 'on' } } } } });
  await session.ask(2, 'treeline/status', {});
  assert.ok(!session.messages.some((m) => m.method === 'client/registerCapability'));
  session.send({ method: 'initialized', params: {} });
  const call = await session.take((m) => m.method === 'client/registerCapability' && /completion/.test(JSON.stringify(m.params)), 'the registration');
  assert.deepEqual(call.params.registrations[0].registerOptions, { documentSelector: null, workDoneProgress: true });
  session.send({ id: call.id, error: { code: 1, message: 'no' } });
  await session.take((m) => m.method === 'window/logMessage' && /completion/.test(m.params.message), 'words');
  await session.close();
});

test('configurations of any form harm nothing', async (t) => {
  const tree = new Tree(t, files);
  const session = new RawSession(t, tree);
  await session.initialize(everything);
  for (const settings of [undefined, null, [], 'x', { treeline: null }, { treeline: 1 }, { other: {} }, { treeline: { path: 1, workers: 'x', features: {} } }]) {
    session.send({ method: 'workspace/didChangeConfiguration', params: { settings } });
  }
  session.send({ method: 'workspace/didChangeConfiguration' });
  session.send({ method: 'workspace/didChangeConfiguration', params: { settings: { treeline: { maxReferences: 0, features: { hover: 1 } } } } });
  const first = await session.take((m) => m.method === 'window/showMessage', 'words');
  assert.match(first.params.message, /"maxReferences" must be a whole number from 1 to 1000000: left as it was/);
  const second = await session.take((m) => m.method === 'window/showMessage', 'words');
  assert.match(second.params.message, /"features\.hover" must be .*: left as it was/);
  await session.close();
});

// ---- parameters --------------------------------------------------------------------------------

const position = { line: 0, character: 0 };
const textDocument = (uri) => ({ textDocument: { uri } });
const placeless = (uri) => [textDocument(uri), { ...textDocument(uri), position: null }, { ...textDocument(uri), position: { line: 0 } }, { ...textDocument(uri), position: { line: '0', character: 0 } }];
const nameless = [undefined, null, [], {}, { textDocument: null, position }, { textDocument: { uri: 1 }, position }];
const wrong = {
  'textDocument/selectionRange': (uri) => [textDocument(uri), { ...textDocument(uri), positions: position }, { ...textDocument(uri), positions: [position, null] }, { ...textDocument(uri), positions: [{}] }],
  'textDocument/foldingRange': () => [],
  'textDocument/documentSymbol': () => [],
  'textDocument/references': (uri) => [{ ...textDocument(uri), position }, { ...textDocument(uri), position, context: { includeDeclaration: 1 } }, ...placeless(uri).map((p) => ({ ...p, context: { includeDeclaration: true } }))],
};

test('malformed parameters are refused in words, positions anywhere are answered', async (t) => {
  const tree = new Tree(t, files);
  const session = new RawSession(t, tree);
  session.send({ id: 'init', method: 'initialize', params: { processId: null, rootUri: tree.uri(), capabilities: clientOf(), initializationOptions: { features: { completion: 'on' } } } });
  await session.answer('init');
  const uri = tree.uri('a.py');
  let id = 0;
  for (const method of Object.keys(methods)) {
    for (const params of [...nameless, ...(wrong[method] ?? placeless)(uri)]) {
      const { error } = await session.ask(++id, method, params);
      assert.equal(error?.code, -32602, `${method} ${JSON.stringify(params)}`);
      assert.match(error.message, /^params\./);
    }
  }
  const good = { name: 'a', kind: 12, uri, range: { start: position, end: position }, selectionRange: { start: position, end: position }, data: { name: 'a' } };
  for (const method of ['callHierarchy/incomingCalls', 'callHierarchy/outgoingCalls']) {
    for (const item of [undefined, null, [], {}, { ...good, uri: 1 }, { ...good, selectionRange: null }, { ...good, data: 'x' }, { ...good, data: { name: 1 } }, { ...good, data: {} }]) {
      const { error } = await session.ask(++id, method, { item });
      assert.equal(error?.code, -32602, `${method} ${JSON.stringify(item)}`);
    }
    assert.equal((await session.ask(++id, method, { item: good })).error, undefined);
    assert.equal((await session.ask(++id, method, { item: { ...good, uri: 'git:/a' } })).result, null);
  }
  for (const [line, character] of [[0, 1e9], [1e9, 0], [4294967295, 4294967295], [-1, -5], [1e300, 1e300], [0.5, 0.5], [6, 0]]) {
    for (const [method, params] of Object.entries(methods)) {
      const { error } = await session.ask(++id, method, params(uri, { line, character }));
      assert.equal(error, undefined, `${method} ${line}:${character}: ${error?.message}`);
    }
  }
  await session.close();
});

test('documents that are none of ours are answered with null', async (t) => {
  const { session, tree } = await open(t, { features: { completion: 'auto' } });
  assert.ok(session.initialized.capabilities.completionProvider);
  await session.ready();
  fs.writeFileSync(path.join(tree.base, 'outside.py'), files['a.py']);
  tree.write('binary.py', 'a\0b\n');
  const none = (answer) => answer === null || (answer.items ?? answer).length === 0;
  for (const uri of ['untitled:Untitled-1', 'git:/a.py?x', '', 'file:', 'file:///%00', tree.uri('gone.py'), tree.uri('binary.py'), tree.uri(''), uriOf(tree.base, 'outside.py')]) {
    for (const [method, params] of Object.entries(methods)) {
      assert.ok(none(await session.request(method, params(uri, origin))), `${method} ${uri}`);
    }
  }
  const { methods: counted } = await session.status();
  for (const method of Object.keys(methods)) assert.ok(counted.find((m) => m.method === method)?.count >= 9, method);
  await session.close();
});
