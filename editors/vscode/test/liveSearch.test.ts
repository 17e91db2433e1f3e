import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SearchHit, SearchSummary } from '../src/protocol';
import { History } from '../src/search/history';
import { LiveSearch, type Listener } from '../src/search/liveSearch';
import { hit } from './support';

const summary: SearchSummary = { hits: 0, documents: 0, covered: 1, documentsCovered: 1, documentsKnown: 1, truncated: false, reason: '', elapsedUs: 1 };

class Asked {
  cancelled = false;
  onHits: (hits: SearchHit[]) => void = () => undefined;
  answer: (summary: SearchSummary) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
}

function live(): { search: LiveSearch<Asked>; asked: Asked[]; told: string[]; listener: (name: string) => Listener } {
  const asked: Asked[] = [];
  const told: string[] = [];
  const search = new LiveSearch<Asked>(
    (_params, onHits, token) => {
      token.onHits = onHits;
      asked.push(token);
      return new Promise((resolve, reject) => {
        token.answer = resolve;
        token.fail = reject;
      });
    },
    () => {
      const token = new Asked();
      return { token, cancel: () => { token.cancelled = true; }, dispose: () => undefined };
    },
    5,
  );
  const listener = (name: string): Listener => ({
    hits: (all, first) => { told.push(`${name} hits ${all.length}${first ? ' first' : ''}`); },
    done: (all) => { told.push(`${name} done ${all.length}`); },
    failed: (message) => { told.push(`${name} failed ${message}`); },
  });
  return { search, asked, told, listener };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

describe('a live search', () => {
  it('shows the first hits at once and the rest in batches', async () => {
    const { search, asked, told, listener } = live();
    const run = search.run({ query: 'a' }, listener('a'));
    asked[0]?.onHits([hit('«a»')]);
    asked[0]?.onHits([hit('«a»', 1)]);
    asked[0]?.onHits([hit('«a»', 2)]);
    assert.deepEqual(told, ['a hits 1 first']);
    await pause(20);
    asked[0]?.answer(summary);
    await run;
    assert.deepEqual(told, ['a hits 1 first', 'a hits 3', 'a done 3']);
    assert.equal(search.busy, false);
  });

  it('cancels what it follows, and hears nothing of it any more', async () => {
    const { search, asked, told, listener } = live();
    const first = search.run({ query: 'a' }, listener('a'));
    const second = search.run({ query: 'ab' }, listener('ab'));
    assert.equal(asked[0]?.cancelled, true);
    asked[0].onHits([hit('«a»')]);
    asked[0].fail(new Error('cancelled'));
    asked[1]?.onHits([hit('«ab»')]);
    asked[1]?.answer(summary);
    await Promise.all([first, second]);
    assert.deepEqual(told, ['ab hits 1 first', 'ab done 1']);
  });

  it('tells what went wrong in words', async () => {
    const { search, asked, told, listener } = live();
    const run = search.run({ query: '(' }, listener('('));
    asked[0]?.fail(new Error('at character 1: no'));
    await run;
    assert.deepEqual(told, ['( failed at character 1: no']);
  });

  it('is silent after a cancel', async () => {
    const { search, asked, told, listener } = live();
    const run = search.run({ query: 'a' }, listener('a'));
    search.cancel();
    asked[0]?.answer(summary);
    await run;
    assert.deepEqual(told, []);
  });
});

describe('history', () => {
  const memory = (): { kept: Map<string, readonly string[]>; get(key: string): readonly string[] | undefined; update(key: string, value: readonly string[]): void } => {
    const kept = new Map<string, readonly string[]>();
    return { kept, get: (key) => kept.get(key), update: (key, value) => { kept.set(key, value); } };
  };

  it('goes back and forth, and ends in the empty box', () => {
    const history = new History(memory(), 'h');
    for (const entry of ['a', 'b', 'a', ' ']) history.add(entry);
    assert.deepEqual(history.recent(9), ['a', 'b']);
    assert.deepEqual([history.previous(), history.previous(), history.previous()], ['a', 'b', 'b']);
    assert.deepEqual([history.next(), history.next()], ['a', '']);
  });

  it('outlives its owner, with the latest hundred', () => {
    const kept = memory();
    const history = new History(kept, 'h');
    for (let i = 0; i < 150; i++) history.add(`q${i}`);
    const again = new History(kept, 'h');
    assert.equal(again.all().length, 100);
    assert.equal(again.previous(), 'q149');
    assert.equal(new History(memory(), 'h').previous(), undefined);
  });
});
