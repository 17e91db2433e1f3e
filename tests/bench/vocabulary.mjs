// Words of the tree by how many files have them, so that a class of queries can be asked many times over
// with different words that are alike, and nothing that is kept from one helps another.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './corpus.mjs';

const SOURCES = ['.c', '.h', '.cc', '.cpp', '.py', '.go', '.rs', '.js', '.mjs', '.ts', '.java', '.rb'];
const LARGEST = 256 << 10;
const WORD = /[A-Za-z_][A-Za-z0-9_]{3,40}/g;
const CALL = /(\w{6,40})\([^\n]*?\b(\w{6,40})\b[^\n]*\)/g; // and something within it
const REMARK = /^\s*(?:\/\*|\*|\/\/|#) [^\n]*?\b([a-z]{6,20})\b/gm;
const AFTER = /;\n\t+(\w{6,40})/g; // what begins a line after a statement
const DEFINED = /^(?:#define (\w{4,40})|(?:static |inline |extern |unsigned |struct )*\w+ [*]?(\w{4,40})\(|\s*def (\w{4,40})|\s*class (\w{4,40}))/gm;

/** FNV-1a; what is chosen is the same on every machine, and no neighbours in the alphabet. */
export function hash(text) {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  return value >>> 0;
}

const shuffled = (words) => words.map((word) => [hash(word), word]).sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1)).map(([, word]) => word);

const found = (text, pattern) => [...text.matchAll(pattern)].map((one) => one.slice(1).filter((word) => word && !/^\d/.test(word)));
// So many, from all over the list and not the same of each file.
const some = (list, count, i) => Array.from({ length: Math.min(count, list.length) }, (_, k) => list[(7919 * (i + 1) + Math.floor((k * list.length) / count)) % list.length]);
const partsOf = (word) => word.toLowerCase().split(/_|\d+/).filter((part) => part.length >= 4);

/**
 * Words with the number of texts that have them; and what stands together in one of the texts, so that who
 * asks for it finds something: names that are defined, [function, something in its call], words of remarks,
 * and what begins a line.
 */
export function counted(texts) {
  const counts = new Map();
  const names = new Set();
  const [calls, remarks, starts, files] = [[], [], [], []];
  texts.forEach((text, i) => {
    const words = [...new Set(text.match(WORD) ?? [])];
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [name] of found(text, DEFINED)) names.add(name);
    calls.push(...some(found(text, CALL).filter((pair) => pair.length === 2 && pair[0] !== pair[1]), 3, i));
    remarks.push(...some(found(text, REMARK).flat(), 1, i));
    starts.push(...some(found(text, AFTER).flat(), 1, i));
    files.push(words);
  });
  return { counts, names, calls, remarks, starts, files };
}

/** Bands by how many files have a word, each in an order of its own; and what stands together, of words that are not rare. */
export function bands({ counts, names, calls, remarks, starts, files }, texts) {
  const all = [...counts];
  const within = (low, high) => all.filter(([, count]) => count >= low * texts && count <= high * texts).map(([word]) => word);
  const frequent = all.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 100).map(([word]) => word);
  const common = new Set(within(0.01, 0.06).filter((word) => word.length >= 6));
  const parts = new Map();
  for (const [word, count] of counts) for (const part of partsOf(word)) parts.set(part, (parts.get(part) ?? 0) + count);
  const ordinary = (part) => parts.get(part) >= 0.01 * texts && parts.get(part) <= 0.2 * texts;
  const three = (words, i) => [...new Set(some([...new Set(words.flatMap(partsOf))].filter(ordinary), 3, i))];
  return {
    rare: shuffled(all.filter(([word, count]) => count === 1 && word.length >= 14).map(([word]) => word)),
    common: shuffled([...common]),
    frequent, // the most frequent first
    parts: shuffled([...parts.keys()].filter(ordinary)),
    names: shuffled([...names].filter((name) => name.length >= 8)),
    calls: [...new Map(calls.filter((pair) => common.has(pair[0])).map((pair) => [pair.join(), pair])).values()],
    remarks: [...new Set(remarks)],
    starts: [...new Set(starts)].filter((word) => (counts.get(word) ?? 0) >= 3),
    pairs: files.map((words, i) => [...new Set(some(words.filter((word) => common.has(word)), 2, i))]).filter((pair) => pair.length === 2),
    threes: files.map(three).filter((words) => words.length === 3),
  };
}

/** Of every so-manieth file of the tree, `sample` in all. */
export function vocabulary(root, sample = 2000) {
  const all = filesOf(root, SOURCES).filter((one) => one.size < LARGEST);
  const step = Math.max(1, all.length / sample);
  const texts = [];
  for (let i = 0; i < Math.min(sample, all.length); i++) texts.push(readFileSync(join(root, all[Math.floor(i * step)].path), 'latin1'));
  const words = bands(counted(texts), texts.length);
  for (const [band, list] of Object.entries(words)) if (list.length < 40) throw new Error(`too small a tree: ${list.length} ${band} words`);
  return words;
}
