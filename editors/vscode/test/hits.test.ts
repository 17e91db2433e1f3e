import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { counted, matchedText, previewOf, summaryText, took } from '../src/search/hits';
import { firstOfLines, groupByFile, keepOrder, lineLabel, plain, rowsOf, shortPath } from '../src/search/quickItems';
import { hit } from './support';

const whole = { hits: 3, documents: 2, covered: 1, documentsCovered: 9, documentsKnown: 9, truncated: false, reason: '', elapsedUs: 1500 };

describe('the preview of a hit', () => {
  it('is its line without indentation, in three parts', () => {
    assert.deepEqual(previewOf(hit('\t  int «main»(void) ')), { before: 'int ', inside: 'main', after: '(void)' });
  });

  it('leaves out what is far before it, from a word on', () => {
    const { before, inside } = previewOf(hit('a very long line of words that goes on and on until the «hit»'));
    assert.equal(inside, 'hit');
    assert.match(before, /^…\w/);
    assert.ok(before.length <= 27, before);
  });

  it('is of the first line when it spans several', () => {
    assert.deepEqual(previewOf(hit('if («a\n  b») {')), { before: 'if (', inside: 'a', after: '' });
  });

  it('finds its place in a part of a long line', () => {
    const far = hit('xx «yy» zz');
    far.textStart = 1000;
    far.range.start.character += 1000;
    far.range.end.character += 1000;
    assert.deepEqual(previewOf(far), { before: 'xx ', inside: 'yy', after: ' zz' });
    assert.equal(matchedText(far), 'yy');
  });
});

describe('the text of a match', () => {
  it('is what was marked', () => {
    assert.equal(matchedText(hit('a «b c» d')), 'b c');
    assert.equal(matchedText(hit('a «b\nc» d')), 'b\nc');
    assert.equal(matchedText(hit('«one\ntwo\nthree»')), 'one\ntwo\nthree');
  });

  it('is unknown when the hit shows a part only', () => {
    const cut = hit('a «b» c');
    cut.range.end.character = 99;
    assert.equal(matchedText(cut), undefined);
    const lines = hit('a «b\nc» d');
    lines.range.end.line = 7;
    assert.equal(matchedText(lines), undefined);
  });
});

describe('a summary', () => {
  it('counts, and says what is lacking', () => {
    assert.equal(summaryText(whole), '3 results in 2 files');
    assert.equal(summaryText({ ...whole, hits: 1, documents: 1 }), '1 result in 1 file');
    assert.equal(summaryText({ ...whole, hits: 0 }), 'No results found');
    assert.equal(summaryText({ ...whole, hits: 2000, truncated: true, reason: 'limit' }), 'First 2,000 results in 2 files');
    assert.equal(summaryText({ ...whole, documentsCovered: 4, reason: 'indexing' }), '3 results in 2 files - 4 of 9 files searched so far');
    assert.match(summaryText({ ...whole, truncated: true, reason: 'deadline' }), /cut short: it took too long/);
    assert.match(summaryText({ ...whole, truncated: true, reason: 'words for people' }), / - words for people$/);
  });

  it('says times as people do', () => {
    assert.deepEqual([800, 12_345, 2_500_000].map(took), ['0.8 ms', '12 ms', '2.5 s']);
    assert.equal(counted(1, 'file'), '1 file');
  });
});

describe('rows', () => {
  it('are grouped by file, the best file first, hits by position', () => {
    const groups = groupByFile([hit('«b»', 9, 'file:///b'), hit('«a»', 1, 'file:///a'), hit('«b»', 2, 'file:///b')]);
    assert.deepEqual(groups.map(({ uri, hits }) => [uri, hits.map(({ range }) => range.start.line)]), [['file:///b', [2, 9]], ['file:///a', [1]]]);
  });

  it('are one a line', () => {
    assert.equal(firstOfLines([hit('«a» a', 1), hit('a «a»', 1), hit('«a»', 2)]).length, 2);
  });

  it('show dollars as dollars', () => {
    assert.equal(plain('run $(cat) and $x'), 'run \\$(cat) and $x');
    assert.equal(lineLabel(hit('  $(x~spin) «a»')), '\\$(x~spin) a');
  });

  it('have separators where the list keeps their order, else they say their file', () => {
    const hits = [hit('«b»', 9, 'b.c'), hit('«a»', 1, 'a.c'), hit('«b»', 2, 'b.c')];
    const rows = (ordered: boolean): unknown[] => rowsOf(hits, (uri) => uri, ordered).map(({ separator, description }) => [separator, description]);
    assert.deepEqual(rows(true), [['b.c', 'Ln 3'], [undefined, 'Ln 10'], ['a.c', 'Ln 2']]);
    assert.deepEqual(rows(false), [[undefined, 'b.c:3'], [undefined, 'b.c:10'], [undefined, 'a.c:2']]);
  });

  it('leave room beside a long path', () => {
    assert.equal(shortPath('src/a.c'), 'src/a.c');
    assert.equal(shortPath(`${'folder/'.repeat(20)}a.c`), `…/${'folder/'.repeat(7)}a.c`);
    assert.equal(shortPath('x'.repeat(300)).length, 57);
  });

  it('keep their order only in a list that has the switch for it, and takes it', () => {
    const list = { sortByLabel: true };
    assert.equal(keepOrder(list), true);
    assert.equal(list.sortByLabel, false);
    assert.equal(keepOrder({}), false);
    assert.equal(keepOrder({ get sortByLabel() { return true; }, set sortByLabel(_) { throw new Error('a proposal'); } }), false);
    assert.equal(keepOrder({ get sortByLabel() { return true; }, set sortByLabel(_) { /* as if it were not there */ } }), false);
  });
});
