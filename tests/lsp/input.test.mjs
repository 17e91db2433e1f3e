// Whatever bytes come in, the server goes on: after each attack a plain request is answered.
import assert from 'node:assert/strict';
import test from 'node:test';
import { RawSession, Tree, until } from './harness.mjs';

const files = { 'a.py': 'def alpha():\n    pass\n' };

async function open(t) {
  const session = new RawSession(t, new Tree(t, files));
  await session.initialize();
  return session;
}

let next = 0;
async function stillAnswers(session) {
  const answer = await session.ask(`alive ${next++}`, 'treeline/status', {});
  assert.ok(answer.result, JSON.stringify(answer));
}

const isParseError = (m) => m.id === null && m.error?.code === -32700;
const isInvalid = (m) => m.id === null && m.error?.code === -32600;

const frames = {
  'a body that is no JSON': RawSession.frame('{"jsonrpc": oops}'),
  'an empty body': RawSession.frame(''),
  'JSON with something behind it': RawSession.frame('{"jsonrpc":"2.0"} x'),
  'a body cut short by its length': 'Content-Length: 10\r\n\r\n{"jsonrpc":"2.0","id":1,"method":"shutdown"}',
  'a body that is no UTF-8': Buffer.concat([Buffer.from('Content-Length: 4\r\n\r\n"'), Buffer.from([0xff, 0xfe]), Buffer.from('"')]),
  'an overlong form': Buffer.concat([Buffer.from('Content-Length: 4\r\n\r\n"'), Buffer.from([0xc0, 0x80]), Buffer.from('"')]),
  'a NUL byte': RawSession.frame('{"a":\0}'),
  'nesting of 100,000 levels': RawSession.frame('['.repeat(100000) + ']'.repeat(100000)),
  'objects nested 100,000 deep': RawSession.frame('{"a":'.repeat(100000)),
  'a header block without a length': 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n',
  'a length that is no number': 'Content-Length: ten\r\n\r\n',
  'a negative length': 'Content-Length: -5\r\n\r\n',
  'a length of 2^64': 'Content-Length: 18446744073709551616\r\n\r\n',
  'a length of a terabyte': 'Content-Length: 1099511627776\r\n\r\n',
  'a header without a colon': 'Content-Length 10\r\n\r\n{"a": 1234}',
  'a header of a megabyte': `X-Long: ${'x'.repeat(1 << 20)}\r\n\r\n`,
  'a hundred thousand headers': `${'X-Many: y\r\n'.repeat(100000)}\r\n`,
  'plain rubbish': `${'rubbish '.repeat(10000)}\r\n\r\n`,
};

for (const [what, bytes] of Object.entries(frames)) {
  test(`${what} is answered as a parse error, and the session goes on`, async (t) => {
    const session = await open(t);
    session.write(bytes);
    await session.take(isParseError, 'a parse error');
    await stillAnswers(session);
    await session.close();
  });
}

const values = {
  'a batch': [{ jsonrpc: '2.0', id: 1, method: 'shutdown' }],
  'an empty batch': [], 'a string': 'shutdown', 'a number': 12, 'null': null, 'an empty object': {},
  'a method that is a number': { jsonrpc: '2.0', id: 1, method: 12 },
  'an id that is an object': { jsonrpc: '2.0', id: {}, method: 'shutdown' },
  'an id that is null': { jsonrpc: '2.0', id: null, method: 'shutdown' },
  'an id that is true': { jsonrpc: '2.0', id: true, method: 'shutdown' },
};

for (const [what, value] of Object.entries(values)) {
  test(`${what} is no request, and the session goes on`, async (t) => {
    const session = await open(t);
    session.write(RawSession.frame(JSON.stringify(value)));
    await session.take(isInvalid, 'an error');
    await stillAnswers(session);
    await session.close();
  });
}

const wrongParams = [
  ['workspace/symbol', [undefined, null, [], 'a', 5, {}, { query: 5 }, { query: null }, { query: ['a'] }]],
  ['textDocument/documentSymbol', [undefined, null, [], {}, { textDocument: 5 }, { textDocument: {} }, { textDocument: { uri: {} } }]],
  ['treeline/search', [undefined, {}, { query: {} }, { query: 'a', limit: 'x' }, { query: 'a', limit: -1 },
    { query: 'a', limit: 1.5 }, { query: 'a', limit: 1e300 }, { query: 'a', all: 1 }, { query: 'a', regex: 'yes' },
    { query: 'a', folder: 7 }, { query: 'a', folder: 'file:///elsewhere' }, { query: 'a', regex: true, literal: true }]],
  ['workspace/executeCommand', [undefined, {}, { command: 5 }, { command: 'rm' }]],
];

for (const [method, list] of wrongParams) {
  test(`wrong parameters of ${method} are refused in words`, async (t) => {
    const session = await open(t);
    for (const [i, params] of list.entries()) {
      const answer = await session.ask(`${method} ${i}`, method, params);
      assert.equal(answer.error?.code, -32602, `${JSON.stringify(params)}: ${JSON.stringify(answer)}`);
      assert.match(answer.error.message, /\w+ \w+/);
    }
    await session.close();
  });
}

