// What the view's page and the extension say to each other.
import type { SearchInputs } from '../search/query';

export interface ReplaceInputs {
  shown: boolean;
  text: string;
  preserveCase: boolean;
}

export interface ViewInputs {
  search: SearchInputs;
  replace: ReplaceInputs;
  /** Whether the inputs for files are shown. */
  details: boolean;
}

export const NO_REPLACE: ReplaceInputs = { shown: false, text: '', preserveCase: false };

export interface MatchRow {
  id: string;
  line: number;
  before: string;
  inside: string;
  after: string;
  /** What would stand instead; absent if it cannot be said. */
  replacement?: string;
}

export interface FileRow {
  id: string;
  name: string;
  directory: string;
  languageId: string;
  /** Further files with the same content. */
  copies: number;
  matches: MatchRow[];
}

export interface Words {
  text: string;
  severity: 'info' | 'warning' | 'error';
  /** Where in the query, from 0. */
  column?: number;
  /** There are further results to fetch. */
  more: boolean;
}

export type ToPage =
  | { kind: 'inputs'; inputs: ViewInputs; history: readonly string[]; searchOnType: boolean }
  | { kind: 'history'; history: readonly string[] }
  | { kind: 'files'; files: FileRow[]; reset: boolean }
  | { kind: 'removed'; ids: string[] }
  | { kind: 'words'; words: Words }
  | { kind: 'busy'; busy: boolean }
  | { kind: 'icons'; css: string; names: IconNames | undefined }
  | { kind: 'focus' }
  | { kind: 'toggleReplace' }
  | { kind: 'fold'; folded: boolean }
  | { kind: 'step'; by: 1 | -1 };

/** The classes of a file icon theme, by what they are for; see iconTheme.ts. */
export interface IconNames {
  file: string;
  byName: Record<string, string>;
  byExtension: Record<string, string>;
  byLanguage: Record<string, string>;
}

export type FromPage =
  | { kind: 'ready' }
  | { kind: 'search'; inputs: ViewInputs; now: boolean }
  | { kind: 'inputs'; inputs: ViewInputs }
  | { kind: 'open'; id: string; pinned: boolean; side: boolean }
  | { kind: 'dismiss'; id: string }
  | { kind: 'replace'; id: string }
  | { kind: 'previewReplace'; id: string }
  | { kind: 'replaceAll' }
  | { kind: 'copy'; id: string }
  | { kind: 'more' }
  | { kind: 'cancel' }
  | { kind: 'folded'; all: boolean };
