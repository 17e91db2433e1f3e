// usage: node notices.mjs [DIR]
//
// Prints whose code the program holds beside our own, in the words that they ask for: the grammars and tree-sitter,
// as grammars/grammars.txt names them, from DIR, where the grammars are built (default: build/grammars).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(process.argv[2] ?? process.env.TREELINE_GRAMMARS_BUILD ?? join(root, 'build', 'grammars'), 'fetched', 'node_modules');
const rows = readFileSync(join(root, 'grammars', 'grammars.txt'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
const packages = new Set(['tree-sitter', ...rows.map((line) => line.split(';')[1].trim())]);

const notices = [...packages].sort().map((name) => {
  const folder = join(modules, name);
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.(txt|md))?$/i.test(entry));
  return `${name} ${about.version}\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : inItsStead(name, about)}\n`;
});
console.log(`Treeline holds parsers and the core of tree-sitter. Their authors ask that these words go with them.\n`);
console.log(notices.join(`\n${'-'.repeat(80)}\n\n`));

// What a package says that has no file of its own for it.
function inItsStead(name, about) {
  const author = typeof about.author === 'string' ? about.author : about.author?.name;
  if (about.license !== 'MIT' || !author) throw new Error(`${name} does not say whose it is, or under what terms`);
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8').split('\n').slice(4).join('\n').trim();
  return `MIT License\n\nCopyright (c) ${author}\n\n${licence}`;
}
