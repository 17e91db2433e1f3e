// The checker that the other tests rely on must find what is wrong.
import assert from 'node:assert/strict';
import test from 'node:test';
import { model } from './harness.mjs';
import { MessageChecker } from './schema/check.mjs';

const location = { uri: 'file:///a', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } };
const symbol = { name: 'a', kind: 12, location };

function answers(method, params, result) {
  const checker = new MessageChecker(model);
  checker.message('client', { jsonrpc: '2.0', id: 1, method, params });
  checker.message('server', { jsonrpc: '2.0', id: 1, result });
  return checker.found;
}

const symbols = (result) => answers('workspace/symbol', { query: '' }, result);

test('good answers have no problems', () => {
  assert.deepEqual(symbols([symbol, { ...symbol, containerName: 'b', tags: [1], deprecated: true }]), []);
  assert.deepEqual(symbols(null), []);
});

for (const [what, bad] of Object.entries({
  'a property too many': { ...symbol, extra: 1 },
  'a property too few': { name: 'a', kind: 12 },
  'a number out of an enumeration': { ...symbol, kind: 27 },
  'a string for a number': { ...symbol, kind: 'function' },
  'a negative position': { ...symbol, location: { ...location, range: { ...location.range, start: { line: -1, character: 0 } } } },
  'a fraction as a position': { ...symbol, location: { ...location, range: { ...location.range, start: { line: 0.5, character: 0 } } } },
  'null for an optional string': { ...symbol, containerName: null },
  'a wrong tag': { ...symbol, tags: [2] },
  'an array for an object': [symbol],
})) {
  test(`an answer with ${what} is found`, () => assert.notDeepEqual(symbols([bad]), []));
}

test('parameters are checked, too', () => {
  assert.notDeepEqual(answers('workspace/symbol', { query: 1 }, null), []);
  assert.notDeepEqual(answers('workspace/symbol', {}, null), []);
  assert.notDeepEqual(answers('made/up', {}, null), []);
});

test('the documented extensions are checked', () => {
  const summary = { hits: 0, documents: 0, generation: 1, covered: 1, documentsCovered: 1, documentsKnown: 1, truncated: false, reason: '', candidates: 0, elapsedUs: 1 };
  assert.deepEqual(answers('treeline/search', { query: 'a' }, { hits: [], summary }), []);
  assert.notDeepEqual(answers('treeline/search', { query: 'a' }, { hits: [] }), []);
  assert.notDeepEqual(answers('treeline/search', { query: 'a', fuzzy: true }, { hits: [], summary }), []);
});

test('two answers to one request are found', () => {
  const checker = new MessageChecker(model);
  checker.message('client', { jsonrpc: '2.0', id: 1, method: 'shutdown' });
  checker.message('server', { jsonrpc: '2.0', id: 1, result: null });
  assert.deepEqual(checker.found, []);
  checker.message('server', { jsonrpc: '2.0', id: 1, result: null });
  assert.match(checker.found[0], /answered twice/);
});

test('an answer that nobody asked for, and one with both result and error, are found', () => {
  const checker = new MessageChecker(model);
  checker.message('server', { jsonrpc: '2.0', id: 7, result: null });
  checker.message('client', { jsonrpc: '2.0', id: 8, method: 'shutdown' });
  checker.message('server', { jsonrpc: '2.0', id: 8, result: null, error: { code: 1, message: '' } });
  assert.equal(checker.found.length, 2);
});

test('results repeated after partial ones, and parts behind the answer, are found', () => {
  const checker = new MessageChecker(model);
  const part = { jsonrpc: '2.0', method: '$/progress', params: { token: 't', value: [symbol] } };
  checker.message('client', { jsonrpc: '2.0', id: 1, method: 'workspace/symbol', params: { query: '', partialResultToken: 't' } });
  checker.message('server', part);
  assert.deepEqual(checker.found, []);
  checker.message('server', { jsonrpc: '2.0', id: 1, result: [symbol] });
  checker.message('server', part);
  assert.equal(checker.found.length, 2);
});

test('progress that was never begun, or goes on after its end, is found', () => {
  const checker = new MessageChecker(model);
  const progress = (value) => checker.message('server', { jsonrpc: '2.0', method: '$/progress', params: { token: 't', value } });
  checker.message('server', { jsonrpc: '2.0', id: 1, method: 'window/workDoneProgress/create', params: { token: 't' } });
  checker.message('client', { jsonrpc: '2.0', id: 1, result: null });
  progress({ kind: 'begin', title: 'a' });
  progress({ kind: 'report', percentage: 3 });
  progress({ kind: 'end' });
  assert.deepEqual(checker.found, []);
  progress({ kind: 'report' });
  progress({ kind: 'begin' });
  assert.equal(checker.found.length, 3); // report after the end; begin without a title, after the end
});
