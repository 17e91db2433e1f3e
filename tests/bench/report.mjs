// What the benchmark says: tables in Markdown, figures in one form, and RESULTS.md of which a part is new.

export const number = (value, digits = 1) => value.toFixed(digits);
export const percent = (share, digits = 0) => `${number(100 * share, digits)}%`;
export const megabytes = (bytes) => `${number(bytes / 1e6)} MB`;
export const verdict = (value, budget) => (value <= budget ? 'kept' : '**missed**');

export function milliseconds(value) {
  if (value === undefined || Number.isNaN(value)) return '';
  return value >= 1000 ? `${number(value / 1000)} s` : `${number(value, value < 10 ? 2 : 0)} ms`;
}

/** The text of a query for a cell of a table. */
export function shown(query) {
  const text = query.words ?? query.regex ?? query.text;
  return `\`${text.replaceAll('|', '\\|')}\`${query.fold ? ', any case' : ''}${query.filesOnly ? ', files' : ''}`;
}

/** A row of a table of budgets in ms; without a budget, or a measure, it judges nothing. */
export function budgeted(what, value, budget) {
  const judged = budget !== undefined && value !== undefined;
  return [what, value === undefined ? 'not measured' : milliseconds(value), budget ? milliseconds(budget) : '', judged ? verdict(value, budget) : ''];
}

export class Report {
  lines = [];

  constructor(out = console.log) {
    this.out = out;
  }

  say(text) {
    this.lines.push(text);
    this.out(text);
  }

  table(heads, rows) {
    this.say(`| ${heads.join(' | ')} |`);
    this.say(`|${heads.map((_, i) => (i ? ' ---: ' : ' --- ')).join('|')}|`);
    for (const row of rows) this.say(`| ${row.join(' | ')} |`);
    this.say('');
  }

  budgets(rows) {
    this.table(['budget', 'measured', 'at most', ''], rows);
  }

  text() {
    return `${this.lines.join('\n')}\n`;
  }
}

/** RESULTS.md with these sections in the place of those with the same headings; new ones at its end. */
export function merged(old, sections) {
  const split = (text) => text.split(/^(?=## )/m);
  const headingOf = (section) => section.split('\n')[0];
  const all = split(old);
  for (const section of split(sections).filter((one) => one.startsWith('## '))) {
    const at = all.findIndex((one) => headingOf(one) === headingOf(section));
    if (at >= 0) all[at] = section;
    else all.push(section);
  }
  return all.map((section) => `${section.trimEnd()}\n`).join('\n');
}
