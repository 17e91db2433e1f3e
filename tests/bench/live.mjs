// The index while the tree changes: keystrokes, saved files, a switched branch, three hundred saves, and
// queries beside bulk indexing.
import { appendFileSync, cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSession, untilReady } from '../../tools/lsp-client.mjs';
import { largest, spread } from './corpus.mjs';
import { cpuSeconds, memoryOf, quantile } from './measure.mjs';
import { SYMBOL_QUERIES, TEXT_QUERIES } from './queries.mjs';

const WAIT_MS = 60_000;
const MOST_SYMBOLS = 256; // in one answer, unless another number is asked for
const step = (what) => process.stderr.write(`bench: ${what}\n`); // it takes minutes, and prints at the end
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const folderOf = async (server) => (await server.request('treeline/status', {})).folders[0];

/** A client that tells of changed files, or one that does not and leaves it to the server. */
export async function open(tools, { told, root = tools.corpus }) {
  const server = await openSession(tools.treeline, root, tools.settings,
    told ? { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } } : {});
  await untilReady(server);
  return server;
}

/** ms until every directory of the tree is watched, from the start of a server; null: not within a while. */
export async function watched(server, began) {
  while (performance.now() - began < WAIT_MS / 2) {
    const { watch, phase } = await folderOf(server);
    if (watch?.state === 'all' || watch?.state === 'partial') return { ms: performance.now() - began, ...watch };
    if (!watch && phase === 'ready') return null;
    await sleep(5);
  }
  return null;
}

// ---- keystrokes ---------------------------------------------------------------------------------------

/** `make`: a definition of a name, on a line of its own; `before`: a line before which one may stand. */
const EDITED = [
  { language: 'c', ending: '.c', most: 2 << 20, like: 'drivers/net/ethernet/broadcom/bnxt/bnxt.c', before: /^static int /, make: (name) => `int ${name}(void) { return 0; }\n` },
  { language: 'c', ending: '.h', most: 2 << 20, before: /^#define /, make: (name) => `int ${name}(void);\n` },
  { language: 'python', ending: '.py', most: 2 << 20, before: /^(def|class) /, make: (name) => `def ${name}():\n    pass\n`, body: '# ' },
  { language: 'typescript', ending: '.ts', before: /^(interface|declare) /, make: (name) => `function ${name}() {}\n` },
];

/** The texts that are typed in: [{what, path, text, ...}]. The TypeScript is put together from what TypeScript brings. */
export function editedTexts(tools) {
  return EDITED.map((row) => {
    if (row.language === 'typescript') {
      const folder = join(tools.build, 'tests/lsp/npm/node_modules/typescript/lib');
      const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^(lib\.(dom|webworker)|typescript)\.d\.ts$/.test(name)) : [];
      const lines = names.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')).slice(0, 45_000);
      return { ...row, path: 'treeline_bench.ts', text: lines.length > 10_000 ? lines.join('\n') : undefined };
    }
    const path = row.like && existsSync(join(tools.corpus, row.like)) ? row.like : largest(tools.corpus, row.ending, row.most);
    return { ...row, path, text: path && readFileSync(join(tools.corpus, path), 'utf8') };
  }).filter((row) => row.text);
}

/**
 * Types names of new definitions letter by letter and takes them back, here and there in the file, and remarks
 * the same way: as the server times its edits, and as a client sees an edit with the query that must see it.
 */
