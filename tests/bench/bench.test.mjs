// The benchmark's own parts: a figure that is put together wrongly is worse than none.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PAGE, stageShares } from './asking.mjs';
import { quantile } from './measure.mjs';
import { readNavigation, worst } from './navigation.mjs';
import { CLASSES, TEXT_QUERIES, asks, paramsOf } from './queries.mjs';
import { together } from './ranking.mjs';
import { Report, budgeted, merged, milliseconds, shown, verdict } from './report.mjs';
import { inPart, lacking, lastLine, slope } from './scale.mjs';
import { readInside } from './searching.mjs';
import { bands, counted, hash, vocabulary } from './vocabulary.mjs';
import { readLatencies, readRates } from './symbols.mjs';
import { readSymbolSet, symbolRank } from '../ranking/symbols.mjs';

const words = () => {
  const list = (stem) => Array.from({ length: 300 }, (_, i) => `${stem}word${i}`);
  return { rare: list('rare_'), common: list('common_'), frequent: list('f').slice(0, 100), parts: list('p'), names: list('name_'),
    remarks: list('r'), starts: list('s'), calls: list('c').map((word, i) => [word, `in${i}`]), pairs: list('a').map((word, i) => [word, `b${i}`]), threes: list('x').map((word, i) => [word, `y${i}`, `z${i}`]) };
};

test('only the sections that were run are new, and new ones come last', () => {
  const old = '# Measured\n\nby whom\n\n## One\n\n1\n\n## Two\n\n2\n';
  assert.equal(merged(old, '# Measured\n\nby others\n\n## Two\n\n22\n\n## Three\n\n3\n'), '# Measured\n\nby whom\n\n## One\n\n1\n\n## Two\n\n22\n\n## Three\n\n3\n');
  assert.equal(merged(old, '# Measured\n\nby others\n'), old);
});

test('merging the same sections twice changes nothing more', () => {
  const once = merged('# M\n\n## A\n\na\n', '## B\n\nb\n\n');
  assert.equal(merged(once, '## B\n\nb\n\n'), once);
});

test('a budget is kept up to its bound, and what was not measured keeps none', () => {
  assert.equal(verdict(2, 2), 'kept');
  assert.equal(verdict(2.01, 2), '**missed**');
  assert.deepEqual(budgeted('x', undefined, 5), ['x', 'not measured', '5.00 ms', '']);
  assert.deepEqual(budgeted('x', 7, undefined), ['x', '7.00 ms', '', '']);
  assert.deepEqual(budgeted('x', 1200, 5), ['x', '1.2 s', '5.00 ms', '**missed**']);
  assert.equal(milliseconds(undefined), '');
});

test('a pipe in a query does not end its cell', () => {
  assert.equal(shown({ regex: '(a|b)' }), '`(a\\|b)`');
  const report = new Report(() => {});
  report.table(['a', 'b'], [['1', '2']]);
  assert.equal(report.text(), '| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n');
});

test('every class has queries that are alike and differ, and are as exact as its own', () => {
  for (const query of CLASSES) {
    const all = asks(query, words(), 33).map((ask) => JSON.stringify(paramsOf(ask)));
    assert.equal(new Set(all).size, all.length, query.name);
    for (const ask of asks(query, words(), 33)) {
      assert.equal(paramsOf(ask).regex, paramsOf(query).regex, query.name);
      assert.equal(ask.filesOnly ?? false, query.filesOnly ?? false, query.name);
    }
  }
  assert.ok(PAGE > 0 && TEXT_QUERIES.every((query) => query.zoekt.length === 3));
});

test('words are counted once a file and put into bands', () => {
  const texts = ['static int alpha_beta(int x);\n#define GAMMA_DELTA 1\n', 'static alpha_beta static\n', 'def epsilon_zeta():\n'];
  const found = counted(texts);
  assert.equal(found.counts.get('static'), 2);
  assert.deepEqual([...found.names].sort(), ['GAMMA_DELTA', 'alpha_beta', 'epsilon_zeta']);
  assert.deepEqual(bands(found, 3).frequent.slice(0, 2), ['alpha_beta', 'static']);
});

test('what is asked for together stands together in one of the texts', () => {
  const texts = Array.from({ length: 50 }, (_, i) => `/* gather${'abcdefghij'[i % 10]}word remarks */\n\tcall_function_${i % 20}(first_argument, other_${i});\n\tbegins_line_${i % 10} = 1;\n`);
  const found = counted(texts);
  assert.ok(found.calls.length >= 50 && found.calls.every(([call, inner]) => texts.some((text) => new RegExp(`${call}\\(.*${inner}`).test(text))));
  assert.ok(found.starts.length === 50 && found.starts.every((word) => texts.some((text) => text.includes(`;\n\t${word}`))));
  assert.ok(found.remarks.every((word) => texts.some((text) => text.split('*/')[0].includes(word))));
  for (const pair of bands(found, 50).pairs) assert.ok(texts.some((text) => pair.every((word) => text.includes(word))));
});

