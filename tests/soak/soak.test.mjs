// The soak's own parts: an oracle that is wrong finds nothing.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { OpenDocument } from './document.mjs';
import { judged } from './gauge.mjs';
import { Random } from './random.mjs';
import { Tree, occurrences } from './tree.mjs';

// The protocol's own words, done the slow way: where a position is, counting line by line.
function applied(text, change, encoding) {
  if (!change.range) return change.text;
  const offset = ({ line, character }) => {
    let at = 0;
    for (; line > 0; line--) {
      const end = /\r\n|\n|\r/.exec(text.slice(at));
      if (!end) return text.length;
      at += end.index + end[0].length;
    }
    for (let units = 0; at < text.length && !/[\r\n]/.test(text[at]);) {
      const letter = String.fromCodePoint(text.codePointAt(at));
      units += { 'utf-8': Buffer.byteLength(letter), 'utf-16': letter.length, 'utf-32': 1 }[encoding];
      if (units > character) break;
      at += letter.length;
    }
    return at;
  };
  return text.slice(0, offset(change.range.start)) + change.text + text.slice(offset(change.range.end));
}

const SHAPES = {
  typed: (document, random) => document.typed(document.place(random), 'wörd😀'),
  cursors: (document, random) => document.cursors(random, 'x😀'),
  linesRemoved: (document, random) => document.linesRemoved(random),
  pasted: (document, random) => document.pasted(random, random.pick(['\n', 'a\rb\r\nc', '漢字\n'])),
  stretch: (document, random) => document.stretch(random, random.pick(['', '\r', '\n', 'é'])),
  brokenAndJoined: (document, random) => document.brokenAndJoined(random),
  beyond: (document, random) => document.beyond(random, 'end'),
  mixed: (document, random) => document.mixed(random, 'more'),
  nothing: (document) => document.nothing(),
};

test('every shape of change describes what it did, in every encoding and with every line end', () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const encoding = random.pick(['utf-8', 'utf-16', 'utf-32']);
    const letters = ['a', 'é', '漢', '😀', '\n', '\r\n', '\r', ' '];
    const document = new OpenDocument('x', Array.from({ length: random.below(40) }, () => random.pick(letters)).join(''), encoding);
    for (let i = 0; i < 20; i++) {
      const shape = random.pick(Object.keys(SHAPES));
      let text = document.text;
      for (const changes of SHAPES[shape](document, random)) {
        for (const change of changes) text = applied(text, change, encoding);
      }
      assert.equal(text, document.text, `seed ${seed}, step ${i}: ${shape} in ${encoding}`);
    }
  }
});

test('chance is the same for the same seed, and streams do not touch one another', () => {
  const draws = (random) => Array.from({ length: 5 }, () => random.below(1000));
  const first = new Random(7);
  const person = first.stream('person');
  draws(first.stream('queries'));
  assert.deepEqual(draws(person), draws(new Random(7).stream('person')));
  assert.notDeepEqual(draws(new Random(7).stream('person')), draws(new Random(8).stream('person')));
});

test('growth is judged by the last fifth against the second', () => {
  const row = (fifths) => judged({ what: 'memory', factor: 1.25, slack: 8, fifths });
  assert.equal(row([90, 20, 50, 60, 33]).kept, true);
  assert.equal(row([1, 20, 20, 20, 34]).kept, false);
  assert.equal(row([1, null, 2, 2, 2]).kept, true, 'too short to be judged');
});

test('the truth is what git lists, not hidden, not ignored, there and no link, with open texts laid over', async (t) => {
  const base = mkdtempSync(join(tmpdir(), 'soak-test-'));
  t.after(() => rmSync(base, { recursive: true, force: true }));
  const tree = new Tree(base);
  const put = (path, text) => {
    mkdirSync(dirname(tree.at(path)), { recursive: true });
    writeFileSync(tree.at(path), text);
  };
  put('a.c', 'one word\r\nword and é word\n');
  put('gone.c', 'word\n');
  put('tracked.log', 'word\n');
  put('.hidden/b.c', 'word\n');
  put('binary', 'word\0word');
  await tree.git('init', '-q');
  await tree.git('add', '-A');
  put('.gitignore', '*.log\n');
  put('new.c', 'wordword\n');
  put('skipped.log', 'word\n');
  tree.remove('gone.c');
  const paths = await tree.truth();
  assert.deepEqual(paths, ['a.c', 'binary', 'new.c']);
  const found = occurrences(tree, paths, new Map([['new.c', 'a word'], ['open.c', '\nword']]), ['word', 'nowhere'], 'utf-8');
  assert.deepEqual(found.get('word'), ['a.c:0:4', 'a.c:1:0', 'a.c:1:12', 'new.c:0:2', 'open.c:1:0']);
  assert.deepEqual(found.get('nowhere'), []);
  const utf16 = occurrences(tree, paths, new Map(), ['word'], 'utf-16').get('word');
  assert.deepEqual(utf16, ['a.c:0:4', 'a.c:1:0', 'a.c:1:11', 'new.c:0:0', 'new.c:0:4']);
});
