import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { everything, RawSession, Session, Tree, sleep } from './harness.mjs';

const files = {
  'shapes.py': 'class Circle:\n    def area(self):\n        return 3\n\n\ndef make_circle():\n    return Circle()\n',
  'sub dir/ünï%41.py': 'def strange_place():\n    pass\n',
};

const at = (symbol) => [symbol.location.range.start.line, symbol.location.range.start.character, symbol.location.range.end.character];

test('a symbol is found with its kind, container and the place of its name', async (t) => {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree);
  await session.ready();
  const [area] = await session.symbols('area');
  assert.equal(area.name, 'area');
  assert.equal(area.kind, 6);
  assert.equal(area.containerName, 'Circle');
  assert.equal(area.location.uri, tree.uri('shapes.py'));
  assert.deepEqual(at(area), [1, 8, 12]);
  await session.close();
});

test('the exact name is first', async (t) => {
  const session = await Session.open(t, new Tree(t, files));
  await session.ready();
  assert.equal((await session.symbols('circle'))[0].name, 'Circle');
  await session.close();
});

test('letters in order are enough', async (t) => {
  const session = await Session.open(t, new Tree(t, files));
  await session.ready();
  assert.ok((await session.symbols('mkcrc')).some((s) => s.name === 'make_circle'));
  await session.close();
});

test('the empty query lists symbols, a hopeless one none', async (t) => {
  const session = await Session.open(t, new Tree(t, files));
  await session.ready();
  assert.equal((await session.symbols('')).length, 4);
  assert.deepEqual(await session.symbols('no_such_name_anywhere'), []);
  await session.close();
});

test('a half-typed filter or bracket is no error', async (t) => {
  const session = await Session.open(t, new Tree(t, files));
  await session.ready();
  for (const query of ['kind:', '(', '"', '/', 'file:', '\\', '*', '😀', ' ', 'a'.repeat(10000)]) {
    assert.ok(Array.isArray(await session.symbols(query)), query);
  }
  await session.close();
});

test('URIs of odd paths lead back to the file', async (t) => {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree);
  await session.ready();
  const [symbol] = await session.symbols('strange_place');
  assert.equal(decodeURIComponent(new URL(symbol.location.uri).pathname), `${tree.root}/sub dir/ünï%41.py`);
  const outline = await session.outline(symbol.location.uri);
  assert.equal(outline[0].name, 'strange_place');
  await session.close();
});

test('maxSymbols bounds the answer and keeps the best', async (t) => {
  const session = await Session.open(t, new Tree(t, files), { initializationOptions: { maxSymbols: 1 } });
  await session.ready();
  assert.deepEqual((await session.symbols('circle')).map((s) => s.name), ['Circle']);
  await session.close();
});

test('of symbols that match alike, those of the document touched last come first', async (t) => {
  const text = 'def probe():\n    pass\n';
  const tree = new Tree(t, Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}/${name}.py`, text])));
  const session = await Session.open(t, tree);
  await session.ready();
  const first = async () => path.basename((await session.symbols('probe'))[0].location.uri);
  session.openDocument(tree.uri('c/c.py'), `${text}# c\n`);
  assert.equal(await first(), 'c.py');
  session.openDocument(tree.uri('b/b.py'), `${text}# b\n`);
  assert.equal(await first(), 'b.py');
  session.change(tree.uri('c/c.py'), 2, { text: `${text}# again\n` });
  assert.equal(await first(), 'c.py');
  session.closeDocument(tree.uri('c/c.py'));
  assert.equal(await first(), 'b.py');
  await session.close();
});

test('words, containers, paths, kinds and slips', async (t) => {
  const session = await Session.open(t, new Tree(t, files));
  await session.ready();
  const names = async (query) => (await session.symbols(query)).map((s) => s.name);
  assert.deepEqual(await names('Circle::area'), ['area']);
  assert.deepEqual(await names('circle area'), ['area']);
  assert.deepEqual(await names('shapes/make'), ['make_circle']);
  assert.deepEqual(await names('circle:c'), ['Circle']);
  assert.deepEqual(await names('kind:clas circle'), ['Circle']);
  assert.deepEqual(await names('make_*'), ['make_circle']);
  assert.deepEqual(await names('mkae_circle'), ['make_circle']);
  await session.close();
});

test('a client that knows few kinds gets only those', async (t) => {
  const tree = new Tree(t, { 'a.py': 'class A:\n    pass\n' });
  const session = await Session.open(t, tree, { capabilities: {} });
  await session.ready();
  for (const symbol of await session.symbols('')) assert.ok(symbol.kind <= 18);
  await session.close();
});

