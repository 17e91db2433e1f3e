// The tree that is worked in: a git repository of real sources with branches that differ in most files, and
// the truth about it, found without any index: git's own list of files, and reading all of them.
import { isUtf8 } from 'node:buffer';
import { spawn } from 'node:child_process';
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

import { CHUNK_BYTES } from './session.mjs';

export const BRANCHES = ['branch_one', 'branch_two', 'branch_three'];
const SKIPPED = new Set(['build', 'node_modules', 'target', 'dist']);
const HASH_COMMENTS = new Set(['.py', '.sh', '.rb', '.cmake', '.toml', '.yaml', '.yml', '.r', '.pl', '.ex', '.jl', '.nix']);

/** Every file below `root` that is not hidden, relative and sorted; with `rules`, ignore files too. */
export function walk(root, { skipped = new Set(), rules = false } = {}, at = '', out = []) {
  let entries;
  try {
    entries = readdirSync(join(root, at), { withFileTypes: true });
  } catch (problem) {
    if (problem.code === 'ENOENT' || problem.code === 'ENOTDIR') return out; // gone while we looked
    throw problem;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const hidden = entry.name.startsWith('.') && !(rules && entry.name === '.gitignore');
    if (hidden || skipped.has(entry.name)) continue;
    const path = at ? `${at}/${entry.name}` : entry.name;
    if (entry.isDirectory()) walk(root, { skipped, rules }, path, out);
    else if (entry.isFile()) out.push(path);
  }
  return out;
}

/** `count` files out of the real tree `source`, whole directories at a time. */
function selection(source, count, random) {
  const folders = new Map();
  for (const path of walk(source, { skipped: SKIPPED })) {
    const folder = dirname(path);
    if (!folders.has(folder)) folders.set(folder, []);
    folders.get(folder).push(path);
  }
  const chosen = [];
  for (const folder of random.sample([...folders.keys()], folders.size)) {
    if (chosen.length >= count) break;
    chosen.push(...folders.get(folder).slice(0, Math.max(8, count - chosen.length)));
  }
  return chosen.slice(0, count);
}

/** What is plain text of an ordinary size. A mark at its beginning is no part of what an editor shows. */
const ordinary = (bytes) => bytes.length > 0 && bytes.length <= 192 << 10 && !bytes.includes(0) && isUtf8(bytes) && bytes[0] !== 0xef;

/** A line that says `word`, as a comment where that is easy. */
export function remark(path, word) {
  if (HASH_COMMENTS.has(extname(path)) || basename(path) === 'Makefile') return `# ${word}\n`;
  return `// ${word}\n`;
}

export class Tree {
  constructor(base) {
    this.root = join(base, 'tree');
    this.cache = join(base, 'cache');
  }

  #listed; // files(), until something changes

  /** `sources`: real trees to take `count` files from, in equal parts. */
  static async make(base, sources, count, random) {
    const tree = new Tree(base);
    mkdirSync(tree.root, { recursive: true });
    for (const source of sources) {
      for (const path of selection(source, Math.ceil(count / sources.length), random)) {
        const bytes = readFileSync(join(source, path));
        if (ordinary(bytes)) tree.write(`${basename(source)}/${path}`, bytes);
      }
    }
    tree.#large(random);
    tree.write('.gitignore', '*.ignored\n/out/\n');
    await tree.git('init', '-q', '-b', 'main');
    const config = { 'user.name': 'soak', 'user.email': 'soak@localhost', 'gc.auto': '0', 'core.hooksPath': '/dev/null', 'core.autocrlf': 'false', 'core.fsmonitor': 'false' };
    for (const [key, value] of Object.entries(config)) await tree.git('config', key, value);
    await tree.#commit('everything');
    for (const branch of BRANCHES) await tree.#branch(branch, random);
    await tree.git('checkout', '-qf', 'main');
    for (const branch of ['main', ...BRANCHES]) await tree.git('tag', `base_${branch}`, branch);
    tree.changed();
    return tree;
  }

