// The search part of the benchmark: every class of queries as processes and in a server, and the budgets.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE, begin, besideScans, besideSlow, cancels, crowd, everyHit, firstPages, folderStatus, forgetter, repeated, stageShares, typed } from './asking.mjs';
import { median, quantile } from './measure.mjs';
import { CLASSES } from './queries.mjs';
import { budgeted, megabytes, milliseconds, number, percent, shown, verdict } from './report.mjs';
import { ensureIndexes, insideProcess, processes, symbolProcesses } from './searching.mjs';
import { vocabulary } from './vocabulary.mjs';

const step = (what) => process.stderr.write(`bench: ${what}\n`);
const times = (value) => (value === undefined ? '' : number(value, value < 10 ? 2 : 0));
const wall = (one) => (one ? milliseconds(one.wall_ms) : '');
const ratio = (a, b) => (a && b ? a.wall_ms / b.wall_ms : undefined);

function processTables(report, tools, runs) {
  const rows = processes(tools, runs);
  report.say('## Every occurrence, as a process\n');
  report.say('Output goes nowhere. Treeline compares the whole tree with its index first, and without it (`--no-refresh`) in the second column. The last columns are its time over theirs: its first over ripgrep\'s, which reads the tree as it is, its second over codesearch\'s, which does not.\n');
  report.table(['query', 'hits', "ripgrep's", 'treeline', '--no-refresh', 'ripgrep', 'codesearch', 'of ripgrep', 'of codesearch'], rows.map((row) => [
    shown(row.query), `${row.hits}`, `${row.ripgrepHits ?? ''}`, wall(row.treeline), wall(row.unverified), wall(row.ripgrep), wall(row.codesearch),
    times(ratio(row.treeline, row.ripgrep)), times(ratio(row.unverified, row.codesearch))]));
  if (existsSync(join(tools.work, 'tags'))) {
    report.say('## Symbols, as a process\n');
    report.table(['query', 'treeline', 'readtags'], symbolProcesses(tools, runs).map((row) => [row.what, wall(row.treeline), wall(row.readtags)]));
  }
  return rows;
}

/** The smaller is better: ours over the published one. */
const ofPublished = (own, published) => (own === undefined ? '' : times(own / published));

function insideTable(report, tools, runs) {
  const rows = insideProcess(tools, runs);
  report.say('## In one process, beside published figures of zoekt\n');
  report.say('Index open, no pipes and no JSON, nothing kept from one run to the next, all threads. The columns of zoekt, published for such a machine, were measured the same way: its library, in its process, two threads.\n');
  report.table(['query', 'count', 'all', 'zoekt, all', 'of zoekt', 'best 200', 'zoekt, best 200', 'of zoekt'], rows.map(({ query, ms }) => {
    const all = query.filesOnly ? ms.files : ms.all;
    return [shown(query), query.filesOnly ? '' : milliseconds(ms.count), milliseconds(all), milliseconds(query.zoekt[0]), ofPublished(all, query.zoekt[0]),
      milliseconds(ms['ranked 200']), milliseconds(query.zoekt[1]), ofPublished(ms['ranked 200'], query.zoekt[1])];
  }));
  return rows;
}

function pageTable(report, rows, { alike, runs, kept }) {
  report.say('## First pages in a running server\n');
  report.say(`Over stdio, from a client written in Node, JSON and pipes included: the first ${PAGE} hits, best first. Each class's own query is asked ${runs} times; then ${alike} of its kind once each, made of words of the tree. A document is edited before each, so that no answer and nothing learnt from an earlier one counts: ${kept} were answered from what is kept.\n`);
  report.table(['class', 'its query', 'hits', 'p50', `${alike} alike: p50`, 'p95', 'most', 'without hits'], rows.map((row) => [
    row.query.name, shown(row.query), `${row.hits}`, milliseconds(row.own), milliseconds(row.p50), milliseconds(row.p95), milliseconds(row.most), `${row.empty}`]));
}

function everyHitTable(report, rows) {
  report.say('## Every hit in a running server\n');
  report.say('Over stdio, as above: counted only; then all of them in one answer, with JSON, of which a server sends 32 MB at most. zoekt\'s column is published for such a machine, in process, without pipes and JSON.\n');
  report.table(['query', 'hits', 'counted', 'in full', 'of them sent', 'zoekt, all', 'counted, of zoekt'], rows.map(({ query, count, full }) => {
    const hits = count ? count.summary.hits : full.summary.documents;
    const sent = query.filesOnly ? full.summary.documents : full.summary.hits;
    const own = count ?? full;
    return [shown(query), `${hits}`, count ? milliseconds(count.p50) : '', milliseconds(full.p50), sent >= hits ? 'all' : percent(sent / hits),
      query.zoekt ? milliseconds(query.zoekt[0]) : '', query.zoekt ? times(own.p50 / query.zoekt[0]) : ''];
  }));
}

