import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_INPUTS } from '../src/search/query';
import { replacementOf, withCaseOf } from '../src/sidebar/replacement';

describe('a replacement', () => {
  const replace = (matched: string, search: string, text: string, some: Partial<typeof NO_INPUTS> = { regex: true }): string | undefined =>
    replacementOf(matched, { ...NO_INPUTS, text: search, ...some }, { shown: true, text, preserveCase: false });

  it('is what was written, whatever it looks like, when the search is no expression', () => {
    assert.equal(replace('foo', 'foo', '$1\\n$&', {}), '$1\\n$&');
  });

  it('takes groups, the match, line ends and dollars', () => {
    assert.equal(replace('get_name', 'get_(\\w+)', 'set_$1'), 'set_name');
    assert.equal(replace('ab', '(a)(b)', '$2$1 $& $$ \\t\\\\'), 'ba ab $ \t\\');
    assert.equal(replace('a', 'a', 'x\\ny'), 'x\ny');
    assert.equal(replace('b', '(a)|b', '<$1>'), '<>');
  });

  it('ignores case as the server does', () => {
    assert.equal(replace('GET_X', 'get_(\\w)', '$1'), 'X');
    assert.equal(replace('GET_X', 'Get_(\\w)', '$1'), undefined);
    assert.equal(replace('GET_X', 'get_(\\w)', '$1', { regex: true, caseSensitive: true }), undefined);
  });

  it('is refused when groups cannot be told', () => {
    assert.equal(replace('foo', 'foo(?=bar)(x)?', '$1'), undefined, 'what it stands before is not known');
    assert.equal(replace('foo', '(?<n>foo', '$1'), undefined, 'no expression here');
    assert.equal(replace('foo', 'foo', '$3'), undefined, 'no such group');
    assert.equal(replace('foo', 'foo(?=bar)', 'x'), 'x', 'no group is asked for');
  });

  it('may keep the case of what it replaces', () => {
    const table: [string, string, string][] = [
      ['FOO', 'bar', 'BAR'],
      ['foo', 'BAR', 'bar'],
      ['Foo', 'bar', 'Bar'],
      ['fooBar', 'Qux', 'qux'],
      ['12', 'bAr', 'bAr'],
    ];
    for (const [model, text, expected] of table) assert.equal(withCaseOf(model, text), expected, model);
  });
});
