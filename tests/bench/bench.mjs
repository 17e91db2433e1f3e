// The benchmark: Treeline beside its peers on the Linux kernel's sources, in one run on one machine, with
// the ratios that count. `./dev bench` prepares what this needs. Writes RESULTS.md beside this file.
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openSession, untilReady } from '../../tools/lsp-client.mjs';
import { forgetter } from './asking.mjs';
import { buildPeers, buildTreeline, firstAnswers, restart } from './building.mjs';
import { Keeper } from './corpus.mjs';
import { live } from './live.mjs';
import { measureOnce, memoryOf, quantile } from './measure.mjs';
import { navigation } from './navigation.mjs';
import { SYMBOL_QUERIES } from './queries.mjs';
import { ranking } from './ranking.mjs';
import { Report, budgeted, megabytes, merged, milliseconds, number, verdict } from './report.mjs';
import { refusal, scale } from './scale.mjs';
import { search } from './search.mjs';
import { symbolFigures } from './symbols.mjs';

const USAGE = `usage: ./dev bench [OPTION...]

Measures on Debian's linux-source-6.1, which it unpacks into build/bench, beside ripgrep, codesearch and
universal-ctags. Without --only, all parts are run and tests/bench/RESULTS.md is written.

  --only PART,...  these parts only; RESULTS.md is left as it is, or, with --write, gets their sections anew
  --write          see --only
  --runs N         of processes; default 3
  --quick          of search and scale, fewer runs of everything: to try the benchmark, not the program
  --large          of the scale part, a tree ten times as large, too: 18 GB of disk while it lasts
  --copies N       the same of a tree N times as large
  --files N        of the live part, how many files a switched branch has; default 5000
  --corpus DIR     another tree
  --help           this

Parts, with about what they take on two cores:
  parsing          extraction beside a bare parse of the same files                      4 min
  building         the index from nothing, its sections, and that nothing has changed    4 min
  search           every class of queries: processes, one process, the server, budgets   6 min
  server           symbols, restart, memory, and the first answers of all                1 min
  navigation       definitions, references, hovers and words in one process              1 min
  ranking          the questions of tests/ranking: recall and mean reciprocal rank       1 min
  scale            1/16, 1/4 and all of the tree, with slopes                2 min (--large: 12)
  live             keystrokes, saved files, branches, queries beside bulk indexing       6 min
`;
const PARTS = ['parsing', 'building', 'search', 'server', 'navigation', 'ranking', 'scale', 'live'];
const { values: options } = parseArgs({
  options: {
    build: { type: 'string', default: 'build/release' }, // this and the next are given by ./dev
    work: { type: 'string', default: 'build/bench' },
    corpus: { type: 'string' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: PARTS.join() },
    write: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    copies: { type: 'string' },
    files: { type: 'string', default: '5000' },
    help: { type: 'boolean', default: false },
  },
});
const parts = new Set(options.only.split(','));
const unknown = [...parts].filter((part) => !PARTS.includes(part));
if (options.help || unknown.length) {
  if (unknown.length) process.stderr.write(`bench: no such part: ${unknown.join()}\n`);
  (options.help ? process.stdout : process.stderr).write(USAGE);
  process.exit(options.help ? 0 : 2);
}
const work = resolve(options.work);
const runs = Number(options.runs);
const tools = {
  work,
  corpus: realpathSync(options.corpus ?? join(work, 'linux')), // cindex follows no symlinks
  build: resolve(options.build),
  treeline: resolve(options.build, 'treeline'),
  measure: resolve(options.build, 'tests/bench/bench_measure'),
  parse: resolve(options.build, 'tests/bench/bench_parse'),
  ripgrep: join(work, 'rg'),
  cache: join(work, 'cache'),
  settings: { cacheDir: join(work, 'cache') },
  switchFiles: Number(options.files),
};
const report = new Report();
const say = (text) => report.say(text);
const table = (heads, rows) => report.table(heads, rows);