function stageTable(report, parts) {
  report.say('## What searches spend their time on\n');
  report.say('From `treeline/status` after the two parts above: how many searches had the stage, and what all threads took together in it. The share is of count times median, all stages together.\n');
  report.table(['', 'stage', 'searches', 'p50', 'p95', 'p99', 'share'], parts.flatMap(([what, stages]) => stageShares(stages).map((row) => [
    what, row.stage, `${row.count}`, milliseconds(row.p50Us / 1000), milliseconds(row.p95Us / 1000), milliseconds(row.p99Us / 1000), percent(row.share)])));
}

function togetherTables(report, { crowds, slow, cancel, busy, again, keys }) {
  report.say('## Many searches, typing, and taking back\n');
  report.table(['100 searches at once', 'asked', 'answered', 'p50', 'p95', 'most'], crowds.map((row) => [
    row.what, `${row.asked}`, `${row.answered}`, milliseconds(row.p50), milliseconds(row.p95), milliseconds(row.most)]));
  report.table(['a rare name', 'p50', 'p95', 'most'], [['alone', slow.alone], [`beside four long searches (${slow.finished} of them ended)`, slow.beside]].map(([what, row]) => [
    what, milliseconds(row.p50), milliseconds(row.p95), milliseconds(row.most)]));
  report.table(['typed', 'keys', 'p50', 'p95', 'most'], keys.map((row) => [`\`${row.text}\``, `${row.took.length}`, milliseconds(row.p50), milliseconds(row.p95), milliseconds(row.most)]));
  report.table(['', 'count', 'p50', 'p95 or p99', 'most'], [
    [`${again.queries} queries repeated, ${percent(again.share, 1)} answered from what is kept (${megabytes(again.bytes)})`, '', milliseconds(again.p50), milliseconds(again.p95), milliseconds(again.most)],
    [`a long search cancelled, until answered (${cancel.early} had ended before)`, `${cancel.count}`, milliseconds(cancel.p50), milliseconds(cancel.p99), milliseconds(cancel.most)],
    [`the same beside five scans (${busy.early} had ended before)`, `${busy.count}`, milliseconds(busy.p50), milliseconds(busy.p99), milliseconds(busy.most)],
  ]);
}

const worst = (rows, of) => rows.reduce((most, row) => ((of(row) ?? -Infinity) > (most ? of(most) : -Infinity) ? row : most), undefined);

function judged(what, value, budget, unit = times) {
  return [what, unit(value), unit(budget), verdict(value, budget)];
}

function processBudgets(rows) {
  const beside = rows.filter((row) => row.ripgrep);
  const slowest = worst(beside, (row) => ratio(row.treeline, row.ripgrep));
  const unlike = beside.filter((row) => row.hits !== row.ripgrepHits);
  const selective = rows.filter((row) => row.query.selective).map((row) => [
    `selective, \`--no-refresh\`, ripgrep over it: ${row.query.name}`, times(1 / ratio(row.unverified, row.ripgrep)), '20 at least', verdict(20, 1 / ratio(row.unverified, row.ripgrep))]);
  return [
    judged('classes with other counts than ripgrep', unlike.length, 0, String),
    judged(`as a process, of ripgrep, worst class: ${slowest.query.name}`, ratio(slowest.treeline, slowest.ripgrep), 1), ...selective,
  ];
}

function insideBudgets(rows) {
  const of = (mode, column) => (row) => (row.query.filesOnly && mode === 'all' ? row.ms.files : row.ms[mode]) / row.query.zoekt[column];
  return [['all', 'every hit', 0], ['ranked 200', 'best 200', 1]].flatMap(([mode, what, column]) => {
    const row = worst(rows, of(mode, column));
    const over = rows.filter((one) => of(mode, column)(one) > 1);
    return [judged(`in process, ${what}, of zoekt's published time, worst class: ${row.query.name}`, of(mode, column)(row), 1),
      [`- classes over it: ${over.map((one) => one.query.name).join(', ') || 'none'}`, `${over.length} of ${rows.length}`, '0', verdict(over.length, 0)]];
  });
}

