// Searches in a running server: first pages, every hit, repeated and typed queries, and what kept each busy.
//
// A server keeps answers, and of the last few searches what they read in vain; either would turn a benchmark
// into a measure of itself. Both count for one generation of the index. So where the cost of a search is
// wanted, an open document is changed before it, and the first answer after that is this one.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSession, untilReady } from '../../tools/lsp-client.mjs';
import { quantile } from './measure.mjs';
import { CLASSES, TYPED, asks, paramsOf } from './queries.mjs';

export const PAGE = 50;

/** A session that has compared the tree with its index. */
export async function begin(tools, root = tools.corpus) {
  const server = await openSession(tools.treeline, root, tools.settings);
  await untilReady(server);
  return server;
}

export const folderStatus = async (server) => (await server.request('treeline/status', {})).folders[0];

/** A function that makes the server begin anew with what it keeps. */
export function forgetter(server, root) {
  const uri = pathToFileURL(join(root, 'treeline_bench.txt')).href;
  let version = 1;
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'plaintext', version, text: 'a text\n' } });
  return async () => {
    server.notify('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [{ text: `a text, ${version}\n` }] });
    await server.request('textDocument/documentSymbol', { textDocument: { uri } }); // comes after the change
  };
}

/** ms, and the answer. */
export async function timed(server, params) {
  const began = performance.now();
  const answer = await server.request('treeline/search', params);
  return { ms: performance.now() - began, answer };
}

export const spreadOf = (took) => ({ p50: quantile(took, 0.5), p95: quantile(took, 0.95), most: Math.max(...took) });

/** Of each class: its own query `runs` times, and `alike` queries once each. */
export async function firstPages(server, forget, words, { runs, alike }) {
  const rows = [];
  for (const query of CLASSES) await timed(server, { ...paramsOf(query), limit: PAGE }); // the first of a session finds nothing in memory
  for (const query of CLASSES) {
    const own = [];
    const others = [];
    let hits = 0;
    for (let i = 0; i < runs; i++) {
      await forget();
      const { ms, answer } = await timed(server, { ...paramsOf(query), limit: PAGE });
      own.push(ms);
      hits = answer.hits.length;
    }
    let empty = 0;
    for (const ask of asks(query, words, alike + 1).slice(1)) {
      await forget();
      const { ms, answer } = await timed(server, { ...paramsOf(ask), limit: PAGE });
      others.push(ms);
      if (!answer.hits.length) empty++;
    }
    rows.push({ query, hits, own: quantile(own, 0.5), empty, ...spreadOf(others) });
  }
  return rows;
}

/** Every hit: counted, and all of them in one answer, which may be cut at the server's 32 MB. */
export async function everyHit(server, forget, runs) {
  const rows = [];
  for (const query of CLASSES) {
    const of = async (more) => {
      const took = [];
      let summary;
      for (let i = 0; i < runs; i++) {
        await forget();
        const { ms, answer } = await timed(server, { ...paramsOf(query), all: true, ...more });
        took.push(ms);
        ({ summary } = answer);
      }
      return { p50: quantile(took, 0.5), summary };
    };
    rows.push({ query, count: query.filesOnly ? null : await of({ countOnly: true }), full: await of({}) });
  }
  return rows;
}

/** Queries of all classes, asked again and again: the share that was answered from kept answers, and their ms. */
export async function repeated(server, words, rounds) {
  const all = CLASSES.flatMap((query) => asks(query, words, 3)).map((query) => ({ ...paramsOf(query), limit: PAGE }));
  for (const params of all) await server.request('treeline/search', params);
  const before = (await folderStatus(server)).answers;
  const took = [];
  for (let i = 0; i < rounds * all.length; i++) took.push((await timed(server, all[(i * 17) % all.length])).ms);
  const after = (await folderStatus(server)).answers;
  return { queries: all.length, share: (after.kept - before.kept) / took.length, bytes: after.bytes, ...spreadOf(took) };
}

/** Each prefix of some texts, as a person types them; between two texts the server forgets, between two keys not. */
export async function typed(server, forget, rounds) {
  const rows = [];
  for (const text of TYPED) {
    const took = [];
    for (let round = 0; round < rounds; round++) {
      await forget();
      for (let length = 1; length <= text.length; length++) {
        if (text[length - 1] === ' ') continue;
        took.push((await timed(server, { query: text.slice(0, length), limit: PAGE })).ms);
      }
    }
    rows.push({ text, took, ...spreadOf(took) });
  }
  return rows;
}

