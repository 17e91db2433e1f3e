// What is asked of every searcher: the classes a search engine has to be good at, and their weak spots.

const PAIRS = 'er in re on st te de at es se le an co me ti pr ne ac ma io lo ca un tr di sh ex al ul us by do'.split(' ');
const SIGNS = '== != && || += -= << >> () [] {} ); (& (* /* */ :: => <= >= ++ -- |= &= "% %d 0x // ** ~( !( )('.split(' ');
const at = (list, i) => list[i % list.length];
const turned = (word) => { // its third and fourth letter exchanged
  return word.slice(0, 2) + word[3] + word[2] + word.slice(4);
};
const strange = (word) => word[0].toUpperCase() + word.slice(1).toLowerCase();

/**
 * `text` is literal, `regex` is in the syntax all of the peers share, `words` in the query language; `fold`:
 * any case. `alike(v, i)`: the i-th other query of the class, of a vocabulary's words. `zoekt`: published for
 * a machine of this kind, ms for all hits, the best 200 and the first 200.
 */
export const TEXT_QUERIES = [
  { name: 'rare name', text: 'nvme_tcp_queue_request', selective: true, zoekt: [0.63, 0.59, 0.59], alike: (v, i) => ({ text: at(v.rare, i) }) },
  { name: 'common name', text: 'spin_lock_irqsave', zoekt: [20.7, 16.0, 0.53], alike: (v, i) => ({ text: at(v.common, i) }) },
  { name: 'very common', text: 'static', zoekt: [481, 331, 0.5], alike: (v, i) => ({ text: at(v.frequent, 2 * i) }) },
  { name: 'most common', text: 'return', zoekt: [603, 363, 0.56], alike: (v, i) => ({ text: at(v.frequent, 2 * i + 1) }) },
  { name: 'two letters', text: 'if', zoekt: [1458, 509, 0.46], alike: (v, i) => ({ text: at(PAIRS, i) }) },
  { name: 'no match', text: 'zqxjkvbpw_nowhere', selective: true, zoekt: [0.03, 0.04, 0.03], alike: (v, i) => ({ text: `zqxjkvbpw_nowhere${i}` }) },
  { name: 'any case', text: 'Page_Fault', fold: true, zoekt: [4.4, 3.9, 2.9], alike: (v, i) => ({ text: strange(at(v.common, i + 50)), fold: true }) },
  { name: 'regex, anchored by text', regex: 'EXPORT_SYMBOL_GPL\\(.*_register', zoekt: [13.4, 12.8, 10.4], alike: (v, i) => ({ regex: at(v.calls, i).join('\\(.*') }) },
  { name: 'alternation', regex: '(kmalloc|kzalloc|vmalloc)\\(.*GFP_ATOMIC', zoekt: [1011, 1044, 533], alike: (v, i) => ({ regex: `(${at(v.common, i)}|${at(v.calls, i + 40)[0]}|${at(v.common, i + 80)})\\(.*${at(v.calls, i + 40)[1]}` }) },
  { name: 'regex without a word', regex: '[a-z]+_[0-9]+_[a-z]+\\(', zoekt: [8815, 9071, 1738], alike: (v, i) => ({ regex: `[a-z]+_[0-9]+_[${String.fromCharCode(98 + (i % 16))}-z]+${at(['\\(', ' =', ';'], Math.floor(i / 16))}` }) },
  { name: 'whole word', regex: '\\bmutex_lock\\b', zoekt: [60.7, 57, 2], alike: (v, i) => ({ regex: `\\b${at(v.common, i + 150)}\\b` }) },
];

/** The rest: what only the query language says, and some that it says shortly. */
const OTHERS = [
  { name: 'both words, files', words: 'spin_lock_irqsave GFP_ATOMIC case:yes', both: ['spin_lock_irqsave', 'GFP_ATOMIC'], filesOnly: true, zoekt: [10.7, 10.0, 1.4], alike: (v, i) => ({ words: `${at(v.pairs, i).join(' ')} case:yes`, filesOnly: true }) },
  { name: 'three words', words: 'page fault handler', alike: (v, i) => ({ words: at(v.threes, i).join(' ') }) },
  { name: 'near', words: 'lock NEAR/5 free', alike: (v, i) => ({ words: at(v.calls, i + 80).join(' NEAR/5 ') }) },
  { name: 'in comments', words: 'in:comment TODO', alike: (v, i) => ({ words: `in:comment ${at(v.remarks, i)}` }) },
  { name: 'symbol, exact', words: 'sym:/^mutex_lock$/', alike: (v, i) => ({ words: `sym:/^${at(v.names, i)}$/` }) },
  { name: 'symbol, substring', words: 'sym:mutex_lock', alike: (v, i) => ({ words: `sym:${at(v.parts, i + 100)}` }) },
  { name: 'one edit', words: 'mutex_lokc~1', alike: (v, i) => ({ words: `${turned(at(v.common, i + 200))}~1` }) },
  { name: 'regex over lines', regex: '\\{\\n\\tstruct mutex', ripgrep: ['-U'], codesearch: false, alike: (v, i) => ({ regex: `;\\n\\t+${at(v.starts, i)}` }) },
  { name: 'two signs', text: '->', alike: (v, i) => ({ text: at(SIGNS, i) }) },
  { name: 'frequent, in some files', words: 'ext:h return case:yes', filtered: ['-g', '*.h', '-F', '-e', 'return'], alike: (v, i) => ({ words: `ext:${at(['c', 'h', 'S'], i)} ${at(v.frequent, i)} case:yes` }) },
];

export const CLASSES = [...TEXT_QUERIES, ...OTHERS];

/** What treeline/search is given for a query of a class. */
export function paramsOf(query) {
  const how = query.words ? {} : { regex: query.regex !== undefined, literal: query.regex === undefined, caseSensitive: !query.fold };
  return { query: query.words ?? query.regex ?? query.text, ...how, ...(query.filesOnly ? { filesOnly: true } : {}) };
}

/** The class's own query and others that are alike, `count` in all. */
export const asks = (query, words, count) => [query, ...Array.from({ length: count - 1 }, (_, i) => query.alike(words, i))];

/** What people type, letter by letter. */
export const TYPED = ['spin_lock_irqsave', 'nvme_tcp_queue_request', 'Page_Fault', 'copy_from_user', 'static inline void', 'return', 'struct mutex', 'page fault handler', 'EXPORT_SYMBOL_GPL'];

export const SYMBOL_QUERIES = [
  '', 'm', 'if', 'mut', 'mutex', 'mutex_lock', 'nvme_tcp_queue_rq', 'spin_lock', 'mtxlck', 'drmatomicstate',
  'EXPORT', 'task_struct', 'init', 'probe', 'kmalloc', 'amdgpu_device_ip_init', 'zqxjkv', 'get_user_pages',
  'ext4_file_operations', 'usb',
];
