// A person at work in the tree, beside an editor whose server is under test: one action after the other,
// all drawn from one stream of chance. What is open and what was typed is known here; what is on disk is
// the tree's.
import { chmodSync, lstatSync, utimesSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { OpenDocument } from './document.mjs';
import { sleep } from './session.mjs';
import { BRANCHES, remark } from './tree.mjs';

export const LANGUAGES = {
  '.c': 'c', '.h': 'c', '.py': 'python', '.js': 'javascript', '.mjs': 'javascript', '.ts': 'typescript', '.go': 'go', '.rs': 'rust',
  '.java': 'java', '.rb': 'ruby', '.sh': 'shellscript', '.md': 'markdown', '.json': 'json', '.cpp': 'cpp', '.lua': 'lua', '.yaml': 'yaml',
};

/** A definition that stands by itself, at the beginning of a file, in the languages where that is easy. */
const LATE_MS = 2000; // after so long a definition in an open document must be found
const DEFINITIONS = {
  '.c': (name) => `int ${name}(void) { return 0; }\n`, '.h': (name) => `int ${name}(void);\n`, '.py': (name) => `def ${name}():\n    pass\n\n`,
  '.js': (name) => `function ${name}() {}\n`, '.mjs': (name) => `function ${name}() {}\n`, '.ts': (name) => `function ${name}() {}\n`,
};

const WEIGHTS = [
  [24, 'type'], [8, 'edit'], [6, 'define'], [10, 'open'], [9, 'save'], [5, 'close'], [4, 'discard'], [6, 'writeOutside'], [3, 'rewriteUnseen'],
  [3, 'large'], [5, 'create'], [4, 'remove'], [4, 'move'], [2, 'createDirectory'], [1.5, 'moveDirectory'], [1.5, 'removeDirectory'],
  [1.5, 'swapKind'], [1.5, 'binary'], [2, 'ignore'], [2, 'mode'], [1.2, 'checkout'], [1, 'stash'], [0.8, 'commit'], [2, 'company'], [1, 'commandLine'],
];

// Two actions that do not fit together (a file where a directory was, git with nothing to do) are let go.
const HARMLESS = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'EINVAL', 1, 128]);

const OPEN_MOST = 6;

export class Person {
  /** `hooks`: fail(what, words), companion (see company.mjs), told(): tells the server what changed, if it is told. */
  constructor({ tree, session, random, pace, hooks }) {
    Object.assign(this, { tree, session, random, pace, hooks });
    this.documents = new Map();
    this.words = []; // of late, wherever they are now
    this.count = 0;
    this.counts = {};
    this.log = [];
  }

  /** A word that is nowhere else and in no other word. */
  word() {
    const word = `soak${this.random.pick(['Alpha', 'beta', 'Gam_ma', 'delta'])}${this.count++}x`;
    this.words.push(word);
    if (this.words.length > 24) this.words.shift();
    return word;
  }

  note(text) {
    this.log.push(text);
    if (this.log.length > 5000) this.log.splice(0, 1000);
  }

  async act() {
    const name = this.random.weighted(WEIGHTS);
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    try {
      await this[name]();
    } catch (problem) {
      if (!HARMLESS.has(problem.code)) throw problem;
      this.note(`  (${name}: ${problem.code})`);
      this.tree.changed();
    }
    await this.hooks.told();
    await this.pause();
  }

  pause() { return this.pace ? sleep(this.random.below(this.pace)) : undefined; }
  anyDocument() { return this.random.pick([...this.documents.values()]); }
  anyFile() { return this.random.pick(this.tree.files()); }
  small(path) { return lstatSync(this.tree.at(path)).size < 256 << 10; }

  /** A file that is text, and that no editor has open. */
  anyClosed() {
    for (let i = 0; i < 20; i++) {
      const path = this.anyFile();
      if (!this.documents.has(path) && !path.startsWith('large/') && this.small(path) && !path.startsWith('soak_')) return path;
    }
    return this.anyFile();
  }

  // ---- in the editor --------------------------------------------------------------------------------

