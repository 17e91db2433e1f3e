import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { json, SAMPLE, scratch, tree, TREELINE, treeline, write } from './support.mjs';

const root = tree(SAMPLE);
const here = ['-C', root];

test('search --all prints every occurrence in the order of paths', () => {
  const { code, hits, summary } = json(['search', '--all', ...here, 'needle']);
  assert.equal(code, 0);
  assert.deepEqual(
    hits.map((hit) => `${hit.path}:${hit.line}:${hit.column}:${hit.length}`),
    [
      'docs/crlf.txt:2:5:6',
      'docs/crlf.txt:2:12:6',
      'docs/größe.txt:1:8:6',
      'docs/latin1.txt:1:7:6', // in bytes of the text as UTF-8
      'lib/tool.py:3:17:6',
      'src/parser.c:4:26:6',
    ].sort((a, b) => Buffer.compare(Buffer.from(a.split(':')[0]), Buffer.from(b.split(':')[0]))),
  );
  assert.equal(summary.hits, 6);
  assert.equal(summary.documents, 5);
  assert.equal(summary.covered, 1);
  assert.equal(summary.truncated, false);
  assert.equal(summary.reason, '');
  assert.equal(summary.documents_known, summary.documents_covered);
  assert.ok(summary.documents_known >= 6);
  assert.ok(summary.generation > 0);
  assert.ok(Number.isInteger(summary.elapsed_us));
});

test('a hit has the members that are promised, in that order, and the text has no line end', () => {
  const { hits } = json(['search', '--all', ...here, 'needle', '--file', 'crlf']);
  assert.deepEqual(Object.keys(hits[0]), [
    'path', 'line', 'column', 'length', 'end_line', 'end_column', 'language', 'text',
  ]);
  assert.equal(hits[0].text, 'two needle needle');
});

test('a hit at column c of length l is what stands there', () => {
  for (const hit of json(['search', '--all', ...here, 'needle']).hits) {
    const bytes = Buffer.from(hit.text);
    assert.equal(bytes.subarray(hit.column - 1, hit.column - 1 + hit.length).toString(), 'needle');
  }
});

test('without --all the best hits come, at most --limit of them, and it is said that there are more', () => {
  const { code, hits, summary } = json(['search', ...here, 'needle', '--limit', '2']);
  assert.equal(code, 0);
  assert.equal(hits.length, 2);
  assert.equal(summary.truncated, true);
  assert.equal(summary.reason, 'limit');
});

test('--limit counts with --all too, and 0 means no limit', () => {
  assert.equal(json(['search', '--all', '--limit=3', ...here, 'needle']).hits.length, 3);
  assert.equal(json(['search', '--limit=0', ...here, 'needle']).hits.length, 6);
});

test('nothing found is exit 1, with a summary', () => {
  const { code, hits, summary } = json(['search', ...here, 'nowhere_to_be_found']);
  assert.equal(code, 1);
  assert.equal(hits.length, 0);
  assert.equal(summary.hits, 0);
});

test('in a pipe a hit is one line path:line:column:text', () => {
  const { out, code, err } = treeline(['search', '--all', ...here, '-F', 'parser->at']);
  assert.equal(code, 0);
  assert.equal(out, 'src/parser.c:4:9:\treturn parser->at++; // needle in a comment\n');
  assert.equal(err, '');
});

