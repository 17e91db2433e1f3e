// The second server on the same tree and the same index: comes, asks, types into a buffer of its own, and
// goes, by the door or by kill -9. The first time it is the first one there, and writes the index, until it
// is killed.
import { OpenDocument } from './document.mjs';
import { Session } from './session.mjs';

export class Company {
  constructor({ program, tree, cache, encoding, log, random, fail }) {
    Object.assign(this, { program, tree, cache, encoding, log, random, fail });
    this.documents = new Map();
    this.count = 0;
    this.killed = 0;
  }

  get here() { return this.session?.alive ? this.session : undefined; }

  async come() {
    this.session = await Session.open(this.program, this.tree.root, { cache: this.cache, encoding: this.encoding, log: this.log });
    this.documents.clear();
    return 'comes';
  }

  /** Does something; says what. */
  async act() {
    if (!this.here) return this.come();
    const goes = this.writes ? [] : [[2, 'leave'], [2, 'kill']];
    const what = this.random.weighted([[4, 'ask'], [4, 'type'], ...goes]);
    await this[what]();
    return what;
  }

  async ask() {
    await this.session.askSymbols(this.random.pick(['', 'm', 'main', 'soak']));
    await this.session.ask('treeline/search', { query: 'static', limit: 20 });
  }

  /** Into a file that its own editor has open: the other server must not see it. */
  async type() {
    const path = this.random.pick(this.tree.files().filter((one) => /\.(c|h|py|js|mjs)$/.test(one) && !one.startsWith('large/')));
    if (!path || this.documents.has(path) || this.documents.size > 3) return;
    const text = this.tree.read(path);
    if (text.includes('\0')) return;
    const document = new OpenDocument(path, text, this.encoding);
    this.documents.set(path, document);
    this.session.open(document, '');
    this.session.change(document, [document.replace(0, 0, `soakCompany${this.count++}x `)]);
  }

  /** Goes by the door: everything asked was answered. */
  async leave() {
    if (!this.here) return;
    const { session } = this;
    const code = await session.end();
    this.judge(session);
    if (code !== 0) this.fail('exit', `the second server ended with ${code}`);
    this.session = undefined;
  }

  async kill() {
    if (!this.here) return;
    this.writes = false;
    this.killed++;
    await this.session.kill();
    this.judge(this.session);
    this.session = undefined;
  }

  judge(session) {
    if (session.strays) this.fail('answers', `${session.strays} answers of the second server to no question`);
    for (const words of session.failed) this.fail('answers', `the second server: ${words}`);
  }

  texts() { return new Map([...this.documents].map(([path, document]) => [path, document.text])); }
  get word() { return `soakCompany${this.count - 1}x`; }
}