export async function keystrokes(server, tools, row, edits = 1024) {
  const uri = pathToFileURL(join(tools.corpus, row.path)).href;
  const lines = row.text.split('\n');
  const places = lines.flatMap((line, i) => (row.before.test(line) ? [i] : []));
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: row.language, version: 1, text: row.text } });
  let version = 1;
  const change = (start, end, text) => {
    server.notify('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [{ range: { start, end }, text }] });
  };
  const result = { withQuery: [], bare: [], unseen: 0, latest: 0 };
  const opened = performance.now();
  change({ line: 0, character: 0 }, { line: 0, character: 0 }, row.make('zqxopened'));
  await within(`symbols of ${row.path}`, () => defined(server, 'zqxopened'));
  const opening = performance.now() - opened;
  const before = (await server.request('treeline/status', {})).folders[0].edits?.count ?? 0;
  const inserted = [{ place: -1, lines: row.make('').split('\n').length - 1 }]; // {place, lines}, in the original's lines
  let done = 0;
  const end = performance.now() + WAIT_MS / 3;
  for (let round = 0; done < edits && performance.now() < end; round++) {
    const place = places[Math.floor(((round * 0.381966) % 1) * places.length)] ?? 0;
    const line = place + inserted.reduce((sum, one) => sum + (one.place < place ? one.lines : 0), 0);
    inserted.push({ place, lines: round % 2 ? 1 : row.make('').split('\n').length - 1 });
    done += round % 2 ? await typeRemark(server, change, row, line, round) : await typeName(server, change, row, line, result);
  }
  const { edits: own } = (await server.request('treeline/status', {})).folders[0];
  server.notify('textDocument/didClose', { textDocument: { uri } });
  const of = (list) => ({ p50: quantile(list, 0.5), p99: quantile(list, 0.99) });
  return {
    what: `${basename(row.path)}, ${lines.length} lines`, unseen: result.unseen, latest: result.latest, opening, counted: (own?.count ?? before) - before,
    server: own ? { p50: own.p50Us / 1000, p99: own.p99Us / 1000 } : null, withQuery: of(result.withQuery), bare: of(result.bare),
  };
}

async function defined(server, name) {
  const found = await server.request('workspace/symbol', { query: name });
  return found[0]?.name === name;
}

async function typeName(server, change, row, line, result) {
  const stem = 'zqx';
  const definition = row.make(stem);
  const column = definition.indexOf(stem) + stem.length;
  change({ line, character: 0 }, { line, character: 0 }, definition);
  const letters = 'keystrokesarecounted';
  for (let i = 0; i < 2 * letters.length; i++) {
    const typed = i < letters.length ? i + 1 : 2 * letters.length - i - 1;
    const at = { line, character: column + Math.min(i, typed) };
    const name = stem + letters.slice(0, typed);
    const began = performance.now();
    change(at, i < letters.length ? at : { line, character: at.character + 1 }, i < letters.length ? letters[i] : '');
    const found = await defined(server, name);
    result.withQuery.push(performance.now() - began);
    if (!found) {
      result.unseen++;
      await within(`the symbol ${name}`, () => defined(server, name));
      result.latest = Math.max(result.latest, performance.now() - began);
    }
    const asked = performance.now();
    await defined(server, name);
    result.bare.push(performance.now() - asked);
  }
  return 2 * letters.length + 1;
}

/** A remark on a line of its own. Each letter waits for an answer, so that every edit is worked on by itself. */
async function typeRemark(server, change, row, line, round) {
  const text = `${row.body ?? '// '}remark number ${round} of a person who types\n`;
  for (let i = 0; i < text.length; i++) {
    const at = { line, character: i };
    change(at, at, text[i]);
    await server.request('treeline/search', { query: `remark number ${round}`, literal: true, limit: 1 });
  }
  return text.length;
}

// ---- files ----------------------------------------------------------------------------------------------

const notified = (server, tools, paths, type) => server.notify('workspace/didChangeWatchedFiles', {
  changes: paths.map((path) => ({ uri: pathToFileURL(join(tools.corpus, path)).href, type })),
});

const within = async (what, condition) => {
  const end = performance.now() + WAIT_MS;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`still waiting for ${what}`);
  }
};

/** A new word each time, of letters that hardly meet: what is timed is the index, and not a search among look-alikes. */
let words = 0;
const rareWord = () => `zqxj${(words++).toString(26).replace(/./g, (c) => 'bcdfghjklmnpqrstvwxzBCDFGH'[parseInt(c, 26)])}kqzw`;

const SAVE_PAUSE_MS = 100; // between two saves of a quick person; without pauses see manySaves

