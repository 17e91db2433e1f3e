// Random edits of open documents, in every encoding and with every line end: the server's text is the
// oracle's. The server's text is read by searching for every line of it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { everything, Session, Tree } from './harness.mjs';
import { TextOracle } from './text_oracle.mjs';

class Random {
  constructor(t, salt) {
    const seed = Number(process.env.TREELINE_TEST_SEED ?? Date.now() % 1000000);
    t.diagnostic(`TREELINE_TEST_SEED=${seed}`);
    this.state = (seed * 31 + salt) >>> 0;
  }

  below(limit) {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }

  of(list) { return list[this.below(list.length)]; }
}

const pieces = {
  plain: ['a', 'word ', 'def f(x):', '    return x', ' = 1', '', ',', 'longer_identifier'],
  wide: ['é', '世界', '😀', 'größe', 'a', ' ', '👩‍💻', '\u{10ffff}'],
  odd: ['\0', '\ud83d', '\ude00', '\ufeff', '\u2028', '\x7f', '\\', '"', '\t'],
};

function randomText(random, ends, most) {
  let text = '';
  for (let n = random.below(most + 1); n > 0; n--) {
    const kind = random.of(['plain', 'plain', 'wide', 'odd', 'end', 'end']);
    text += kind === 'end' ? random.of(ends) : random.of(pieces[kind]);
  }
  return text;
}

function randomPosition(random) {
  if (random.below(40) === 0) return { line: 2 ** 31 - 1, character: random.below(2) ? 2 ** 31 - 1 : 0 };
  return { line: random.below(30), character: random.below(30) ? random.below(25) : 2 ** 31 - 1 };
}

function randomChange(random, ends) {
  if (random.below(40) === 0) return { text: randomText(random, ends, 60) };
  const start = randomPosition(random);
  const end = random.below(3) === 0 ? start : random.below(3) === 0 ? randomPosition(random)
    : { line: Math.min(start.line + random.below(2), 2 ** 31 - 1), character: random.below(25) };
  return { range: { start, end }, text: random.below(4) ? randomText(random, ends, 4) : '' };
}

async function lines(session) {
  const { hits, summary } = await session.search('.+', { regex: true, all: true });
  assert.equal(summary.truncated, false);
  return hits.map((hit) => [hit.range.start.line, hit.text]).sort((a, b) => a[0] - b[0]);
}

async function open(t, encoding) {
  const tree = new Tree(t);
  const capabilities = { ...everything, general: { positionEncodings: [encoding] } };
  const session = await Session.open(t, tree, { capabilities });
  await session.ready();
  return { session, uri: tree.uri('edited.py') };
}

const styles = { '\\n': ['\n'], '\\r\\n': ['\r\n'], '\\r': ['\r'], mixed: ['\n', '\r\n', '\r', '\n\r'] };

for (const [salt, encoding] of ['utf-8', 'utf-16', 'utf-32'].entries()) {
  for (const [more, style] of Object.keys(styles).entries()) {
    test(`a thousand and a half changes in ${encoding}, lines ending with ${style}`, async (t) => {
      const random = new Random(t, salt * 10 + more);
      const ends = styles[style];
      const { session, uri } = await open(t, encoding);
      for (let round = 0; round < 10; round++) {
        const first = randomText(random, ends, 80);
        const oracle = new TextOracle(first, encoding);
        session.openDocument(uri, first);
        for (let i = 0; i < 50; i++) {
          const changes = Array.from({ length: 1 + random.below(5) }, () => randomChange(random, ends));
          session.change(uri, i + 2, ...changes);
          for (const change of changes) oracle.apply(change);
          if (random.below(5) === 0 || i === 49) assert.deepEqual(await lines(session), oracle.lines(), `round ${round}, change ${i}`);
        }
        if (random.below(2)) session.closeDocument(uri); // else the next round opens it twice
      }
      await session.close();
    });
  }
}

