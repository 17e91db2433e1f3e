// The results that the view shows, by file: what was found, less what was dismissed. A file and a place in it have the same
// id in every search, so that a row keeps its focus and stays folded when results are asked for anew.
import type { SearchHit } from '../protocol';
import { comparePositions, previewOf } from '../search/hits';
import type { FileRow, MatchRow } from './messages';

export interface Match {
  id: string;
  hit: SearchHit;
}

export interface FileResults {
  id: string;
  uri: string;
  /** By position. */
  matches: Match[];
}

export class Results {
  private readonly byUri = new Map<string, FileResults>();
  private readonly byId = new Map<string, FileResults>();
  private readonly byMatch = new Map<string, Match>();
  private readonly ids = new Map<string, string>(); // of every file seen, by its URI

  get files(): FileResults[] {
    return [...this.byUri.values()];
  }

  get matchCount(): number {
    return this.byMatch.size;
  }

  clear(): void {
    this.byUri.clear();
    this.byId.clear();
    this.byMatch.clear();
  }

  /** Takes in further hits and gives the files that they changed. */
  add(hits: readonly SearchHit[]): FileResults[] {
    const changed = new Set<FileResults>();
    for (const hit of hits) {
      const file = this.fileOf(hit.uri);
      const match = { id: matchId(file.id, hit), hit };
      // A page of an index that has changed since the page before may repeat a hit.
      if (this.byMatch.has(match.id)) continue;
      this.byMatch.set(match.id, match);
      file.matches.push(match);
      changed.add(file);
    }
    for (const file of changed) file.matches.sort((a, b) => comparePositions(a.hit.range.start, b.hit.range.start));
    return [...changed];
  }

  file(id: string): FileResults | undefined {
    return this.byId.get(id.split('.')[0] ?? '');
  }

  match(id: string): Match | undefined {
    return this.byMatch.get(id);
  }

  /** The matches that an id stands for: one, or all of a file. */
  matchesOf(id: string): Match[] {
    const match = this.match(id);
    return match !== undefined ? [match] : id.includes('.') ? [] : (this.byId.get(id)?.matches ?? []);
  }

  /** Takes a match or a file away, and a file that has none left; gives the ids that are gone. */
  remove(id: string): string[] {
    const file = this.file(id);
    if (file === undefined) return [];
    if (id !== file.id) {
      this.byMatch.delete(id);
      file.matches = file.matches.filter((match) => match.id !== id);
      if (file.matches.length > 0) return [id];
    }
    for (const match of file.matches) this.byMatch.delete(match.id);
    this.byUri.delete(file.uri);
    this.byId.delete(file.id);
    return [file.id];
  }

  private fileOf(uri: string): FileResults {
    let file = this.byUri.get(uri);
    if (file === undefined) {
      const id = this.ids.get(uri) ?? `f${this.ids.size}`;
      this.ids.set(uri, id);
      file = { id, uri, matches: [] };
      this.byUri.set(uri, file);
      this.byId.set(file.id, file);
    }
    return file;
  }
}

function matchId(file: string, { range: { start, end } }: SearchHit): string {
  return `${file}.${start.line}-${start.character}-${end.line}-${end.character}`;
}

/** How many further files have the same content, and are not shown. */
export function copiesOf(file: FileResults): number {
  return file.matches.reduce((most, { hit }) => Math.max(most, hit.folded ?? 0), 0);
}

/** `path` is the file's as a person would say it; `replacement` says what would stand in a match's place. */
export function fileRow(file: FileResults, path: string, languageId: string, replacement?: (match: Match) => string | undefined): FileRow {
  const slash = path.lastIndexOf('/');
  return {
    id: file.id,
    name: path.slice(slash + 1),
    directory: slash < 0 ? '' : path.slice(0, slash),
    languageId,
    copies: copiesOf(file),
    matches: file.matches.map((match): MatchRow => {
      const text = replacement?.(match);
      return { id: match.id, line: match.hit.range.start.line + 1, ...previewOf(match.hit), ...(text === undefined ? {} : { replacement: text }) };
    }),
  };
}

/** Results as text: each file, with the lines of its matches below it. */
export function copyText(files: readonly FileResults[], path: (uri: string) => string): string {
  return files
    .map((file) => [path(file.uri), ...file.matches.map(({ hit }) => copyLine(hit))].join('\n'))
    .join('\n\n');
}

export function copyLine(hit: SearchHit): string {
  const { start } = hit.range;
  return `  ${start.line + 1},${start.character + 1}: ${hit.text.split('\n')[0]?.trimEnd() ?? ''}`;
}
