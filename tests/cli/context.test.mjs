// Lines around hits, and hits that span lines: in a pipe as grep prints them, on a terminal, as JSON.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { json, terminal, tree, treeline } from './support.mjs';

const numbered = Array.from({ length: 40 }, (_, i) => `line ${i + 1}`);
const withHits = (...at) => `${numbered.map((line, i) => (at.includes(i + 1) ? `${line} needle` : line)).join('\n')}\n`;
const root = tree({
  'a.txt': withHits(1, 4, 5, 20, 40),
  'b/near.txt': withHits(10, 12),
  'b/none.txt': withHits(),
  'c.c': 'int f(int a,\n      int b)\n{\n\treturn a; // needle needle\n}\n',
  'last.txt': 'before\nneedle without a line end',
});
const here = ['-C', root];
const plain = (...args) => treeline(['search', '--all', ...here, ...args]).out;

/** What grep prints of the same tree, its files in the order of paths. */
function grep(...args) {
  const files = ['a.txt', 'b/near.txt', 'b/none.txt', 'c.c', 'last.txt'];
  return spawnSync('grep', [...args, ...files], { cwd: root, encoding: 'utf8' }).stdout;
}

/** Rows of search, which have a column, as grep has them, one a line. */
function withoutColumns(rows) {
  const seen = new Set();
  return rows.split('\n').map((row) => row.replace(/^([^:\n]+:\d+):\d+:/, '$1:'))
    .filter((row) => !/^[^:]+:\d+:/.test(row) || !seen.has(row) && seen.add(row)).join('\n');
}

for (const around of [['-A1'], ['-B2'], ['-C', '1'], ['-C3'], ['--context=2'], ['-A2', '-B', '0'], ['--after', '4', '--before', '1'], ['-C20'], ['-C100']]) {
  test(`lines around hits are those of grep: ${around.join(' ')}`, () => {
    const theirs = around.map((arg) => arg.replace('--after', '--after-context').replace('--before', '--before-context'));
    assert.equal(withoutColumns(plain('needle', ...around)), grep('-n', ...theirs, 'needle'));
    assert.equal(treeline(['grep', '-n', ...here, ...around, 'needle']).out, grep('-n', ...theirs, 'needle'));
    assert.equal(treeline(['grep', ...here, ...around, 'needle']).out, grep(...theirs, 'needle'));
  });
}

test('-A and -B win over -C, in any order', () => {
  assert.equal(plain('needle', '-C5', '-A0'), plain('needle', '-B5'));
  assert.equal(plain('needle', '-A0', '-C5'), plain('needle', '-B5'));
});

test('-C with a number is context, with anything else the directory', () => {
  const numbers = tree({ '3/x.txt': 'needle\n' });
  const out = (...args) => treeline(['search', '--all', ...args, 'needle'], { cwd: numbers }).out;
  assert.equal(out('-C3'), '3/x.txt:1:1:needle\n');
  assert.equal(out('-C', './3'), 'x.txt:1:1:needle\n');
  assert.equal(treeline(['search', ...here, '-C', 'nowhere', 'needle']).code, 2);
});

test('as JSON each hit has the lines around it, as many as there are', () => {
  const hits = (...args) => json(['search', '--all', ...here, 'needle', ...args]).hits;
  const [first] = hits('--file', 'a.txt', '-C2');
  assert.deepEqual(Object.keys(first), [
    'path', 'line', 'column', 'length', 'end_line', 'end_column', 'language', 'text', 'before', 'after',
  ]);
  assert.deepEqual([first.before, first.after], [[], ['line 2', 'line 3']]);
  const last = hits('--file', 'a.txt', '-B1', '-A3').at(-1);
  assert.deepEqual([last.before, last.after], [['line 39'], []]);
  assert.deepEqual([hits('--file', 'last.txt', '-C1')[0].before, hits('--file', 'last.txt', '-C1')[0].after], [['before'], []]);
  assert.ok(!('before' in hits()[0]));
});