function serverBudgets({ pages, crowds, slow, cancel, busy, again, keys }) {
  const slowest = worst(pages, (row) => row.p95);
  const all = keys.flatMap((row) => row.took);
  return [
    budgeted('first page, median class: p50', median(pages.map((row) => row.p50)), 2),
    budgeted(`first page, worst class: p95 (${slowest.query.name})`, slowest.p95, 10),
    budgeted('first page, a class\'s own query, the worst: p50', Math.max(...pages.map((row) => row.own)), 10),
    budgeted('a key typed, until its page: p50', quantile(all, 0.5), 2), budgeted('- p95', quantile(all, 0.95), 10),
    ...crowds.map((row) => budgeted(`100 at once, ${row.what}: p95`, row.p95, 100)),
    judged('of those, lost', crowds.reduce((sum, row) => sum + row.asked - row.answered, 0), 0, String),
    budgeted('a rare name beside four long searches: p95', slow.beside.p95, 10),
    budgeted('cancelled, until answered: p99', cancel.p99, 5),
    budgeted('cancelled beside five scans: p99', busy.p99, 5),
    ['repeated queries answered from what is kept', percent(again.share, 1), '90% at least', verdict(0.9, again.share)],
  ];
}

async function ranked(tools, words, runs, alike) {
  const server = await begin(tools);
  const forget = forgetter(server, tools.corpus);
  const before = (await folderStatus(server)).answers?.kept ?? 0;
  const pages = await firstPages(server, forget, words, { runs, alike });
  const { stages, answers } = await folderStatus(server);
  return { pages, stages, kept: (answers?.kept ?? 0) - before, code: await server.close() };
}

async function whole(tools, runs) {
  const server = await begin(tools);
  const rows = await everyHit(server, forgetter(server, tools.corpus), runs);
  const { stages } = await folderStatus(server);
  return { rows, stages, code: await server.close() };
}

async function together(tools, words, { rounds, wanted }) {
  const server = await begin(tools);
  const forget = forgetter(server, tools.corpus);
  step('typed, and repeated');
  const keys = await typed(server, forget, rounds);
  const again = await repeated(server, words, rounds);
  step('at once');
  await forget();
  const others = await Promise.all([1, 2, 3].map(() => begin(tools)));
  const crowds = [];
  for (const [who, servers] of [['one connection', [server]], ['four connections, each with its process', [server, ...others]]]) {
    for (const [what, classes] of [['names', CLASSES.slice(0, 2)], ['all classes', CLASSES]]) {
      await forget();
      crowds.push({ what: `${what}, ${who}`, ...(await crowd(servers, words, classes, rounds)) });
    }
  }
  await forget();
  crowds.push({ what: 'names, one connection, beside five scans', ...(await besideScans(server, 5, () => crowd([server], words, CLASSES.slice(0, 2), rounds))) });
  const codes = await Promise.all(others.map((other) => other.close()));
  const slow = await besideSlow(server, forget, words, 25 * rounds);
  step('cancelled');
  await forget();
  const cancel = await cancels(server, wanted);
  await forget();
  const busy = await besideScans(server, 5, () => cancels(server, wanted));
  codes.push(await server.close());
  return { keys, again, crowds, slow, cancel, busy, codes };
}

/** All of it. `quick`: fewer of everything, to try the benchmark itself. */
export async function search(report, tools, { runs, quick }) {
  step('indexes');
  ensureIndexes(tools);
  const words = vocabulary(tools.corpus);
  step('processes');
  const processRows = processTables(report, tools, quick ? 1 : Math.max(runs, 5));
  step('in one process');
  const insideRows = insideTable(report, tools, quick ? 3 : 9);
  step('first pages');
  const page = await ranked(tools, words, quick ? 2 : 9, quick ? 4 : 32);
  pageTable(report, page.pages, { alike: quick ? 4 : 32, runs: quick ? 2 : 9, kept: page.kept });
  step('every hit');
  const every = await whole(tools, quick ? 1 : 5);
  everyHitTable(report, every.rows);
  stageTable(report, [['first pages', page.stages], ['every hit', every.stages]]);
  const rest = await together(tools, words, quick ? { rounds: 1, wanted: 20 } : { rounds: 5, wanted: 300 });
  togetherTables(report, rest);
  report.say('## Budgets of searches\n');
  const codes = [page.code, every.code, ...rest.codes].filter((code) => code !== 0);
  report.budgets([...processBudgets(processRows), ...insideBudgets(insideRows), ...serverBudgets({ pages: page.pages, ...rest }),
    judged('sessions that ended with an error', codes.length, 0, String)]);
}
