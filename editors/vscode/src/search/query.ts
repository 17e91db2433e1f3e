// What a person put into the inputs, as one request. A query with filters is put together in the server's query
// language (`treeline help query`), since the request's own `regex` and `literal` speak of the whole query.
import type { SearchParams } from '../protocol';

export interface SearchInputs {
  text: string;
  caseSensitive: boolean;
  wholeWord: boolean;
  regex: boolean;
  /** No meaning beyond the text as written. */
  literal: boolean;
  include: string;
  exclude: string;
  languages: string;
}

export const NO_INPUTS: SearchInputs = {
  text: '',
  caseSensitive: false,
  wholeWord: false,
  regex: false,
  literal: false,
  include: '',
  exclude: '',
  languages: '',
};

export type Question = Pick<SearchParams, 'query' | 'caseSensitive' | 'wholeWord' | 'regex' | 'literal'>;

export function question(inputs: SearchInputs): Question {
  const asked: Question = { query: inputs.text };
  if (inputs.caseSensitive) asked.caseSensitive = true;
  if (inputs.wholeWord) asked.wholeWord = true;
  const filters = filtersOf(inputs);
  if (filters === '') {
    if (inputs.regex) asked.regex = true;
    else if (inputs.literal) asked.literal = true;
  } else {
    asked.query = `${asText(inputs)} ${filters}`;
  }
  return asked;
}

function asText(inputs: SearchInputs): string {
  if (inputs.regex) return `/${escapeSlashes(inputs.text)}/`;
  if (inputs.literal) return quoted(inputs.text);
  // A filter belongs to what stands beside it, so a query of alternatives is one group.
  return /(^|\s)OR(\s|$)/.test(inputs.text) ? `(${inputs.text})` : inputs.text;
}

// A slash ends the expression where white space follows; every unescaped one is escaped.
function escapeSlashes(expression: string): string {
  return expression.replace(/\\.|\//gs, (found) => (found === '/' ? '\\/' : found));
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function filtersOf(inputs: SearchInputs): string {
  const included = patterns(inputs.include);
  const parts = included.length > 1 ? [`(${included.join(' OR ')})`] : included;
  parts.push(...patterns(inputs.exclude).map((pattern) => `-${pattern}`));
  const languages = list(inputs.languages);
  if (languages.length > 0) parts.push(`lang:${languages.map((name) => name.toLowerCase()).join(',')}`);
  return parts.join(' ');
}

/** A list as VS Code's search has it: `./src` is a folder of the root, a glob is one, anything else is part of a path. */
export function patterns(text: string): string[] {
  return list(text).map((item) => {
    const path = item.replace(/\\/g, '/');
    if (path.startsWith('./')) return `dir:${value(`/${path.slice(2).replace(/\/(\*\*)?$/, '')}`)}`;
    if (/^\*\.[\w.]+$/.test(path) || !/[*?[]/.test(path)) return `file:${value(path)}`;
    return `file:${value(path.startsWith('/') ? path.slice(1) : path)}`;
  });
}

// Commas inside braces belong to a glob, which is written out: the server knows no braces.
function list(text: string): string[] {
  return text
    .split(/,(?![^{]*\})/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .flatMap(alternatives);
}

function alternatives(pattern: string): string[] {
  const braces = /\{([^{}]*)\}/.exec(pattern);
  if (braces === null) return [pattern];
  const [whole, inside = ''] = braces;
  const before = pattern.slice(0, braces.index);
  const after = pattern.slice(braces.index + whole.length);
  return inside.split(',').flatMap((choice) => alternatives(before + choice.trim() + after));
}

function value(text: string): string {
  return /[\s",()]/.test(text) ? quoted(text) : text;
}

/** The server's words about a query, as a sentence. */
export function problemText(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** The column that the server's words about a query name, from 0. */
export function errorColumn(message: string): number | undefined {
  const found = /at character (\d+)/.exec(message);
  return found?.[1] === undefined ? undefined : Number(found[1]) - 1;
}
