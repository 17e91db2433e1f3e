// Text and symbol queries: as processes beside the peers, and in a running server.
import { join } from 'node:path';
import { measure, measureOnce, timings } from './measure.mjs';
import { SYMBOL_QUERIES, TEXT_QUERIES } from './queries.mjs';

function commands(tools, query) {
  const pattern = query.regex ?? query.text;
  const treeline = [tools.treeline, 'search', '--all', '-C', tools.corpus, '--cache-dir', tools.cache, query.fold ? '-i' : '-s', query.regex ? '-e' : '-F', '--', pattern];
  return {
    treeline,
    unverified: [...treeline.slice(0, 2), '--no-refresh', ...treeline.slice(2)],
    ripgrep: [tools.ripgrep, '--no-config', '-n', '--column', '--no-heading', query.fold ? '-i' : '-s', ...(query.regex ? [] : ['-F']), '-e', pattern, '.'],
    codesearch: ['csearch', '-n', ...(query.fold ? ['-i'] : []), pattern],
  };
}

/** Every query in every program, output thrown away. */
export function processes(tools, runs) {
  const env = { CSEARCHINDEX: join(tools.work, 'csearchindex') };
  const rows = [];
  for (const query of TEXT_QUERIES) {
    const argv = commands(tools, query);
    const inside = (command) => ['env', '-C', tools.corpus, ...command];
    const of = (command) => measure(tools, inside(command), { runs, env, codes: [0, 1] });
    const count = measureOnce(tools, inside([...argv.ripgrep.slice(0, 1), '--count-matches', '--no-filename', ...argv.ripgrep.slice(1)]), { keep: true, codes: [0, 1] });
    const found = measureOnce(tools, [...argv.treeline.slice(0, 2), '--json', ...argv.treeline.slice(2)], { keep: true, codes: [0, 1] });
    rows.push({
      query,
      hits: JSON.parse(found.out.slice(found.out.lastIndexOf('{"summary"'))).summary.hits,
      ripgrepHits: count.out.split('\n').reduce((sum, line) => sum + Number(line), 0),
      treeline: of(argv.treeline),
      unverified: of(argv.unverified),
      ripgrep: of(argv.ripgrep),
      codesearch: of(argv.codesearch),
    });
  }
  return rows;
}

/** The first page of each text query, and symbols, over LSP. */
export async function inServer(server, runs) {
  const text = [];
  for (const query of TEXT_QUERIES) {
    const params = { query: query.regex ?? query.text, regex: !!query.regex, literal: !query.regex, caseSensitive: !query.fold, limit: 50 };
    const ask = () => server.request('treeline/search', params);
    const { hits } = await ask();
    text.push({ query, hits: hits.length, ...(await timings(runs, ask)) });
  }
  const symbols = [];
  for (const query of SYMBOL_QUERIES) {
    const ask = () => server.request('workspace/symbol', { query });
    const found = await ask();
    symbols.push({ query, hits: found.length, ...(await timings(runs, ask)) });
  }
  return { text, symbols };
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
