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

const PATH_AT_MOST = 56;

/** A path that leaves room for a line beside it: its end, as whole folders where they fit. */
export function shortPath(path: string): string {
  if (path.length <= PATH_AT_MOST) return path;
  const tail = path.slice(-PATH_AT_MOST);
  const slash = tail.indexOf('/');
  return `…${slash < 0 ? tail : tail.slice(slash)}`;
}

/** A row, and the separator above it where a file begins. */
export interface RowSpec {
  separator?: string;
  label: string;
  description: string;
  hit: SearchHit;
  group: FileGroup;
}

/**
 * The rows of a list, in order. Where the list keeps their order, files are told apart by separators; where it does not
 * (see keepOrder), VS Code drops separators, and each row says its file.
 */
export function rowsOf(hits: readonly SearchHit[], pathOf: (uri: string) => string, ordered: boolean): RowSpec[] {
  return groupByFile(hits).flatMap((group) => {
    const path = shortPath(pathOf(group.uri));
    return firstOfLines(group.hits).map((hit, at): RowSpec => {
      const folded = hit.folded === undefined ? '' : `, and in ${hit.folded} files with the same content`;
      const description = (ordered ? place(hit) : `${path}:${hit.range.start.line + 1}`) + folded;
      return { label: lineLabel(hit), description, hit, group, ...(ordered && at === 0 ? { separator: path } : {}) };
    });
  });
}

// The order is the server's. VS Code, left to itself, moves rows whose label has what is typed to the top, by where it stands
// there, and drops the separators. The switch against that is a proposal since 2019: the editor has it, its typings have not,
// and no documented option does the same. An editor that has it no longer, or refuses it, gets rows that say their file.
export function keepOrder(pick: object): boolean {
  if (!('sortByLabel' in pick)) return false;
  try {
    pick.sortByLabel = false;
    return pick.sortByLabel === false;
  } catch {
    return false;
  }
}
