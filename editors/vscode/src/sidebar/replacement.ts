// What stands in the place of a match. The server matched with PCRE2; groups are found again here with the editor's own
// expressions, on the matched text alone. Where these disagree there is no replacement, rather than a wrong one.
import type { SearchInputs } from '../search/query';
import type { ReplaceInputs } from './messages';

export function replacementOf(matched: string, search: SearchInputs, replace: ReplaceInputs): string | undefined {
  const text = search.regex ? expanded(matched, search, replace.text) : replace.text;
  return text === undefined || !replace.preserveCase ? text : withCaseOf(matched, text);
}

const REFERENCE = /\\[nt\\]|\$(?:\$|&|\d{1,2})/g;

function expanded(matched: string, search: SearchInputs, template: string): string | undefined {
  const groups = /\$\d/.test(template) ? groupsOf(matched, search) : [matched];
  const asked = [...template.matchAll(REFERENCE)].map(([reference]) => Number(reference.slice(1)) || 0);
  if (groups === undefined || asked.some((number) => number >= groups.length)) return undefined;
  return template.replace(REFERENCE, (reference) => {
    switch (reference) {
      case '\\n': return '\n';
      case '\\t': return '\t';
      case '\\\\': return '\\';
      case '$$': return '$';
      case '$&': return matched;
    }
    return groups[Number(reference.slice(1))] ?? '';
  });
}

function groupsOf(matched: string, search: SearchInputs): (string | undefined)[] | undefined {
  // Without capitals, case does not count; as for the server.
  const ignoreCase = !search.caseSensitive && search.text.replace(/\\./g, '') === search.text.replace(/\\./g, '').toLowerCase();
  try {
    const found = new RegExp(`^(?:${search.text})$`, ignoreCase ? 'imu' : 'mu').exec(matched);
    return found?.[0] === matched ? [...found] : undefined;
  } catch {
    return undefined;
  }
}

/** `text` in upper case, lower case or with a capital, if `model` is. */
export function withCaseOf(model: string, text: string): string {
  const letters = /\p{L}/u.test(model);
  if (!letters) return text;
  if (model === model.toUpperCase()) return text.toUpperCase();
  if (model === model.toLowerCase()) return text.toLowerCase();
  const [first = ''] = model;
  return first === first.toUpperCase() ? text.charAt(0).toUpperCase() + text.slice(1) : text.charAt(0).toLowerCase() + text.slice(1);
}