test('colours come only when asked for in a pipe', () => {
  const args = ['search', '--all', ...here, 'parser_next'];
  assert.ok(!treeline(args).out.includes('\x1b['));
  assert.match(treeline([...args, '--color=always']).out, /\x1b\[1;31mparser_next\x1b\[0m/);
});

test('case: smart by default, -i and -s force it', () => {
  const count = (...args) => json(['search', '--all', ...here, ...args]).hits.length;
  assert.equal(count('PARSER'), 0);
  assert.equal(count('PARSER', '-i'), count('parser'));
  assert.ok(count('-s', 'parser') < count('parser'));
});

test('-w finds whole words only', () => {
  assert.equal(json(['search', '--all', '-w', ...here, 'need']).code, 1);
  assert.equal(json(['search', '--all', '-w', ...here, 'needle']).hits.length, 6);
});

test('-e takes a regular expression, -F takes everything literally', () => {
  assert.equal(json(['search', '--all', '-e', ...here, 'n[e]{2}dle']).hits.length, 6);
  assert.equal(json(['search', '--all', '-F', ...here, 'n[e]{2}dle']).code, 1);
  assert.equal(json(['search', '--all', '-F', ...here, '"parser.h"']).hits.length, 1);
});

test('filters narrow plain queries, literals and regular expressions alike', () => {
  const paths = (...args) => [...new Set(json(['search', '--all', ...here, ...args]).hits.map((hit) => hit.path))];
  assert.deepEqual(paths('needle', '--lang', 'python'), ['lib/tool.py']);
  assert.deepEqual(paths('-F', '"needle"', '--lang', 'python'), ['lib/tool.py']);
  assert.deepEqual(paths('-e', 'need.e', '--lang', 'c'), ['src/parser.c']);
  assert.deepEqual(paths('needle', '--file', 'tool'), ['lib/tool.py']);
});

test('--hidden and --no-ignore bring in what is left out otherwise', () => {
  const paths = (...args) => json(['search', '--all', ...here, 'needle', ...args]).hits.map((hit) => hit.path);
  assert.ok(paths('--hidden').includes('.hidden.c'));
  assert.ok(paths('--no-ignore').includes('ignored/x.c'));
  assert.ok(!paths().includes('ignored/x.c'));
});

test('a change of the tree is seen by the next search; --no-refresh answers from what is on disk', () => {
  const own = tree({ 'a.txt': 'alpha\n', 'b.txt': 'alpha\n' });
  const at = ['search', '--all', '-C', own];
  assert.equal(json([...at, 'alpha']).hits.length, 2);
  write(own, { 'c.txt': 'alpha beta\n' });
  assert.equal(json([...at, '--no-refresh', 'alpha']).hits.length, 2);
  appendFileSync(join(own, 'a.txt'), 'beta\n');
  rmSync(join(own, 'b.txt'));
  assert.deepEqual(json([...at, 'alpha']).hits.map((hit) => hit.path), ['a.txt', 'c.txt']);
  assert.equal(json([...at, 'beta']).hits.length, 2);
});

test('without -C the current directory counts, or the indexed tree above it, seen from here', () => {
  const own = tree({ 'a.txt': 'alpha\n', 'sub/b.txt': 'alpha\n' });
  const inside = { cwd: join(own, 'sub') };
  assert.deepEqual(json(['search', '--all', 'alpha'], { cwd: own }).hits.map((hit) => hit.path), ['a.txt', 'sub/b.txt']);
  assert.deepEqual(json(['search', '--all', 'alpha'], inside).hits.map((hit) => hit.path), ['../a.txt', 'b.txt']);
  assert.deepEqual(json(['search', '--all', 'alpha', '-C', '.'], inside).hits.map((hit) => hit.path), ['b.txt']);
});

test('an empty tree answers with nothing found', () => {
  const { code, summary } = json(['search', '-C', tree({}), 'x']);
  assert.equal(code, 1);
  assert.equal(summary.covered, 1);
});

test('mistakes are exit 2 with words, and nothing on standard output', () => {
  const cases = [
    [['search', '-C', join(root, 'missing'), 'x'], /No such file/],
    [['search', '-C', join(root, 'src/parser.c'), 'x'], /not a directory/i],
    [['search', ...here, '-e', '(unclosed'], /./],
    [['search', ...here], /query/],
    [['search', ...here, '--limit', 'many', 'x'], /--limit=many/],
    [['search', ...here, '--limit'], /wants a value/],
    [['search', ...here, '--json=yes', 'x'], /takes no value/],
    [['search', ...here, '--nonsense', 'x'], /--nonsense/],
    [['search', ...here, '-F', '-e', 'x'], /exclude/],
    [['search', ...here, '-i', '-s', 'x'], /exclude/],
  ];
  for (const [args, words] of cases) {
    const { code, out, err } = treeline(args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, words);
    assert.match(err, /^treeline: /);
    assert.equal(out, '', args.join(' '));
  }
});

test('-- ends the options', () => {
  const own = tree({ 'a.txt': '--limit and -F\n' });
  assert.equal(json(['search', '--all', '-C', own, '-F', '--', '--limit']).code, 1); // --json is text there
  assert.equal(treeline(['search', '--all', '-C', own, '-F', '--', '--limit']).code, 0);
});

test('a reader that goes away ends the program without a word', async () => {
  const own = tree({ 'many.txt': 'alpha beta gamma\n'.repeat(200_000) });
  const child = spawn(TREELINE, ['search', '--all', '-C', own, 'alpha'], {
    env: { ...process.env, XDG_CACHE_HOME: scratch() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (bytes) => (err += bytes));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code, signal] = await once(child, 'close');
  assert.equal(signal, null);
  assert.equal(code, 0);
  assert.equal(err, '');
});

test('text that is no UTF-8 still gives valid JSON', () => {
  const own = tree({ 'odd.txt': Buffer.concat([Buffer.from('alpha ok\nalpha '), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('\n')]) });
  const { code, hits } = json(['search', '--all', '-C', own, 'alpha']);
  assert.equal(code, 0);
  assert.equal(hits.length, 2);
});
