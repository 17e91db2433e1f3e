// Text and symbol queries as processes, beside the peers; and in this process, as some peers are measured.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measure, measureOnce } from './measure.mjs';
import { CLASSES } from './queries.mjs';

const literally = (text) => text.replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&');
const pipe = (script, ...args) => ['sh', '-c', script, 'sh', ...args];

function ownCommand(tools, query) {
  const how = query.words ? [] : [query.fold ? '-i' : '-s', query.regex ? '-e' : '-F'];
  return [tools.treeline, 'search', '--all', ...(query.filesOnly ? ['-l'] : []), '-C', tools.corpus, '--cache-dir', tools.cache, ...how, '--', query.words ?? query.regex ?? query.text];
}

/** null: it has no such query. */
function ripgrepCommand(tools, query) {
  if (query.both) return pipe('"$1" --no-config -l0F "$2" . | xargs -0 "$1" --no-config -lF "$3"', tools.ripgrep, query.both[1], query.both[0]);
  const all = [tools.ripgrep, '--no-config', '-n', '--column', '--no-heading', query.fold ? '-i' : '-s'];
  if (query.filtered) return [...all, ...query.filtered, '.'];
  if (query.words) return null;
  return [...all, ...(query.ripgrep ?? []), ...(query.regex ? [] : ['-F']), '-e', query.regex ?? query.text, '.'];
}

function codesearchCommand(tools, query) {
  if (query.both) return pipe('csearch -l "$1" | sort >"$3"; csearch -l "$2" | sort | comm -12 - "$3"', ...query.both, join(tools.work, 'files.codesearch'));
  if (query.words || query.codesearch === false) return null;
  return ['csearch', '-n', ...(query.fold ? ['-i'] : []), query.regex ?? literally(query.text)];
}

/** Occurrences that ripgrep finds, or files; undefined: it was not asked. */
function countOf(command, query, run) {
  if (!command) return undefined;
  if (query.both) return run(command).out.split('\n').filter(Boolean).length;
  const counting = [command[0], '--count-matches', '--no-filename', ...command.slice(1)];
  return run(counting).out.split('\n').reduce((sum, line) => sum + Number(line), 0);
}

/** What the peers' indexes are made of, if they are not there from an earlier part. */
export function ensureIndexes(tools) {
  const index = join(tools.work, 'csearchindex');
  if (!existsSync(index)) measureOnce(tools, ['cindex', '-reset', tools.corpus], { env: { CSEARCHINDEX: index } });
  measureOnce(tools, [tools.treeline, 'index', tools.corpus, '--cache-dir', tools.cache]);
}

/** Every query in every program, output thrown away. */
export function processes(tools, runs) {
  const env = { CSEARCHINDEX: join(tools.work, 'csearchindex') };
  const options = { env, codes: [0, 1, 123] }; // 123: xargs', of a program that found nothing
  const inside = (command) => ['env', '-C', tools.corpus, ...command];
  return CLASSES.map((query) => {
    const own = ownCommand(tools, query);
    const with_ = (...args) => [...own.slice(0, 2), ...args, ...own.slice(2)];
    const ripgrep = ripgrepCommand(tools, query);
    const codesearch = codesearchCommand(tools, query);
    const of = (command) => command && measure(tools, inside(command), { runs, ...options });
    const found = measureOnce(tools, with_('--json', ...(query.filesOnly ? [] : ['-c'])), { keep: true, codes: [0, 1] });
    const { summary } = JSON.parse(found.out.slice(found.out.lastIndexOf('{"summary"')));
    return {
      query,
      hits: query.filesOnly ? summary.documents : summary.hits,
      ripgrepHits: countOf(ripgrep, query, (command) => measureOnce(tools, inside(command), { keep: true, ...options })),
      treeline: of(own), unverified: of(with_('--no-refresh')), ripgrep: of(ripgrep), codesearch: of(codesearch),
    };
  });
}

const INSIDE = /^(.+?) +(all|all, first 200|count|files|ranked 50|ranked 200) +(\d+) hits +(\d+) files +(\d+) read +wall +([\d.]+) ms +cpu +([\d.]+) ms$/;

/** The lines of bench_inprocess: {text, mode, hits, files, read, wall, cpu}. */
export function readInside(out) {
  return out.split('\n').flatMap((line) => {
    const found = INSIDE.exec(line);
    if (!found) return [];
    const [hits, files, read, wall, cpu] = found.slice(3).map(Number);
    return [{ text: found[1], mode: found[2], hits, files, read, wall, cpu }];
  });
}

/** Queries in one process with the index open, nothing kept: {mode: ms} of those that have a published figure. */
export function insideProcess(tools, runs) {
  const program = join(tools.build, 'tests/bench/bench_inprocess');
  const rows = ['all', 'count', 'files', 'ranked 200'].flatMap((mode) => {
    const ran = spawnSync(program, [tools.corpus, tools.cache, String(runs), '', mode], { encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`bench_inprocess: ${ran.stderr}`);
    return readInside(ran.stdout);
  });
  return CLASSES.filter((query) => query.zoekt).map((query) => {
    const own = rows.filter((row) => row.text === (query.words ?? query.regex ?? query.text));
    return { query, ms: Object.fromEntries(own.map((row) => [row.mode, row.wall])) };
  });
}

/** Symbols as a process beside readtags, whose file has to be sorted first, and to say so. */
export function symbolProcesses(tools, runs) {
  const tags = join(tools.work, 'tags.sorted');
  const sort = `sed '/^!_TAG_FILE_SORTED/s/0/1/' "$1" | sort -o "$2"`;
  measureOnce(tools, ['sh', '-c', sort, 'sh', join(tools.work, 'tags'), tags], { env: { LC_ALL: 'C' } });
  const of = (command) => measure(tools, command, { runs, codes: [0, 1] });
  const symbols = (...args) => [tools.treeline, 'symbols', '--no-refresh', '-C', tools.corpus, '--cache-dir', tools.cache, ...args];
  return [
    { what: 'exact name', treeline: of(symbols('--match', 'exact', 'mutex_lock')), readtags: of(['readtags', '-t', tags, 'mutex_lock']) },
    { what: 'prefix, all', treeline: of(symbols('--match', 'prefix', '--limit', '0', 'mutex_')), readtags: of(['readtags', '-t', tags, '-p', 'mutex_']) },
    { what: 'fuzzy, best 100', treeline: of(symbols('mtxlck')), readtags: null },
  ];
}
