// What extraction finds beside what universal-ctags finds, in real trees: for every language the definitions
// (file, name, line) that both have, that only one has, by kind, with examples, and why they differ.
//
//   node tests/bench/extraction.mjs [--build DIR] [--language L,...] [--files N] [--examples N] [TREE...]
//
// `./dev bench --only extraction` runs the same over the trees below and its figures stand in RESULTS.md.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

// Treeline's language -> what universal-ctags calls it, the ending of its files, the kinds beside its
// defaults, and, of its kinds, those that are no definitions to Treeline, with the reason.
const IMPORTS = 'names that an import brings, which are defined elsewhere';
const LANGUAGES = {
  c: { ctags: 'C', endings: ['.c', '.h'], kinds: '+px', ours: 'types in parameters and locals; functions that macros define', not: {} },
  cpp: { ctags: 'C++', endings: ['.cc', '.cpp', '.cxx', '.hh', '.hpp', '.hxx', '.tcc'], kinds: '+px', ours: 'constructors, operators, `friend` functions and members behind macros that ctags reads past', not: {} },
  objc: { ctags: 'ObjectiveC', endings: ['.m', '.mm'], ours: 'C in the same file', not: {} },
  python: { ctags: 'Python', endings: ['.py'], ours: 'attributes (`self.x = 1`), enumerators', not: { module: IMPORTS, namespace: IMPORTS, unknown: IMPORTS } },
  javascript: { ctags: 'JavaScript', endings: ['.js', '.mjs', '.cjs'], ours: 'functions of object literals, exports, destructured names, fields', not: { generator: '' } },
  typescript: { ctags: 'TypeScript', endings: ['.ts', '.mts', '.cts'], ours: 'members of types and of object literals', not: { alias: '' } },
  perl: { ctags: 'Perl', endings: ['.pl', '.pm'], ours: 'variables of a package, fields', not: { format: '', label: 'labels, most of them words in here-documents' } },
  ruby: { ctags: 'Ruby', endings: ['.rb', '.rake'], ours: 'constants, attributes', not: {} },
  bash: { ctags: 'Sh', endings: ['.sh', '.bash'], ours: 'variables at the top', not: { heredoc: 'labels of here-documents', script: 'files that are sourced' } },
  php: { ctags: 'PHP', endings: ['.php'], ours: 'members', not: { alias: IMPORTS, variable: 'locals, which ctags does not tell from variables of the file' } },
  lua: { ctags: 'Lua', endings: ['.lua'], ours: 'variables, fields of tables', not: { unknown: 'functions under a key that is no name' } },
  sql: { ctags: 'SQL', endings: ['.sql'], ours: 'keys, indexes', not: { variable: 'locals of procedures' } },
  make: { ctags: 'Make', endings: ['Makefile', '.mk'], ours: 'variables set twice count once for each', not: {} },
  css: { ctags: 'CSS', endings: ['.css'], ours: 'custom properties', not: { selector: 'words out of attribute selectors' } },
  vim: { ctags: 'Vim', endings: ['.vim'], ours: 'names that ctags reads with their type (`X: number`)', not: { map: 'mappings of keys', filename: 'the name of the file' } },
  elisp: { ctags: 'EmacsLisp', endings: ['.el'], ours: '', not: {} },
  cmake: { ctags: 'CMake', endings: ['.cmake', 'CMakeLists.txt'], ours: 'targets with a namespace; ctags takes what functions set for variables of the file', not: {} },
  markdown: { ctags: 'Markdown', endings: ['.md'], ours: '', not: { hashtag: '', footnote: '' } },
  rust: { ctags: 'Rust', endings: ['.rs'], ours: 'constants, statics, associated types', not: { implementation: 'an impl gives its members a container and is none itself' } },
  go: { ctags: 'Go', endings: ['.go'], ours: '', not: { packageName: IMPORTS } },
  java: { ctags: 'Java', endings: ['.java'], ours: 'constructors, constants', not: {} },
  csharp: { ctags: 'C#', endings: ['.cs'], ours: '', not: {} },
  yaml: { ctags: 'Yaml', endings: ['.yaml', '.yml'], ours: 'keys', not: { anchor: 'anchors' } },
  json: { ctags: 'JSON', endings: ['.json'], ours: 'keys', not: { number: 'values in arrays', string: '', object: '', boolean: '', array: '', null: '' } },
  toml: { ctags: 'Iniconf', endings: ['.toml'], ours: 'keys of tables', not: {} },
  html: { ctags: 'HTML', endings: ['.html'], ours: '', not: { script: '', stylesheet: '' } },
  powershell: { ctags: 'PowerShell', endings: ['.ps1', '.psm1'], ours: '', not: { variable: 'locals' } },
  xml: { ctags: 'XML', endings: ['.xml'], ours: '', not: { nsprefix: '' } },
  assembly: { ctags: 'Asm', endings: ['.S', '.s'], ours: 'what macros define (`ENTRY(x)`)', not: { label: 'local labels (`.L1`)', define: '`.set noreorder`, assignments to registers' } },
  proto: { ctags: 'Protobuf', endings: ['.proto'], ours: '', not: {} },
};
// Of every language: what ctags names itself, names in functions, and assignments to a name it has already.
const ANONYMOUS = /^(__anon|AnonymousFunction|anonymous)|^\s*$/;
const IN_FUNCTION = new Set(['function', 'method', 'generator', 'subroutine']);
const VARIABLE = new Set(['variable', 'constant', 'property', 'field', 'typedef', 'local', 'accessor']);
const LARGEST = 1 << 20;
const NEAR = 3; // lines: a decorator or a type on lines of its own moves where a definition is said to start

