// The forms of an answer: paths only, counts, quiet, limits, time; and what a terminal shows.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { json, scratch, terminal, tree, TREELINE, treeline } from './support.mjs';

const root = tree({
  'a/one.txt': 'needle\n',
  'a/three.txt': 'needle needle\nneedle\n',
  'b/two.txt': 'hay\nneedle hay needle\n',
  'b/copy1.c': 'int copied_needle(void);\n',
  'b/copy2.c': 'int copied_needle(void);\n',
  'b/none.txt': 'hay\n',
  "with space's.txt": 'needle\n',
});
const here = ['-C', root];
const out = (...args) => treeline(['search', ...here, ...args]).out;

test('-l prints the paths of files with hits, each once; -0 ends them with a NUL', () => {
  assert.deepEqual(out('--all', '-l', 'needle').split('\n'), [
    'a/one.txt', 'a/three.txt', 'b/copy1.c', 'b/copy2.c', 'b/two.txt', "with space's.txt", '',
  ]);
  assert.deepEqual(out('--all', '-l0', 'hay').split('\0'), ['b/none.txt', 'b/two.txt', '']);
  const ranked = out('-l', 'needle').trimEnd().split('\n');
  assert.equal(new Set(ranked).size, ranked.length);
  assert.equal(out('-l', '--limit', '2', 'needle').trimEnd().split('\n').length, 2);
  assert.equal(treeline(['search', ...here, '-l', 'absent']).code, 1);
});

test('-l0 feeds xargs -0', () => {
  const command = `'${TREELINE}' search --all -l0 -C '${root}' needle | (cd '${root}' && xargs -0 cat) | wc -l`;
  assert.equal(Number(spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout), 8);
});

test('-c counts the occurrences of each file, all of them, in the order of paths', () => {
  assert.equal(out('-c', 'needle'), "a/one.txt:1\na/three.txt:3\nb/copy1.c:1\nb/copy2.c:1\nb/two.txt:2\nwith space's.txt:1\n");
  assert.equal(out('-c0', 'hay'), 'b/none.txt\x001\nb/two.txt\x002\n');
  const { hits, summary } = json(['search', ...here, '-c', 'needle', '--file', 'a/']);
  assert.deepEqual(hits, [{ path: 'a/one.txt', count: 1 }, { path: 'a/three.txt', count: 3 }]);
  assert.equal(summary.hits, 4);
  assert.equal(summary.documents, 2);
});

test('-l as JSON is an object a path', () => {
  const { hits, summary } = json(['search', '--all', ...here, '-l', 'hay']);
  assert.deepEqual(hits, [{ path: 'b/none.txt' }, { path: 'b/two.txt' }]);
  assert.equal(summary.documents, 2);
});

test('--max-per-file takes that many hits of each file', () => {
  assert.deepEqual(json(['search', '--all', ...here, '--max-per-file=1', 'needle']).hits.map((h) => h.path), [
    'a/one.txt', 'a/three.txt', 'b/copy1.c', 'b/copy2.c', 'b/two.txt', "with space's.txt",
  ]);
  assert.equal(json(['search', '--all', ...here, '-m2', 'needle', '--file', 'three']).hits.length, 2);
  assert.equal(json(['search', '--all', ...here, '-m0', 'needle', '--file', 'three']).hits.length, 3);
});

test('-q prints nothing and says by its exit status whether anything is there', () => {
  for (const verb of ['search', 'grep']) {
    assert.deepEqual(treeline([verb, ...here, '-q', 'needle']), { code: 0, signal: null, out: '', err: '' });
    assert.deepEqual(treeline([verb, ...here, '-q', 'absent']), { code: 1, signal: null, out: '', err: '' });
    assert.equal(treeline([verb, ...here, '-q', '--json', 'needle']).out, '');
    assert.equal(treeline([verb, ...here, '-q', '(', '-e']).code, 2);
  }
});

test('identical files are folded into the best of them, except with --all', () => {
  const { hits } = json(['search', ...here, 'copied_needle']);
  assert.equal(hits.length, 1);
  assert.equal(hits[0].folded, 1);
  assert.match(terminal(['search', ...here, 'copied_needle']).lines[0], /^b\/copy[12]\.c {2}\+1 identical file$/);
  const all = json(['search', '--all', ...here, 'copied_needle']).hits;
  assert.equal(all.length, 2);
  assert.ok(all.every((hit) => !('folded' in hit)));
});

test('--near brings what is near a file first', () => {
  const own = tree({ 'x/deep/one.txt': 'alpha\n', 'y/deep/two.txt': 'alpha, too\n', 'x/deep/here.txt': 'a\n', 'y/deep/there.txt': 'b\n' });
  const first = (near) => json(['search', '-C', own, 'alpha', '--near', near]).hits[0].path;
  assert.equal(first('x/deep/here.txt'), 'x/deep/one.txt');
  assert.equal(first('y/deep/there.txt'), 'y/deep/two.txt');
  assert.equal(treeline(['search', '-C', own, 'alpha', '--near', 'gone.txt']).code, 2);
  assert.match(treeline(['search', '-C', own, 'alpha', '--near', '/etc']).err, /not in/);
});

