// The sets of symbol search: what is typed, and the symbols that are meant.

export const isOfSymbols = (name) => name.startsWith('symbols-');

/** Lines of a query, a tab, and `name` or `name@path`, any of which answers. */
export function readSymbolSet(text) {
  const questions = [];
  text.split('\n').forEach((line, i) => {
    if (!line || line.startsWith('#')) return;
    const [query, symbols, ...rest] = line.split('\t');
    if (!query || !symbols || rest.length) throw new Error(`line ${i + 1}: not a query, a tab, and symbols`);
    const written = symbols.split(' ').filter(Boolean);
    const wanted = written.map((one) => {
      const [name, path] = one.split('@');
      return { name, path };
    });
    questions.push({ query, written, wanted });
  });
  return questions;
}

/** 1 for the first symbol shown; Infinity if none of them is meant. */
export function symbolRank(shown, wanted) {
  const at = shown.findIndex((hit) => wanted.some((one) => one.name === hit.name && (!one.path || one.path === hit.path)));
  return at < 0 ? Infinity : at + 1;
}
