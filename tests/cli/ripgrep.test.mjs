// The lines that `treeline grep` finds are those that ripgrep finds: over trees that exist and one that is made
// of corner cases, for literals, cases, words, classes, anchors and repetitions. Left out is where the two
// define things otherwise: whether marks and joiners are \w (they are in ripgrep), a return amid a line,
// and -w beside what is not ASCII (a word may end there in ripgrep).
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tree, treeline, write } from './support.mjs';

const RIPGREP = process.env.RIPGREP || 'rg';
const present = spawnSync(RIPGREP, ['--version']).status === 0;
const here = fileURLToPath(new URL('../..', import.meta.url));

const LITERALS = ['return', 'TODO', '->', '#include', 'a', 'if', '/*', '::', "it's", '"', 'size_t', '  ', '\t}', 'é', '日本', '\\n', '.*', 'x;'];
const PATTERNS = [
  // Anchors and empty matches.
  '^$', '^\\s*$', '\\s+$', ';$', '^}', '^.$', '^#define\\s+[A-Z_]+', '^[^ ]*$', 'e$|^e', '(^|,)x',
  // Classes, repetitions, alternations.
  '[0-9]{4}', '0x[0-9a-fA-F]+', 'foo|bar|return', '(un)?signed', '.{100,}', '\\d+\\.\\d+', '\\w+_t\\b', 'a.*b.*c', 'e{2,3}', '\\S+@\\S+',
  'if \\(.*\\) \\{', '[[:space:]]+[A-Z]', '(a|e|i|o|u){3}', '(?:ab){2}', '[a-z]+_[0-9]+_[a-z]+\\(', 'x?y+z*', 'colou?r', '[^a-z\\s]{5}', 'a{0}b{2}',
  // Words and their edges.
  '\\bstruct\\b\\s+\\w+', '\\Bing\\b', '\\bis\\b.*\\bof\\b',
  // Unicode, and cases within the pattern.
  '[^\\x00-\\x7F]', '\\p{Lu}{3,}', '\\p{Greek}', '(?i)warning', '(?i:k)elvin', '[à-ü]+', '\\w\\W\\w$', '(?i)straße',
];
const QUERIES = [
  ...LITERALS.map((pattern) => ({ pattern, flags: ['-F'] })),
  ...PATTERNS.map((pattern) => ({ pattern, flags: [] })),
  ...['error', 'STATIC', 'mask', 'ärger', 'ΣΊΣΥΦΟΣ', 'ki'].map((pattern) => ({ pattern, flags: ['-F', '-i'] })),
  ...['[a-f]+\\d', 'kelvin|strasse', '^the'].map((pattern) => ({ pattern, flags: ['-i'] })),
  ...['int', 'x', 'static', 'of'].map((pattern) => ({ pattern, flags: ['-F', '-w'] })),
  ...['in', 'the'].map((pattern) => ({ pattern, flags: ['-F', '-i', '-w'] })),
];