const version = (...command) => spawnSync(command[0], command.slice(1), { encoding: 'utf8' }).stdout?.split('\n')[0] ?? '';

function heading() {
  say('# Measured\n');
  say('Written by `./dev bench`. Medians; the page cache is warm; times of a run are wall times.\n');
  say(`- ${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`);
  say(`- ${version(tools.treeline, '--version')}; ${version(tools.ripgrep, '--version')}; ${version('ctags', '--version')}; codesearch as Debian packages it`);
  say(`- corpus: ${options.corpus ? 'another tree' : "Debian's linux-source-6.1"}; ${runs} runs of processes unless said\n`);
}

function parsing() {
  say('## Extraction beside a bare parse of the same files\n');
  const rows = [['C', []], ['all languages', ['--all-languages']]].map(([name, args]) => {
    const ran = spawnSync(tools.parse, [...args, tools.corpus], { encoding: 'utf8' });
    const r = JSON.parse(ran.stdout);
    return [name, `${r.files}`, megabytes(r.bytes), `${number(r.bare_s)} s, ${number(r.bare_mb_s)} MB/s`,
      `${number(r.extract_s)} s, ${number(r.extract_mb_s)} MB/s`, `${Math.round(r.extract_lines_s / 1000)} k`, `${number(r.ratio, 2)}`];
  });
  table(['one thread', 'files', 'bytes', 'bare parse', 'extraction', 'lines/s', 'ratio'], rows);
  tools.bareSeconds = Number(/^[\d.]+/.exec(rows[1][3])[0]);
}

function building() {
  const peers = buildPeers(tools, runs);
  const own = buildTreeline(tools, runs);
  const row = (name, holds, m, size) => [name, holds, milliseconds(m.wall_ms), milliseconds(m.cpu_ms), `${Math.round(m.peak_mb)} MB`,
    size ? `${megabytes(size)} (${number((100 * size) / own.status.source_bytes)}%)` : '', `${Math.round(m.spread * 100)}%`];
  say('## Building an index from nothing\n');
  say(`${own.status.files} files, ${megabytes(own.status.source_bytes)}, ${own.status.symbols} symbols with ${own.status.names} names.\n`);
  table(['', 'holds', 'wall', 'CPU', 'peak memory', 'on disk', 'spread'], [
    row('treeline', 'text', own.text), row('codesearch', 'text', peers.codesearch, peers.codesearch.size),
    row('treeline', 'text + symbols', own.all, own.size), row('universal-ctags', 'symbols', peers.ctags, peers.ctags.size),
  ]);
  const textWall = own.text.wall_ms / peers.codesearch.wall_ms;
  const textCpu = own.text.cpu_ms / peers.codesearch.cpu_ms;
  const allWall = own.all.wall_ms / peers.ctags.wall_ms;
  const rows = [
    ['text: wall, of codesearch', number(textWall, 2), '0.6', verdict(textWall, 0.6)],
    ['text: CPU, of codesearch', number(textCpu, 2), '1', verdict(textCpu, 1)],
    ['text + symbols: wall, of ctags', number(allWall, 2), '1', verdict(allWall, 1)],
    ['index, of the source', `${number((100 * own.size) / own.status.source_bytes)}%`, '20%', verdict(own.size / own.status.source_bytes, 0.2)],
    ['peak memory', `${Math.round(own.all.peak_mb)} MB`, '300 MB', verdict(own.all.peak_mb, 300)],
    ['nothing changed: verified, as a process', milliseconds(own.verify.wall_ms), '400 ms', verdict(own.verify.wall_ms, 400)],
  ];
  if (tools.bareSeconds) {
    const cpu = own.all.cpu_ms / 1000 / tools.bareSeconds;
    rows.splice(3, 0, ['text + symbols: CPU, of a bare parse', number(cpu, 2), '1.35', verdict(cpu, 1.35)]);
  }
  table(['budget', 'measured', 'at most', ''], rows);
  table(['section', 'bytes'], own.sections.map((one) => [one.section, megabytes(one.bytes)]));
}

