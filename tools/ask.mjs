// Asks one symbol query and one text query of a real server session and shows the exchange.
//
//   node tools/ask.mjs TREELINE DIR [SYMBOL] [TEXT]
//
// Without SYMBOL and TEXT, something that DIR itself is about is asked for.
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSession, untilReady } from './lsp-client.mjs';

const SHOWN = 6;
const KINDS =
  'file module namespace package class method property field constructor enum interface function variable constant string number boolean array object key null enumerator struct event operator type-parameter'.split(
    ' ',
  );

function table(rows) {
  const widths = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  for (const row of rows) {
    console.log('    ' + row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]))).join('  '));
  }
}

const clip = (text, width) => (text.length > width ? text.slice(0, width - 1) + '…' : text);

async function timed(ask) {
  const began = process.hrtime.bigint();
  const answer = await ask();
  return [answer, Number(process.hrtime.bigint() - began) / 1e6];
}

function show(title, count, unit, ms, rows) {
  console.log(`\n  ${title}`);
  console.log(`    ${count} ${unit}${count === 1 ? '' : 's'} in ${ms.toFixed(2)} ms${count > SHOWN ? `, the first ${SHOWN}:` : ':'}`);
  table(rows.slice(0, SHOWN));
}

async function askSymbol(server, root, query) {
  const [symbols, ms] = await timed(() => server.request('workspace/symbol', { query }));
  const rows = (symbols ?? []).map(({ name, kind, containerName, location }) => {
    const path = relative(root, fileURLToPath(location.uri));
    const line = location.range ? `:${location.range.start.line + 1}` : '';
    return [name, KINDS[kind - 1] ?? '', containerName ?? '', path + line];
  });
  show(`workspace/symbol ${JSON.stringify({ query })}`, rows.length, 'symbol', ms, rows);
}

async function askText(server, root, query) {
  const [answer, ms] = await timed(() => server.request('treeline/search', { query, limit: 50 }));
  const rows = answer.hits.map(({ uri, range, text }) => [
    `${relative(root, fileURLToPath(uri))}:${range.start.line + 1}`,
    clip(text.trim(), 70),
  ]);
  show(`treeline/search ${JSON.stringify({ query, limit: 50 })}`, rows.length, 'hit', ms, rows);
}

// Names worth asking for: long ones among the best symbols of the tree.
async function choose(server) {
  const best = (await server.request('workspace/symbol', { query: '' })) ?? [];
  const names = [...new Set(best.map((symbol) => symbol.name))].filter((name) => /^\w{4,}$/.test(name));
  const [first = 'main', second = first] = names;
  return [first, second];
}

const [treeline, directory, symbol, text] = process.argv.slice(2);
if (!directory) {
  console.error('usage: node ask.mjs TREELINE DIR [SYMBOL] [TEXT]');
  process.exit(2);
}
const root = resolve(directory);
const began = Date.now();
const server = await openSession(treeline, root);
await untilReady(server);
console.log(`  session open and the tree verified after ${Date.now() - began} ms`);
const [first, second] = await choose(server);
await askSymbol(server, root, symbol ?? first);
await askText(server, root, text ?? second);
process.exitCode = await server.close();
