// The results that the view shows, by file: what was found, less what was dismissed. A file and a place in it have the same
// id in every search, so that a row keeps its focus and stays folded when results are asked for anew. What was dismissed stays
// away then, as long as it is the same search: a person who has looked through the results must be able to replace the rest.
import type { Position, Range, SearchHit, SearchSummary } from '../protocol';
import { comparePositions, previewOf, summaryText, took } from '../search/hits';
import type { FileRow, MatchRow, Words } from './messages';

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

/** A change of a document, as an editor tells it: `lines` are the line ends in what stands there now. */
export interface LineChange {
  range: Range;
  lines: number;
}

/** A match that was dismissed: where it is, and what its line says. */
interface Dismissed {
  start: Position;
  text: string;
}

export class Results {
  private readonly byUri = new Map<string, FileResults>();
  private readonly byId = new Map<string, FileResults>();
  private readonly byMatch = new Map<string, Match>();
  private readonly dismissed = new Map<string, Dismissed[] | 'all'>(); // by URI
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
      if (this.isDismissed(hit)) continue;
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

  /** Matches of one file are taken away; gives the ids that are gone. */
  removeAll(matches: readonly Match[]): string[] {
    const file = this.file(matches[0]?.id ?? '');
    if (file !== undefined && file.matches.length === matches.length) return this.remove(file.id);
    return matches.flatMap(({ id }) => this.remove(id));
  }

  /** What `id` stands for stays away from what is added, until all of that is forgotten. */
  dismiss(id: string): void {
    const file = this.file(id);
    if (file === undefined) return;
    const match = this.match(id);
    const known = this.dismissed.get(file.uri) ?? [];
    if (match === undefined) this.dismissed.set(file.uri, 'all');
    else if (known !== 'all') this.dismissed.set(file.uri, [...known, { start: match.hit.range.start, text: match.hit.text }]);
  }

  forget(): void {
    this.dismissed.clear();
  }

  /** A document has changed: the lines below have moved. */
  edited(uri: string, changes: readonly LineChange[]): void {
    const known = this.dismissed.get(uri);
    if (known === undefined || known === 'all') return;
    for (const { range, lines } of changes) {
      const moved = lines - (range.end.line - range.start.line);
      for (const at of known) if (at.start.line > range.end.line) at.start = { ...at.start, line: at.start.line + moved };
    }
  }

  private isDismissed({ uri, range: { start }, text }: SearchHit): boolean {
    const known = this.dismissed.get(uri);
    return known === 'all' || (known?.some((at) => at.text === text && comparePositions(at.start, start) === 0) ?? false);
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

/** What is to say of an answer: of what is shown, less what was dismissed. */
export function wordsOf(summary: SearchSummary, { files, matchCount }: Results): Words {
  const shown = { ...summary, hits: matchCount, documents: files.length };
  return {
    text: `${summaryText(shown)} - ${took(summary.elapsedUs)}`,
    severity: summary.documentsCovered < summary.documentsKnown ? 'warning' : 'info',
    more: summary.cursor !== undefined,
  };
}