test('--timeout cuts the answer, says so, and is no promise that nothing is there', () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}.txt`, `${'hay '.repeat(20)}\n`.repeat(2000)]));
  const own = tree(many);
  assert.equal(treeline(['index', own]).code, 0);
  const cut = json(['search', '--all', '-C', own, '--timeout', '1ms', '-e', 'hay.*[0-9]$']);
  assert.equal(cut.summary.truncated, true);
  assert.equal(cut.summary.reason, 'deadline');
  assert.equal(cut.code, 2);
  assert.match(cut.err, /time/);
  const long = json(['search', '--all', '-C', own, '--timeout=1m', 'hay', '--limit', '3']);
  assert.equal(long.code, 0);
  assert.equal(long.summary.reason, 'limit');
  for (const wrong of ['5x', '', 'ms', '-1s', '99999999999999999999s']) {
    assert.equal(treeline(['search', '-C', own, `--timeout=${wrong}`, 'x']).code, 2, wrong);
  }
});

test('options that exclude each other are refused', () => {
  assert.match(treeline(['search', ...here, '-F', '-e', 'x']).err, /exclude/);
  assert.match(treeline(['search', ...here, '-i', '-s', 'x']).err, /exclude/);
});

test('-l -c is how many files have hits, all of them', () => {
  assert.equal(out('-l', '-c', 'needle'), '6\n');
  assert.equal(out('-lc', '--limit', '2', 'needle'), '2\n');
  assert.equal(out('-lc', 'absent'), '0\n');
  assert.equal(treeline(['search', ...here, '-lc', 'absent']).code, 1);
  assert.equal(treeline(['search', ...here, '-lcq', 'hay']).out, '');
  assert.equal(treeline(['grep', ...here, '-lc', 'needle']).out, '6\n');
  assert.equal(treeline(['grep', ...here, '-lc', 'needle', join(root, 'a'), join(root, 'b/two.txt')]).out, '3\n');
  const { hits, summary } = json(['search', ...here, '-lc', 'hay']);
  assert.deepEqual(hits, []);
  assert.equal(summary.documents, 2);
});

test('-l lists the files that pass filters, read or not; without it text is wanted', () => {
  assert.equal(out('-l', 'file:copy OR size:<5'), 'b/copy1.c\nb/copy2.c\nb/none.txt\n');
  assert.equal(out('-l', '--file', 'a/'), 'a/one.txt\na/three.txt\n');
  assert.equal(out('-lc', '--lang', 'c'), '2\n');
  const { summary } = json(['search', ...here, '-lc', 'lang:c']);
  assert.equal(summary.candidates, 0);
  assert.match(treeline(['search', ...here, 'lang:c']).err, /only filters and excludes/);
  assert.match(treeline(['search', ...here, '--lang', 'c']).err, /wants a query/);
});

test('letters of any case in two or three bytes are files that need not be read', () => {
  assert.equal(json(['search', ...here, '-lc', 'hay']).summary.candidates, 0);
  assert.equal(json(['search', ...here, '--all', '-l', 'hay']).summary.candidates, 0);
  assert.equal(json(['search', ...here, '-lc', 'Hay']).summary.documents, 0);
});

test('hits come while the search goes on where somebody looks, and all come in a pipe', async () => {
  const own = tree(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}.txt`, 'alpha beta gamma\n'.repeat(5000)])));
  const env = { ...process.env, XDG_CACHE_HOME: scratch() };
  const child = spawn('sh', ['-c', `'${TREELINE}' search --all -C '${own}' alpha | head -n 1`], { env });
  let text = '';
  child.stdout.on('data', (bytes) => (text += bytes));
  await once(child, 'close');
  assert.equal(text, 'f0.txt:1:1:alpha beta gamma\n');
  assert.equal(treeline(['search', '--all', '-C', own, 'alpha'], { env }).out.split('\n').length, 200_001);
});

// ---- a terminal ---------------------------------------------------------------------------------

const odd = tree({
  'tabs.txt': '\tneedle\ta\tbc\tdef\n  \tneedle\n',
  'wide.txt': '漢字 needle 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字\n',
  'control.txt': 'needle \x1b[31mred\x07\x7f\u0085\r x\u202ereversed\u2028\n',
  'long.txt': `${'x'.repeat(500)} needle ${'y'.repeat(500)}\n`,
  'latin.txt': Buffer.from('needle caf\xe9\n', 'latin1'),
});
const screen = (file, columns) => terminal(['search', '--all', '-C', odd, '--file', file, 'needle'], columns).lines;

test('tabs are stops of four columns, from the beginning of the line', () => {
  assert.deepEqual(screen('tabs.txt'), ['tabs.txt', '     1      needle  a   bc  def', '     2      needle']);
});

test('control characters and marks of direction are visible and do nothing', () => {
  const [, line] = screen('control.txt');
  assert.equal(line, '     1  needle ␛[31mred␇␡�␍ x�reversed�');
});

test('so are those in the names of files, in every form; in a pipe they are the names', () => {
  const named = tree({ 'a\x1b[2Jb\r.txt': 'needle\n' });
  const shown = (...args) => terminal([...args, '-C', named, 'needle']).lines[0];
  assert.equal(shown('search'), 'a␛[2Jb␍.txt');
  for (const verb of ['search', 'grep']) {
    assert.equal(shown(verb, '-l'), 'a␛[2Jb␍.txt');
    assert.equal(shown(verb, '-c'), 'a␛[2Jb␍.txt:1');
    assert.equal(treeline([verb, '-l', '-C', named, 'needle']).out, 'a\x1b[2Jb\r.txt\n');
  }
});

test('a long line is cut around the hit to the width, a wide one too', () => {
  for (const columns of [50, 80, 121]) {
    const [, long] = screen('long.txt', columns);
    assert.match(long, /^ {5}1 {2}…x+ needle y+…$/);
    assert.equal([...long].length, columns);
    const [, wide] = screen('wide.txt', columns);
    const width = [...wide].reduce((sum, c) => sum + (c >= '\u4e00' && c <= '\u9fff' ? 2 : 1), 0);
    assert.ok(width <= columns && width >= Math.min(columns - 2, 62), `${columns}: ${width}`);
  }
});

test('bytes that are no UTF-8 are shown as the characters that were searched', () => {
  assert.equal(screen('latin.txt')[1], '     1  needle café');
});
