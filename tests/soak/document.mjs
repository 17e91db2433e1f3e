// A document as an editor has it open: its text, its version, and every shape of change that the protocol
// has for it. Each change is made here and described in the protocol's terms, so that whoever applies the
// description has to come to the same text.

const LINE_END = /\r\n|\n|\r/g;

const UNITS = {
  'utf-8': (text) => Buffer.byteLength(text),
  'utf-16': (text) => text.length,
  'utf-32': (text) => [...text].length,
};

export class OpenDocument {
  #lines; // [start, end without line end] of each line of `text`, made when needed

  constructor(path, text, encoding) {
    this.path = path;
    this.text = text;
    this.version = 1;
    this.encoding = encoding;
    this.saved = text; // as the editor last read or wrote it
  }

  get lines() {
    if (this.#lines) return this.#lines;
    this.#lines = [];
    let start = 0;
    for (const match of this.text.matchAll(LINE_END)) {
      this.#lines.push([start, match.index]);
      start = match.index + match[0].length;
    }
    this.#lines.push([start, this.text.length]);
    return this.#lines;
  }

  get lineEnd() { return /\r\n|\n|\r/.exec(this.text)?.[0] ?? '\n'; }

  /** Where an offset is, as the protocol says it. An offset within a line end is at the line's end. */
  position(offset) {
    const { lines } = this;
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lines[middle][0] <= offset) low = middle; else high = middle - 1;
    }
    const [start, end] = lines[low];
    return { line: low, character: UNITS[this.encoding](this.text.slice(start, Math.min(offset, end))) };
  }

  /** An offset that a position can name: in no line end and in no pair of surrogates. */
  place(random) {
    const [start, end] = random.pick(this.lines);
    return this.#whole(start + random.below(end - start + 1));
  }

  #whole(offset) {
    const unit = this.text.charCodeAt(offset);
    return unit >= 0xdc00 && unit <= 0xdfff && offset > 0 ? offset - 1 : offset;
  }

  /** Replaces [start, end) by `text`; gives the protocol's description. */
  replace(start, end, text) {
    const change = { range: { start: this.position(start), end: this.position(end) }, text };
    this.#set(this.text.slice(0, start) + text + this.text.slice(end));
    return change;
  }

  /** Whether a position means this very offset. */
  #named(offset) {
    const [start, end] = this.lines[this.position(offset).line];
    return start <= offset && offset <= end;
  }

  #set(text) {
    this.text = text;
    this.#lines = undefined;
  }

  all(text) {
    this.#set(text);
    return { text };
  }

  // ---- what people do to texts: each gives the notifications, each of them its list of changes --------

  /** A word, letter by letter. */
  typed(offset, word) {
    return [...word].map((letter) => {
      const change = this.replace(offset, offset, letter);
      offset += letter.length;
      return [change];
    });
  }

  /** The same words at the beginning of several lines at once, in one notification. */
  cursors(random, word) {
    const count = random.between(2, 5);
    const lines = random.sample(this.lines.map((_, i) => i), count).sort((a, b) => a - b);
    const order = random.chance(0.5) ? lines : lines.reverse(); // each change is on the text after the last
    return [order.map((line) => this.replace(this.lines[line][0], this.lines[line][0], word))];
  }

  /** Whole lines go. */
  linesRemoved(random) {
    const first = random.below(this.lines.length);
    const last = Math.min(first + random.between(1, 6), this.lines.length - 1);
    return [[this.replace(this.lines[first][0], this.lines[last][0], '')]];
  }

  /** A block of lines from elsewhere, its line ends as they come. */
  pasted(random, block) {
    const offset = random.pick(this.lines)[0];
    return [[this.replace(offset, offset, block)]];
  }

  /** A stretch within a line becomes something else. */
  stretch(random, text) {
    const a = this.place(random);
    const line = this.position(a).line;
    const b = this.#whole(Math.min(a + random.below(12), this.lines[line][1]));
    return [[this.replace(Math.min(a, b), Math.max(a, b), text)]];
  }

  /** A line is broken and joined again; the version between is there to be parsed. */
  brokenAndJoined(random) {
    const at = this.place(random);
    const end = this.lineEnd;
    const broken = this.replace(at, at, end);
    const stop = at + end.length;
    const joined = this.#named(at) && this.#named(stop)
      ? this.replace(at, stop, '')
      : this.all(this.text.slice(0, at) + this.text.slice(stop)); // it has melted with a \r before or a \n after it
    return [[broken], [joined]];
  }

  /** Positions beyond the end of the line and of the text: clamped. */
  beyond(random, word) {
    if (random.chance(0.5)) {
      const far = { line: this.lines.length + random.below(1000), character: random.below(1000) };
      this.#set(this.text + word);
      return [[{ range: { start: far, end: far }, text: word }]];
    }
    const line = random.below(this.lines.length);
    const end = this.lines[line][1];
    const far = { line, character: this.position(end).character + 1 + random.below(1000) };
    this.#set(this.text.slice(0, end) + word + this.text.slice(end));
    return [[{ range: { start: far, end: far }, text: word }]];
  }

  /** Several changes in one notification, the last of all of the text. */
  mixed(random, word) {
    const at = this.place(random);
    const first = this.replace(at, at, word);
    const second = this.replace(at, at + word.length, '');
    return [[first, second, this.all(`${this.text}${word}`)]];
  }

  nothing() {
    const end = this.text.length;
    return [[this.replace(end, end, '')], []];
  }
}
