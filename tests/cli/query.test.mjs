// The query language as it is met on the command line: its page, and what a malformed query is told.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { tree, treeline, write } from './support.mjs';

test('every example of the query page is a query', () => {
  const { out, code } = treeline(['help', 'query']);
  assert.equal(code, 0);
  assert.ok(out.split('\n').every((line) => line.length <= 90));
  const at = tree({ 'a.c': '// TODO\nint main(void) {\n  return 0;\n}\n' });
  const examples = out.split('\n').filter((line) => /^ {4}\S/.test(line) && !/[a-z]\.$| - |[a-z] [a-z]+ [a-z]+ [a-z]/.test(line));
  let asked = 0;
  for (const line of examples) {
    for (const example of line.trim().split(/ {2,}/)) {
      // A filter or a negation alone looks for nothing.
      const query = /^(-|NOT|file|dir|lang|ext|repo|size|changed|case|word)/.test(example) ? `int ${example}` : example;
      const explained = treeline(['explain', query], { cwd: at });
      assert.equal(explained.code, 0, `${query}: ${explained.err}`);
      assert.match(explained.out, /^query /);
      asked += 1;
    }
  }
  assert.ok(asked >= 40, `${asked} examples`);
});

test('a malformed query is told where, and how to look for it as text', () => {
  const at = tree({ 'a.c': 'in:nowhere int\n' });
  const wrong = treeline(['search', 'int in:nowhere'], { cwd: at });
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /at character 8: in: takes code, comment, string or def.*quote it/);
  const quoted = treeline(['search', 'int "in:nowhere"'], { cwd: at });
  assert.equal(quoted.code, 0);
});

test('explain shows the canonical query, the plan with actual counts, and where the time went', () => {
  const at = tree({ 'a.c': '// lock\nint lock(void) { return 0; }\n', 'b.c': 'int unlocked;\n' });
  write(at, { 'c.py': '# lock\n' });
  const { out, code } = treeline(['explain', '--', 'lock', 'AND', '(in:comment', 'lock)', '-file:z'], { cwd: at });
  assert.equal(code, 0);
  assert.match(out, /^query lock \(in:comment lock\) NOT file:z$/m);
  assert.match(out, /^text in:comment lock, any case, requires /m);
  assert.match(out, /^\d+ candidates of 3 documents in \d+ segments, estimated \d+$/m);
  assert.match(out, / \d+ -> +\d+$/m);
  assert.match(out, /^read \d+ documents, matched 2, hits \d+$/m);
  assert.match(out, /^took \d+\.\d+ ms: parse \d+\.\d+, candidates /m);
});

test('changed:git and repo: ask the repository that a file lies in, nested ones too', () => {
  const at = tree({ 'a.c': 'needle\n', 'b.c': 'needle\n', 'lib/inner/c.c': 'needle\n', 'lib/inner/deep/d.c': 'needle\n' });
  const git = (where, ...args) => {
    const ran = spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: `${at}/${where}`, encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
  };
  for (const [where, file] of [['lib/inner', 'deep/d.c'], ['.', 'a.c']]) {
    git(where, 'init', '-q');
    git(where, 'add', file);
    git(where, 'commit', '-q', '-m', 'one');
  }
  const files = (query) => treeline(['search', '--all', '-l', '-C', at, `needle ${query}`]).out.split('\n').slice(0, -1);
  assert.deepEqual(files('changed:git'), ['b.c', 'lib/inner/c.c']);
  assert.deepEqual(files('-changed:git'), ['a.c', 'lib/inner/deep/d.c']);
  assert.deepEqual(files('repo:lib/inner'), ['lib/inner/c.c', 'lib/inner/deep/d.c']);
  write(at, { 'lib/inner/deep/d.c': 'needle again\n' });
  assert.deepEqual(files('changed:git repo:lib/inner'), ['lib/inner/c.c', 'lib/inner/deep/d.c']);
});

test('changed: and repo: are asked of symbols, too', () => {
  const at = tree({ 'a.c': 'int old_one(void) { return 1; }\n', 'inner/b.c': 'int of_inner(void) { return 1; }\n' });
  const git = (where, ...args) => assert.equal(spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: `${at}/${where}` }).status, 0);
  for (const [where, file] of [['inner', 'b.c'], ['.', 'a.c']]) {
    git(where, 'init', '-q');
    git(where, 'add', file);
    git(where, 'commit', '-q', '-m', 'one');
  }
  const symbols = (...query) => treeline(['symbols', '-C', at, '--json', '--', ...query]).out.trimEnd().split('\n').slice(0, -1).map((line) => JSON.parse(line).name).sort();
  write(at, { 'c.c': 'int new_one(void) { return 1; }\n' });
  assert.deepEqual(symbols('changed:git'), ['new_one']);
  assert.deepEqual(symbols('one', 'changed:git'), ['new_one']);
  assert.deepEqual(symbols('-changed:git'), ['of_inner', 'old_one']);
  assert.deepEqual(symbols('repo:inner'), ['of_inner']);
});

test('an option that makes no sense is named as it was typed', () => {
  const at = tree({ 'a.c': 'int foo;\n' });
  for (const verb of ['search', 'grep', 'symbols', 'explain']) {
    const { err, code } = treeline([verb, '-C', at, '--lang', 'klingon', 'foo']);
    assert.equal(code, 2);
    assert.equal(err, 'treeline: --lang klingon: no language is called klingon\n');
  }
  assert.match(treeline(['symbols', '-C', at, '--kind', 'zork', 'foo']).err, /^treeline: --kind zork: there is no such kind/);
  assert.match(treeline(['search', '-C', at, 'foo lang:klingon']).err, /^treeline: at character 10: lang:klingon: no language/);
  assert.match(treeline(['search', '-C', at, '--lang', 'klingon', 'foo lang:klingon']).err, /lang:klingon: no language/);
});
