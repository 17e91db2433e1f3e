// A client that watches files and tells the server (workspace/didChangeWatchedFiles): compares the whole tree
// with how it was when it last told.
import { lstatSync } from 'node:fs';
import { walk } from './tree.mjs';

const CREATED = 1;
const CHANGED = 2;
const DELETED = 3;

export class Teller {
  constructor(tree, session) {
    this.tree = tree;
    this.session = session;
    this.stamps = this.#look();
  }

  #look() {
    const stamps = new Map();
    for (const path of walk(this.tree.root, { rules: true })) {
      const info = lstatSync(this.tree.at(path), { throwIfNoEntry: false, bigint: true });
      if (info) stamps.set(path, `${info.size} ${info.mtimeNs} ${info.ctimeNs} ${info.ino}`);
    }
    return stamps;
  }

  tell() {
    const now = this.#look();
    const changes = [];
    const add = (path, type) => changes.push({ uri: this.session.uri(path), type });
    for (const [path, stamp] of now) {
      const before = this.stamps.get(path);
      if (before !== stamp) add(path, before ? CHANGED : CREATED);
    }
    for (const path of this.stamps.keys()) if (!now.has(path)) add(path, DELETED);
    this.stamps = now;
    if (changes.length) this.session.notify('workspace/didChangeWatchedFiles', { changes });
  }
}
