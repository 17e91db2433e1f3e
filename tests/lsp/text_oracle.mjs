// What the text of an open document must be after a didChange, by the simplest means. For UTF-16 the
// reference is the client library's own document.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(path.resolve(process.env.TREELINE_LSP_NPM), 'package.json'));
const { TextDocument } = require('vscode-languageserver-textdocument');

const widths = {
  'utf-8': (character) => Buffer.byteLength(character),
  'utf-16': (character) => character.length,
  'utf-32': () => 1,
};

const lineEnds = /\r\n|\n|\r/g;
const isHigh = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

// Strings as the server can hold them: no half pairs, no NUL.
const held = (text) => Buffer.from(text).toString().replaceAll('\0', '\x01');

export class TextOracle {
  constructor(text, encoding) {
    this.text = held(text);
    this.encoding = encoding;
  }

  // The index in this.text; in the middle of a pair only in UTF-16, where the client may mean that.
  offsetAt({ line, character }) {
    if (this.encoding === 'utf-16') return TextDocument.create('', '', 1, this.text).offsetAt({ line, character });
    const starts = [0, ...[...this.text.matchAll(lineEnds)].map((m) => m.index + m[0].length)];
    if (line >= starts.length) return this.text.length;
    let at = starts[line];
    for (const c of this.text.slice(at).split(lineEnds, 1)[0]) {
      const width = widths[this.encoding](c);
      if (width > character) break;
      character -= width;
      at += c.length;
    }
    return at;
  }

  apply(change) {
    const before = this.text;
    if (!change.range) {
      this.text = held(change.text);
      return;
    }
    const offsets = [this.offsetAt(change.range.start), this.offsetAt(change.range.end)].sort((a, b) => a - b);
    this.text = held(before.slice(0, offsets[0])) + held(change.text) + held(before.slice(offsets[1]));
    if (this.encoding === 'utf-16') this.#compare(before, change);
  }

  // The library's text may hold halves where ours has U+FFFD, of the same length.
  #compare(before, change) {
    const reference = TextDocument.update(TextDocument.create('', '', 1, before), [change], 2).getText();
    assert.equal(this.text.length, reference.length);
    for (let i = 0; i < reference.length; i++) {
      if (reference[i] === this.text[i] || reference[i] === '\0') continue;
      assert.ok(isHigh(reference, i) || isLow(reference, i), `unit ${i}`);
    }
  }

  // The lines that a search can find, by number: those with anything on them. A search's lines end with \n
  // or \r\n.
  lines() {
    const lines = this.text.split('\n').map((line, i, { length }) => [i, i + 1 < length ? line.replace(/\r$/, '') : line]);
    return lines.filter(([, line]) => line !== '');
  }
}
