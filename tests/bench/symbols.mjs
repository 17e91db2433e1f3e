// Symbol search by itself: queries with the index open, and names scored a second on one core beside fzf and fzy,
// over the names of the corpus.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quantile, remove } from './measure.mjs';
import { budgeted, milliseconds, number } from './report.mjs';

const RATED = ['mtxlck', 'mutex', 'spin_lock', 'nvmequeuerq'];

/** The lines of `bench_symbols latency`: {query, hits, p50, p95, cpu, least}, times in ms. */
export function readLatencies(out) {
  return out.split('\n').filter(Boolean).map((line) => {
    const [query, ...figures] = line.split('\t');
    const [hits, p50, p95, cpu, least] = figures.map(Number);
    return { query, hits, p50, p95, cpu, least };
  });
}

/** Those of `bench_symbols rate`: {query, names, matches, seconds}. */
export function readRates(out) {
  return out.split('\n').filter(Boolean).map((line) => {
    const [query, ...figures] = line.split('\t');
    const [names, matches, seconds] = figures.map(Number);
    return { query, names, matches, seconds };
  });
}

function run(tools, ...args) {
  const program = join(tools.build, 'tests/bench/bench_symbols');
  const ran = spawnSync(program, [tools.corpus, tools.cache, ...args], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (ran.status !== 0) throw new Error(`bench_symbols: ${ran.stderr}`);
  return ran.stdout;
}

// Seconds of CPU of a filter that reads names from a file and prints what matches; undefined: there is no such program.
function filterSeconds(tools, names, command) {
  const report = join(tools.work, 'filtered.json');
  const [input, sink] = [openSync(names, 'r'), openSync('/dev/null', 'w')];
  const ran = spawnSync(tools.measure, [report, ...command], { stdio: [input, sink, 'ignore'] });
  closeSync(input);
  closeSync(sink);
  if (ran.status !== 0) return undefined;
  const took = JSON.parse(readFileSync(report, 'utf8'));
  return took.code <= 1 ? (took.user_ms + took.sys_ms) / 1000 : undefined;
}

function namesFile(tools) {
  const file = join(tools.work, 'names.txt');
  const sink = openSync(file, 'w');
  const program = join(tools.build, 'tests/bench/bench_symbols');
  spawnSync(program, [tools.corpus, tools.cache, 'names'], { stdio: ['ignore', sink, 'inherit'] });
  closeSync(sink);
  return file;
}

const rateOf = (names, seconds) => (seconds ? `${number(names / seconds / 1e6)} M` : '');

export function symbolFigures(report, tools, runs = 50) {
  const rows = readLatencies(run(tools, 'latency', String(runs)));
  report.say('## Symbol search by itself\n');
  report.say('In one process with the index open, nothing kept; CPU is that of all threads together.\n');
  report.table(['query', 'hits', 'p50', 'p95', 'CPU'], rows.map((row) => [
    `\`${row.query || ' '}\``, `${row.hits}`, milliseconds(row.p50), milliseconds(row.p95), milliseconds(row.cpu)]));
  report.budgets([
    budgeted('symbol query, median query: p50', quantile(rows.map((row) => row.p50), 0.5), 2),
    budgeted('symbol query, worst query: p95', Math.max(...rows.map((row) => row.p95)), 5),
  ]);
  const file = namesFile(tools);
  report.say('Names looked at a second of CPU, and scored if they match; fzf and fzy read them from a file, sort and print.\n');
  report.table(['typed', 'names', 'matches', 'treeline', 'fzf', 'fzy'], readRates(run(tools, 'rate', ...RATED)).map((row) => [
    `\`${row.query}\``, `${row.names}`, `${row.matches}`, rateOf(row.names, row.seconds),
    rateOf(row.names, filterSeconds(tools, file, ['fzf', '--filter', row.query])),
    rateOf(row.names, filterSeconds(tools, file, ['fzy', '-e', row.query]))]));
  remove(file);
}