/** One file saved, until a search for its text and one for its symbol find it. `found`: 'text' or 'symbol'. */
export async function saved(server, tools, keeper, { told, found, runs = 20 }) {
  const path = 'treeline_bench_probe.c';
  const existed = existsSync(join(tools.corpus, path));
  keeper.keep([path]);
  const took = [];
  for (let i = 0; i < runs; i++) {
    const word = rareWord();
    await sleep(SAVE_PAUSE_MS);
    const began = performance.now();
    writeFileSync(join(tools.corpus, path), `int ${word};\n`);
    if (told) notified(server, tools, [path], i || existed ? 2 : 1);
    const ask = found === 'text'
      ? async () => (await server.request('treeline/search', { query: word, literal: true, limit: 1 })).hits.length
      : async () => (await server.request('workspace/symbol', { query: word }))[0]?.name === word;
    await within(`${found} of a saved file`, ask);
    took.push(performance.now() - began);
  }
  return { p50: quantile(took, 0.5), p95: quantile(took, 0.95) };
}

/**
 * A branch switch: every file of `paths` gets a line with a word of its own, then all are as before. ms from the
 * last write until the server says that it is ready and every word is found, or none; `early`: how often it
 * said so before it was true.
 */
export async function switched(server, tools, keeper, paths, told) {
  keeper.keep(paths);
  const stem = `treeline_switch_${process.pid}_${told ? 'told' : 'seen'}_`;
  const cpu = cpuSeconds(server.pid);
  const texts = new Map(paths.map((path) => [path, readFileSync(join(tools.corpus, path))]));
  paths.forEach((path, i) => appendFileSync(join(tools.corpus, path), `int ${stem}${i}_;\n`));
  const there = await consistent(server, tools, told, paths, stem, paths.length);
  for (const [path, bytes] of texts) writeFileSync(join(tools.corpus, path), bytes);
  const back = await consistent(server, tools, told, paths, stem, 0);
  return { there, back, files: paths.length, cpu: cpuSeconds(server.pid) - cpu };
}

async function consistent(server, tools, told, paths, stem, count) {
  const written = performance.now();
  if (told) notified(server, tools, paths, 2);
  let early = 0;
  await within('the switched branch', async () => {
    const folder = await folderOf(server);
    if (folder.phase !== 'ready' || folder.touched || folder.filesPending || folder.symbolsPending) {
      await sleep(20); // asking costs a worker a millisecond, and what is timed runs at low priority
      return false;
    }
    const { hits } = await server.request('treeline/search', { query: stem, literal: true, all: true, limit: 0 });
    const symbols = await server.request('workspace/symbol', { query: stem }); // hits are verified in the files, these are not
    const named = symbols.filter((one) => one.name.startsWith(stem)).length;
    if (new Set(hits.map((hit) => hit.text)).size === count && named === Math.min(count, MOST_SYMBOLS)) return true;
    early++;
    await sleep(5);
    return false;
  });
  return { ms: performance.now() - written, early };
}

/** `runs` files saved one after the other, each found before the next; then until the server rests. */
export async function manySaves(server, tools, keeper, paths) {
  keeper.keep(paths);
  await atRest(server);
  const before = await held(server);
  const took = [];
  for (const [i, path] of paths.entries()) {
    const word = rareWord();
    appendFileSync(join(tools.corpus, path), `int ${word};\n`);
    const began = performance.now();
    await within('a saved file', async () => (await server.request('treeline/search', { query: word, literal: true, limit: 1 })).hits.length);
    took.push(performance.now() - began);
  }
  const after = await held(server);
  await atRest(server);
  const rested = await held(server);
  return { before, after, rested, runs: paths.length, p50: quantile(took, 0.5), p95: quantile(took, 0.95) };
}

async function held(server) {
  const folder = await folderOf(server);
  const io = readFileSync(`/proc/${server.pid}/io`, 'utf8');
  return {
    segments: folder.segments, memorySegments: folder.memorySegments ?? 0, disk: folder.diskBytes / 1e6,
    anonymous: memoryOf(server.pid).anonymous, cpu: cpuSeconds(server.pid), written: Number(/write_bytes: (\d+)/.exec(io)[1]) / 1e6,
  };
}

/** Until the process has used no CPU to speak of for three seconds. */
export async function atRest(server, limitMs = WAIT_MS) {
  const end = performance.now() + limitMs;
  for (let quiet = 0, last = cpuSeconds(server.pid); quiet < 6 && performance.now() < end;) {
    await sleep(500);
    const now = cpuSeconds(server.pid);
    quiet = now - last <= 0.02 ? quiet + 1 : 0;
    last = now;
  }
}