async function symbolTimes(server, forget, query) {
  const took = [];
  let hits = 0;
  for (let i = 0; i < 50; i++) {
    await forget();
    const began = performance.now();
    hits = (await server.request('workspace/symbol', { query })).length;
    took.push(performance.now() - began);
  }
  return { hits, p50: quantile(took, 0.5), p95: quantile(took, 0.95) };
}

async function serving() {
  measureOnce(tools, [tools.treeline, 'index', tools.corpus, '--cache-dir', tools.cache]);
  const first = await firstAnswers(tools);
  const again = await restart(tools, Math.max(runs, 5));
  const server = await openSession(tools.treeline, tools.corpus, tools.settings);
  await untilReady(server);
  await new Promise((done) => setTimeout(done, 2000));
  const idle = memoryOf(server.pid);
  const forget = forgetter(server, tools.corpus);
  const symbols = [];
  for (const query of SYMBOL_QUERIES) symbols.push({ query, ...(await symbolTimes(server, forget, query)) });
  const code = await server.close();

  say('## In a running server, over stdio\n');
  say('Times are those of a client written in Node, JSON and pipes included. A document is edited before each query, so that no kept answer counts.\n');
  table(['workspace/symbol', 'answers', 'p50', 'p95'], symbols.map((row) => [
    `\`${row.query || ' '}\``, `${row.hits}`, milliseconds(row.p50), milliseconds(row.p95)]));
  const rows = [
    budgeted('symbol query, median query: p50', quantile(symbols.map((row) => row.p50), 0.5), 2),
    budgeted('symbol query, worst query: p95', Math.max(...symbols.map((row) => row.p95)), 5),
    budgeted('restart, until the first symbols', again.first, 50), budgeted('restart, until every file is verified', again.verified, 400),
    budgeted('no index, until the first hits', first.ms, 300),
    ['idle: anonymous memory', `${number(idle.anonymous)} MB`, '60 MB', verdict(idle.anonymous, 60)],
  ];
  if (code !== 0) rows.push(['exit code of the session', `${code}`, '0', '**missed**']);
  report.budgets(rows);
  symbolFigures(report, tools);
}

function keystrokeRows(keys) {
  return keys.flatMap((row) => [
    budgeted(`${row.what}: in the server, p50`, row.server?.p50, 1), budgeted('- p99', row.server?.p99, 5),
    budgeted('- client: didChange and the query that sees it, p50', row.withQuery.p50), budgeted('- client: that query by itself, p50', row.bare.p50),
    budgeted('- opened, until its symbols are found', row.opening),
    ...(row.unseen ? [['- not seen by the next query, the latest after', `${row.unseen}, ${milliseconds(row.latest)}`, '0', '**missed**']] : []),
    ...(row.server && row.counted < 1000 ? [['- edits that the server counted', `${row.counted}`, '1024', '']] : []),
  ]);
}

function fileRows(name, rows) {
  if (!rows) return [[`${name}: the server does not watch`, '', '', '**missed**']];
  const { there, back, files } = rows.branch;
  return [
    budgeted(`${name}: one file saved, until its text is found, p50`, rows.text.p50, 5), budgeted('- p95', rows.text.p95),
    budgeted(`${name}: one file saved, until its symbol is found, p50`, rows.symbol.p50, 5), budgeted('- p95', rows.symbol.p95),
    budgeted(`${name}: ${files} files switched, until ready and all found`, there.ms, 1000), budgeted('- and back', back.ms, 1000),
    ['- said to be ready before it was', `${there.early + back.early} times`, '', ''],
    ['- CPU, there and back', `${number(rows.branch.cpu)} s`, '', ''],
  ];
}

