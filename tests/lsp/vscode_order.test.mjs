// VS Code orders symbols by its own scorer and shows the best of what the server gave. So the server's page must
// have in it what that scorer likes best of all names of the tree; the scorer is written down in vscode_scorer.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { program, Session, slowness, Tree } from './harness.mjs';
import { order, score } from './vscode_scorer.mjs';

const BEST = 12; // of the rows that the scorer puts first: so many must be there
const HERE = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

test('the scorer prefers what VS Code is known to prefer', () => {
  const better = (query, a, b) => assert.ok(score(query, a) > score(query, b), `${query}: ${a} ${score(query, a)}, ${b} ${score(query, b)}`);
  better('foo', 'foo', 'fooBar');
  better('fb', 'fooBar', 'foobar');
  better('foo', 'fooBar', 'barFoo');
  better('hr', 'hoverRanges', 'hashtable_range');
  better('close', 'close_file', 'disclosure');
  assert.equal(score('xyz', 'fooBar'), undefined);
  assert.equal(score('fooo', 'foo'), undefined);
  assert.ok(score('oo', 'foo') !== undefined);
  assert.deepEqual(order('fb', ['xfxbx', 'fooBar', 'none']).map((one) => one.name), ['fooBar', 'xfxbx']);
});

// A sequence that is the same on every machine.
function* numbers(seed) {
  for (let value = seed >>> 0; ; ) {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    yield value / 2 ** 32;
  }
}

const humps = (name) => name.split(/[_\-.:/]+|(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])/).filter(Boolean);

// What people type of a name. (Slips are left out: VS Code shows nothing for them, whatever the server sends.)
const FORMS = [
  (name, random) => name.slice(0, 2 + Math.floor(random * 6)),
  (name) => name,
  (name) => name.toLowerCase().slice(0, 12),
  (name) => humps(name).map((part) => part[0]).join(''),
  (name, random) => humps(name).map((part) => part.slice(0, 1 + Math.floor(random * 3))).join('').toLowerCase(),
  (name) => humps(name).at(-1),
  (name) => humps(name).slice(0, 2).join('_'),
  (name, random) => name.split('').filter((c, i) => i === 0 || (i * 7 + random * 10) % 3 > 1).join('').slice(0, 9),
  (name) => name.slice(0, 1),
];

function queriesOf(names, count) {
  const random = numbers(names.length);
  const queries = new Set();
  while (queries.size < count) {
    const name = names[Math.floor(random.next().value * names.length)];
    const form = FORMS[queries.size % FORMS.length];
    const query = form(name, random.next().value);
    if (query && /^[\w$]+$/.test(query)) queries.add(query);
    else queries.add(name.replace(/\W/g, '').slice(0, 5) || 'x');
  }
  return [...queries];
}

// The name of every symbol, as often as it is there: VS Code shows a row for each.
function namesOf(tree) {
  const args = ['symbols', '--json', '--limit=0', '-C', tree.root, '--cache-dir', path.join(tree.cache, 'treeline')];
  const out = execFileSync(program, args, { maxBuffer: 1 << 29, encoding: 'utf8' });
  return out.trim().split('\n').slice(0, -1).map((line) => JSON.parse(line).name);
}

// Names that the scorer likes better than its BEST-th row must be in the page; of those that it likes as much, so
// many that there are BEST rows. What it gives less than nothing it would rather not show.
function missing(query, names, page) {
  const all = order(query, names).filter((one) => one.score > 0);
  const best = Math.min(BEST, all.length);
  const enough = all[best - 1]?.score;
  const there = new Set(page);
  const must = all.filter((one) => one.score > enough && !there.has(one.name)).map((one) => one.name);
  const short = best - all.filter((one) => one.score >= enough && there.has(one.name)).length;
  return { must: [...new Set(must)], short: Math.max(short, 0) };
}

async function check(t, tree, count) {
  const names = namesOf(tree);
  const session = await Session.open(t, tree, { initializationOptions: { readOnly: true } });
  await session.ready();
  const wrong = [];
  for (const query of queriesOf([...new Set(names)], count)) {
    const page = (await session.symbols(query)).map((s) => s.name);
    const { must, short } = missing(query, names, page);
    if (must.length || short) wrong.push(`${query}: without ${must.join(' ')}${short ? `, ${short} of as good ones` : ''} among ${page.length}`);
  }
  await session.close();
  // Of two letters there are hundreds that it likes as much: one query of fifty may miss some.
  assert.ok(wrong.length * 50 <= count, wrong.join('\n'));
}

test('the page has what VS Code likes best of this repository', async (t) => {
  const tree = new Tree(t);
  tree.root = HERE;
  await check(t, tree, slowness > 1 ? 50 : 200);
});

function library() {
  try {
    return execFileSync('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))'], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
const PACKAGES = ['asyncio', 'collections', 'concurrent', 'ctypes', 'email', 'html', 'http', 'idlelib', 'importlib', 'json', 'logging', 'multiprocessing', 'tkinter', 'unittest', 'urllib', 'xml'];
const python = library();

test('and of Python\'s library, without what is installed into it', { skip: !python || slowness > 1 }, async (t) => {
  const tree = new Tree(t);
  const wanted = fs.readdirSync(python).filter((name) => name.endsWith('.py') || PACKAGES.includes(name));
  for (const name of wanted) fs.cpSync(path.join(python, name), path.join(tree.root, name), { recursive: true, dereference: true });
  await check(t, tree, 200);
});