// ---- queries beside bulk work ---------------------------------------------------------------------------

/** First pages and symbols, one after the other, while `going()`; ms of each. */
async function asked(server, tools, going) {
  const folder = pathToFileURL(tools.corpus).href;
  const took = { text: [], symbols: [] };
  const one = async (list, method, params) => {
    const began = performance.now();
    await server.request(method, params);
    list.push(performance.now() - began);
  };
  for (let i = 0; await going(i); i++) {
    const query = TEXT_QUERIES[i % TEXT_QUERIES.length];
    await one(took.text, 'treeline/search', {
      query: query.regex ?? query.text, regex: !!query.regex, literal: !query.regex, caseSensitive: !query.fold, limit: 50, folder,
    });
    await one(took.symbols, 'workspace/symbol', { query: SYMBOL_QUERIES[i % SYMBOL_QUERIES.length] });
    await sleep(10); // between two keystrokes there is more; so the bulk work gets its turn as it would
  }
  return { text: p95(took.text), symbols: p95(took.symbols), count: took.text.length };
}

const p95 = (list) => (list.length ? quantile(list, 0.95) : NaN);

/**
 * A copy of the corpus becomes a second folder of the same server: queries before, while it is being indexed,
 * and after. Texts are asked of the first folder; symbols are of both, so their measure is what comes after.
 */
export async function besideBulk(server, tools) {
  const second = join(tools.work, 'second');
  if (!existsSync(join(second, '.complete'))) {
    rmSync(second, { recursive: true, force: true });
    cpSync(tools.corpus, second, { recursive: true });
    writeFileSync(join(second, '.complete'), '');
  }
  const uri = pathToFileURL(second).href;
  const other = async () => (await server.request('treeline/status', {})).folders.find((one) => one.uri === uri);
  const change = (added, removed) => server.notify('workspace/didChangeWorkspaceFolders', { event: { added, removed } });
  const folder = { uri, name: 'second' };
  const rounds = 4 * TEXT_QUERIES.length;
  const before = await asked(server, tools, (i) => i < rounds);
  change([folder], []);
  const began = performance.now();
  const during = await asked(server, tools, async () => (await other())?.phase !== 'ready');
  const seconds = (performance.now() - began) / 1000;
  const { directory } = await other();
  const after = await asked(server, tools, (i) => i < rounds);
  change([], [folder]);
  await within('the second folder to go', async () => !(await other()));
  rmSync(directory, { recursive: true, force: true });
  return { before, during, after, seconds };
}

/** Everything, in one session of each kind. */
export async function live(tools, keeper, restart) {
  const result = {};
  const began = performance.now();
  let server = await openSession(tools.treeline, tools.corpus, tools.settings);
  result.watched = await watched(server, began);
  await untilReady(server);
  const paths = spread(tools.corpus, tools.switchFiles);
  try {
    result.keys = [];
    for (const row of editedTexts(tools)) {
      step(`keystrokes in ${row.path}`);
      await server.close(); // it times edits from its start on, and each text is to have its own
      server = await open(tools, { told: false });
      result.keys.push(await keystrokes(server, tools, row));
    }
    step('queries beside bulk indexing');
    result.bulk = await besideBulk(server, tools);
    if (result.watched) {
      result.seen = await files(server, tools, keeper, paths, false);
      step('many saves');
      result.many = await manySaves(server, tools, keeper, paths.filter((_, i) => i % Math.ceil(paths.length / 300) === 0));
    }
    keeper.restore();
    await untilReady(server);
    await atRest(server);
    result.idle = memoryOf(server.pid).anonymous;
    step('restart');
    result.codes = [await server.close()];
    result.restart = await restart();
    server = await open(tools, { told: true });
    result.told = await files(server, tools, keeper, paths, true);
    keeper.restore();
    result.codes.push(await server.close());
  } finally {
    keeper.restore();
  }
  return result;
}

async function files(server, tools, keeper, paths, told) {
  step(`files saved and switched, ${told ? 'told' : 'not told'}`);
  return {
    text: await saved(server, tools, keeper, { told, found: 'text' }),
    symbol: await saved(server, tools, keeper, { told, found: 'symbol' }),
    branch: await switched(server, tools, keeper, paths, told),
  };
}