/** path -> line numbers, of output in which a NUL follows each path. */
function lines(out) {
  const found = new Map();
  for (const line of out.split('\n')) {
    const nul = line.indexOf('\0');
    if (nul < 0) continue;
    const path = line.slice(0, nul).replace(/^\.\//, '');
    if (!found.has(path)) found.set(path, new Set());
    found.get(path).add(parseInt(line.slice(nul + 1), 10));
  }
  return found;
}

function run(program, args, cwd) {
  const ran = spawnSync(program, args, { cwd, encoding: 'latin1', maxBuffer: 1 << 30 });
  assert.ok(ran.status === 0 || ran.status === 1, `${program} ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

/** What ripgrep cannot be asked about: with a NUL it stops, and bytes that are no UTF-8 match nothing there. */
function oddities(root, paths) {
  const odd = new Map();
  for (const path of paths) {
    const bytes = readFileSync(join(root, Buffer.from(path, 'latin1').toString()));
    if (bytes.includes(0)) odd.set(path, 'nul');
    else if (!bytes.equals(Buffer.from(bytes.toString()))) odd.set(path, 'not UTF-8');
    else if (bytes.some((byte) => byte > 127)) odd.set(path, 'not ASCII');
  }
  return odd;
}

function compare(root, options = []) {
  const common = ['-n', '-0', ...options];
  const cache = tree({});
  treeline(['index', '-C', root, '--cache-dir', cache, ...options]);
  const grep = (flags, pattern) => lines(run(process.env.TREELINE, ['grep', '-C', root, '--no-refresh', '--cache-dir', cache, ...common, ...flags, '-e', pattern], root));
  const ripgrep = (flags, pattern) => lines(run(RIPGREP, ['--no-config', '--crlf', '--no-heading', '--no-messages', '--color=never', '-g', '!.git', ...common, ...flags, '-e', pattern, '.'], root));
  const files = run(RIPGREP, ['--no-config', '--files', '-g', '!.git', ...options, '.'], root).split('\n').filter(Boolean);
  const odd = oddities(root, files.map((path) => path.replace(/^\.\//, '')));
  let matched = 0;
  for (const { pattern, flags } of QUERIES) {
    const ours = grep(flags, pattern), theirs = ripgrep(flags, pattern);
    for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
      if (odd.has(path) && (odd.get(path) !== 'not ASCII' || flags.includes('-w'))) continue;
      const a = [...(ours.get(path) ?? [])], b = [...(theirs.get(path) ?? [])];
      assert.deepEqual(a, b, `${flags.join(' ')} '${pattern}' in ${path} of ${root}`);
      matched += a.length;
    }
  }
  return matched;
}

const skip = present ? false : 'ripgrep is not installed';

test('a tree of corner cases', { skip }, () => {
  const root = tree({
    'crlf.txt': 'one;\r\n\r\ntwo return\r\n  \r\nx;\r\nlast;\r\n',
    'mixed.txt': 'a;\r\nb;\nc d;\r\n\n',
    'no_end.txt': 'first\nreturn the last line, no end',
    'empty.txt': '',
    'only_ends.txt': '\n\n\n',
    'one.txt': 'e',
    'spaces.txt': '   \n\t\n \t \nx \n',
    'unicode.txt': 'Ärger ärger ÄRGER\nK elvin KELVIN \u212Aelvin kelvin\nSTRASSE straße STRAßE \u017Ftrasse\nΣίσυφος ΣΊΣΥΦΟΣ σίσυφοσ\n日本語\n\u00A0\u2003\nna\u00EFve\n',
    'bom.txt': '\uFEFFreturn after a mark\nreturn\n',
    'long.txt': `${'abc '.repeat(50_000)}return\nshort\n${'x'.repeat(70_000)}\n`,
    'many.txt': 'return x;\n'.repeat(20_000),
    'sub/deep/er/file.c': '#include <a.h>\nint a_1_b(int x) { return x->y::z; }\n}\n',
    'words.txt': 'in inside in_x x-in in.\nint integer int32 int\nis kind of\nis kind  of.\nabab ababab ba\n',
    'nul.bin': Buffer.from('return\0return\n'),
    'latin.txt': Buffer.from('caf\xE9 return\nreturn\n', 'latin1'),
    '.gitignore': '*.log\n/ignored/\n!kept.log\n',
    'x.log': 'return ignored\n',
    'kept.log': 'return kept\n',
    'ignored/y.c': 'return ignored\n',
    'sub/.gitignore': '*.tmp\n',
    'sub/z.tmp': 'return ignored\n',
    'sub/.ignore': 'q.c\n',
    'sub/q.c': 'return ignored\n',
    '.hidden/h.c': 'return hidden\n',
    '.dot.c': 'return hidden\n',
  });
  execFileSync('git', ['init', '-q', root]);
  assert.ok(compare(root) > 20_000);
  assert.ok(compare(root, ['--hidden']) > 20_000);
  assert.ok(compare(root, ['--no-ignore']) > 20_000);
});

test('a file that changed after it was indexed is searched as it stands', { skip }, () => {
  const root = tree({ 'a.c': 'return 1;\n'.repeat(3), 'b.c': 'nothing\n'.repeat(700), 'c.c': 'return\n' });
  const cache = tree({});
  treeline(['index', '-C', root, '--cache-dir', cache]);
  const size = statSync(join(root, 'a.c')).size;
  const ask = () => lines(run(process.env.TREELINE, ['grep', '-C', root, '--no-refresh', '--cache-dir', cache, '-n', '-0', 'return'], root));
  for (const text of ['x\nreturn 2;\n', 'return 1;\n'.repeat(900), `\n${'return'.padEnd(size - 2, '.')}\n`, '']) {
    write(root, { 'a.c': text });
    const theirs = lines(run(RIPGREP, ['-n', '-0', '--no-heading', 'return', '.'], root));
    assert.deepEqual([...(ask().get('a.c') ?? [])], [...(theirs.get('a.c') ?? [])]);
  }
});

test('this repository', { skip }, () => {
  const root = tree({}); // a copy, which nobody works on
  const paths = execFileSync('git', ['-C', here, 'ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const path of paths) {
    if (lstatSync(join(here, path), { throwIfNoEntry: false })?.isFile()) write(root, { [path]: readFileSync(join(here, path)) });
  }
  execFileSync('git', ['init', '-q', root]);
  assert.ok(compare(root) > 1000);
});

for (const root of ['/usr/include/linux', '/usr/include/c++']) {
  test(root, { skip: skip || !existsSync(root) }, () => {
    assert.ok(compare(root) > 1000);
  });
}