function manySavesTable(many) {
  const cells = (what, unit, digits = 0) => [what, ...['before', 'after', 'rested'].map((when) => `${number(many[when][unit], digits)}`)];
  say(`${many.runs} files saved one after the other; each found before the next, p50 ${milliseconds(many.p50)}, p95 ${milliseconds(many.p95)}; then until the server rests.\n`);
  const since = (unit, when) => many[when][unit] - many.before[unit];
  table(['held', 'before', 'after the saves', 'at rest'], [
    cells('segments', 'segments'), cells('- of them in memory', 'memorySegments'), cells('anonymous memory, MB', 'anonymous', 1), cells('index on disk, MB', 'disk', 1),
    ['CPU spent, with the queries, s', ...['before', 'after', 'rested'].map((when) => number(since('cpu', when), 2))],
    ['written to the disk, MB', ...['before', 'after', 'rested'].map((when) => number(since('written', when), 1))],
  ]);
}

async function living() {
  const keeper = new Keeper(tools.corpus, join(work, 'kept'));
  const result = await live(tools, keeper, () => restart(tools, Math.max(runs, 5)));
  keeper.done();
  say('## While the tree changes\n');
  say('Over stdio, from a client written in Node, except where it says "in the server" (`treeline/status`).\n');
  const { bulk } = result;
  const rows = [
    ...keystrokeRows(result.keys), ...fileRows('nobody told', result.seen), ...fileRows('client told', result.told),
    budgeted('every directory watched, from the start', result.watched?.ms),
    ['directories watched, and not', `${result.watched?.directories ?? ''}, ${result.watched?.unwatched ?? ''}`, '', ''],
    budgeted('restart after all this, until the first symbols', result.restart.first, 50),
    budgeted('restart, until every file is verified', result.restart.verified, 400),
    ['idle after all this: anonymous memory', `${number(result.idle)} MB`, '60 MB', verdict(result.idle, 60)],
  ];
  for (const [i, code] of result.codes.entries()) if (code !== 0) rows.push([`exit code of session ${i + 1}`, `${code}`, '0', '**missed**']);
  table(['budget', 'measured', 'at most', ''], rows);

  say('## Queries beside bulk indexing\n');
  say(`A copy of the corpus becomes a second folder of the same server: ${number(bulk.seconds)} s. Texts are asked of the first folder. Symbols are asked of both, so what comes after is their measure.\n`);
  const ratios = [['first page', 'text', bulk.before], ['workspace/symbol', 'symbols', bulk.after]].map(([what, member, measure]) => [
    `${what}, p95`, milliseconds(bulk.before[member]), milliseconds(bulk.during[member]), milliseconds(bulk.after[member]),
    number(bulk.during[member] / measure[member], 2), '2', verdict(bulk.during[member] / measure[member], 2),
  ]);
  table(['', 'at rest', `while indexing (${bulk.during.count} each)`, 'at rest, both', 'ratio', 'at most', ''], ratios);
  say('## After many saves\n');
  if (result.many) manySavesTable(result.many);
  else say('Not measured: the server does not watch.\n');
}

const large = Number(options.copies ?? (options.large ? 10 : 0));
const refused = parts.has('scale') ? refusal(tools, large) : '';
if (refused) {
  process.stderr.write(`bench: ${refused}\n`);
  process.exit(2);
}
heading();
if (parts.has('parsing')) parsing();
if (parts.has('building')) building();
if (parts.has('search')) await search(report, tools, { runs, quick: options.quick });
if (parts.has('server')) await serving();
if (parts.has('navigation')) navigation(report, tools, { runs: options.quick ? 5 : 20 });
if (parts.has('ranking')) ranking(report, tools);
if (parts.has('scale')) await scale(report, tools, { large, quick: options.quick });
if (parts.has('live')) await living();
const results = new URL('RESULTS.md', import.meta.url);
if (PARTS.every((part) => parts.has(part))) writeFileSync(results, report.text());
else if (options.write) writeFileSync(results, merged(readFileSync(results, 'utf8'), report.text()));