/** Trees that a machine with the benchmark's requirements has. */
function usualTrees(corpus) {
  const library = spawnSync('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))'], { encoding: 'utf8' }).stdout?.trim();
  const modules = spawnSync('npm', ['root', '-g'], { encoding: 'utf8' }).stdout?.trim();
  return [corpus, library, modules, '/usr/share', '/usr/include', '/usr/lib/gcc', '/usr/lib/ruby', '/usr/lib/llvm-14', resolve('.')]
    .filter((tree) => tree && existsSync(tree));
}

/** Per language up to `most` files of every tree, spread evenly over it. */
function filesByLanguage(trees, wanted, most) {
  const chosen = new Map(wanted.map((language) => [language, []]));
  for (const tree of trees) {
    const found = new Map(wanted.map((language) => [language, []]));
    const enter = (folder) => {
      let entries;
      try {
        entries = readdirSync(folder, { withFileTypes: true });
      } catch {
        return; // not ours to read
      }
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.name.startsWith('.') || (entry.name === 'build' && tree === resolve('.'))) continue;
        const path = join(folder, entry.name);
        if (entry.isDirectory()) enter(path);
        if (!entry.isFile()) continue;
        for (const language of wanted) {
          if (LANGUAGES[language].endings.some((ending) => entry.name.endsWith(ending))) found.get(language).push(path);
        }
      }
    };
    enter(tree);
    for (const [language, paths] of found) {
      const sized = paths.filter((path) => lstatSync(path).size < LARGEST);
      const step = Math.max(1, sized.length / most);
      for (let i = 0; i < sized.length; i += step) chosen.get(language).push(sized[Math.floor(i)]);
    }
  }
  return chosen;
}