  /** A few files that are indexed in chunks (session.mjs sets their size). */
  #large(random) {
    const texts = this.files().filter((path) => /\.(c|h|py|js|mjs)$/.test(path));
    for (let i = 0; i < 3; i++) {
      let text = '';
      while (text.length < 400_000) text += readFileSync(join(this.root, random.pick(texts)), 'utf8');
      this.write(`large/large_${i}.txt`, text);
    }
  }

  async #branch(name, random) {
    await this.git('checkout', '-qf', '-b', name, 'main');
    for (const path of this.files()) {
      const what = random.next();
      if (what < 0.6) this.write(path, `${this.read(path)}${remark(path, `soak_${name}`)}`);
      else if (what < 0.63) this.remove(path);
    }
    const folders = this.directories().filter((path) => path.includes('/'));
    if (folders.length) this.move(random.pick(folders), `moved_${name}`);
    for (let i = 0; i < 20; i++) this.write(`only_${name}/file_${i}.c`, `int soak_${name}_${i}(void) { return ${i}; }\n`);
    this.changed();
    await this.#commit(name);
  }

  async #commit(message) {
    await this.git('add', '-A');
    await this.git('commit', '-qm', message);
  }

  /** Runs git in the tree, without holding up the rest; gives what it printed. `codes` are fine. */
  git(...args) { return this.run('git', args); }

  run(program, args, { codes = [0], env = {} } = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd: this.root, env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      const out = [];
      let words = '';
      child.stdout.on('data', (chunk) => out.push(chunk));
      child.stderr.on('data', (chunk) => { words += chunk; });
      child.on('error', reject);
      child.on('close', (code, signal) => {
        if (codes.includes(code)) resolve(Buffer.concat(out).toString());
        else reject(Object.assign(new Error(`${basename(program)} ${args.join(' ')}: ${code ?? signal}: ${words.slice(-400)}`), { code }));
      });
    });
  }

  /** What is there, not hidden, ignored or not: what a person picks from. */
  files() {
    this.#listed ??= walk(this.root);
    return this.#listed;
  }

  changed() { this.#listed = undefined; }

  directories() { return [...new Set(this.files().map(dirname))].filter((path) => path !== '.').sort(); }
  at(path) { return join(this.root, path); }
  read(path) { return readFileSync(this.at(path), 'utf8'); }

  write(path, content) {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), content);
    this.changed();
  }

  /** As editors do that keep the old file until the new one is whole. */
  writeByRename(path, content) {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    const temporary = `${this.at(path)}.soak~`;
    writeFileSync(temporary, content);
    renameSync(temporary, this.at(path));
    this.changed();
  }

  isFile(path) {
    try {
      return lstatSync(this.at(path)).isFile();
    } catch (problem) {
      if (problem.code === 'ENOENT' || problem.code === 'ENOTDIR') return false;
      throw problem;
    }
  }

  /** Indexed as one document: see settings() in session.mjs. */
  isSmall(path) { return lstatSync(this.at(path)).size <= CHUNK_BYTES; }

  remove(path) {
    rmSync(this.at(path), { recursive: true, force: true });
    this.changed();
  }

  move(from, to) {
    mkdirSync(dirname(this.at(to)), { recursive: true });
    renameSync(this.at(from), this.at(to));
    this.changed();
  }

  /** The files that count, as git sees it: tracked or not, not ignored, not hidden, there. */
  async truth() {
    const list = async (...args) => (await this.git('ls-files', '-z', '--exclude-standard', ...args)).split('\0').filter(Boolean);
    const ignored = new Set(await list('-c', '-i'));
    const all = new Set(await list('-c', '-o'));
    return [...all].filter((path) => !ignored.has(path) && !/(^|\/)\./.test(path)
      && this.isFile(path)).sort();
  }

  /** A copy of the files that count and of the rules that say so, with `texts` (path -> text) laid over. */
  copy(to, paths, texts) {
    for (const path of paths) cpSync(this.at(path), join(to, path), { preserveTimestamps: false });
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(to, path)), { recursive: true });
      writeFileSync(join(to, path), text);
    }
  }
}

const UNITS = {
  'utf-8': (text) => Buffer.byteLength(text), 'utf-16': (text) => text.length, 'utf-32': (text) => [...text].length,
};

/** What a search for each of `words` has to find: a map of word to 'path:line:character', sorted. */
export function occurrences(tree, paths, texts, words, encoding) {
  const found = new Map(words.map((word) => [word, []]));
  const needles = words.map((word) => Buffer.from(word));
  const scan = (path, bytes) => {
    for (let i = 0; i < words.length; i++) {
      if (bytes.includes(needles[i])) scanWord(path, bytes.toString('utf8'), words[i], found.get(words[i]), UNITS[encoding]);
    }
  };
  for (const path of paths) {
    if (texts.has(path)) continue;
    const bytes = readFileSync(tree.at(path));
    if (!bytes.subarray(0, 1 << 16).includes(0)) scan(path, bytes); // else it is no text
  }
  for (const [path, text] of texts) scan(path, Buffer.from(text));
  for (const list of found.values()) list.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return found;
}

function scanWord(path, text, word, into, units) {
  let line = 0;
  let start = 0;
  let counted = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    for (let end = text.indexOf('\n', counted); end >= 0 && end < at; end = text.indexOf('\n', counted)) {
      line++;
      counted = end + 1;
      start = end + 1;
    }
    into.push(`${path}:${line}:${units(text.slice(start, at))}`);
  }
}

/** Words that occur in the tree now and then: neither nowhere nor everywhere. */
export function vocabulary(tree, random, count) {
  const counts = new Map();
  for (const path of random.sample(tree.files(), 300)) {
    for (const [word] of tree.read(path).matchAll(/\b[A-Za-z_]\w{4,24}\b/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const fair = [...counts].filter(([, n]) => n >= 3 && n <= 400).map(([word]) => word).sort();
  return random.sample(fair, count);
}