  async open() {
    if (this.documents.size >= OPEN_MOST) return this.close();
    const path = this.anyClosed();
    const text = this.tree.read(path);
    if (text.includes('\0') || text.startsWith('\ufeff') || this.documents.has(path)) return;
    this.note(`open ${path}`);
    const document = new OpenDocument(path, text, this.session.encoding);
    this.documents.set(path, document);
    this.session.open(document, LANGUAGES[extname(path)] ?? 'plaintext');
  }

  /** Sends each list of changes as a notification. */
  async send(document, notifications, pace = 0) {
    for (const changes of notifications) {
      this.session.change(document, changes);
      if (pace) await sleep(this.random.below(pace));
    }
  }

  /** A word letter by letter; it must be found as soon as it is there, whatever else is going on. */
  async type() {
    const document = this.anyDocument();
    if (!document) return this.open();
    const word = this.word();
    this.note(`type ${word} in ${document.path}`);
    const at = document.place(this.random);
    await this.send(document, document.typed(at, word), this.random.chance(0.3) ? 8 : 0);
    await this.mustFind(document, word);
    if (this.random.chance(0.4)) { // and is taken back
      await this.send(document, [[document.replace(at, at + word.length, '')]]);
      await this.mustFind(document, word);
    }
  }

  async edit() {
    const document = this.anyDocument();
    if (!document) return this.open();
    const word = this.word();
    const { random } = this;
    const shape = random.pick(['cursors', 'linesRemoved', 'pasted', 'stretch', 'brokenAndJoined', 'beyond', 'mixed', 'nothing', 'all', 'undone']);
    this.note(`edit ${document.path}: ${shape}, ${word}`);
    await this.send(document, this.shaped(document, shape, word));
    await this.mustFind(document, word);
  }

  shaped(document, shape, word) {
    const { random } = this;
    switch (shape) {
      case 'pasted': {
        const lines = this.tree.read(this.anyClosed()).split(/(?<=\n)/).slice(0, 40);
        return document.pasted(random, `${lines.join('')}${random.pick(['', word, `é😀 ${word}\r\n`, `${word}\n\n`])}`);
      }
      case 'stretch': return document.stretch(random, random.pick(['', ' ', '{', '"', '/*', word, `漢字${word}`, '\r']));
      case 'all': return [[document.all(random.chance(0.5) ? document.saved : `${document.text}\n${word}\n`)]];
      case 'undone': {
        const before = document.text;
        return [...document.linesRemoved(random), [document.all(before)]];
      }
      default: return document[shape](random, word);
    }
  }

  /**
   * A definition at the beginning of a file: if its outline has it, questions for symbols have it, too. A question
   * waits for an open document's symbols for a tenth of a second only, and a language's first document takes longer.
   */
  async define() {
    const document = this.anyDocument();
    if (!document) return this.open();
    const make = DEFINITIONS[extname(document.path)];
    if (!make) return this.open();
    const name = this.word();
    this.note(`define ${name} in ${document.path}`);
    await this.send(document, [[document.replace(0, 0, make(name))]]);
    const asked = Date.now();
    let found = await this.session.askSymbols(name);
    await this.mustFind(document, name);
    const has = () => found?.some((one) => one.name === name && this.session.path(one.location.uri) === document.path);
    while (!has() && Date.now() - asked < LATE_MS) found = await this.session.askSymbols(name);
    if (has()) return;
    const outline = await this.session.outline(document.path);
    if (outline?.includes(`"${name}"`)) {
      this.hooks.fail('symbol', `${name}, defined in the open ${document.path} and in its outline, is not found by the next question: ${JSON.stringify(found).slice(0, 300)}`);
    }
  }

  /** In this document the word is found exactly where it is now. */
  async mustFind(document, word) {
    const hits = await this.session.occurrences(word);
    if (!hits || this.documents.get(document.path) !== document) return;
    const expected = [];
    for (let at = document.text.indexOf(word); at >= 0; at = document.text.indexOf(word, at + word.length)) {
      const { character } = document.position(at);
      const line = document.text.slice(0, at).split('\n').length - 1;
      expected.push({ line, character, at });
    }
    const inside = hits.filter((hit) => hit.startsWith(`${document.path}:`));
    // With a lone \r among the line ends a line of the index is not one of the protocol: the count must do.
    const exact = !/\r(?!\n)/.test(document.text);
    const wanted = expected.map(({ line, character }) => `${document.path}:${line}:${character}`).sort();
    const same = exact ? inside.join() === wanted.join() : inside.length === wanted.length;
    if (!same) this.hooks.fail('typed text', `${word}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(inside)}`);
  }

