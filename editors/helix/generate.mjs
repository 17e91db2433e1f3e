#!/usr/bin/env node
// usage: generate.mjs HELIX_LANGUAGES_TOML > languages.toml
//
// Helix has no way to say "this server for every language": what is set for a language replaces what it had. So for
// each language of Helix's own languages.toml this repeats its usual servers, and puts Treeline behind them.
import { readFileSync } from 'node:fs';

const [path] = process.argv.slice(2);
if (!path) {
  console.error('usage: generate.mjs HELIX_LANGUAGES_TOML > languages.toml');
  process.exit(2);
}

/** The value of `key = ...` in a table's own lines, brackets closed, or undefined. */
function valueOf(table, key) {
  const found = new RegExp(`^${key} *= *`, 'm').exec(table);
  if (!found) return undefined;
  const rest = table.slice(found.index + found[0].length);
  if (!rest.startsWith('[')) return rest.slice(0, rest.indexOf('\n')).replace(/ +#.*$/, '').trim();
  let depth = 0;
  for (let i = 0; i < rest.length; i++) {
    if (rest[i] === '[') depth++;
    if (rest[i] === ']' && --depth === 0) return rest.slice(0, i + 1).replace(/\s+/g, ' ');
  }
  return undefined;
}

const languages = readFileSync(path, 'utf8').split(/^\[\[language\]\]\s*$/m).slice(1)
  .map((text) => text.split(/^\[/m)[0])
  .map((table) => ({ name: valueOf(table, 'name'), servers: valueOf(table, 'language-servers') }))
  .filter(({ name }) => name);

console.log(`# Treeline beside the usual language servers, for every language that Helix knows.
#
# Put this into ~/.config/helix/languages.toml, or into .helix/languages.toml of a project. Made by generate.mjs from
# the languages of Helix 25.01; if you have set servers of your own for a language, add "treeline" to yours instead.

[language-server.treeline]
command = "treeline"
args = ["lsp"]
# Helix shows what all servers say of hovers and outlines. The languages named here have a server of their own, which
# you have installed: Treeline then leaves these, and definitions and references, to that one.
# config = { otherServers = ["c", "cpp", "rust"] }
`);
for (const { name, servers } of languages) {
  const inner = servers ? servers.slice(1, -1).trim().replace(/,$/, '') : '';
  console.log(`[[language]]\nname = ${name}\nlanguage-servers = [${inner ? `${inner}, ` : ''}"treeline"]\n`);
}
