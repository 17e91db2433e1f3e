// The rows of the quick pick: results by file, the best file first, each under a separator with the file's path.
import type { SearchHit } from '../protocol';
import { comparePositions, previewOf } from './hits';

export interface FileGroup {
  uri: string;
  hits: SearchHit[];
}

/** Files in the order in which their best hits came, the hits of each by position. */
export function groupByFile(hits: readonly SearchHit[]): FileGroup[] {
  const groups = new Map<string, SearchHit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.uri);
    if (group === undefined) groups.set(hit.uri, [hit]);
    else group.push(hit);
  }
  return [...groups].map(([uri, found]) => ({ uri, hits: found.sort((a, b) => comparePositions(a.range.start, b.range.start)) }));
}

/** One hit a line, its first: the rows of a list that shows lines. */
export function firstOfLines(hits: readonly SearchHit[]): SearchHit[] {
  return hits.filter((hit, at) => hits[at - 1]?.range.start.line !== hit.range.start.line);
}

/** The line of a hit as a label. What VS Code would read as an icon is escaped. */
export function lineLabel(hit: SearchHit): string {
  const { before, inside, after } = previewOf(hit);
  return plain(`${before}${inside}${after}`);
}

export function plain(text: string): string {
  return text.replace(/\$\([a-z0-9-]+(~[a-z]+)?\)/gi, '\\$&');
}

/** Where a hit is, as the status bar would say it. */
export function place(hit: SearchHit): string {
  return `Ln ${hit.range.start.line + 1}`;
}
