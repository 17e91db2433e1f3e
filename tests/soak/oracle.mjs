// When everybody is quiet: what the servers answer, beside the truth from the file system and beside a
// server that starts from nothing on a copy.
import { mkdirSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Session, sleep } from './session.mjs';
import { occurrences } from './tree.mjs';

const NOTICED_WITHIN_MS = 20_000;
const HEALED_WITHIN_MS = 10_000;

const difference = (expected, found) => {
  const have = new Set(found);
  const want = new Set(expected);
  const missing = expected.filter((one) => !have.has(one));
  const extra = found.filter((one) => !want.has(one));
  const doubled = found.length - have.size;
  return { missing, extra, doubled, same: !missing.length && !extra.length && found.length === expected.length };
};
const shown = ({ missing, extra, doubled }) =>
  `${missing.length} missing ${JSON.stringify(missing.slice(0, 4))}, ${extra.length} too many ${JSON.stringify(extra.slice(0, 4))}${doubled ? `, ${doubled} twice` : ''}`;

export class Oracle {
  constructor({ program, base, tree, random, encoding, log, fail }) {
    Object.assign(this, { program, base, tree, random, encoding, log, fail });
    this.sentinels = 0;
    this.noticed = { following: [], writing: [] }; // ms from a write until it was found, by what the server was
    this.compared = 0; // words, files' symbols and outlines
  }

  /** Writes a file and waits until each session finds it: what happened before it has then been seen, too. */
  async sentinel(role, sessions, told) {
    const word = `soakSentinel${this.sentinels++}x`;
    this.tree.write('soak_sentinel.txt', `${word}\n`);
    const began = performance.now();
    await told();
    const each = sessions.map(async (session) => {
      while (session.alive && performance.now() - began < NOTICED_WITHIN_MS) {
        const hits = await session.occurrences(word);
        if (hits?.length) return performance.now() - began;
        await sleep(3);
      }
      return session.alive ? undefined : 0;
    });
    const times = await Promise.all(each);
    if (times[0]) this.noticed[role].push(times[0]);
    times.forEach((ms, i) => {
      if (ms === undefined) this.fail('unnoticed', `${i ? 'the second' : 'the'} server does not find a written file within ${NOTICED_WITHIN_MS / 1000} s`);
    });
  }

  /** The hits of each word; a difference that goes away is late, one that stays is wrong: both are failures. */
  async words(who, ask, paths, texts, words, encoding = this.encoding) {
    const truth = occurrences(this.tree, paths, texts, words, encoding);
    for (const word of words) {
      const expected = truth.get(word);
      this.compared++;
      let found = await ask(word);
      if (!found) continue; // counted as an answer that did not come
      const first = difference(expected, found);
      if (first.same) continue;
      const began = performance.now();
      let now = first;
      while (!now.same && performance.now() - began < HEALED_WITHIN_MS) {
        await sleep(50);
        found = await ask(word);
        if (!found) break;
        now = difference(expected, found);
      }
      const verdict = now.same ? `right ${Math.round(performance.now() - began)} ms after it was said to be` : 'and stays so';
      this.fail('text', `${who}: "${word}": of ${expected.length} hits ${shown(first)}; ${verdict}`);
    }
  }

  /** While nothing changes, the tree is not compared again and again. */
  async rest(session) {
    for (let i = 0; i < 3; i++) {
      await sleep(300);
      const folder = await session.folder();
      if (!folder || !(folder.verifiedAgoMs < 280) || folder.watch?.state === 'partial') return;
    }
    this.fail('restless', 'nothing changes, and the whole tree has been compared three times within a second');
  }

  /** Symbols and outlines of some files beside those of a server from nothing. */
  async fromNothing(session, paths, documents, languageOf) {
    const texts = new Map([...documents].map(([path, document]) => [path, document.text]));
    const root = join(this.base, 'copy');
    const cache = join(this.base, 'copy-cache');
    const plain = paths.filter((path) => /^[\w./-]+$/.test(path));
    const asked = new Set([...[...texts.keys()].filter((path) => plain.includes(path)), ...this.random.sample(plain, 12)]);
    mkdirSync(root, { recursive: true });
    this.tree.copy(root, paths, []);
    const fresh = await Session.open(this.program, root, { cache, encoding: this.encoding, log: this.log });
    try {
      for (const document of documents.values()) fresh.open({ ...document, text: document.text, path: document.path, version: 1 }, languageOf(document.path));
      const folder = await fresh.settled(60_000);
      if (!folder) return this.fail('from nothing', 'a server on a copy is not ready in time');
      for (const path of asked) {
        await this.same(path, 'symbols', await fresh.symbols(path), () => session.symbols(path));
        const large = !texts.has(path) && !this.tree.isSmall(path); // indexed in chunks: has no outline
        if (!large) await this.same(path, 'outline', await fresh.outline(path), () => session.outline(path));
      }
      if ((await fresh.end()) !== 0) this.fail('from nothing', 'a server on a copy ended badly');
    } finally {
      await fresh.kill();
      rmSync(root, { recursive: true, force: true });
      rmSync(cache, { recursive: true, force: true });
    }
  }

  async same(path, what, expected, ask) {
    this.compared++;
    const found = await ask();
    if (found === undefined || expected === undefined) return;
    if (JSON.stringify(found) === JSON.stringify(expected)) return;
    await sleep(1000);
    const again = JSON.stringify(await ask()) === JSON.stringify(expected) ? 'right a second later' : 'and stays so';
    const words = Array.isArray(found) ? shown(difference(expected, found)) : `${found.slice(0, 300)} instead of ${expected.slice(0, 300)}`;
    this.fail('from nothing', `${what} of ${path} (${extname(path) || 'no ending'}): ${words}; ${again}`);
  }
}