test('a tree that is too small for a vocabulary is refused in words', () => {
  const root = mkdtempSync(join(tmpdir(), 'bench-'));
  writeFileSync(join(root, 'a.c'), 'int main(void);\n');
  assert.throws(() => vocabulary(root), /too small a tree/);
  rmSync(root, { recursive: true });
});

test('the slope is the exponent', () => {
  const of = (power) => slope([1, 4, 16, 160].map((x) => [x, 3 * x ** power]));
  for (const power of [0, 0.5, 1, 2]) assert.ok(Math.abs(of(power) - power) < 1e-9);
});

test('a part holds its share of paths, and the smaller one', () => {
  const paths = Array.from({ length: 16000 }, (_, i) => `drivers/net/file_${i}.c`);
  const quarter = paths.filter((path) => inPart(path, 4));
  const small = paths.filter((path) => inPart(path, 16));
  assert.ok(Math.abs(quarter.length - 4000) < 400 && Math.abs(small.length - 1000) < 200, `${quarter.length}, ${small.length}`);
  assert.ok(small.every((path) => quarter.includes(path)));
  assert.equal(hash('a'), hash('a'));
});

test('copies of a file differ, and in a comment where it has one', () => {
  assert.notEqual(lastLine('a/b.c', 1), lastLine('a/b.c', 2));
  assert.notEqual(lastLine('a/b.c', 1), lastLine('a/c.c', 1));
  assert.match(lastLine('a/b.c', 1), /^\n\/\/ \w+\n$/);
  assert.match(lastLine('Makefile', 1), /^\n# \w+\n$/);
});

test('a disk that is too small is refused in words, before anything is written', () => {
  assert.equal(lacking(30e9, 10, 1.3e9, 78_000), '');
  assert.match(lacking(10e9, 10, 1.3e9, 78_000), /needs 1\d\.\d GB of disk, and 10\.0 GB are free/);
});

test('the lines of bench_inprocess are read, whatever is in the query', () => {
  const line = '(kmalloc|kzalloc|vmalloc)\\(.*GFP_ATOMIC     all, first 200      200 hits      31 files      40 read  wall     3.250 ms  cpu     6.100 ms';
  assert.deepEqual(readInside(`${line}\n100 at once: x\n`), [{ text: '(kmalloc|kzalloc|vmalloc)\\(.*GFP_ATOMIC', mode: 'all, first 200', hits: 200, files: 31, read: 40, wall: 3.25, cpu: 6.1 }]);
});

test('the lines of bench_navigate are read, and the worst of the words counts', () => {
  const rows = readNavigation('definition\tmain\t20\t6.4\t9.8\t5.7\nreferences, first 100\tmutex_lock\t100\t40\t48.5\t22.4\nreferences, first 100\tmain\t100\t30\t51\t29\n');
  assert.deepEqual(rows[0], { what: 'definition', word: 'main', found: 20, p50: 6.4, p95: 9.8, cpu: 5.7 });
  assert.equal(worst(rows, 'references, first 100', ['mutex_lock', 'main']), 51);
  assert.equal(worst(rows, 'hover', ['main']), undefined);
});

test('shares of stages add up', () => {
  const rows = stageShares({ read: { count: 10, p50Us: 300 }, match: { count: 5, p50Us: 200 }, rank: { count: 0, p50Us: 0 } });
  assert.deepEqual(rows.map((row) => row.share), [0.75, 0.25, 0]);
});

test('sets of questions together weigh each question the same', () => {
  const all = together([{ results: [{ rank: 1 }, { rank: 2 }, { rank: null }] }, { results: [{ rank: 8 }] }]);
  assert.deepEqual(all.recall, [0.25, 0.5, 0.75]);
  assert.equal(all.mrr, (1 + 0.5 + 0.125) / 4);
  assert.equal(quantile([1, 2, 3], 0.5), 2);
});

test('the lines of bench_symbols are read, the empty query too', () => {
  assert.deepEqual(readLatencies('\t256\t0.9\t1.2\t1.1\t0.8\nnet/ sock\t8\t1\t2\t3\t4\n'), [
    { query: '', hits: 256, p50: 0.9, p95: 1.2, cpu: 1.1, least: 0.8 },
    { query: 'net/ sock', hits: 8, p50: 1, p95: 2, cpu: 3, least: 4 },
  ]);
  assert.deepEqual(readRates('mtxlck\t4000\t13\t0.5\t-12\n'), [{ query: 'mtxlck', names: 4000, matches: 13, seconds: 0.5 }]);
});

test('a set of symbols is read, and a rank is that of the first symbol meant', () => {
  const [one, two] = readSymbolSet('# a remark\nmtx\tmutex@a.c lock\nx::y\ty\n');
  assert.deepEqual(one.wanted, [{ name: 'mutex', path: 'a.c' }, { name: 'lock', path: undefined }]);
  assert.equal(two.query, 'x::y');
  const shown = [{ name: 'mutex', path: 'b.c' }, { name: 'lock', path: 'z.c' }];
  assert.equal(symbolRank(shown, one.wanted), 2);
  assert.equal(symbolRank(shown, two.wanted), Infinity);
  assert.throws(() => readSymbolSet('no tab'), /line 1/);
});
