// How the index is, in words: of the status bar, its tooltip and the page. Pure, so that tests can say what is said when.
import type { FolderStatus, Status } from '../protocol';
import type { Progress, ServerState } from '../server';

export type Health = 'off' | 'working' | 'ready' | 'partial' | 'problem';

export interface Summary {
  health: Health;
  /** Of the status bar, without its icon. */
  text: string;
  /** One sentence. */
  sentence: string;
}

export function summarize(state: ServerState, status: Status | undefined, progress: readonly Progress[]): Summary {
  switch (state.kind) {
    case 'off': return { health: 'off', text: 'Treeline', sentence: 'The server is not running.' };
    case 'starting': return { health: 'working', text: 'Treeline', sentence: 'The server is starting.' };
    case 'missing': return { health: 'problem', text: 'Treeline', sentence: 'The server program was not found.' };
    case 'failed': return { health: 'problem', text: 'Treeline', sentence: `The server does not run: ${state.message}.` };
    case 'running': return ofFolders(status, progress);
  }
}

function ofFolders(status: Status | undefined, progress: readonly Progress[]): Summary {
  const working = progress.find(({ kind }) => kind !== 'end');
  if (working !== undefined || (status !== undefined && status.folders.some(isWorking))) {
    const percentage = working?.percentage ?? coveredPercent(status);
    const text = percentage === undefined ? 'Indexing' : `Indexing ${percentage}%`;
    return { health: 'working', text, sentence: working?.message ?? 'What is found so far can be searched.' };
  }
  if (status === undefined) return { health: 'working', text: 'Treeline', sentence: 'The server is starting.' };
  const failed = status.folders.find(({ phase }) => phase === 'failed');
  if (failed !== undefined) return { health: 'problem', text: 'Treeline', sentence: `${folderName(failed.uri)}: ${failed.message}` };
  const gaps = status.folders.flatMap(gapsOf).filter(({ serious }) => serious);
  const [gap] = gaps;
  if (gap !== undefined) return { health: 'partial', text: 'Treeline', sentence: gap.text };
  return { health: 'ready', text: 'Treeline', sentence: status.folders.length === 0 ? 'Open documents can be searched.' : 'Every file found can be searched.' };
}

function isWorking({ phase }: FolderStatus): boolean {
  return phase === 'opening' || phase === 'walking' || phase === 'text' || phase === 'symbols';
}

function coveredPercent(status: Status | undefined): number | undefined {
  const known = (status?.folders ?? []).filter(({ covered }) => covered !== undefined);
  if (known.length === 0) return undefined;
  return Math.min(99, Math.floor((known.reduce((sum, { covered = 0 }) => sum + covered, 0) / known.length) * 100));
}

export interface Gap {
  text: string;
  why: string;
  /** Something is missing that a person would expect to be found. */
  serious: boolean;
}

/** What is not covered, and why. */
export function gapsOf(folder: FolderStatus): Gap[] {
  const gaps: Gap[] = [];
  const add = (count: number | undefined, noun: [string, string], why: string, serious: boolean): void => {
    if (count !== undefined && count > 0) gaps.push({ text: `${number(count)} ${count === 1 ? noun[0] : noun[1]}`, why, serious });
  };
  add(folder.filesPending, ['file is still to be read', 'files are still to be read'], 'They are searched as soon as they have been.', folder.phase === 'ready');
  add(folder.symbolsPending, ['file without symbols yet', 'files without symbols yet'], 'Their text can be searched.', folder.phase === 'ready');
  add(folder.unreadable, ['file cannot be read', 'files cannot be read'], 'The system refuses them, or they change while they are read.', true);
  add(folder.timedOut, ['file without all of its symbols', 'files without all of their symbols'], 'Parsing took longer than treeline.index.parseTimeoutMs. Their text can be searched.', false);
  add(folder.textOnly, ['file without symbols', 'files without symbols'], 'No grammar for them, or larger than treeline.index.symbolLimitKB. Their text can be searched.', false);
  add(folder.binary, ['binary file', 'binary files'], 'They hold no text, and are left out.', false);
  if (folder.watch?.state === 'partial') {
    gaps.push({
      text: `${number(folder.watch.unwatched)} directories are not watched`,
      why: 'The system\'s limit is reached (fs.inotify.max_user_watches). All files are compared from time to time.',
      serious: true,
    });
  }
  if (folder.watch?.state === 'off') {
    gaps.push({ text: 'Nobody looks for changes on disk', why: 'treeline.index.watch is off.', serious: false });
  }
  if (folder.writer === false) {
    gaps.push({ text: 'The index is followed, not written', why: 'Another process writes it, or treeline.index.readOnly is on.', serious: false });
  }
  return gaps;
}

/** Label and value of what is known of a folder. */
export function factsOf(folder: FolderStatus): [string, string][] {
  const facts: [string, string | undefined][] = [
    ['State', phaseWords(folder)],
    ['Files', optional(folder.files, number)],
    ['Symbols', folder.symbols === undefined ? undefined : `${number(folder.symbols)} with ${number(folder.names ?? 0)} names`],
    ['Source', optional(folder.sourceBytes, bytes)],
    ['Index', folder.diskBytes === undefined ? undefined : `${bytes(folder.diskBytes)}${share(folder)} in ${number(folder.segments ?? 0)} ${folder.segments === 1 ? 'segment' : 'segments'}`],
    ['Open documents', optional(folder.openDocuments, number)],
    ['Changes on disk', folder.watch === undefined ? undefined : watchWords(folder.watch)],
    ['Compared with disk', folder.verifiedAgoMs === undefined ? undefined : `${duration(folder.verifiedAgoMs)} ago`],
    ['Kept in', folder.directory],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

function phaseWords(folder: FolderStatus): string {
  switch (folder.phase) {
    case 'opening': return 'Opening the index';
    case 'idle': return 'Waiting';
    case 'walking': return `Looking for files, ${number(folder.filesFound ?? 0)} found`;
    case 'text': return `Reading text, ${percent(folder.covered ?? 0)} searchable`;
    case 'symbols': return 'Text is searchable, symbols are under way';
    case 'ready': return folder.elapsedMs === undefined ? 'Ready' : `Ready, indexed in ${duration(folder.elapsedMs)}`;
    case 'failed': return `Failed: ${folder.message}`;
  }
}

function watchWords(watch: NonNullable<FolderStatus['watch']>): string {
  switch (watch.state) {
    case 'off': return 'Not looked for';
    case 'client': return 'Told by the editor';
    case 'placing': return `${number(watch.directories)} directories watched so far`;
    case 'all': return `${number(watch.directories)} directories watched`;
    case 'partial': return `${number(watch.directories)} directories watched, ${number(watch.unwatched)} beyond the system's limit`;
  }
}

function share({ diskBytes, sourceBytes }: FolderStatus): string {
  return diskBytes === undefined || sourceBytes === undefined || sourceBytes === 0 ? '' : ` (${percent(diskBytes / sourceBytes)} of the source)`;
}

export function folderName(uri: string): string {
  const name = uri.replace(/\/+$/, '').split('/').pop() ?? uri;
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // bytes that are no UTF-8
  }
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

export function percent(value: number): string {
  return `${Math.floor(value * 100)}%`;
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  return `${value < 10 && at > 0 ? value.toFixed(1) : Math.round(value)} ${units[at] ?? ''}`;
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

function optional(value: number | undefined, words: (value: number) => string): string | undefined {
  return value === undefined ? undefined : words(value);
}
