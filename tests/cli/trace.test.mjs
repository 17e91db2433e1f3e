// --trace FILE: what a trace viewer opens. Whatever verb writes it, it is JSON, its spans nest as calls do, and
// nothing is in it that nobody knows.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { SAMPLE, scratch, tree, treeline, TREELINE } from './support.mjs';

const KNOWN = {
  request: ['search', 'search all', 'symbols', 'outline'],
  query: ['read and match'],
  stage: ['parse', 'candidates', 'read', 'match', 'rank', 'deliver'],
  index: ['refresh', 'walk', 'compare', 'text pass', 'text segment', 'symbol pass', 'symbol segment', 'commit',
    'flush', 'merge', 'reparse', 'touched paths'],
  lsp: ['parse message', 'write message', 'initialize', 'initialized', 'shutdown', 'exit', 'treeline/search',
    'workspace/symbol'],
};

function read(file) {
  const events = JSON.parse(readFileSync(file, 'utf8'));
  const spans = events.filter(({ ph }) => ph === 'X');
  for (const { ph, name } of events) {
    assert.ok(ph === 'X' || (ph === 'M' && ['process_name', 'thread_name'].includes(name)), `${ph} ${name}`);
  }
  for (const { cat, name, ts, dur } of spans) {
    assert.ok(KNOWN[cat]?.includes(name), `${cat} ${name}`);
    assert.ok(ts >= 0 && dur >= 0);
  }
  return { events, spans, names: new Set(spans.map(({ name }) => name)) };
}

// Spans of a thread follow each other or lie within each other.
function assertNested(spans) {
  for (const thread of new Set(spans.map(({ tid }) => tid))) {
    const own = spans.filter(({ tid }) => tid === thread);
    own.sort((a, b) => a.ts - b.ts || b.dur - a.dur);
    const ends = [];
    for (const { name, ts, dur } of own) {
      while (ends.length && ends.at(-1).at <= ts + 0.0005) ends.pop();
      const end = { name, at: ts + dur };
      if (ends.length) assert.ok(end.at <= ends.at(-1).at + 0.001, `${name} ends after ${ends.at(-1).name}`);
      ends.push(end);
    }
  }
}

test('indexing leaves its passes, segments and commits', () => {
  const root = tree(SAMPLE), file = join(scratch(), 'trace.json');
  const ran = treeline(['index', root, '--trace', file]);
  assert.equal(ran.code, 0, ran.err);
  const { events, spans, names } = read(file);
  for (const name of ['refresh', 'walk', 'compare', 'text pass', 'text segment', 'symbol segment', 'commit']) {
    assert.ok(names.has(name), name);
  }
  const threads = events.filter(({ name }) => name === 'thread_name').map(({ args }) => args.name);
  assert.ok(threads.includes('main') && threads.includes('coordinator') && threads.includes('bulk worker'), threads);
  assertNested(spans);
});

test('a search leaves its request and its stages within it', () => {
  const root = tree(SAMPLE), file = join(scratch(), 'trace.json');
  for (const args of [['search', 'needle'], ['search', '--all', 'needle']]) {
    const ran = treeline([...args, '-C', root, `--trace=${file}`]);
    assert.equal(ran.code, 0, ran.err);
    const { spans, names } = read(file);
    const request = spans.find(({ cat }) => cat === 'request');
    for (const stage of spans.filter(({ cat }) => cat === 'stage')) {
      assert.ok(stage.ts >= request.ts && stage.ts + stage.dur <= request.ts + request.dur + 0.001, stage.name);
    }
    assert.ok(names.has('parse') && (names.has('read') || names.has('read and match')), [...names].join());
    assertNested(spans);
  }
});

test('a file that cannot be written is an error before any work', () => {
  const root = tree(SAMPLE);
  const ran = treeline(['search', 'needle', '-C', root, '--trace', join(root, 'no/such/place.json')]);
  assert.equal(ran.code, 2);
  assert.match(ran.err, /--trace.*no\/such\/place/);
  assert.equal(ran.out, '');
});

// Sends each message when the one before is answered; resolves with the child when all are.
function serve(root, file, messages) {
  const child = spawn(TREELINE, ['lsp', '--cache-dir', scratch(), '--trace', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  let id = 0, text = '';
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const all = [['initialize', { processId: null, rootUri: pathToFileURL(root).href, capabilities: {} }], ...messages];
  return new Promise((resolve, reject) => {
    const next = () => {
      if (id === all.length) return resolve({ child, send });
      const [method, params] = all[id++];
      send({ id, method, params });
    };
    child.on('error', reject);
    child.stdout.on('data', (bytes) => {
      text += bytes;
      if (!text.includes(`"id":${id},`)) return;
      text = '';
      next();
    });
    next();
  });
}

const ended = (child) => new Promise((resolve) => child.on('exit', resolve));

test('the server leaves its messages, and on which thread they were worked on', async () => {
  const root = tree(SAMPLE), file = join(scratch(), 'trace.json');
  const { child, send } = await serve(root, file, [
    ['treeline/search', { query: 'needle' }], ['workspace/symbol', { query: 'tool' }], ['shutdown'],
  ]);
  const exit = ended(child);
  send({ method: 'exit' });
  assert.equal(await exit, 0);
  const { events, spans, names } = read(file);
  for (const name of ['treeline/search', 'workspace/symbol', 'parse message', 'write message', 'search', 'symbols']) {
    assert.ok(names.has(name), `${name} of ${[...names].join()}`);
  }
  const threads = events.filter(({ name }) => name === 'thread_name').map(({ args }) => args.name);
  for (const thread of ['reader', 'writer', 'query worker']) assert.ok(threads.includes(thread), threads.join());
  assertNested(spans);
});

test('a server that is killed leaves a trace that opens', async () => {
  const root = tree(SAMPLE), file = join(scratch(), 'trace.json');
  const { child } = await serve(root, file, Array.from({ length: 20 }, () => ['treeline/search', { query: 'needle' }]));
  const exit = ended(child);
  child.kill('SIGKILL');
  await exit;
  read(file);
});
