// The server's own methods, as docs/protocol.md has them. Types only.

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface SearchParams {
  query: string;
  limit?: number;
  cursor?: string;
  all?: boolean;
  caseSensitive?: boolean;
  wholeWord?: boolean;
  regex?: boolean;
  literal?: boolean;
  documentLimit?: number;
  near?: string;
  recent?: string[];
}

export interface SearchHit {
  uri: string;
  range: Range;
  /** The line, or the lines that the range touches; of long ones a part. */
  text: string;
  /** The character of the line at which `text` begins. */
  textStart?: number;
  language: string;
  folded?: number;
}

export interface SearchSummary {
  hits: number;
  documents: number;
  covered: number;
  documentsCovered: number;
  documentsKnown: number;
  truncated: boolean;
  reason: string;
  elapsedUs: number;
  cursor?: string;
}

export interface Latency {
  count: number;
  p50Us: number;
  p95Us: number;
  p99Us: number;
}

export interface MethodLatency extends Latency {
  method: string;
  cancelled: number;
}

export type Phase = 'opening' | 'idle' | 'walking' | 'text' | 'symbols' | 'ready' | 'failed';

export interface FolderStatus {
  uri: string;
  phase: Phase;
  message: string;
  files?: number;
  symbols?: number;
  names?: number;
  sourceBytes?: number;
  diskBytes?: number;
  segments?: number;
  filesFound?: number;
  filesPending?: number;
  symbolsPending?: number;
  timedOut?: number;
  unreadable?: number;
  binary?: number;
  textOnly?: number;
  openDocuments?: number;
  covered?: number;
  verified?: boolean;
  writer?: boolean;
  directory?: string;
  elapsedMs?: number;
  watch?: { state: 'off' | 'client' | 'placing' | 'all' | 'partial'; directories: number; unwatched: number };
  verifiedAgoMs?: number;
  edits?: { count: number; p50Us: number; p99Us: number };
  requests?: Record<string, Latency>;
}

export interface Status {
  version: string;
  folders: FolderStatus[];
  openDocuments: number;
  openRequests: number;
  memory: { resident: number; anonymous: number; peakResident: number };
  methods: MethodLatency[];
}
