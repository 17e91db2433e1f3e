#!/usr/bin/env node
// How good the order of search results is: asks the questions of a set (see README.md) of a tree and says how
// often a file that answers is among the first 1, 5 and 10 files shown, and the mean reciprocal rank.
//
//   node tests/ranking/run.mjs [--treeline=FILE] [--cache-dir=DIR] [--json] SET=DIRECTORY...
//
// SET is linux, treeline or python: a file beside this one. With symbols- before it, it is asked of symbol search,
// and ranks are of symbols (symbols.mjs). Each directory must have an index in the cache
// directory already, or one is made. Exits with 1 if an answer that a set expects is no file of the tree.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOfSymbols, readSymbolSet, symbolRank } from './symbols.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const SHOWN = 50; // hits of a page
const DEPTHS = [1, 5, 10];

/** A set's questions, and what is added to each of them. */
export function readSet(text) {
  const questions = [];
  let suffix = '';
  text.split('\n').forEach((line, i) => {
    if (line.startsWith('#add ')) suffix = ` ${line.slice(5)}`;
    if (!line || line.startsWith('#')) return;
    const [query, files, ...rest] = line.split('\t');
    if (!query || !files || rest.length) throw new Error(`line ${i + 1}: not a question, a tab, and files`);
    questions.push({ query, files: files.split(' ').filter(Boolean) });
  });
  return questions.map((q) => ({ ...q, asked: q.query + suffix }));
}

/** The files of a page in the order of their first hits; its last line is the summary. */
export function filesOf(out) {
  const lines = out.trim().split('\n').map((line) => JSON.parse(line));
  const summary = lines.pop().summary;
  return { files: [...new Set(lines.map((hit) => hit.path))], summary };
}

/** 1 for the first file shown; Infinity if none of them is. */
export function rankOf(shown, wanted) {
  const at = shown.findIndex((file) => wanted.includes(file));
  return at < 0 ? Infinity : at + 1;
}

export function figures(ranks) {
  const share = (n) => ranks.filter((rank) => rank <= n).length / ranks.length;
  const mrr = ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length;
  return { questions: ranks.length, recall: DEPTHS.map(share), mrr };
}

function ask(options, directory, query, verb = 'search') {
  const args = [verb, '--json', '--no-refresh', `--limit=${SHOWN}`, `--cache-dir=${options.cache}`, '-C', directory, '--', query];
  try {
    return execFileSync(options.treeline, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  } catch (error) {
    if (error.status === 1) return error.stdout; // nothing found
    throw error;
  }
}

function askSymbols(options, directory, question) {
  const lines = ask(options, directory, question.query, 'symbols').trim().split('\n').map((line) => JSON.parse(line));
  const { summary } = lines.pop();
  const shown = lines.slice(0, 3).map((hit) => `${hit.name}@${hit.path}`);
  return { ...question, rank: symbolRank(lines, question.wanted), shown, read: 0, us: summary.elapsed_us };
}

function runSet(options, name, directory) {
  const text = readFileSync(join(HERE, `${name}.tsv`), 'utf8');
  const questions = isOfSymbols(name) ? readSymbolSet(text) : readSet(text);
  execFileSync(options.treeline, ['index', `--cache-dir=${options.cache}`, directory], { stdio: 'ignore' });
  if (isOfSymbols(name)) {
    const results = questions.map((question) => askSymbols(options, directory, question));
    return { name, missing: [], results, ...figures(results.map((r) => r.rank)) };
  }
  const missing = questions.flatMap((q) => q.files).filter((file) => !existsSync(join(directory, file)));
  const results = questions.map((question) => {
    const { files, summary } = filesOf(ask(options, directory, question.asked));
    return { ...question, rank: rankOf(files, question.files), shown: files.slice(0, 3), read: summary.candidates, us: summary.elapsed_us };
  });
  return { name, missing, results, ...figures(results.map((r) => r.rank)) };
}

const percent = (share) => `${(100 * share).toFixed(0)}%`.padStart(5);
const row = (name, f) => `${name.padEnd(16)} ${String(f.questions).padStart(9)}  ${f.recall.map(percent).join('  ')}  ${f.mrr.toFixed(3)}`;

/** Every other question of all sets, from the first or from the second one on. */
const half = (sets, from) => figures(sets.flatMap((set) => set.results).filter((_, i) => i % 2 === from).map((r) => r.rank));

function report(sets) {
  console.log(`${'tree'.padEnd(16)} questions  ${DEPTHS.map((n) => `  @${n}`.padEnd(5)).join('  ')}  MRR`);
  for (const set of sets) console.log(row(set.name, set));
  const texts = sets.filter((set) => !isOfSymbols(set.name));
  for (const [title, of] of [['all texts', texts], ['all symbols', sets.filter((set) => isOfSymbols(set.name))]]) {
    if (of.length > 1) console.log(row(title, figures(of.flatMap((set) => set.results.map((r) => r.rank)))));
  }
  if (texts.length) console.log(row('chosen on', half(texts, 0)));
  if (texts.length) console.log(row('held out', half(texts, 1)));
  for (const set of sets) {
    const late = set.results.filter((r) => r.rank > 1);
    if (late.length) console.log(`\n${set.name}: not first`);
    for (const r of late) {
      console.log(`  ${r.rank === Infinity ? ' - ' : String(r.rank).padStart(2) + ' '} ${r.query}`);
      console.log(`      wanted ${(r.files ?? r.written).join(', ')}\n      shown  ${r.shown.join(', ') || 'nothing'}`);
    }
    for (const file of set.missing) console.log(`${set.name}: no such file: ${file}`);
  }
}

function main(argv) {
  const options = { treeline: join(HERE, '../../build/release/treeline'), cache: join(HERE, '../../build/bench/cache'), json: false };
  const sets = [];
  for (const arg of argv) {
    const [, name, value] = /^(?:--)?([a-z-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (arg === '--json') options.json = true;
    else if (arg.startsWith('--treeline=')) options.treeline = value;
    else if (arg.startsWith('--cache-dir=')) options.cache = value;
    else if (value && !arg.startsWith('--') && existsSync(join(HERE, `${name}.tsv`))) sets.push([name, value]);
    else throw new Error(`not understood: ${arg}`);
  }
  if (!sets.length) throw new Error('name a set and its tree: linux=DIRECTORY');
  const done = sets.map(([name, directory]) => runSet(options, name, directory));
  if (options.json) console.log(JSON.stringify(done, (key, value) => (value === Infinity ? null : value), 1));
  else report(done);
  return done.some((set) => set.missing.length) ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    console.error(`ranking: ${error.message}`);
    process.exitCode = 2;
  }
}