const PATIENCE_MS = 100; // most of the searches below take longer

/** What takes long: each is another, so that none is answered from what is kept. */
export const slowQuery = (i) => [
  { query: `[a-z]+_[0-9]+_[a-z]{1,${20 + (i % 1000)}}\\(`, regex: true },
  { query: `[a-z]{2}[0-9]{${1 + (i % 7)}}[a-z]+;`, regex: true },
  { query: 'if', literal: true, caseSensitive: true, documentLimit: 100_000 + i },
  { query: `static NEAR/${3 + (i % 1000)} int` },
][i % 4];

/** Cancels at random moments of long searches; ms from the cancel to its answer. Early answers do not count. */
export async function cancels(server, wanted) {
  const took = [];
  let early = 0;
  for (let i = 0; took.length < wanted && i < 4 * wanted; i++) {
    let done = 0;
    const params = { ...slowQuery(i), all: true, countOnly: i % 8 < 4 };
    const answer = server.request('treeline/search', params).then(() => { done = performance.now(); }, () => { done = performance.now(); });
    const id = server.lastId();
    const patience = ((i * 0.618034) % 1) * PATIENCE_MS; // a sequence that fills the span evenly
    await new Promise((resolve) => setTimeout(resolve, patience));
    const began = performance.now();
    const answered = done;
    server.notify('$/cancelRequest', { id });
    await answer;
    if (answered) early++;
    else took.push(done - began);
  }
  return { count: took.length, early, p50: quantile(took, 0.5), p99: quantile(took, 0.99), most: Math.max(...took) };
}

/** 100 searches at once, shared by these sessions; of these classes; `rounds` times, never the same one. */
export async function crowd(servers, words, classes, rounds) {
  const took = [];
  let answered = 0;
  for (let round = 0; round < rounds; round++) {
    const all = Array.from({ length: 100 }, (_, i) => paramsOf(classes[i % classes.length].alike(words, 100 * round + i)));
    const began = performance.now();
    const ends = await Promise.all(all.map(async (params, i) => {
      const answer = await servers[i % servers.length].request('treeline/search', { ...params, limit: PAGE });
      if (answer.summary) answered++;
      return performance.now() - began;
    }));
    took.push(...ends);
  }
  return { asked: 100 * rounds, answered, ...spreadOf(took) };
}

/** A rare name, first alone, then while four long searches are always under way. */
export async function besideSlow(server, forget, words, runs) {
  let going = true;
  let finished = 0;
  const fast = async (i) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return (await timed(server, { query: words.rare[i % words.rare.length], literal: true, limit: PAGE })).ms;
  };
  const alone = [];
  for (let i = 0; i < runs; i++) alone.push(await fast(i));
  await forget();
  const endless = Array.from({ length: 4 }, async (_, i) => {
    for (let k = i; going; k += 4, finished++) await server.request('treeline/search', { ...slowQuery(4 * k), all: true, countOnly: true });
  });
  const beside = [];
  for (let i = 0; i < runs; i++) beside.push(await fast(runs + i));
  going = false;
  await Promise.all(endless);
  return { alone: spreadOf(alone), beside: spreadOf(beside), finished };
}

/** What `work` comes to while `count` scans of the whole tree are always under way in that server. */
export async function besideScans(server, count, work) {
  let going = true;
  const under = new Set();
  const scans = Array.from({ length: count }, async (_, i) => {
    for (let k = i; going; k += count) {
      const answer = server.request('treeline/search', { ...slowQuery(4 * k + 600), all: true, countOnly: true }); // equal to none of those that are cancelled
      const id = server.lastId();
      under.add(id);
      await answer.catch(() => {});
      under.delete(id);
    }
  });
  try {
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    return await work();
  } finally {
    going = false;
    for (const id of under) server.notify('$/cancelRequest', { id });
    await Promise.all(scans);
  }
}

/** Of what searches have taken since the session began: each stage's share, roughly, since medians are all there is. */
export function stageShares(stages) {
  const rows = Object.entries(stages).map(([stage, of]) => ({ stage, ...of, sum: of.count * of.p50Us }));
  const all = rows.reduce((sum, row) => sum + row.sum, 0) || 1;
  return rows.map((row) => ({ ...row, share: row.sum / all }));
}