  async save() {
    const document = this.anyDocument();
    if (!document) return this.open();
    const byRename = this.random.chance(0.5);
    this.note(`save ${document.path}${byRename ? ' by rename' : ''}`);
    if (byRename) this.tree.writeByRename(document.path, document.text);
    else this.tree.write(document.path, document.text);
    document.saved = document.text;
    if (this.random.chance(0.7)) this.session.notify('textDocument/didSave', { textDocument: { uri: this.session.uri(document.path) } });
  }

  async close() {
    const document = this.anyDocument();
    if (!document) return;
    this.note(`close ${document.path}`);
    this.tree.write(document.path, document.text);
    this.documents.delete(document.path);
    this.session.close(document.path);
  }

  /** Closed without being saved: what is on disk counts again. */
  async discard() {
    const document = this.anyDocument();
    if (!document) return;
    this.note(`discard ${document.path}`);
    this.documents.delete(document.path);
    this.session.close(document.path);
  }

  // ---- beside the editor ----------------------------------------------------------------------------

  async writeOutside() {
    const path = this.anyClosed();
    const word = this.word();
    this.note(`write ${path}, ${word}`);
    const text = this.tree.read(path) + remark(path, word);
    if (this.random.chance(0.5)) this.tree.write(path, text); else this.tree.writeByRename(path, text);
  }

  /** Twice within a moment and as long as before, or with its old time: only a close look tells. */
  async rewriteUnseen() {
    const path = this.anyClosed();
    const first = this.word();
    const second = this.word().padEnd(first.length, 'y').slice(0, first.length);
    this.note(`rewrite ${path}, ${first} then ${second}`);
    const before = this.tree.read(path);
    this.tree.write(path, before + remark(path, first));
    if (this.random.chance(0.5)) await sleep(this.random.below(30));
    const { atimeMs, mtimeMs } = lstatSync(this.tree.at(path));
    this.tree.write(path, before + remark(path, second));
    if (this.random.chance(0.5)) utimesSync(this.tree.at(path), atimeMs / 1000, mtimeMs / 1000);
    this.words.push(second);
  }

  /** A line comes into one of the large files and another goes. */
  async large() {
    const path = this.random.pick(this.tree.files().filter((one) => one.startsWith('large/')));
    if (!path) return this.create();
    const lines = this.tree.read(path).split('\n');
    const word = this.word();
    lines.splice(this.random.below(lines.length), 1);
    lines.splice(this.random.below(lines.length), 0, `int ${word};`);
    this.note(`large ${path}, ${word}`);
    this.tree.write(path, lines.join('\n'));
  }

  async create() {
    const word = this.word();
    const folder = this.random.pick(['made', 'made/here', ...this.random.sample(this.tree.directories(), 3)]);
    const path = `${folder}/${this.random.pick(['made', 'größe', 'x.ignored', '.hidden'])}_${this.count}${this.random.pick(['.c', '.py', '.h', '.txt', ''])}`;
    this.note(`create ${path}, ${word}`);
    this.tree.write(path, `${remark(path, word)}int defined_${word}(void) { return 0; }\n`);
  }

  async remove() {
    const path = this.anyFile();
    this.note(`remove ${path}`);
    this.tree.remove(path);
  }

  async move() {
    const from = this.anyClosed();
    const to = this.random.chance(0.5)
      ? `${dirname(from)}/moved_${this.count++}${extname(from)}` : `${this.random.pick(this.tree.directories())}/${basename(from)}`;
    this.note(`move ${from} to ${to}`);
    this.tree.move(from, to);
  }

  /** Several levels at once, with files in them before anybody can have looked. */
  async createDirectory() {
    const top = `deep_${this.count++}`;
    this.note(`create the directory ${top}`);
    for (let i = 0; i < 12; i++) {
      const path = `${top}/${'a/'.repeat(this.random.below(5))}file_${i}.c`;
      this.tree.write(path, `int ${this.random.chance(0.2) ? this.word() : `in_${top}_${i}`};\n`);
      if (this.random.chance(0.2)) await sleep(2);
    }
  }

