// Asks all the time, one question after the other, whatever the others are doing: names and words as they
// are typed, outlines, everything of a word; some are cancelled as soon as they are sent.
import { sleep } from './session.mjs';

export class Querier {
  constructor({ session, random, words, documents, measured }) {
    Object.assign(this, { session, random, words, documents, measured });
    this.asked = 0;
    this.cancelled = 0;
  }

  async run() {
    while (!this.stopped && this.session.alive) {
      if (this.paused) {
        this.atRest?.();
        await sleep(5);
      } else {
        await this.one();
        await sleep(this.random.below(20));
      }
    }
    this.atRest?.();
  }

  stop() { this.stopped = true; }

  /** No question is under way when this is over. */
  pause() {
    this.paused = true;
    return new Promise((resolve) => { this.atRest = resolve; });
  }

  resume() { this.paused = false; }

  async one() {
    const { random } = this;
    const word = random.pick(this.words);
    await random.weighted([
      [4, () => this.typedName(word)],
      [4, () => this.ask('first page', 'treeline/search', { query: word, limit: 50 })],
      [1, () => this.ask('every hit', 'treeline/search', { query: word, all: true, limit: 0, literal: true })],
      [1, () => this.ask('regex', 'treeline/search', { query: `${word.slice(0, 3)}\\w+\\(`, regex: true, limit: 50 })],
      [1, () => this.outline()],
      [1, () => this.cancel(word)],
    ])();
  }

  ask(kind, method, params) {
    this.asked++;
    return this.session.ask(method, params, { measured: (ms) => this.measured(kind, ms) });
  }

  /** Three questions as a picker asks them, the word getting longer. */
  async typedName(word) {
    for (const length of [1, 3, word.length]) {
      this.asked++;
      await this.session.askSymbols(word.slice(0, length), { measured: (ms) => this.measured('symbols', ms) });
    }
  }

  outline() {
    const document = this.random.pick([...this.documents().values()]);
    if (!document) return undefined;
    return this.ask('outline', 'textDocument/documentSymbol', { textDocument: { uri: this.session.uri(document.path) } });
  }

  async cancel(word) {
    this.asked++;
    this.cancelled++;
    await this.session.ask('treeline/search', { query: word, all: true, limit: 0 }, { cancelled: true });
  }
}
