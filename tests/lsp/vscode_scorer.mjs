// How VS Code scores a symbol's name for what was typed, told by what its own tests and documents say and by
// watching it: what it keeps, and what it shows first. It orders every answer to workspace/symbol by this, whatever
// order the server gave. Written anew for these tests, as rows of cells instead of tables of numbers.

const MOST = 128; // letters that count
const NEVER = -Number.MAX_SAFE_INTEGER;
const SEPARATORS = new Set('_-. /\\\'":$<>()[]{}');

const isSeparator = (word, at) => at >= 0 && at < word.length && SEPARATORS.has(word[at]);
const isSpace = (word, at) => word[at] === ' ' || word[at] === '\t';

class Text {
  constructor(text) {
    this.text = text.slice(0, MOST);
    this.low = text.toLowerCase().slice(0, MOST);
    this.length = this.text.length;
  }

  isUpper(at) { return this.text[at] !== this.low[at]; }

  beginsPart(at) { return isSeparator(this.low, at - 1) || isSpace(this.low, at - 1); }
}

// The first and the last place in the word where each letter can stand, if those before and behind it are to.
function places(typed, word) {
  const first = [];
  const last = [];
  for (let at = 0, i = 0; i < typed.length; i++, at++) {
    while (at < word.length && word.low[at] !== typed.low[i]) at++;
    if (at === word.length) return undefined;
    first.push(at);
  }
  for (let at = word.length - 1, i = typed.length - 1; i >= 0; at--) {
    if (word.low[at] === typed.low[i]) last[i--] = at;
  }
  return { first, last };
}

// What letter i of what was typed is worth at `at` of the word; `alone`: the letter before it stands elsewhere.
function worth(typed, i, word, at, alone) {
  if (typed.low[i] !== word.low[at]) return NEVER;
  const sameCase = typed.text[i] === word.text[at] ? 7 : 5;
  const hump = word.isUpper(at) && (at === 0 || !word.isUpper(at - 1));
  let points = 1;
  if (at === i) points = sameCase; // both have begun alike
  else if (hump) points = sameCase;
  else if (isSeparator(word.low, at) && !isSeparator(word.low, at - 1)) points = 5;
  else if (word.beginsPart(at)) points = 5;
  const wellPlaced = (at !== i && hump) || word.isUpper(at) || word.beginsPart(at);
  if (i === 0) points -= at === 0 ? 0 : wellPlaced ? 3 : 5;
  else if (alone) points += wellPlaced ? 2 : 0;
  else points += wellPlaced ? 0 : 1;
  if (at === word.length - 1) points -= wellPlaced ? 3 : 5; // as if there were a gap behind the word
  return points;
}

const gapBehind = (cell) => cell.points + (cell.run > 0 ? -5 : 0);
const NOTHING = { points: 0, run: 0 };

// The row of a letter: for each place the best so far, how many letters stand together there (run; 0: this one stands
// further left) and where it stands (at).
function fillRow(typed, i, word, { first, last }, before) {
  const row = [];
  const end = i + 1 < typed.length ? last[i + 1] : word.length;
  for (let at = first[i]; at < end; at++) {
    const above = (at > 0 && before[at - 1]) || NOTHING;
    const own = at <= last[i] ? worth(typed, i, word, at, above.run === 0) : NEVER;
    let best = { points: own + above.points, run: above.run + 1, at };
    const left = at > first[i] ? row[at - 1] : undefined;
    const leftLeft = at > first[i] + 1 && left.run > 0 ? row[at - 2] : undefined;
    const fromLeft = left && { points: gapBehind(left), run: 0, at: left.at };
    const fromLeftLeft = leftLeft && { points: gapBehind(leftLeft), run: 0, at: leftLeft.at };
    if (fromLeftLeft && fromLeftLeft.points >= fromLeft.points && fromLeftLeft.points >= best.points) best = fromLeftLeft;
    else if (fromLeft && fromLeft.points >= best.points) best = fromLeft;
    row[at] = best;
  }
  return row;
}

/** undefined: VS Code drops it. */
export function score(pattern, name) {
  const typed = new Text(pattern);
  const word = new Text(name);
  if (!typed.length || typed.length > word.length) return undefined;
  const where = places(typed, word);
  if (!where) return undefined;
  let row = [];
  for (let i = 0; i < typed.length; i++) row = fillRow(typed, i, word, where, row);
  const end = row[word.length - 1];
  const skipped = end.at + 1 - typed.length;
  return end.points + (typed.length === word.length ? 2 : 0) - skipped;
}

/** What it makes of a query: the first word is the symbol's, capitals and small letters as typed. */
export function order(query, names) {
  const [word] = query.split(' ');
  return names
    .map((name) => ({ name, score: score(word, name) }))
    .filter((one) => one.score !== undefined)
    .sort((a, b) => b.score - a.score || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
