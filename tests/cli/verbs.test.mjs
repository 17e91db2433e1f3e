import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { json, SAMPLE, scratch, tree, TREELINE, treeline, write } from './support.mjs';

const VERBS = ['index', 'search', 'grep', 'symbols', 'definition', 'references', 'status', 'check', 'explain', 'lsp', 'help'];

test('--version prints the name and a version', () => {
  const { out, code } = treeline(['--version']);
  assert.equal(code, 0);
  assert.match(out, /^treeline \d+\.\d+\.\d+\n$/);
});

test('every verb has help with the sections of a manual page, and every option is explained there', () => {
  for (const verb of VERBS) {
    const { out, code, err } = treeline([verb, '--help']);
    assert.equal(code, 0, verb);
    assert.equal(err, '');
    for (const section of ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'EXAMPLES', 'EXIT STATUS']) {
      assert.match(out, new RegExp(`^${section}$`, 'm'), `${verb}: ${section}`);
    }
    assert.equal(treeline(['help', verb]).out, out);
    assert.ok(out.split('\n').every((line) => line.length <= 90), `${verb}: a line is too wide`);
  }
});

test('help names every verb; the manual page too', () => {
  const overview = treeline(['help']).out;
  const manual = treeline(['help', '--man']).out;
  for (const verb of VERBS) {
    assert.match(overview, new RegExp(`^    ${verb} +\\w`, 'm'));
    assert.match(manual, new RegExp(`^\\.SH treeline ${verb}$`, 'm'));
  }
});

test('no verb, an unknown verb and an unknown option are exit 2', () => {
  for (const args of [[], ['frobnicate'], ['--frobnicate'], ['help', 'frobnicate'], ['status', '-x']]) {
    const { code, err } = treeline(args);
    assert.equal(code, 2, args.join(' '));
    if (args.length) assert.match(err, /^treeline: /);
  }
});

test('index says what the index holds, and status says the same without looking at the tree', () => {
  const root = tree(SAMPLE);
  const built = json(['index', root]);
  assert.equal(built.code, 0);
  assert.equal(built.summary.root, root);
  assert.equal(built.summary.phase, 'ready');
  assert.equal(built.summary.covered, 1);
  assert.equal(built.summary.files, 7); // 6 of text and one binary; neither the hidden nor the ignored
  assert.equal(built.summary.binary, 1);
  assert.ok(built.summary.symbols >= 5);
  assert.ok(built.summary.text_us <= built.summary.elapsed_us);
  assert.ok(built.hits.every((row) => typeof row.section === 'string' && Number.isInteger(row.bytes)));
  const status = json(['status', '-C', root]);
  assert.equal(status.code, 0);
  for (const member of ['root', 'directory', 'files', 'documents', 'symbols', 'names', 'disk_bytes', 'segments']) {
    assert.deepEqual(status.summary[member], built.summary[member], member);
  }
});

test('index takes the directory from -C as well, and prints words without --json', () => {
  const root = tree(SAMPLE);
  const { code, out, err } = treeline(['index', '-C', root]);
  assert.equal(code, 0);
  assert.equal(err, '');
  assert.ok(out.startsWith(`${root} is up to date\n`));
  for (const title of ['time', 'memory', 'files', 'symbols', 'kept in', 'size']) {
    assert.match(out, new RegExp(`^${title} `, 'm'));
  }
});

test('options may stand before the verb', () => {
  const root = tree(SAMPLE);
  const before = treeline(['-C', root, '--json', '--limit=1', 'symbols', '--match', 'exact', 'run']);
  const after = treeline(['symbols', '-C', root, '--json', '--limit=1', '--match', 'exact', 'run']);
  assert.equal(before.code, after.code);
  assert.equal(before.out.split('\n')[0], after.out.split('\n')[0]);
});

test('index refuses what is no directory', () => {
  const root = tree(SAMPLE);
  assert.equal(treeline(['index', join(root, 'blob.bin')]).code, 2);
  assert.equal(treeline(['index', join(root, 'missing')]).code, 2);
  assert.equal(treeline(['index', root, root]).code, 2);
});

test('status and check of a tree without an index are exit 1', () => {
  const root = tree(SAMPLE);
  assert.equal(treeline(['status', '-C', root]).code, 1);
  assert.equal(treeline(['check', '-C', root]).code, 1);
});