test('notifications with wrong parameters do nothing', async (t) => {
  const session = await open(t);
  const methods = ['initialized', 'textDocument/didOpen', 'textDocument/didChange', 'textDocument/didSave', 'textDocument/didClose',
    'workspace/didChangeWorkspaceFolders', 'workspace/didChangeWatchedFiles', '$/cancelRequest', '$/progress'];
  const uri = session.tree.uri('a.py');
  const wrong = [undefined, null, [], 'a', 5, {}, { textDocument: null }, { textDocument: { uri } }, { textDocument: { uri: 5, text: 5 } },
    { textDocument: { uri }, contentChanges: 5 }, { textDocument: { uri }, contentChanges: [5, {}] }, { id: {} }, { id: 77 },
    { event: 5 }, { event: { added: 5, removed: [5] } }, { event: { added: [{}, { uri: 5 }, { uri: 'x' }, { uri: 'file:' }] } }, { changes: 5 }];
  for (const method of methods) for (const params of wrong) session.send({ method, params });
  await stillAnswers(session);
  await session.close();
});

test('odd capabilities and options of initialize are survived', async (t) => {
  for (const params of [
    { capabilities: null }, { capabilities: 5 }, { capabilities: { general: { positionEncodings: 'utf-8' } } },
    { capabilities: { general: { positionEncodings: [1, null, 'utf-7'] } } },
    { capabilities: { workspace: { symbol: { symbolKind: { valueSet: [-1, 1e9, 'x', 0, 27] } } } } },
    { workspaceFolders: 'x' }, { workspaceFolders: [null, 5, {}, { uri: 'http://x' }] }, { rootUri: 5 }, { rootPath: 7 },
    { processId: -1 }, { processId: 'x' }, { processId: 1e18 }, { initializationOptions: 'x' },
  ]) {
    const session = new RawSession(t, new Tree(t, files));
    const answer = await session.ask(1, 'initialize', { processId: null, rootUri: null, capabilities: {}, ...params });
    assert.equal(answer.result?.capabilities.positionEncoding, 'utf-16', JSON.stringify(params));
    await session.close();
  }
});

test('initialize without params is refused, and can be sent again', async (t) => {
  const session = new RawSession(t, new Tree(t, files));
  assert.equal((await session.ask(1, 'initialize')).error.code, -32602);
  await session.initialize();
  await session.close();
});

test('a message may come byte by byte', async (t) => {
  const session = await open(t);
  for (const byte of RawSession.frame({ jsonrpc: '2.0', id: 'slow', method: 'treeline/status', params: {} })) {
    session.write(Buffer.from([byte]));
    if (byte === 0x7b) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok((await session.answer('slow')).result);
  await session.close();
});

test('many messages may come at once', async (t) => {
  const session = await open(t);
  const ids = Array.from({ length: 3000 }, (_, i) => i);
  session.write(Buffer.concat(ids.map((id) => RawSession.frame({ jsonrpc: '2.0', id, method: 'treeline/search', params: { query: 'alpha' } }))));
  await until(() => session.messages.filter((m) => typeof m.id === 'number').length >= ids.length, 'all answers');
  const answered = session.messages.filter((m) => typeof m.id === 'number').map((m) => m.id);
  assert.deepEqual(answered.sort((a, b) => a - b), ids);
  await session.close();
});

test('other headers, header case and bare line feeds are read', async (t) => {
  const session = await open(t);
  const body = '{"jsonrpc":"2.0","id":"h","method":"treeline/status"}';
  session.write(`Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nX-Other: a:b\r\ncontent-LENGTH:${body.length}\r\n\r\n${body}`);
  assert.ok((await session.answer('h')).result);
  session.write(`Content-Length: ${body.length}\n\n${body}`);
  assert.ok((await session.answer('h')).result);
  await session.close();
});

test('an id that is in use is refused', async (t) => {
  const session = await open(t);
  const twice = RawSession.frame({ jsonrpc: '2.0', id: 'twice', method: 'treeline/search', params: { query: 'a' } });
  session.write(Buffer.concat([twice, twice]));
  const first = await session.answer('twice');
  const second = await session.answer('twice');
  assert.equal([first, second].filter((m) => m.error?.code === -32600).length, 1);
  assert.equal([first, second].filter((m) => m.result).length, 1);
  await session.close();
});

test('answers to nothing that was asked are ignored', async (t) => {
  const session = await open(t);
  for (const id of [1, 2, 99, 'x', null, {}]) session.send({ id, result: {} });
  session.send({ id: 5, error: { code: 1, message: 'no' } });
  await stillAnswers(session);
  await session.close();
});

// Random damage to good messages, from a seed that is printed.
test('a thousand damaged messages', async (t) => {
  let seed = Number(process.env.TREELINE_TEST_SEED ?? Date.now() % 1000000);
  t.diagnostic(`TREELINE_TEST_SEED=${seed}`);
  const random = (n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const session = await open(t);
  const uri = session.tree.uri('a.py');
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 9 } };
  const good = [
    { id: 1, method: 'workspace/symbol', params: { query: 'alpha' } },
    { id: 2, method: 'treeline/search', params: { query: 'pass', all: true, limit: 3 } },
    { id: 3, method: 'textDocument/documentSymbol', params: { textDocument: { uri } } },
    { method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'python', version: 1, text: 'def é😀():\n  pass\n' } } },
    { method: 'textDocument/didChange', params: { textDocument: { uri, version: 2 }, contentChanges: [{ range, text: 'x' }] } },
    { method: '$/cancelRequest', params: { id: 1 } },
  ];
  for (let i = 0; i < 1000; i++) {
    const bytes = Buffer.from(RawSession.frame({ jsonrpc: '2.0', ...good[random(good.length)] }));
    for (let n = random(4); n >= 0; n--) bytes[random(bytes.length)] = random(256);
    session.write(random(5) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes);
  }
  // A damaged length (of five digits, at most) may swallow the first of these.
  for (let i = 0; i < 110; i++) session.send({ id: `after ${i}`, method: 'treeline/status', params: { padding: 'x'.repeat(1000) } });
  await session.answer('after 109');
  await session.close();
});