// An edit at a time, as a person makes them, in a text with structure: after any of them the symbols
// are those of the same text opened from nothing.
test('symbols of an edited document are those of its text', async (t) => {
  const random = new Random(t, 99);
  const { session, uri } = await open(t, 'utf-16');
  const fresh = uri.replace('edited', 'opened');
  const part = (i) => `class C${i}:\n    """Über ${i} 😀"""\n    def method_${i}(self):\n        return {'k': ${i}}\n\n`;
  const text = Array.from({ length: 30 }, (_, i) => part(i)).join('');
  const oracle = new TextOracle(text, 'utf-16');
  session.openDocument(uri, text);
  let version = 2;
  const type = (change) => {
    oracle.apply(change);
    session.change(uri, version++, change);
  };
  for (let i = 0; i < 120; i++) {
    const line = random.below(150);
    const at = { line, character: random.below(30) };
    const typed = random.of([`\ndef added_${i}(): pass\n`, '"""', '(', ')', `x${i}`, '    ', '\n', '😀']);
    if (random.below(3) === 0) type({ range: { start: at, end: { line: line + random.below(3), character: random.below(20) } }, text: '' });
    else for (const c of typed) {
      type({ range: { start: { ...at }, end: { ...at } }, text: c }); // sent later than it is called
      if (c === '\n') [at.line, at.character] = [at.line + 1, 0];
      else at.character += c.length;
    }
    if (i % 4) continue;
    session.openDocument(fresh, oracle.text);
    assert.deepEqual(await session.outline(uri), await session.outline(fresh), `after edit ${i}`);
    assert.deepEqual((await session.symbols('added')).filter((s) => s.location.uri === uri).map((s) => s.location.range),
      (await session.symbols('added')).filter((s) => s.location.uri === fresh).map((s) => s.location.range));
    session.closeDocument(fresh);
  }
  await session.close();
});

test('many documents are edited at once, and none is mistaken for another', async (t) => {
  const random = new Random(t, 7);
  const { session, uri } = await open(t, 'utf-16');
  const uris = Array.from({ length: 50 }, (_, i) => uri.replace('edited', `many${i}`));
  const oracles = uris.map((u, i) => new TextOracle(`document_number_${i}_\n`, 'utf-16'));
  uris.forEach((u, i) => session.openDocument(u, oracles[i].text));
  for (let i = 0; i < 1000; i++) {
    const which = random.below(50);
    const change = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: `w${which}x ` };
    oracles[which].apply(change);
    session.change(uris[which], i + 2, change);
  }
  const { hits } = await session.search('document_number', { all: true });
  const found = Object.fromEntries(hits.map((hit) => [hit.uri, hit]));
  for (const [i, u] of uris.entries()) assert.equal(found[u].range.start.character, oracles[i].text.indexOf('document'), u);
  assert.equal(hits.length, 50);
  await session.close();
});

test('a flood of changes of a large document is applied, and the server answers meanwhile', async (t) => {
  const { session, uri } = await open(t, 'utf-16');
  session.openDocument(uri, `${'int filler_line_of_text = 1;\n'.repeat(13000)}last\n`);
  const end = { line: 13000, character: 0 };
  const answers = [];
  for (let i = 0; i < 3000; i++) {
    session.change(uri, i + 2, { range: { start: end, end }, text: 'x' });
    if (i % 300 === 0) answers.push(session.status());
  }
  assert.equal((await Promise.all(answers)).length, 10);
  const { hits } = await session.search(`${'x'.repeat(3000)}last`, { all: true });
  assert.equal(hits.length, 1);
  await session.close();
});

test('more than may wait comes at once: the input waits, and nothing is lost', async (t) => {
  const { session, uri } = await open(t, 'utf-16');
  session.openDocument(uri, 'start\n');
  const line = 'filler of a very large change\n';
  const filler = line.repeat(70000); // 50 of them are more than a sync job may leave waiting
  for (let i = 0; i < 50; i++) {
    const range = { start: { line: 0, character: 0 }, end: { line: i ? 70000 : 0, character: 0 } };
    session.change(uri, i + 2, { range, text: i < 49 ? filler : `the_last_of_${i}\n` });
  }
  assert.deepEqual(await lines(session), [[0, 'the_last_of_49'], [1, 'start']]);
  await session.close();
});
