import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, SAMPLE, tree, treeline } from './support.mjs';

const root = tree(SAMPLE);
const here = ['-C', root];
const names = (...args) => json(['symbols', ...here, ...args]).hits.map((hit) => hit.name);

test('a symbol has the members that are promised, in that order', () => {
  const { code, hits, summary } = json(['symbols', ...here, 'Tool', '--match', 'exact']);
  assert.equal(code, 0);
  assert.deepEqual(hits, [
    { name: 'Tool', kind: 'class', container: '', language: 'python', path: 'lib/tool.py', line: 1, column: 7, end_line: 6, matched: [0, 1, 2, 3] },
  ]);
  assert.deepEqual(Object.keys(hits[0]), ['name', 'kind', 'container', 'language', 'path', 'line', 'column', 'end_line', 'matched']);
  assert.equal(summary.hits, 1);
  assert.equal(summary.truncated, false);
});

test('a method knows its container', () => {
  const [hit] = json(['symbols', ...here, 'stop']).hits;
  assert.equal(hit.container, 'Tool');
  assert.equal(hit.kind, 'method');
  assert.equal(hit.line, 5);
});

test('matches loosen from exact to fuzzy, and the exact name comes first', () => {
  assert.deepEqual(names('parser_nex', '--match', 'exact'), []);
  assert.ok(names('parser_nex', '--match', 'prefix').includes('parser_next'));
  assert.ok(!names('ser_next', '--match', 'prefix').includes('parser_next'));
  assert.ok(names('ser_next', '--match', 'substring').includes('parser_next'));
  assert.ok(names('prsnxt').includes('parser_next'));
  assert.equal(names('Parser')[0], 'Parser');
});

test('--kind, --lang and --file narrow', () => {
  assert.deepEqual([...new Set(names('--kind', 'method'))].sort(), ['run', 'stop']);
  assert.ok(!names('--lang', 'python').includes('parser_next'));
  assert.ok(names('parser', '--file', 'parser.c').length < names('parser').length);
});

test('matched says where the letters that were typed stand', () => {
  const placesOf = (query, name) => json(['symbols', ...here, query]).hits.find((hit) => hit.name === name).matched;
  assert.deepEqual(placesOf('nxt', 'parser_next'), [7, 9, 10]);
  assert.deepEqual(placesOf('r_n', 'parser_next'), [5, 6, 7]);
  assert.deepEqual(placesOf('', 'parser_next'), []);
});

test('on a terminal the matched letters are marked', () => {
  const { out } = treeline(['symbols', ...here, '--color', 'always', '--kind', 'function', 'nxt']);
  assert.match(out.split('\n')[0].replaceAll('\x1b', '^'), /parser_\^\[[\d;]+mn\^\[0?m.*e.*xt/);
});

test('--near names the file that one is in', () => {
  assert.equal(json(['symbols', ...here, '--near', 'lib/tool.py', 'parser']).code, 0);
  assert.equal(treeline(['symbols', ...here, '--near', '/elsewhere/x', 'parser']).code, 2);
});

test('an empty query gives the best symbols, --limit of them', () => {
  assert.equal(names('--limit', '2').length, 2);
  assert.equal(json(['symbols', ...here, '--limit', '2']).summary.truncated, true);
});

test('a table in words: one symbol a line, columns aligned', () => {
  const { out, code } = treeline(['symbols', ...here, '--kind', 'method']);
  assert.equal(code, 0);
  const lines = out.trimEnd().split('\n');
  assert.equal(lines.length, 2);
  assert.equal(lines[0].indexOf('lib/tool.py:'), lines[1].indexOf('lib/tool.py:'));
  assert.match(lines[0], /method +Tool +python +lib\/tool\.py:[25]:9$/);
});

test('nothing found is exit 1, a mistake is exit 2', () => {
  assert.equal(json(['symbols', ...here, 'zzzzqqqq']).code, 1);
  assert.equal(treeline(['symbols', ...here, '--match', 'loose', 'x']).code, 2);
  assert.equal(treeline(['symbols', ...here, '--kind', 'nonsense', 'x']).code, 2);
  assert.equal(treeline(['symbols', '-C', '/nonexistent/place', 'x']).code, 2);
});