  async moveDirectory() {
    const from = this.random.pick(this.tree.directories());
    const to = `${this.random.chance(0.5) ? `${dirname(from)}/` : ''}directory_${this.count++}`;
    this.note(`move the directory ${from} to ${to}`);
    this.tree.move(from, to);
  }

  async removeDirectory() {
    const deep = this.tree.directories().filter((path) => path.split('/').length > 2 || path.startsWith('deep_'));
    if (!deep.length) return;
    const path = this.random.pick(deep);
    this.note(`remove the directory ${path}`);
    this.tree.remove(path);
  }

  /** A directory where a file was, or the other way. */
  async swapKind() {
    const word = this.word();
    const path = this.random.chance(0.7) ? this.anyClosed() : this.random.pick(this.tree.directories().filter((one) => one.split('/').length > 2));
    if (!path) return;
    const was = lstatSync(this.tree.at(path)).isDirectory();
    this.note(`swap ${path}, ${word}`);
    this.tree.remove(path);
    this.tree.write(was ? path : `${path}/inside.c`, `int ${word};\n`);
  }

  /** Text that becomes binary, and text again some day. */
  async binary() {
    const path = this.anyClosed();
    const word = this.word();
    this.note(`binary ${path}, ${word}`);
    const text = this.tree.read(path);
    this.tree.write(path, text.includes('\0') ? `${word}\n` : `${word}\0${text}`);
  }

  async ignore() {
    const path = this.random.chance(0.6) ? '.gitignore' : `${this.random.pick(this.tree.directories())}/.gitignore`;
    const file = this.anyFile();
    const rules = this.random.pick([
      '', `*${extname(file) || '.c'}`, `/${dirname(file)}/`, basename(file), `/${file}`, `*.h\n!${basename(file)}`, 'made/', '*_1*', `**/${basename(dirname(file))}/*.c`,
    ]);
    this.note(`ignore in ${path}: ${JSON.stringify(rules)}`);
    this.tree.write(path, `*.ignored\n/out/\n${rules}\n`);
  }

  async mode() {
    const path = this.random.chance(0.7) ? this.anyFile() : this.random.pick(this.tree.directories());
    this.note(`mode of ${path}`);
    const { mode } = lstatSync(this.tree.at(path));
    chmodSync(this.tree.at(path), mode & 0o100 && !lstatSync(this.tree.at(path)).isDirectory() ? 0o644 : 0o755);
  }

  // ---- git --------------------------------------------------------------------------------------------

  /** To one of the branches, as it was at the beginning. */
  async checkout(branch = this.random.pick(['main', ...BRANCHES]), clean = this.random.chance(0.3)) {
    this.note(`checkout ${branch}${clean ? ', clean' : ''}`);
    const go = () => this.tree.git('checkout', '-qf', '-B', branch, `base_${branch}`);
    try {
      await go();
    } catch (problem) {
      if (problem.code !== 1 && problem.code !== 128) throw problem;
      await this.tree.git('reset', '-q', '--hard'); // untracked files in the way
      await this.tree.git('clean', '-fdxq');
      await go();
    }
    if (clean) await this.tree.git('clean', '-fdxq');
    this.tree.changed();
  }

  async stash() {
    this.note('stash');
    await this.tree.git('stash', 'push', '-uq');
    this.tree.changed();
    await this.hooks.told();
    await sleep(this.random.below(300));
    this.note('stash pop');
    try {
      await this.tree.git('stash', 'pop', '-q');
    } catch {
      await this.tree.git('reset', '-q', '--hard');
      await this.tree.git('stash', 'clear');
    }
    this.tree.changed();
  }

  async commit() {
    this.note('commit');
    await this.tree.git('add', '-A');
    await this.tree.git('commit', '-qm', 'work');
  }

  // ---- others on the same index -------------------------------------------------------------------------

  async company() { this.note(`company: ${await this.hooks.company()}`); }

  async commandLine() {
    const word = this.random.pick(this.words) ?? 'static';
    const verb = this.random.pick(['search', 'symbols', 'status', 'index']);
    this.note(`treeline ${verb}`);
    await this.hooks.commandLine(verb, verb === 'search' || verb === 'symbols' ? [word] : []);
  }
}
