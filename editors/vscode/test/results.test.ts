import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Results, copiesOf, copyText, fileRow } from '../src/sidebar/results';
import { hit } from './support';

describe('results', () => {
  const two = (): Results => {
    const results = new Results();
    results.add([hit('«b»', 5), hit('«a»', 1), hit('«c»', 2, 'file:///tree/c.c')]);
    return results;
  };

  it('hold the matches of each file by position, and each once', () => {
    const results = two();
    assert.deepEqual(results.files.map(({ matches }) => matches.map((match) => match.hit.range.start.line)), [[1, 5], [2]]);
    assert.deepEqual(results.add([hit('«b»', 5)]), []);
    assert.equal(results.matchCount, 3);
  });

  it('know of files with the same content', () => {
    const results = new Results();
    results.add([{ ...hit('«a»'), folded: 2 }, hit('«b»', 3)]);
    const [file] = results.files;
    assert.ok(file !== undefined);
    assert.equal(copiesOf(file), 2);
    assert.equal(fileRow(file, 'a.c', 'c').copies, 2);
  });

  it('lose a match, and a file with its last', () => {
    const results = two();
    const [first, second] = results.files;
    const id = first?.matches[0]?.id ?? '';
    assert.equal(results.match(id)?.hit.range.start.line, 1);
    assert.deepEqual(results.remove(id), [id]);
    assert.deepEqual(results.remove(second?.matches[0]?.id ?? ''), [second?.id]);
    assert.deepEqual(results.remove('f9.1-0-1-1'), []);
    assert.equal(results.matchCount, 1);
  });

  it('stay away once they are dismissed, wherever their lines move', () => {
    const results = two();
    const again = (a: number, b: number): (number | undefined)[] => {
      results.clear();
      results.add([hit('«b»', b), hit('«a»', a), hit('«c»', 2, 'file:///tree/c.c')]);
      return results.files.flatMap(({ matches }) => matches.map((match) => match.hit.range.start.line));
    };
    const [first, second] = results.files;
    for (const id of [first?.matches[1]?.id ?? '', second?.id ?? '']) {
      results.dismiss(id);
      results.remove(id);
    }
    assert.deepEqual(again(1, 5), [1]);
    const at = { line: 3, character: 0 };
    results.edited(first?.uri ?? '', [{ range: { start: at, end: at }, lines: 2 }]);
    assert.deepEqual(again(1, 7), [1]);
    assert.deepEqual(again(1, 5), [1, 5], 'another line is another match');
    results.forget();
    assert.deepEqual(again(1, 7), [1, 7, 2]);
  });

  it('lose all of a file at once', () => {
    const results = two();
    const [first] = results.files;
    assert.deepEqual(results.removeAll(first?.matches ?? []), [first?.id]);
    assert.deepEqual(results.removeAll([]), []);
    assert.equal(results.matchCount, 1);
  });

  it('have the same ids when they are found again', () => {
    const results = two();
    const ids = (): string[] => results.files.flatMap((file) => [file.id, ...file.matches.map(({ id }) => id)]).sort();
    const before = ids();
    results.clear();
    assert.deepEqual(ids(), []);
    results.add([hit('«c»', 2, 'file:///tree/c.c'), hit('«a»', 1), hit('«b»', 5)]);
    assert.deepEqual(ids(), before);
    assert.equal(new Set(before).size, before.length);
  });

  it('mean all matches of a file by its id', () => {
    const results = two();
    const [file] = results.files;
    assert.equal(results.matchesOf(file?.id ?? '').length, 2);
    assert.equal(results.matchesOf(file?.matches[1]?.id ?? '').length, 1);
    assert.equal(results.matchesOf(`${file?.id ?? ''}.99-0-99-1`).length, 0);
  });

  it('are shown by name and folder, with what would stand instead', () => {
    const [file] = two().files;
    assert.ok(file);
    const row = fileRow(file, 'src/deep/a.c', 'c', (match) => (match.hit.range.start.line === 1 ? 'X' : undefined));
    assert.deepEqual([row.name, row.directory, row.matches.map(({ line, replacement }) => [line, replacement])], ['a.c', 'src/deep', [[2, 'X'], [6, undefined]]]);
    assert.equal(fileRow(file, 'a.c', 'c').directory, '');
  });

  it('are copied with places', () => {
    assert.equal(copyText(two().files, (uri) => uri.slice(-3)), 'a.c\n  2,1: a\n  6,1: b\n\nc.c\n  3,1: c');
  });
});
