import type { FolderStatus, SearchHit, Status } from '../src/protocol';

/** A hit on `text` where «» mark what matched; of a match over several lines, too. */
export function hit(marked: string, line = 0, uri = 'file:///tree/a.c'): SearchHit {
  const before = marked.slice(0, marked.indexOf('«'));
  const inside = marked.slice(marked.indexOf('«') + 1, marked.indexOf('»'));
  const start = { line, character: before.length };
  const rows = inside.split('\n');
  const last = rows[rows.length - 1] ?? '';
  const end = { line: line + rows.length - 1, character: rows.length > 1 ? last.length : before.length + last.length };
  return { uri, range: { start, end }, text: marked.replace(/[«»]/g, ''), language: 'c' };
}

export function folder(some: Partial<FolderStatus> = {}): FolderStatus {
  return { uri: 'file:///people/me/tree', phase: 'ready', message: '', covered: 1, files: 10, ...some };
}

export function status(...folders: FolderStatus[]): Status {
  return {
    version: '0.1.0', folders, openDocuments: 0, openRequests: 0,
    memory: { resident: 1, anonymous: 1, peakResident: 1 }, methods: [],
  };
}
