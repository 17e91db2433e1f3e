// What the tests of the command line share: a tree of their own, a cache directory of their own, and the
// program run on them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

export const TREELINE = process.env.TREELINE;
if (!TREELINE) throw new Error('set TREELINE to the program under test');

/** A directory that is gone after the tests of this file. */
export function scratch() {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'treeline-cli-')));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes `files` (path -> text or Buffer) below a new directory and returns it. */
export function tree(files) {
  const root = join(scratch(), 'tree');
  mkdirSync(root);
  write(root, files);
  return root;
}

export function write(root, files) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const cache = scratch();

/** Runs the program; `options.cwd` and `options.env` as for spawnSync. */
export function treeline(args, options = {}) {
  const env = { ...process.env, XDG_CACHE_HOME: cache, ...options.env };
  const ran = spawnSync(TREELINE, args, { encoding: 'utf8', timeout: 300_000, maxBuffer: 1 << 28, ...options, env });
  if (ran.error) throw ran.error;
  return { code: ran.status, signal: ran.signal, out: ran.stdout, err: ran.stderr };
}

/** Runs the program with a terminal of `columns` as standard output; the screen's lines, without colours. */
export function terminal(args, columns = 80, options = {}) {
  const quoted = [TREELINE, ...args].map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(' ');
  const env = { ...process.env, XDG_CACHE_HOME: cache, TERM: 'xterm', NO_COLOR: '1' };
  const command = `stty cols ${columns}; exec ${quoted} 2>/dev/null`;
  const ran = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', timeout: 300_000, env, ...options });
  if (ran.error) throw ran.error;
  return { code: ran.status, lines: ran.stdout.split('\r\n').slice(0, -1) };
}

/** Runs with --json; gives the objects before the last one, and the last one's summary. */
export function json(args, options) {
  const ran = treeline([...args, '--json'], options);
  const objects = ran.out.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return { ...ran, hits: objects.slice(0, -1), summary: objects.at(-1)?.summary };
}

export const SAMPLE = {
  'src/parser.c': [
    '#include "parser.h"',
    '',
    'int parser_next(Parser *parser) {',
    '\treturn parser->at++; // needle in a comment',
    '}',
    '',
  ].join('\n'),
  'src/parser.h': 'typedef struct Parser { int at; } Parser;\nint parser_next(Parser *parser);\n',
  'lib/tool.py': 'class Tool:\n    def run(self):\n        return "needle"\n\n    def stop(self):\n        pass\n',
  'docs/crlf.txt': 'one\r\ntwo needle needle\r\nthree\r\n',
  'docs/größe.txt': 'äöü needle\n',
  'docs/latin1.txt': Buffer.from('caf\xe9 needle\n', 'latin1'),
  'ignored/x.c': 'int needle_ignored;\n',
  '.hidden.c': 'int needle_hidden;\n',
  '.ignore': 'ignored/\n',
  'blob.bin': Buffer.from('needle\0\0\0needle', 'latin1'),
};
