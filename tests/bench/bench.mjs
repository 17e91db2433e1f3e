// The benchmark: Treeline beside its peers on the Linux kernel's sources, in one run on one machine, with
// the ratios that count. `./dev bench` prepares what this needs. Writes RESULTS.md beside this file.
//
//   node bench.mjs --build DIR --work DIR [--runs N] [--corpus DIR] [--only building,live,...] [--write]
//                  [--files N]   of a switched branch
//
// With --only, RESULTS.md is left as it is, or, with --write, gets these sections anew.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openSession, untilReady } from '../../tools/lsp-client.mjs';
import { buildPeers, buildTreeline, firstAnswers, restart } from './building.mjs';
import { Keeper } from './corpus.mjs';
import { live } from './live.mjs';
import { cancels, crowd } from './living.mjs';
import { memoryOf, quantile } from './measure.mjs';
import { TEXT_QUERIES } from './queries.mjs';
import { inServer, processes, symbolProcesses } from './searching.mjs';

const PARTS = ['parsing', 'building', 'searching', 'server', 'live'];
const { values: options } = parseArgs({
  options: {
    build: { type: 'string' },
    work: { type: 'string' },
    corpus: { type: 'string' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: PARTS.join() },
    write: { type: 'boolean', default: false },
    files: { type: 'string', default: '5000' },
  },
});
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
const parts = new Set(options.only.split(','));
const report = [];

const say = (text) => {
  report.push(text);
  console.log(text);
};
const number = (value, digits = 1) => value.toFixed(digits);
const milliseconds = (value) => (value >= 1000 ? `${number(value / 1000, 1)} s` : `${number(value, value < 10 ? 2 : 0)} ms`);
const megabytes = (bytes) => `${number(bytes / 1e6)} MB`;
const verdict = (value, budget) => (value <= budget ? 'kept' : '**missed**');

function table(heads, rows) {
  say(`| ${heads.join(' | ')} |`);
  say(`|${heads.map((_, i) => (i ? ' ---: ' : ' --- ')).join('|')}|`);
  for (const row of rows) say(`| ${row.join(' | ')} |`);
  say('');
}

const version = (...command) => spawnSync(command[0], command.slice(1), { encoding: 'utf8' }).stdout?.split('\n')[0] ?? '';

function heading() {
  say('# Measured\n');
  say('Written by `./dev bench`. Medians; the page cache is warm; times of a run are wall times.\n');
  say(`- ${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`);
  say(`- ${version(tools.treeline, '--version')}; ${version(tools.ripgrep, '--version')}; ${version('ctags', '--version')}; codesearch as Debian packages it`);
  say(`- corpus: Debian's linux-source-6.1; ${runs} runs of processes unless said\n`);
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

function searching() {
  const rows = processes(tools, Math.max(runs, 5));
  say('## Every occurrence, as a process\n');
  say('Output goes nowhere. Treeline compares the whole tree with its index first, and without it (`--no-refresh`) in the second column.\n');
  table(['query', 'hits', "ripgrep's", 'treeline', '--no-refresh', 'ripgrep', 'codesearch', 'of ripgrep'], rows.map((row) => [
    `\`${(row.query.regex ?? row.query.text).replaceAll('|', '\\|')}\`${row.query.fold ? ', any case' : ''}`, `${row.hits}`, `${row.ripgrepHits}`,
    milliseconds(row.treeline.wall_ms), milliseconds(row.unverified.wall_ms), milliseconds(row.ripgrep.wall_ms), milliseconds(row.codesearch.wall_ms),
    number(row.treeline.wall_ms / row.ripgrep.wall_ms, 2),
  ]));
  if (!existsSync(join(work, 'tags'))) return;
  say('## Symbols, as a process\n');
  table(['query', 'treeline', 'readtags'], symbolProcesses(tools, Math.max(runs, 5)).map((row) => [
    row.what, milliseconds(row.treeline.wall_ms), row.readtags ? milliseconds(row.readtags.wall_ms) : '',
  ]));
}

async function serving() {
  const first = await firstAnswers(tools);
  const again = await restart(tools, Math.max(runs, 5));
  const server = await openSession(tools.treeline, tools.corpus, tools.settings);
  await untilReady(server);
  await new Promise((done) => setTimeout(done, 2000));
  const idle = memoryOf(server.pid);
  const { text, symbols } = await inServer(server, 50);
  const cancel = await cancels(server);
  const words = TEXT_QUERIES.filter((query) => query.text).map((query) => query.text);
  const together = await crowd(server, words);
  const code = await server.close();
  const all = (rows, member) => rows.map((row) => row[member]);
  const worst = (rows, member) => Math.max(...all(rows, member));

  say('## In a running server, over stdio\n');
  say('Times are those of a client written in Node, JSON and pipes included.\n');
  table(['first page of 50', 'hits', 'p50', 'p95'], text.map((row) => [
    `\`${(row.query.regex ?? row.query.text).replaceAll('|', '\\|')}\``, `${row.hits}`, milliseconds(row.p50), milliseconds(row.p95)]));
  table(['workspace/symbol', 'answers', 'p50', 'p95'], symbols.map((row) => [
    `\`${row.query || ' '}\``, `${row.hits}`, milliseconds(row.p50), milliseconds(row.p95)]));
  const symbolP50 = quantile(all(symbols, 'p50'), 0.5);
  const textP50 = quantile(all(text, 'p50'), 0.5);
  const rows = [
    ['symbol query, median query: p50', symbolP50, 2], ['symbol query, worst query: p95', worst(symbols, 'p95'), 5],
    ['first page, median query: p50', textP50, 2], ['first page, worst query: p95', worst(text, 'p95'), 10],
    ['cancel, until answered: p99', cancel.p99, 5],
    [`100 searches at once (${together.answered} answered): p95`, together.p95, 100],
    ['restart, until the first symbols', again.first, 50], ['restart, until every file is verified', again.verified, 400],
    ['no index, until the first hits', first.ms, 300],
  ].map(([what, value, budget]) => [what, milliseconds(value), milliseconds(budget), verdict(value, budget)]);
  rows.push(['idle: anonymous memory', `${number(idle.anonymous)} MB`, '60 MB', verdict(idle.anonymous, 60)]);
  if (code !== 0) rows.push(['exit code of the session', `${code}`, '0', '**missed**']);
  table(['budget', 'measured', 'at most', ''], rows);
}

const budgeted = (what, value, budget) => [what, value === undefined ? 'not measured' : milliseconds(value), budget ? milliseconds(budget) : '', budget && value !== undefined ? verdict(value, budget) : ''];

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

/** RESULTS.md with these sections in the place of those with the same headings. */
function merged(old, sections) {
  const split = (text) => text.split(/^(?=## )/m);
  const headingOf = (section) => section.split('\n')[0];
  const all = split(old);
  for (const section of split(sections).filter((one) => one.startsWith('## '))) {
    const at = all.findIndex((one) => headingOf(one) === headingOf(section));
    if (at >= 0) all[at] = section; else all.push(section);
  }
  return all.map((section) => `${section.trimEnd()}\n`).join('\n');
}

heading();
if (parts.has('parsing')) parsing();
if (parts.has('building')) building();
if (parts.has('searching')) searching();
if (parts.has('server')) await serving();
if (parts.has('live')) await living();
const results = new URL('RESULTS.md', import.meta.url);
if (PARTS.every((part) => parts.has(part))) writeFileSync(results, `${report.join('\n')}\n`);
else if (options.write) writeFileSync(results, merged(readFileSync(results, 'utf8'), `${report.join('\n')}\n`));
