// What the status page shows, ready to be shown.
import type { Latency, Status } from '../protocol';
import { bytes, factsOf, folderName, gapsOf, number, type Gap, type Summary } from './model';

export interface Bar {
  name: string;
  count: number;
  p50: string;
  p95: string;
  p99: string;
  /** Shares of the longest bar, 0 to 1. */
  shares: [p50: number, p95: number, p99: number];
}

export interface StatusView {
  summary: Summary;
  folders: { name: string; facts: [string, string][]; gaps: Gap[]; health: 'ready' | 'working' | 'problem' }[];
  bars: Bar[];
  server: [string, string][];
}

const METHODS: Record<string, string> = {
  'treeline/search': 'Search',
  'workspace/symbol': 'Go to Symbol in Workspace',
  'textDocument/documentSymbol': 'Outline',
  'textDocument/definition': 'Go to Definition',
  'textDocument/declaration': 'Go to Declaration',
  'textDocument/references': 'Go to References',
  'textDocument/documentHighlight': 'Highlights',
  'textDocument/hover': 'Hover',
  'textDocument/foldingRange': 'Folding',
  'textDocument/selectionRange': 'Expand Selection',
  'textDocument/completion': 'Completion',
};

/** What the settings leave out on purpose. */
export function leftOut(settings: { hidden: boolean; useIgnoreFiles: boolean }): Gap[] {
  const gaps: Gap[] = [];
  if (settings.useIgnoreFiles) gaps.push({ text: 'Files that .gitignore and .ignore name', why: 'treeline.index.useIgnoreFiles is on.', serious: false });
  if (!settings.hidden) gaps.push({ text: 'Hidden files and directories', why: 'treeline.index.hidden is off.', serious: false });
  return gaps;
}

export interface Program {
  path: string;
  /** Whether settings of the workspace may name it. */
  trusted: boolean;
}

export function statusView(summary: Summary, status: Status | undefined, program: Program, left: Gap[] = []): StatusView {
  return {
    summary,
    folders: (status?.folders ?? []).map((folder) => ({
      name: folderName(folder.uri),
      facts: factsOf(folder),
      gaps: [...gapsOf(folder), ...left],
      health: folder.phase === 'failed' ? 'problem' : folder.phase === 'ready' ? 'ready' : 'working',
    })),
    bars: bars(status),
    server: [
      ...(status === undefined ? [] : [
        ['Version', status.version] as [string, string],
        ['Memory', `${bytes(status.memory.anonymous)}, at most ${bytes(status.memory.peakResident)} with mapped files`] as [string, string],
        ['Open requests', number(status.openRequests)] as [string, string],
      ]),
      ['Program', program.path],
      ...(program.trusted ? [] : [['Settings', 'The workspace is not trusted: its settings name neither the program nor the place of the index'] as [string, string]]),
    ],
  };
}

/** Bars on a scale of roots, since latencies lie orders of magnitude apart. */
export function bars(status: Status | undefined): Bar[] {
  const rows = (status?.methods ?? []).filter(({ count, method }) => count > 0 && method in METHODS);
  const edits = (status?.folders ?? []).map((folder) => folder.edits).find((found) => found !== undefined && found.count > 0);
  const all: [string, Latency][] = rows.map((row) => [METHODS[row.method] ?? row.method, row]);
  if (edits !== undefined) all.push(['Keystroke to its symbols', { ...edits, p95Us: edits.p99Us }]);
  const longest = Math.max(...all.map(([, { p99Us }]) => p99Us), 1);
  const length = (us: number): number => Math.sqrt(us / longest);
  return all.map(([name, latency]) => ({
    name,
    count: latency.count,
    p50: milliseconds(latency.p50Us),
    p95: milliseconds(latency.p95Us),
    p99: milliseconds(latency.p99Us),
    shares: [length(latency.p50Us), length(latency.p95Us), length(latency.p99Us)],
  }));
}

function milliseconds(us: number): string {
  return us < 1000 ? `${Math.round(us)} µs` : us < 1_000_000 ? `${(us / 1000).toFixed(us < 10_000 ? 1 : 0)} ms` : `${(us / 1e6).toFixed(1)} s`;
}
