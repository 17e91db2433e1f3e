import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytes, duration, factsOf, folderName, gapsOf, summarize } from '../src/status/model';
import { bars, leftOut, statusView } from '../src/status/pageModel';
import { folder, status } from './support';

const running = { kind: 'running' } as const;

describe('the summary', () => {
  it('is ready only when nothing is lacking', () => {
    assert.equal(summarize(running, status(folder()), []).health, 'ready');
    assert.equal(summarize(running, status(), []).sentence, 'Open documents can be searched.');
    assert.equal(summarize(running, undefined, []).health, 'working');
    assert.equal(summarize(running, status(folder({ filesPending: 2 })), []).health, 'partial');
    assert.equal(summarize(running, status(folder({ unreadable: 1 })), []).sentence, '1 file cannot be read');
    assert.equal(summarize(running, status(folder({ binary: 5, textOnly: 7 })), []).health, 'ready');
  });

  it('says how far indexing is, by the progress or by what is covered', () => {
    const progress = [{ kind: 'report', percentage: 42, message: 'symbols' }] as const;
    assert.deepEqual(summarize(running, undefined, progress), { health: 'working', text: 'Indexing 42%', sentence: 'symbols' });
    assert.equal(summarize(running, status(folder({ phase: 'text', covered: 0.5 })), []).text, 'Indexing 50%');
    assert.equal(summarize(running, status(folder({ phase: 'symbols', covered: 1 })), []).text, 'Indexing 99%', 'never done early');
  });

  it('tells a problem from a server that is not there', () => {
    assert.equal(summarize({ kind: 'missing', configured: '' }, undefined, []).health, 'problem');
    assert.match(summarize({ kind: 'failed', message: 'it ended' }, undefined, []).sentence, /it ended/);
    assert.equal(summarize({ kind: 'off' }, undefined, []).health, 'off');
    assert.match(summarize(running, status(folder(), folder({ phase: 'failed', message: 'no room' })), []).sentence, /^tree: no room$/);
  });
});

describe('what is not covered', () => {
  it('is told with the reason', () => {
    const watch = { state: 'partial', directories: 5, unwatched: 1200 } as const;
    const gaps = gapsOf(folder({ timedOut: 1, textOnly: 2000, watch, writer: false }));
    assert.deepEqual(gaps.map(({ text, serious }) => [text, serious]), [
      ['1 file without all of its symbols', false],
      ['2,000 files without symbols', false],
      ['1,200 directories are not watched', true],
      ['The index is followed, not written', false],
    ]);
    assert.ok(gaps.every(({ why }) => why.endsWith('.')));
    assert.deepEqual(gapsOf(folder()), []);
  });
});

describe('figures', () => {
  it('read as people say them', () => {
    assert.deepEqual([0, 999, 1000, 12_345, 1.5e9].map(bytes), ['0 B', '999 B', '1.0 kB', '12 kB', '1.5 GB']);
    assert.deepEqual([5, 1500, 45_000, 120_000, 5_400_000].map(duration), ['5 ms', '1.5 s', '45 s', '2 min', '1.5 h']);
    assert.equal(folderName('file:///a/my%20tree/'), 'my tree');
  });

  it('are shown where they are known', () => {
    assert.deepEqual(factsOf(folder({ phase: 'opening' })).map(([name]) => name), ['State', 'Files']);
    const facts = new Map(factsOf(folder({ diskBytes: 20, sourceBytes: 100, segments: 2, symbols: 5, names: 3 })));
    assert.equal(facts.get('Index'), '20 B (20% of the source) in 2 segments');
    assert.equal(facts.get('Symbols'), '5 with 3 names');
  });
});

describe('the name of a folder', () => {
  it('is what it is called, even if that is no UTF-8', () => {
    assert.deepEqual(['file:///src/a%20%23%25b/', 'file:///src/caf%E9'].map(folderName), ['a #%b', 'caf%E9']);
  });
});

describe('the page', () => {
  it('has a bar for each method that was answered, on one scale', () => {
    const some = status(folder({ edits: { count: 4, p50Us: 900, p99Us: 2500 } }));
    some.methods = [
      { method: 'treeline/search', count: 9, cancelled: 0, p50Us: 100, p95Us: 2500, p99Us: 10_000 },
      { method: 'textDocument/hover', count: 0, cancelled: 3, p50Us: 0, p95Us: 0, p99Us: 0 },
      { method: 'treeline/status', count: 9, cancelled: 0, p50Us: 1, p95Us: 1, p99Us: 1 },
    ];
    const found = bars(some);
    assert.deepEqual(found.map(({ name, p99 }) => [name, p99]), [['Search', '10 ms'], ['Keystroke to its symbols', '2.5 ms']]);
    assert.deepEqual(found[0]?.shares, [0.1, 0.5, 1]);
    assert.deepEqual(bars(undefined), []);
  });

  it('says what the settings leave out', () => {
    assert.equal(leftOut({ hidden: true, useIgnoreFiles: false }).length, 0);
    const left = leftOut({ hidden: false, useIgnoreFiles: true });
    const [shown] = statusView(summarize(running, status(folder()), []), status(folder({ binary: 1 })), { path: '', trusted: true }, left).folders;
    assert.deepEqual(shown?.gaps.map(({ text }) => text), ['1 binary file', 'Files that .gitignore and .ignore name', 'Hidden files and directories']);
  });

  it('says what is known without a server', () => {
    const view = statusView(summarize({ kind: 'off' }, undefined, []), undefined, { path: '/bin/treeline', trusted: false });
    assert.deepEqual([view.folders, view.bars, view.server[0]], [[], [], ['Program', '/bin/treeline']]);
    assert.match(view.server[1]?.[1] ?? '', /^The workspace is not trusted: /);
  });
});
