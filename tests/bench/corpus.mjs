// The benchmark's tree while it is written in: what can be edited there, and that it is afterwards what it was.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Files of `root` with these endings, relative, with their sizes, in no order that matters. */
export function filesOf(root, endings) {
  const out = [];
  const enter = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) enter(path);
      else if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending))) out.push(path);
    }
  };
  enter(root);
  return out.sort().map((path) => ({ path: relative(root, path), size: statSync(path).size }));
}

/** The largest file with that ending and fewer than `most` bytes; undefined if there is none. */
export function largest(root, ending, most) {
  return filesOf(root, [ending]).filter((one) => one.size < most).sort((a, b) => b.size - a.size)[0]?.path;
}

/** `count` files of an ordinary size, spread over the tree. */
export function spread(root, count) {
  const all = filesOf(root, ['.c', '.h']).filter((one) => one.size < 200 << 10);
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor(i * step)].path);
}

/**
 * Keeps what is about to be changed, and puts it back: when told, when the process is interrupted, and, if it
 * was killed, at the next start, for the copies lie in `folder`.
 */
export class Keeper {
  constructor(root, folder) {
    this.root = root;
    this.folder = folder;
    this.made = new Set(); // files that were not there before
    this.kept = new Map(); // path -> bytes
    this.#leftover();
    this.leave = (signal) => {
      this.restore();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.once('SIGINT', this.leave);
    process.once('SIGTERM', this.leave);
  }

  #leftover() {
    const list = join(this.folder, 'kept.json');
    if (existsSync(list)) {
      const { kept, made } = JSON.parse(readFileSync(list, 'utf8'));
      kept.forEach((path, i) => {
        if (existsSync(join(this.folder, String(i)))) writeFileSync(join(this.root, path), readFileSync(join(this.folder, String(i))));
      });
      for (const path of made) rmSync(join(this.root, path), { force: true });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** These may be changed, or made, from now on. */
  keep(paths) {
    mkdirSync(this.folder, { recursive: true });
    for (const path of paths) {
      if (this.kept.has(path) || this.made.has(path)) continue;
      if (existsSync(join(this.root, path))) {
        const bytes = readFileSync(join(this.root, path));
        writeFileSync(join(this.folder, String(this.kept.size)), bytes);
        this.kept.set(path, bytes);
      } else {
        this.made.add(path);
      }
    }
    writeFileSync(join(this.folder, 'kept.json'), JSON.stringify({ kept: [...this.kept.keys()], made: [...this.made] }));
  }

  /** Everything is as it was. */
  restore() {
    for (const [path, bytes] of this.kept) {
      const file = join(this.root, path);
      if (!existsSync(file) || !readFileSync(file).equals(bytes)) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, bytes);
      }
    }
    for (const path of this.made) rmSync(join(this.root, path), { force: true });
    rmSync(this.folder, { recursive: true, force: true });
    this.kept.clear();
    this.made.clear();
  }

  done() {
    this.restore();
    process.removeListener('SIGINT', this.leave);
    process.removeListener('SIGTERM', this.leave);
  }
}
