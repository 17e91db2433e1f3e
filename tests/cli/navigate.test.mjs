import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, terminal, tree, treeline } from './support.mjs';

const root = tree({
  'src/util.h': 'int helper(int x);\n',
  'src/util.c': '#include "util.h"\nint helper(int x) { return x; }\n',
  'src/main.c': '#include "util.h"\nint run(int count) {\n  // helper\n  return helper(count) + count;\n}\n',
  'docs/notes.md': 'The helper.\n',
});
const here = ['-C', root];

test('a definition has the members that are promised, in that order', () => {
  const { code, hits, summary } = json(['definition', ...here, 'src/main.c:4:12']);
  assert.equal(code, 0);
  assert.deepEqual(hits, [
    { name: 'helper', kind: 'function', container: '', language: 'c', path: 'src/util.c', line: 2, column: 5, local: false, declaration: false, certainty: 'only' },
    { name: 'helper', kind: 'function', container: '', language: 'c', path: 'src/util.h', line: 1, column: 5, local: false, declaration: true, certainty: 'likely' },
  ]);
  assert.deepEqual(Object.keys(hits[0]), ['name', 'kind', 'container', 'language', 'path', 'line', 'column', 'local', 'declaration', 'certainty']);
  assert.equal(summary.hits, 2);
  assert.equal(summary.documents, 2);
});

test('declarations come first if asked for, locals are their scope\'s, an include is a file', () => {
  assert.equal(json(['definition', ...here, '--declarations', 'src/main.c:4:12']).hits[0].path, 'src/util.h');
  const [local] = json(['definition', ...here, 'src/main.c:4:18']).hits;
  assert.deepEqual([local.line, local.column, local.local, local.certainty], [2, 13, true, 'scope']);
  assert.equal(json(['definition', ...here, 'src/main.c:1:12']).hits[0].path, 'src/util.h');
});

test('definitions in words: a table', () => {
  const { out, code } = treeline(['definition', ...here, 'src/main.c:4:12']);
  assert.equal(code, 0);
  assert.match(out, /^helper +function +only +src\/util\.c:2:5\nhelper +function +likely +src\/util\.h:1:5\n$/);
});

test('references have the members that are promised, of a place and of a name', () => {
  const { code, hits, summary } = json(['references', ...here, 'src/main.c:4:10']);
  assert.equal(code, 0);
  assert.deepEqual(hits[0], {
    path: 'src/main.c', language: 'c', line: 4, column: 10, length: 6, kind: 'call', certainty: 'only', text: '  return helper(count) + count;' });
  assert.deepEqual(Object.keys(hits[0]), ['path', 'language', 'line', 'column', 'length', 'kind', 'certainty', 'text']);
  assert.deepEqual(hits.map((hit) => hit.kind).sort(), ['call', 'declaration', 'definition']);
  assert.equal(summary.documents, 3);
  assert.equal(json(['references', ...here, 'helper']).hits.length, 3);
});

test('--texts adds comments and prose, --limit ends them', () => {
  assert.deepEqual(json(['references', ...here, '--texts', 'helper']).hits.slice(3).map((hit) => hit.path).sort(), ['docs/notes.md', 'src/main.c']);
  const { hits, summary } = json(['references', ...here, '--limit', '1', 'helper']);
  assert.equal(hits.length, 1);
  assert.equal(summary.reason, 'limit');
});

test('references in words: a row each, grouped on a terminal', () => {
  const { out } = treeline(['references', ...here, 'src/main.c:2:13']);
  assert.equal(out, 'src/main.c:2:13:int run(int count) {\nsrc/main.c:4:17:  return helper(count) + count;\nsrc/main.c:4:26:  return helper(count) + count;\n');
  assert.ok(terminal(['references', ...here, 'helper']).lines.includes('src/util.c'));
});

test('nothing there is exit 1, a mistake is exit 2', () => {
  assert.equal(treeline(['definition', ...here, 'src/main.c:5:1']).code, 1);
  assert.equal(treeline(['references', ...here, 'nowhere_at_all']).code, 1);
  assert.equal(treeline(['references', ...here, 'Helper']).code, 1);
  for (const wrong of ['src/main.c', 'src/main.c:4', 'src/main.c:0:1', 'src/none.c:1:1', 'src:1:1', '/etc/passwd:1:1']) {
    assert.equal(treeline(['definition', ...here, wrong]).code, 2, wrong);
  }
  assert.equal(treeline(['definition', ...here]).code, 2);
  assert.equal(treeline(['references', ...here, 'a', 'b']).code, 2);
});