function run(command, args, paths) {
  const ran = spawnSync(command, args, { input: `${paths.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (ran.error || ran.status !== 0) throw new Error(`${command}: ${ran.error?.message ?? ran.stderr}`);
  return ran.stdout.split('\n').filter(Boolean);
}

/** path -> definitions, of the files that Treeline takes for that language. */
function ourDefinitions(listing, language, paths) {
  const files = new Map();
  let definitions = null;
  for (const line of run(listing, [], paths)) {
    const [first, second, third, container, name] = line.split('\t');
    if (first === 'path') {
      definitions = [];
      if (second === language) files.set(third, definitions);
    } else {
      definitions.push({ name, line: Number(first), kind: second + (third === 'd' ? ' declaration' : ''), container });
    }
  }
  return files;
}

function theirDefinitions(spec, paths) {
  const kinds = spec.kinds ? [`--kinds-${spec.ctags}=${spec.kinds}`] : [];
  const args = ['--options=NONE', '-L', '-', '-f', '-', '--sort=no', '--output-format=json', '--fields=NFnKZs', `--language-force=${spec.ctags}`, ...kinds];
  const files = new Map(paths.map((path) => [path, []]));
  for (const line of run('ctags', args, paths)) {
    const tag = JSON.parse(line.replaceAll('\t', ' '));
    if (tag._type === 'tag') files.get(tag.path)?.push({ name: tag.name, line: tag.line, kind: tag.kind, container: tag.scope ?? '', scopeKind: tag.scopeKind ?? '' });
  }
  return files;
}

// `operator +` is `operator+`, `Foo::~Foo` is `~Foo`, `"name"` is `name`.
const plain = (name) => name.replace(/\s+/g, '').replace(/^["'`#]|["'`:=]$/g, '').replace(/^.*(::|[.:])(?=[\w~])/, '');

/** Pairs equal names on near lines, the nearest first; returns what is left of both. */
export function compare(ours, theirs) {
  const byName = new Map();
  for (const one of ours) {
    const key = plain(one.name);
    if (!byName.has(key)) byName.set(key, []);
    byName.get(key).push(one);
  }
  let both = 0;
  let left = theirs;
  for (const most of [0, NEAR]) {
    left = left.filter((their) => {
      const candidates = byName.get(plain(their.name)) ?? [];
      const at = candidates.findIndex((our) => Math.abs(our.line - their.line) <= most);
      if (at < 0) return true;
      candidates.splice(at, 1);
      both += 1;
      return false;
    });
  }
  const known = new Set(ours.map((one) => plain(one.name)));
  const intended = (one) => ANONYMOUS.test(one.name)
    || (VARIABLE.has(one.kind) && (IN_FUNCTION.has(one.scopeKind) || known.has(plain(one.name))));
  const unexplained = left.filter((one) => !intended(one));
  return { both, ours: [...byName.values()].flat(), theirs: unexplained, intended: left.length - unexplained.length };
}

function tally(definitions) {
  const kinds = new Map();
  for (const one of definitions) kinds.set(one.kind, (kinds.get(one.kind) ?? 0) + 1);
  return [...kinds].sort((a, b) => b[1] - a[1]);
}

/** Compares in one language: counts, and what only one of the two has. */
export function compareLanguage(listing, language, paths) {
  const spec = LANGUAGES[language];
  const ours = ourDefinitions(listing, language, paths);
  const theirs = theirDefinitions(spec, [...ours.keys()]);
  const result = { language, files: ours.size, both: 0, ours: [], theirs: [], intended: 0 };
  for (const [path, found] of ours) {
    const all = theirs.get(path);
    const wanted = all.filter((one) => !(one.kind in spec.not));
    const one = compare(found, wanted);
    result.intended += all.length - wanted.length + one.intended;
    result.both += one.both;
    for (const side of ['ours', 'theirs']) for (const it of one[side]) result[side].push({ ...it, path });
  }
  result.share = result.both / Math.max(1, result.both + result.theirs.length);
  return result;
}

const kindsOf = (definitions) => tally(definitions).slice(0, 5).map(([kind, count]) => `${kind} ${count}`).join(', ');

/** The part of the benchmark: a table of figures, and one of reasons. */
export function extraction(report, tools, { most = 150, languages = Object.keys(LANGUAGES), trees } = {}) {
  report.say('## Definitions beside universal-ctags\n');
  report.say('In files of the corpus, the Python library, the packages of npm, /usr/share, /usr/include and this repository, by name and line.\n');
  report.say('"By intent" are those of ctags that Treeline leaves out: functions without a name, names local to a function, assignments to a name it has already, and the kinds of the last column.\n');
  const chosen = filesByLanguage(trees ?? usualTrees(tools.corpus), languages, most);
  const listing = join(tools.build, 'tests/bench/bench_listing');
  const results = languages.filter((language) => chosen.get(language).length)
    .map((language) => compareLanguage(listing, language, chosen.get(language)));
  report.table(['language', 'files', 'both', 'only Treeline', 'by intent', 'only ctags', "found of ctags'"], results.map((one) => [
    one.language, `${one.files}`, `${one.both}`, `${one.ours.length}`, `${one.intended}`, `${one.theirs.length}`, `${(100 * one.share).toFixed(1)}%`]));
  report.table(['language', 'only Treeline', 'only ctags', 'left out of the comparison'], results.map((one) => [
    one.language, [kindsOf(one.ours), LANGUAGES[one.language].ours].filter(Boolean).join(': '), kindsOf(one.theirs),
    Object.entries(LANGUAGES[one.language].not).map(([kind, why]) => [kind, why].filter(Boolean).join(': ')).join('; ')]));
  return results;
}

/** Examples of what only one has, spread over what there is of each kind. */
export function examples(result, side, count) {
  for (const [kind, all] of tally(result[side])) {
    process.stdout.write(`\n${result.language}, only ${side === 'ours' ? 'Treeline' : 'ctags'}: ${all} ${kind}\n`);
    const some = result[side].filter((one) => one.kind === kind);
    const step = Math.max(1, some.length / count);
    for (let i = 0; i < some.length; i += step) {
      const { path, line, name } = some[Math.floor(i)];
      const text = readFileSync(path, 'utf8').split('\n')[line - 1] ?? '';
      process.stdout.write(`  ${name} | ${text.trim().slice(0, 100)} | ${path}:${line}\n`);
    }
  }
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      build: { type: 'string', default: 'build/release' },
      language: { type: 'string', default: Object.keys(LANGUAGES).join() },
      files: { type: 'string', default: '150' },
      examples: { type: 'string', default: '0' },
      side: { type: 'string', default: 'theirs,ours' },
    },
  });
  const report = {
    say: (text) => process.stdout.write(`${text}\n`),
    table: (heads, rows) => process.stdout.write(`${[heads, ...rows].map((row) => row.join(' | ')).join('\n')}\n\n`),
  };
  const trees = positionals.length ? positionals : undefined;
  const results = extraction(report, { build: resolve(values.build), corpus: 'build/bench/linux' }, {
    most: Number(values.files), languages: values.language.split(','), trees,
  });
  if (values.examples === '0') return;
  for (const one of results) for (const side of values.side.split(',')) examples(one, side, Number(values.examples));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
