// What a hit looks like: the piece of its line that is shown, and the text that it matched.
import type { Position, SearchHit, SearchSummary } from '../protocol';

export interface Preview {
  before: string;
  inside: string;
  after: string;
}

const BEFORE_AT_MOST = 26; // characters before a match, as VS Code's search view has it
const AFTER_AT_MOST = 250;

/** The line around a hit in three parts, without its indentation. Of a match over several lines, the first. */
export function previewOf(hit: SearchHit): Preview {
  const end = firstLineEnd(hit.text);
  const line = hit.text.slice(0, end);
  const start = Math.min(Math.max(hit.range.start.character - (hit.textStart ?? 0), 0), line.length);
  const within = hit.range.end.line > hit.range.start.line ? line.length : hit.range.end.character - (hit.textStart ?? 0);
  const stop = Math.min(Math.max(within, start), line.length);
  let before = line.slice(0, start).trimStart();
  if (before.length > BEFORE_AT_MOST) before = cutAtWord(before);
  return { before, inside: line.slice(start, stop), after: line.slice(stop, stop + AFTER_AT_MOST).trimEnd() };
}

function cutAtWord(text: string): string {
  const from = text.length - BEFORE_AT_MOST;
  const word = /\W\w/.exec(text.slice(from));
  return `…${text.slice(word === null ? from : from + word.index + 1)}`;
}

function firstLineEnd(text: string): number {
  const end = text.search(/[\r\n]/);
  return end < 0 ? text.length : end;
}

/** The text that a hit matched, or nothing if the hit shows a part of it only. */
export function matchedText(hit: SearchHit): string | undefined {
  const { start, end } = hit.range;
  const lines = hit.text.split('\n');
  const from = start.character - (hit.textStart ?? 0);
  if (end.line === start.line) {
    const to = end.character - (hit.textStart ?? 0);
    const [line = ''] = lines;
    return from >= 0 && to <= line.length ? line.slice(from, to) : undefined;
  }
  const last = lines[end.line - start.line];
  if (last === undefined || end.character > last.length || from < 0) return undefined;
  const middle = lines.slice(1, end.line - start.line);
  return [lines[0]?.slice(from) ?? '', ...middle, last.slice(0, end.character)].join('\n');
}

export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** "214 results in 61 files", and what makes the answer less than whole. */
export function summaryText(summary: SearchSummary): string {
  if (summary.hits === 0) return `No results found${lacks(summary)}`;
  const results = `${counted(summary.hits, 'result')} in ${counted(summary.documents, 'file')}`;
  return `${summary.truncated && summary.reason === 'limit' ? `First ${results}` : results}${lacks(summary)}`;
}

function lacks(summary: SearchSummary): string {
  const words: string[] = [];
  const { documentsCovered, documentsKnown } = summary;
  if (documentsCovered < documentsKnown) {
    words.push(`${documentsCovered.toLocaleString('en-US')} of ${documentsKnown.toLocaleString('en-US')} files searched so far`);
  }
  if (summary.truncated && summary.reason === 'deadline') words.push('cut short: it took too long');
  else if (summary.truncated && summary.reason === 'size') words.push('cut short: the answer is too large');
  else if (summary.reason !== '' && !['limit', 'deadline', 'size', 'indexing'].includes(summary.reason)) words.push(summary.reason);
  return words.map((word) => ` - ${word}`).join('');
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

export function took(elapsedUs: number): string {
  return elapsedUs < 1_000_000 ? `${(elapsedUs / 1000).toFixed(elapsedUs < 10_000 ? 1 : 0)} ms` : `${(elapsedUs / 1e6).toFixed(1)} s`;
}
