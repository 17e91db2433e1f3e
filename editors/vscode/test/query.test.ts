import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_INPUTS, errorColumn, patterns, problemText, question } from '../src/search/query';

describe('a question', () => {
  const ask = (some: Partial<typeof NO_INPUTS>): unknown => question({ ...NO_INPUTS, ...some });

  it('is the text alone when nothing else is said', () => {
    assert.deepEqual(ask({ text: 'a OR b' }), { query: 'a OR b' });
  });

  it('says by the request that all of it is an expression, or as written', () => {
    assert.deepEqual(ask({ text: 'a.b', regex: true, caseSensitive: true }), { query: 'a.b', regex: true, caseSensitive: true });
    assert.deepEqual(ask({ text: 'a.b', literal: true, wholeWord: true }), { query: 'a.b', literal: true, wholeWord: true });
  });

  it('says in the query language what has filters', () => {
    assert.deepEqual(ask({ text: 'lock', include: '*.c' }), { query: 'lock file:*.c' });
    assert.deepEqual(ask({ text: 'a/ b', regex: true, exclude: 'test' }), { query: '/a\\/ b/ -file:test' });
    assert.deepEqual(ask({ text: 'a\\/b\\\\/', regex: true, exclude: 'x' }), { query: '/a\\/b\\\\\\// -file:x' });
    assert.deepEqual(ask({ text: 'say "x\\"', literal: true, languages: 'C, cpp' }), { query: '"say \\"x\\\\\\"" lang:c,cpp' });
  });

  it('keeps alternatives together beside filters', () => {
    assert.deepEqual(ask({ text: 'a OR b', include: 'src' }), { query: '(a OR b) file:src' });
    assert.deepEqual(ask({ text: 'FORK', include: 'src' }), { query: 'FORK file:src' });
  });

  it('takes any of what is included, and none of what is excluded', () => {
    assert.deepEqual(ask({ text: 'x', include: '*.c, ./docs', exclude: 'a,b' }), { query: 'x (file:*.c OR dir:/docs) -file:a -file:b' });
  });
});

describe('patterns', () => {
  it('are written as in the search of VS Code', () => {
    const table: [string, string[]][] = [
      ['', []],
      [' , ', []],
      ['src', ['file:src']],
      ['./src/', ['dir:/src']],
      ['./src/**', ['dir:/src']],
      ['**/test/**', ['file:**/test/**']],
      ['/src/*.c', ['file:src/*.c']],
      ['*.{ts,tsx}, b', ['file:*.ts', 'file:*.tsx', 'file:b']],
      ['{a,b}/{c,d}', ['file:a/c', 'file:a/d', 'file:b/c', 'file:b/d']],
      ['my file', ['file:"my file"']],
      ['a\\b', ['file:a/b']],
    ];
    for (const [text, expected] of table) assert.deepEqual(patterns(text), expected, text);
  });
});

describe('a refused query', () => {
  it('names a column and reads as a sentence', () => {
    assert.equal(errorColumn('at character 5: what is that'), 4);
    assert.equal(errorColumn('something else'), undefined);
    assert.equal(problemText('at character 5: x'), 'At character 5: x');
  });
});
