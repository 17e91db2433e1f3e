// How costs grow with the tree: the same queries on 1/16, 1/4 and all of it, and on one ten times as large (or so),
// with the exponent that fits: 1 is in proportion, 0 is no growth.
//
// A part has the files whose path's hash says so, so that it is as mixed as the whole, and each part holds the
// smaller one. The large tree is copies under other names, in each of which every file ends with a line of
// its own: no two files are the same, and every file has a word that no other has. Definitions and most
// words are those of the original, so what grows with names alone grows less than it would in other people's code.
import { spawnSync } from 'node:child_process';
import { constants, copyFileSync, linkSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { begin, forgetter, timed } from './asking.mjs';
import { measureOnce, median, memoryOf, remove, sizeOf } from './measure.mjs';
import { CLASSES, paramsOf } from './queries.mjs';
import { megabytes, milliseconds, number, shown } from './report.mjs';
import { hash } from './vocabulary.mjs';

const ASKED = ['rare name', 'common name', 'most common', 'any case', 'alternation', 'both words, files'];
const step = (what) => process.stderr.write(`bench: ${what}\n`);

/** Whether a path belongs to the part of 1/`of` of a tree. */
export const inPart = (path, of) => hash(path) % of === 0;

/** The exponent b of y = a x^b, fitted to [x, y] by least squares of logarithms. */
export function slope(points) {
  const logs = points.filter(([x, y]) => x > 0 && y > 0).map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (i) => logs.reduce((sum, one) => sum + one[i], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  return logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0); // NaN of fewer than two points
}

const slopeText = (points) => { const of = slope(points); return Number.isFinite(of) ? number(of, 2) : ''; };

/** The line that tells a copy of a file from the others. */
export function lastLine(path, copy) {
  const word = `treeline_copy_${copy}_${hash(path).toString(36)}`;
  if (['.c', '.h', '.S', '.dts', '.dtsi', '.cpp', '.cc', '.js', '.ts', '.go', '.rs', '.java'].includes(extname(path))) return `\n// ${word}\n`;
  return `\n# ${word}\n`;
}

/** What is searched in the tree, as another searcher of the same rules lists it. */
function listed(tools) {
  const ran = spawnSync(tools.ripgrep, ['--no-config', '--files', '-0'], { cwd: tools.corpus, maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`cannot list the tree: ${ran.stderr}`);
  return ran.stdout.toString().split('\0').filter(Boolean);
}

class Folders {
  #made = new Set();

  of(path) {
    const folder = dirname(path);
    if (this.#made.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    this.#made.add(folder);
  }
}

/** Links where they can be, else shared blocks, else copies. */
function part(tools, files, root) {
  const folders = new Folders();
  let link = true;
  for (const path of files) {
    const to = join(root, path);
    folders.of(to);
    try {
      if (link) linkSync(join(tools.corpus, path), to);
    } catch {
      link = false; // another file system
    }
    if (!link) copyFileSync(join(tools.corpus, path), to, constants.COPYFILE_FICLONE);
  }
}

function copies(tools, files, root, count) {
  const folders = new Folders();
  for (const path of files) {
    const bytes = readFileSync(join(tools.corpus, path));
    for (let copy = 0; copy < count; copy++) {
      const to = join(root, `copy_${copy}`, path);
      folders.of(to);
      writeFileSync(to, Buffer.concat([bytes, Buffer.from(lastLine(path, copy))]));
    }
  }
}

/** "" if there is room for so many copies and their index, else words. */
export function lacking(free, count, bytes, files) {
  const block = 4096 / 2; // lost at each file's end, on average
  const wanted = count * (bytes * 1.25 + files * (block + 300)); // with the index, and what building it adds
  if (free >= wanted) return '';
  return `a tree ${count} times as large needs ${number(wanted / 1e9)} GB of disk, and ${number(free / 1e9)} GB are free`;
}

function refuseIfSmall(tools, files, count) {
  const bytes = files.reduce((sum, path) => sum + sizeOf(join(tools.corpus, path)), 0);
  const { bavail, bsize } = statfsSync(tools.work);
  const words = lacking(bavail * bsize, count, bytes, files.length);
  if (words) throw new Error(words);
}

async function asked(tools, root, runs) {
  const server = await begin(tools, root);
  const forget = forgetter(server, root);
  const queries = [];
  for (const query of CLASSES.filter((one) => ASKED.includes(one.name))) {
    const of = async (params) => {
      const took = [];
      let answer;
      for (let i = 0; i < runs; i++) {
        await forget();
        const one = await timed(server, { ...paramsOf(query), ...params });
        took.push(one.ms);
        answer = one.answer;
      }
      return { ms: median(took), summary: answer.summary };
    };
    const page = await of({ limit: 50 });
    const all = await of(query.filesOnly ? { all: true } : { all: true, countOnly: true });
    queries.push({ query, page: page.ms, all: all.ms, hits: query.filesOnly ? all.summary.documents : all.summary.hits });
  }
  await new Promise((done) => setTimeout(done, 2000));
  const idle = memoryOf(server.pid).anonymous;
  const code = await server.close();
  if (code !== 0) throw new Error(`the server ended with ${code}`);
  return { queries, idle };
}

async function measured(tools, name, root, runs) {
  const cache = join(tools.work, 'scale-cache');
  remove(cache);
  try {
    const own = { ...tools, cache, settings: { cacheDir: cache } };
    const built = measureOnce(own, [own.treeline, 'index', '--json', root, '--cache-dir', cache], { keep: true });
    const { summary } = JSON.parse(built.out.trimEnd().split('\n').at(-1));
    const size = sizeOf(cache);
    return { name, built, summary, size, ...(await asked(own, root, runs)) };
  } finally {
    remove(cache);
  }
}

/** [what, how a value is said, value of a tree]; each is a row with a slope. */
function rowsOf(trees) {
  const fixed = [
    ['index from nothing, wall', milliseconds, (tree) => tree.built.wall_ms],
    ['- CPU', milliseconds, (tree) => tree.built.cpu_ms],
    ['- peak memory', megabytes, (tree) => tree.built.peak_kb * 1024],
    ['index on disk', megabytes, (tree) => tree.size],
    ['server idle, anonymous memory', megabytes, (tree) => tree.idle * 1e6],
  ];
  const queries = trees[0].queries.flatMap(({ query }, i) => [
    [`${shown(query)}: hits`, String, (tree) => tree.queries[i].hits],
    ['- first page', milliseconds, (tree) => tree.queries[i].page],
    [query.filesOnly ? '- every file' : '- every hit, counted', milliseconds, (tree) => tree.queries[i].all],
  ]);
  return [...fixed, ...queries].map(([what, say, value]) => [
    what, ...trees.map((tree) => say(value(tree))), slopeText(trees.map((tree) => [tree.summary.source_bytes, value(tree)]))]);
}

/** `large`: how many times as large a tree to make; 0: none. */
export async function scale(report, tools, { large, quick }) {
  const files = listed(tools);
  if (large) refuseIfSmall(tools, files, large);
  const root = join(tools.work, 'scale');
  const clean = () => { remove(root); remove(join(tools.work, 'scale-cache')); };
  const leave = () => { clean(); process.exit(130); };
  process.once('SIGINT', leave);
  process.once('SIGTERM', leave);
  const trees = [];
  const runs = quick ? 2 : 9;
  const add = async (name, make) => {
    step(`scale: ${name}`);
    clean();
    if (make) make();
    trees.push(await measured(tools, name, make ? root : tools.corpus, runs));
  };
  try {
    for (const of of [16, 4]) await add(`1/${of}`, () => part(tools, files.filter((path) => inPart(path, of)), root));
    await add('1');
    if (large) await add(`${large}`, () => copies(tools, files, root, large));
  } finally {
    clean();
    process.removeListener('SIGINT', leave);
    process.removeListener('SIGTERM', leave);
  }
  report.say('## Scale\n');
  report.say('The same queries over stdio on parts of the tree, chosen by hash of the path, and on the whole. The slope is the exponent that fits: 1 is growth in proportion to the bytes, 0 is none.' + (large ? ` The largest tree is ${large} copies of the whole; every file ends with a line and a word of its own, other words and names are those of the original.` : '') + '\n');
  report.table(['', ...trees.map((tree) => tree.name), 'slope'], [
    ['files', ...trees.map((tree) => `${tree.summary.files}`), ''], ['bytes', ...trees.map((tree) => megabytes(tree.summary.source_bytes)), ''], ...rowsOf(trees)]);
}
