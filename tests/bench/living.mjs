// A person at work: keystrokes in a large file, saved files, cancelled and simultaneous requests.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { quantile, timings } from './measure.mjs';

const EDITED = 'drivers/net/ethernet/broadcom/bnxt/bnxt.c'; // 13,000 lines of C

/** Types a name letter by letter; each keystroke is followed by the query that must see it. */
export async function keystrokes(server, tools) {
  const text = readFileSync(join(tools.corpus, EDITED), 'utf8');
  const uri = pathToFileURL(join(tools.corpus, EDITED)).href;
  const line = text.split('\n').findIndex((row) => row.startsWith('static int ')) ;
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version: 1, text } });
  const start = { line, character: 0 };
  server.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 }, contentChanges: [{ range: { start, end: start }, text: 'int zz(void) { return 0; }\n' }],
  });
  let column = 6;
  let unseen = 0;
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  let name = 'zz';
  const took = await timings(200, async (i) => {
    const letter = letters[i % letters.length];
    const at = { line, character: column++ };
    server.notify('textDocument/didChange', {
      textDocument: { uri, version: i + 3 }, contentChanges: [{ range: { start: at, end: at }, text: letter }],
    });
    name += letter;
    const found = await server.request('workspace/symbol', { query: name });
    if (found[0]?.name !== name) unseen++;
  });
  server.notify('textDocument/didClose', { textDocument: { uri } });
  return { ...took, unseen, lines: text.split('\n').length };
}

/** Saves a new file; how long until a search finds what is in it. */
export async function saved(server, tools, runs = 10) {
  const path = join(tools.corpus, 'kernel', 'treeline_bench_probe.c');
  const uri = pathToFileURL(path).href;
  try {
    return await timings(runs, async (i) => {
      const word = `treeline_probe_${process.pid}_${i}`;
      writeFileSync(path, `int ${word};\n`);
      server.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: i ? 2 : 1 }] });
      while (!(await server.request('treeline/search', { query: word, limit: 1 })).hits.length);
    });
  } finally {
    rmSync(path, { force: true });
  }
}

/** Cancels a long search as soon as it has begun; ms from the cancel to its answer. */
export async function cancels(server, runs = 50) {
  const took = [];
  for (let i = 0; i < runs; i++) {
    const answer = server.request('treeline/search', { query: '[a-z]+_[0-9]+_[a-z]+\\(', regex: true, all: true }).catch(() => {});
    const id = server.lastId();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const began = process.hrtime.bigint();
    server.notify('$/cancelRequest', { id });
    await answer;
    took.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99) };
}

/** 100 searches at once; the time each takes, and how many answers came. */
export async function crowd(server, words) {
  const took = [];
  const began = process.hrtime.bigint();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      server.request('treeline/search', { query: words[i % words.length], limit: 50 }).then((answer) => {
        took.push(Number(process.hrtime.bigint() - began) / 1e6);
        return answer;
      }),
    ),
  );
  return { p50: quantile(took, 0.5), p95: quantile(took, 0.95), answered: answers.length };
}