test('--cache-dir is where the index goes, readable by its user alone', () => {
  const root = tree(SAMPLE);
  const cache = join(scratch(), 'here');
  const { summary } = json(['index', root, '--cache-dir', cache]);
  assert.ok(summary.directory.startsWith(cache));
  assert.equal(statSync(summary.directory).mode & 0o77, 0);
  assert.equal(treeline(['status', '-C', root, '--cache-dir', cache]).code, 0);
  assert.equal(treeline(['status', '-C', root]).code, 1);
});

test('check finds the index sound, and finds every file of it that was damaged', () => {
  const root = tree(SAMPLE);
  const { summary } = json(['index', root]);
  const sound = json(['check', '-C', root]);
  assert.equal(sound.code, 0);
  assert.equal(sound.summary.sound, true);
  assert.equal(sound.summary.messages, sound.hits.length);
  let damaged = 0;
  for (const name of readdirSync(summary.directory)) {
    const path = join(summary.directory, name);
    const bytes = readFileSync(path);
    if (bytes.length < 64) continue; // the lock
    const copy = Buffer.from(bytes);
    copy[copy.length >> 1] ^= 0x55;
    writeFileSync(path, copy);
    const checked = json(['check', '-C', root]);
    assert.equal(checked.code, 2, name);
    writeFileSync(path, bytes);
    damaged++;
  }
  assert.ok(damaged > 0);
  assert.equal(treeline(['check', '-C', root]).code, 0);
});

test('a damaged index is mended by the next search, without a word', () => {
  const root = tree(SAMPLE);
  const { summary } = json(['index', root]);
  for (const name of readdirSync(summary.directory)) {
    const path = join(summary.directory, name);
    const bytes = readFileSync(path);
    if (bytes.length < 64) continue;
    bytes.fill(0x55, bytes.length >> 1);
    writeFileSync(path, bytes);
  }
  const { code, hits } = json(['search', '--all', '-C', root, 'needle']);
  assert.equal(code, 0);
  assert.equal(hits.length, 6);
  assert.equal(treeline(['index', root]).code, 0);
  assert.equal(treeline(['check', '-C', root]).code, 0);
});

test('explain prints the query and its plan', () => {
  const root = tree(SAMPLE);
  const { code, out } = treeline(['explain', '-C', root, 'needle lang:c']);
  assert.equal(code, 0);
  assert.match(out, /needle/);
  assert.equal(treeline(['explain', '-C', root]).code, 2);
  const lines = treeline(['explain', '-C', root, '--json', 'needle']).out.trimEnd().split('\n');
  for (const line of lines) assert.equal(typeof JSON.parse(line).plan, 'string');
});

test('Ctrl-C ends indexing soon, and what is there afterwards is sound', async () => {
  const files = {};
  for (let i = 0; i < 400; i++) files[`d${i % 20}/f${i}.c`] = `int f${i}(void) { return ${i}; }\n`.repeat(800);
  const root = tree(files);
  const child = spawn(TREELINE, ['index', root, '--cache-dir', join(scratch(), 'cache')], { stdio: 'ignore' });
  setTimeout(() => child.kill('SIGINT'), 60);
  // Soon for a busy machine with sanitizers, on which the whole tree takes minutes.
  const [code, signal] = await once(child, 'close', { signal: AbortSignal.timeout(60_000) });
  assert.ok(signal === 'SIGINT' || code === 0, `${code} ${signal}`);
});

test('two processes may use one index at once', async () => {
  const root = tree(SAMPLE);
  const run = () =>
    new Promise((resolve) => {
      const child = spawn(TREELINE, ['search', '--all', '--json', '-C', root, 'needle'], {
        env: { ...process.env, XDG_CACHE_HOME: cache },
      });
      let out = '';
      child.stdout.on('data', (bytes) => (out += bytes));
      child.on('close', (code) => resolve({ code, lines: out.trimEnd().split('\n').length }));
    });
  const cache = scratch();
  for (const { code, lines } of await Promise.all([run(), run(), run(), run()])) {
    assert.equal(code, 0);
    assert.equal(lines, 7);
  }
});

test('an index with files that have since changed or gone opens again', () => {
  const root = tree(SAMPLE);
  assert.equal(treeline(['index', root]).code, 0);
  write(root, { 'src/parser.c': 'int other(void) { return 1; } // needle\n' });
  rmSync(join(root, 'docs/crlf.txt'));
  assert.equal(json(['search', '--all', '-C', root, 'needle']).hits.length, 4);
  assert.equal(treeline(['check', '-C', root]).code, 0);
  assert.equal(json(['search', '--all', '-C', root, '--no-refresh', 'needle']).hits.length, 4);
});
