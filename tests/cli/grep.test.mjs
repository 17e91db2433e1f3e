// treeline grep against grep itself, on one tree, and what it refuses.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { json, terminal, tree, treeline } from './support.mjs';

const root = tree({
  'main.c': '#include "lib.h"\n\nint main(void)\n{\n\treturn lib_open("x") ? 0 : 1; /* TODO: check */\n}\n',
  'lib.h': 'int lib_open(const char *name);\nint lib_close(int handle);\n',
  'lib/lib.c': '#include "lib.h"\n\nint lib_open(const char *name)\n{\n\treturn name[0]; // todo\n}\nint lib_close(int handle) { return handle; }\n',
  'lib/deep/er/util.py': 'def lib_open():\n    pass\n\n\nclass Lib:\n    TODO = 1\n',
  'docs/read me.md': 'lib_open opens.\nlib-open does not.\n$x.y * [z]\n',
  'docs/größe.txt': 'äöü lib_open\nÄÖÜ\n',
  'docs/[id]/page.txt': 'lib_open in brackets\n',
  'empty.txt': '',
});
const inTree = { cwd: root };

const sorted = (text) => text.split('\n').filter(Boolean).sort().join('\n');
/** grep -rP of everything, sorted, its paths as ours. */
function theirs(args) {
  const ran = spawnSync('grep', ['-rP', ...args, '.'], { cwd: root, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return { code: ran.status, out: sorted(ran.stdout.replaceAll(/^\.\//gm, '')) };
}

for (const args of [
  ['lib_open'], ['-n', 'lib_open'], ['-i', 'todo'], ['-in', 'TODO'], ['-w', 'lib'], ['-nw', 'TODO'], ['-c', 'lib_'],
  ['-l', 'lib_close'], ['-n', '^#include "[a-z]+\\.h"$'], ['-n', 'lib_(open|close)\\('], ['-n', '\\$x\\.y'],
  ['-m1', 'lib_'], ['-n', '-m', '2', 'lib_'], ['-n', 'ö'], ['-in', 'äö'], ['-n', '^\\s+\\w+$'], ['absent_anywhere'], ['-c', 'i'],
  ['-n', '/'], ['-n', '"'], ['-n', 'a|e'], ['-n', '\\\\'], ['-rn', 'int main'], ['-Hn', 'pass'],
]) {
  test(`the lines are those of grep -P: ${args.join(' ')}`, () => {
    const expected = theirs(args.includes('-c') ? [...args] : args);
    const ours = treeline(['grep', ...args], inTree);
    const lines = args.includes('-c') ? expected.out.split('\n').filter((line) => !line.endsWith(':0')).join('\n') : expected.out;
    assert.equal(sorted(ours.out), lines);
    assert.equal(ours.code, expected.code);
    assert.equal(ours.err, '');
  });
}

test('what others need an option for is always so', () => {
  const plain = treeline(['grep', 'int +lib'], inTree).out;
  for (const habit of ['-E', '-r', '-H', '-rEH', '--recursive', '--extended-regexp']) {
    assert.equal(treeline(['grep', habit, 'int +lib'], inTree).out, plain, habit);
  }
});

test('-F takes the pattern as plain text', () => {
  const ours = treeline(['grep', '-nF', '* [z]'], inTree).out;
  assert.equal(ours, 'docs/read me.md:3:$x.y * [z]\n');
  assert.equal(treeline(['grep', '-nF', 'lib_open("x")', '.'], inTree).out, treeline(['grep', '-n', 'lib_open\\("x"\\)'], inTree).out);
});

test('paths narrow, from where one is, whatever characters they have', () => {
  const files = (...args) => treeline(['grep', '-l', 'lib_open', ...args], inTree).out.trimEnd().split('\n').filter(Boolean);
  assert.deepEqual(files('lib'), ['lib/deep/er/util.py', 'lib/lib.c']);
  assert.deepEqual(files('lib.h'), ['lib.h']);
  assert.deepEqual(files('lib.h', 'lib/deep', 'main.c'), ['lib.h', 'lib/deep/er/util.py', 'main.c']);
  assert.deepEqual(files('docs/read me.md'), ['docs/read me.md']);
  assert.deepEqual(files('docs/[id]'), ['docs/[id]/page.txt']);
  assert.deepEqual(files('docs/größe.txt'), ['docs/größe.txt']);
  assert.deepEqual(files('empty.txt'), []);
  assert.deepEqual(files(root), files());
  assert.deepEqual(files(...Array.from({ length: 60 }, () => 'lib.h')), ['lib.h']);
  const below = treeline(['grep', '-l', 'lib_open', '.', '../lib.h'], { cwd: join(root, 'lib') });
  treeline(['index', root]);
  const again = treeline(['grep', '-l', 'lib_open', '.', '../lib.h'], { cwd: join(root, 'lib') });
  assert.equal(again.out, '../lib.h\ndeep/er/util.py\nlib.c\n', below.err);
});

test('paths together with filters and a pattern with slashes, quotes and white space at its beginning', () => {
  const lines = (...args) => treeline(['grep', '-n', ...args], inTree).out;
  assert.equal(lines(' opens', 'docs'), 'docs/read me.md:1:lib_open opens.\n');
  assert.equal(lines('// to', 'lib', 'docs'), 'lib/lib.c:5:\treturn name[0]; // todo\n');
  assert.equal(lines('"lib', '--lang', 'c', 'lib'), 'lib/lib.c:1:#include "lib.h"\n');
  assert.equal(lines('-F', '\\', 'docs'), '');
  assert.equal(lines('-e', '-open', 'docs'), 'docs/read me.md:2:lib-open does not.\n');
});

test('limits count lines; those of a line with several occurrences are one', () => {
  const own = tree({ 'a.txt': 'x x x\nx\nx x\n', 'b.txt': 'x\n' });
  const run = (...args) => treeline(['grep', '-C', own, ...args, 'x']);
  assert.equal(run('--limit', '2').out, 'a.txt:x x x\na.txt:x\n');
  assert.match(run('--limit', '2').err, /there are more/);
  assert.equal(run('--limit', '4').err, '');
  assert.equal(run('-m1').out, 'a.txt:x x x\nb.txt:x\n');
  assert.equal(run('-c').out, 'a.txt:3\nb.txt:1\n');
  assert.equal(run('-l', '--limit', '1').out, 'a.txt\n');
  const { hits, summary } = json(['grep', '-C', own, 'x']);
  assert.equal(hits.length, 7);
  assert.equal(summary.hits, 7);
});

test('on a terminal lines are grouped, with numbers', () => {
  assert.deepEqual(terminal(['grep', '-C', root, 'lib_close', 'lib.h']).lines, ['lib.h', '     2  int lib_close(int handle);']);
});

test('capitals and small letters differ; -i and -S change that', () => {
  const count = (...args) => treeline(['grep', ...args], inTree).out.trimEnd().split('\n').filter(Boolean).length;
  assert.equal(count('todo'), 1);
  assert.equal(count('-i', 'todo'), 3);
  assert.equal(count('-S', 'todo'), 3);
  assert.equal(count('-S', 'TODO'), 2);
});

test('what grep cannot do here is refused in words', () => {
  const cases = [
    [['grep', '-v', 'x'], /lines? .*but|grep -v/],
    [['grep'], /pattern/],
    [['grep', 'x', 'no/such/file'], /No such file/],
    [['grep', 'x', '/etc'], /not in .*-C DIR/],
    [['grep', '('], /./],
    [['grep', '-P', 'x'], /-P/],
  ];
  for (const [args, words] of cases) {
    const { code, out, err } = treeline(args, inTree);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, words);
    assert.equal(out, '');
  }
});