test('too much context, or no number, is a mistake', () => {
  assert.equal(treeline(['search', ...here, '-A', '10001', 'x']).code, 2);
  assert.equal(treeline(['search', ...here, '--before=many', 'x']).code, 2);
});

test('on a terminal lines are grouped by file, with a mark where some are left out', () => {
  assert.deepEqual(terminal(['search', '--all', ...here, '-C1', '--file', 'b/', 'needle']).lines, [
    'b/near.txt',
    '     9  line 9',
    '    10  line 10 needle',
    '    11  line 11',
    '    12  line 12 needle',
    '    13  line 13',
  ]);
  assert.deepEqual(terminal(['search', '--all', ...here, '-A1', '--file', 'a.txt', 'needle']).lines, [
    'a.txt',
    '     1  line 1 needle',
    '     2  line 2',
    '    --',
    '     4  line 4 needle',
    '     5  line 5 needle',
    '     6  line 6',
    '    --',
    '    20  line 20 needle',
    '    21  line 21',
    '    --',
    '    40  line 40 needle',
  ]);
});

test('on a terminal the best hits, too, are grouped by file, each file once, in the order of its lines', () => {
  const { lines } = terminal(['search', ...here, '-C1', 'needle']);
  const titles = lines.filter((line) => line && !line.startsWith(' '));
  assert.equal(new Set(titles).size, titles.length);
  let last = 0;
  for (const line of lines) {
    const number = Number(/^ +(\d+) {2}/.exec(line)?.[1] ?? (line.startsWith(' ') ? last : 0));
    assert.ok(number === 0 || number >= last, line);
    last = number;
  }
});

test('hits on one line are one line on a terminal, and a row each in a pipe', () => {
  const at = ['search', '--all', ...here, '--file', 'c.c', 'needle'];
  assert.deepEqual(terminal(at).lines, ['c.c', '     4      return a; // needle needle']);
  assert.equal(treeline(at).out, 'c.c:4:15:\treturn a; // needle needle\nc.c:4:22:\treturn a; // needle needle\n');
});

// ---- hits that span lines -----------------------------------------------------------------------

const spanning = ['-e', 'int a,\\n\\s+int b\\)\\n'];

test('a hit that spans lines has its end and all its lines as JSON', () => {
  const { code, hits } = json(['search', '--all', ...here, ...spanning]);
  assert.equal(code, 0);
  assert.equal(hits.length, 1);
  const [{ path, line, column, length, text }] = hits;
  assert.deepEqual({ path, line, column, length }, { path: 'c.c', line: 1, column: 7, length: 20 });
  assert.ok(text.startsWith('int f(int a,\n      int b)'));
  const ends = json(['search', '--all', ...here, '-e', 'a,\\n\\s+int']).hits[0];
  assert.deepEqual([ends.line, ends.end_line, ends.end_column, ends.text], [1, 2, 10, 'int f(int a,\n      int b)']);
});

test('in a pipe and on a terminal a hit that spans lines is shown over its lines', () => {
  const at = ['search', '--all', ...here, '-e', 'a,\\n\\s+int'];
  assert.equal(treeline(at).out, 'c.c:1:11:int f(int a,\nc.c:2:1:      int b)\n');
  assert.deepEqual(terminal([...at, '-A1']).lines, ['c.c', '     1  int f(int a,', '     2        int b)', '     3  {']);
  assert.equal(treeline(['grep', ...here, '-n', 'a,\\n\\s+int']).out, 'c.c:1:int f(int a,\nc.c:2:      int b)\n');
  assert.equal(treeline(['grep', ...here, '-c', 'a,\\n\\s+int']).out, 'c.c:2\n');
  assert.match(treeline([...at, '--color=always']).out, /\x1b\[1;31ma,\x1b\[0m\n.*\x1b\[1;31m {6}int\x1b\[0m b\)/s);
});