test('with a partialResultToken everything comes as parts', async (t) => {
  const text = Array.from({ length: 700 }, (_, i) => `def streamed_${i}():\n    pass\n`).join('');
  const session = await Session.open(t, new Tree(t, { 'a.py': text }), { initializationOptions: { maxSymbols: 600 } });
  await session.ready();
  const answer = await session.request('workspace/symbol', { query: 'streamed', partialResultToken: 'part', workDoneToken: 'work' });
  assert.deepEqual(answer, []);
  const values = session.notifications.filter((n) => n.method === '$/progress' && n.params.token === 'part').map((n) => n.params.value);
  assert.ok(values.length > 1);
  assert.equal(new Set(values.flat().map((s) => s.name)).size, 600);
  const work = session.notifications.filter((n) => n.params?.token === 'work').map((n) => n.params.value.kind);
  assert.deepEqual(work, ['begin', 'end']);
  await session.close();
});

test('every keystroke of a fast typist is answered, and the last one fully', async (t) => {
  const session = await Session.open(t, new Tree(t, files));
  await session.ready();
  const word = 'make_circle';
  const answers = await Promise.all([...word].map((_, i) => session.symbols(word.slice(0, i + 1))));
  assert.equal(answers.length, word.length);
  assert.equal(answers.at(-1)[0].name, word);
  await session.close();
});

test('symbols asked for before the index is there are answered', async (t) => {
  const tree = new Tree(t, files);
  const session = new RawSession(t, tree);
  session.send({ id: 1, method: 'initialize', params: { processId: null, rootUri: tree.uri(), capabilities: everything } });
  session.send({ id: 2, method: 'workspace/symbol', params: { query: 'area' } });
  assert.ok(Array.isArray((await session.answer(2)).result));
  await sleep(1);
  await session.close();
});

test('a query that begins with ? looks for a text', async (t) => {
  const tree = new Tree(t, { ...files, 'notes.txt': 'first\n\té😀 return Circle, always\n' });
  const session = await Session.open(t, tree);
  await session.ready();
  const found = await session.symbols('?return circle');
  const names = found.map((s) => s.name);
  assert.ok(names.indexOf('return Circle()') < names.indexOf('return 3'), 'lines with both words come first');
  assert.equal(new Set(names).size, names.length, 'each line once');
  const note = found.find((s) => s.location.uri === tree.uri('notes.txt'));
  assert.equal(note.containerName, 'notes.txt');
  assert.equal(note.kind, 15);
  const [line, start, end] = at(note);
  assert.equal(line, 1);
  const text = '\té😀 return Circle, always';
  assert.ok(['return', 'Circle'].includes(Buffer.from(text).subarray(start, end).toString()), `${start} ${end}`);
  assert.deepEqual(await session.symbols('?'), []);
  assert.deepEqual(await session.symbols('?"half a phrase'), []);
  assert.deepEqual((await session.symbols('?"return Circle,"')).map((s) => s.name), ['é😀 return Circle, always']);
  session.openDocument(tree.uri('shapes.py'), 'typed_and_not_saved = 1\n');
  assert.deepEqual((await session.symbols('?typed_and')).map((s) => s.name), ['typed_and_not_saved = 1']);
  await session.close();
});

test('no text is looked for where search is off', async (t) => {
  const session = await Session.open(t, new Tree(t, files), { initializationOptions: { features: { search: 'off' } } });
  await session.ready();
  assert.deepEqual(await session.symbols('?return circle'), []);
  assert.ok((await session.symbols('circle')).length > 0);
  await session.close();
});

test('a symbol of an earlier answer is resolved to where it stands now', async (t) => {
  const tree = new Tree(t, files);
  const session = await Session.open(t, tree);
  await session.ready();
  const [area] = await session.symbols('area');
  assert.deepEqual(await session.request('workspaceSymbol/resolve', area), area);
  session.openDocument(tree.uri('shapes.py'), `# é\n\n${files['shapes.py']}`);
  const moved = await session.request('workspaceSymbol/resolve', { ...area, data: { kept: ['as', 'it', 'was'] } });
  assert.deepEqual(at(moved), [3, 8, 12]);
  assert.deepEqual({ ...moved, location: area.location }, { ...area, data: { kept: ['as', 'it', 'was'] } });
  const bare = await session.request('workspaceSymbol/resolve', { ...area, location: { uri: area.location.uri } });
  assert.deepEqual(at(bare), [3, 8, 12]);
  const gone = { ...area, name: 'nowhere' };
  assert.deepEqual(await session.request('workspaceSymbol/resolve', gone), gone);
  const elsewhere = { ...area, location: { ...area.location, uri: 'git:/shapes.py' } };
  assert.deepEqual(await session.request('workspaceSymbol/resolve', elsewhere), elsewhere);
  await session.close();
  const raw = new RawSession(t, tree);
  raw.send({ id: 'init', method: 'initialize', params: { processId: null, rootUri: tree.uri(), capabilities: {} } });
  await raw.answer('init');
  const half = { name: 'area', kind: 6, location: { uri: tree.uri('shapes.py'), range: { start: 5 } } };
  for (const params of [{ name: 'area' }, { location: area.location }, [], half]) {
    assert.equal((await raw.ask(JSON.stringify(params), 'workspaceSymbol/resolve', params)).error?.code, -32602);
  }
});
