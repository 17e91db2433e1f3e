// Building the index from nothing, beside the peers; and finding out later that nothing has changed.
import { join } from 'node:path';
import { measure, median, remove, sizeOf } from './measure.mjs';
import { openSession, untilReady } from '../../tools/lsp-client.mjs';

export function buildPeers(tools, runs) {
  const index = join(tools.work, 'csearchindex');
  const tags = join(tools.work, 'tags');
  const codesearch = measure(tools, ['cindex', '-reset', tools.corpus], {
    runs, env: { CSEARCHINDEX: index }, before: () => remove(index),
  });
  const ctags = measure(tools, ['ctags', '-R', '--sort=no', '-f', tags, tools.corpus], {
    runs, before: () => remove(tags),
  });
  return {
    codesearch: { ...codesearch, size: sizeOf(index), holds: 'text' },
    ctags: { ...ctags, size: sizeOf(tags), holds: 'symbols' },
  };
}

export function buildTreeline(tools, runs) {
  const cache = join(tools.work, 'cache');
  const args = ['--cache-dir', cache];
  const fresh = { runs, before: () => remove(cache) };
  const text = measure(tools, [tools.treeline, 'search', '-C', tools.corpus, ...args, 'zqxjkvbpw_nowhere'], {
    ...fresh, codes: [1],
  });
  const summaries = [];
  const all = measure(tools, [tools.treeline, 'index', '--json', tools.corpus, ...args], { ...fresh, keep: true });
  summaries.push(JSON.parse(all.out.trimEnd().split('\n').at(-1)).summary);
  const verify = measure(tools, [tools.treeline, 'index', tools.corpus, ...args], { runs: 5 });
  const status = summaries.at(-1);
  const sections = all.out.trimEnd().split('\n').slice(0, -1).map((line) => JSON.parse(line));
  return { text, all, verify, status, sections, size: sizeOf(cache) };
}

/** ms until a session on an empty cache gives its first hit, and the memory of an idle one. */
export async function firstAnswers(tools) {
  const cache = join(tools.work, 'cache-first');
  remove(cache);
  const began = process.hrtime.bigint();
  const server = await openSession(tools.treeline, tools.corpus, { cacheDir: cache });
  let answer;
  do answer = await server.request('treeline/search', { query: 'static', limit: 50 });
  while (!(answer.hits.length > 0));
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  await server.close();
  remove(cache);
  return { ms, covered: answer.summary.covered };
}

/** ms from starting the server on a built index to its first symbols, and until the tree is verified. */
export async function restart(tools, runs) {
  const first = [];
  const verified = [];
  for (let i = 0; i < runs; i++) {
    const began = process.hrtime.bigint();
    const since = () => Number(process.hrtime.bigint() - began) / 1e6;
    const server = await openSession(tools.treeline, tools.corpus, tools.settings);
    await server.request('workspace/symbol', { query: 'mutex_lock' });
    first.push(since());
    await untilReady(server);
    verified.push(since());
    await server.close();
  }
  return { first: median(first), verified: median(verified) };
}
