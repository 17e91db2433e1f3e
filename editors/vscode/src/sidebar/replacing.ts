// Replaces matches in files, and shows what that would do in a diff editor. A file in which a match does not stand any
// longer where it was found is refused as a whole: the results are those of another text.
import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { toRange, pathOf } from '../search/convert';
import { matchedText } from '../search/hits';
import type { Match } from './results';

export const PREVIEW_SCHEME = 'treeline-replace';

export interface FileEdits {
  uri: string;
  matches: readonly Match[];
}

export type Replacement = (matched: string) => string | undefined;

/** The edits of one document, or words why there are none. */
export function editsOf(document: vscode.TextDocument, matches: readonly Match[], replacement: Replacement): vscode.TextEdit[] | string {
  const edits: vscode.TextEdit[] = [];
  const path = pathOf(document.uri.toString());
  for (const { hit } of matches) {
    const range = toRange(hit.range);
    const matched = matchedText(hit);
    const where = `${path}:${hit.range.start.line + 1}`;
    if (matched === undefined) return `${where}: the match is too long to be replaced from here.`;
    const stands = document.validateRange(range).isEqual(range) ? document.getText(range).replace(/\r\n?/g, '\n') : undefined;
    if (stands !== matched) return `${path} has changed since it was searched. Search again, and replace then.`;
    const before = edits.at(-1);
    if (before !== undefined && range.start.isBefore(before.range.end)) return `${where}: matches overlap. Search for one of them, and replace then.`;
    const text = replacement(matched);
    if (text === undefined) return `${where}: the groups of the replacement cannot be told for "${matched}".`;
    edits.push(vscode.TextEdit.replace(range, text));
  }
  return edits;
}

export interface Outcome {
  replaced: FileEdits[];
  refused: string[];
}

const SETTLE_MS = 200;

/** Replaces in all files with one undoable edit, and saves those that had no unsaved changes. */
export async function replaceIn(files: readonly FileEdits[], replacement: Replacement): Promise<Outcome> {
  for (const last of [false, true]) {
    const { edit, clean, ...outcome } = await prepare(files, replacement);
    if (outcome.replaced.length === 0) return outcome;
    if (await vscode.workspace.applyEdit(edit)) return { ...outcome, refused: [...outcome.refused, ...await saveAll(clean)] };
    // The editor refuses what was made from a text that it has changed meanwhile: once, the new text is looked at.
    if (!last) await new Promise((resolve) => { setTimeout(resolve, SETTLE_MS); });
  }
  return { replaced: [], refused: ['The editor did not apply the changes.'] };
}

// What cannot be saved stays open, changed and undoable.
async function saveAll(documents: readonly vscode.TextDocument[]): Promise<string[]> {
  const problems: string[] = [];
  for (const document of documents) {
    if (!await document.save()) problems.push(`${pathOf(document.uri.toString())} is changed, but could not be saved.`);
  }
  return problems;
}

async function prepare(files: readonly FileEdits[], replacement: Replacement): Promise<Outcome & { edit: vscode.WorkspaceEdit; clean: vscode.TextDocument[] }> {
  const made = { edit: new vscode.WorkspaceEdit(), clean: [] as vscode.TextDocument[], replaced: [] as FileEdits[], refused: [] as string[] };
  for (const file of files) {
    const document = await isReadOnly(file.uri) ? `${pathOf(file.uri)} is read-only.` : await open(file.uri);
    if (typeof document === 'string') {
      made.refused.push(document);
      continue;
    }
    const edits = await losesBytes(document) ? `${pathOf(file.uri)} has bytes that are no text in its encoding (${document.encoding}), and saving it would change them. Reopen it with its own encoding.`
      : editsOf(document, file.matches, replacement);
    if (typeof edits === 'string') {
      made.refused.push(edits);
      continue;
    }
    made.edit.set(document.uri, edits);
    made.replaced.push(file);
    if (!document.isDirty && document.uri.scheme === 'file') made.clean.push(document);
  }
  return made;
}

// VS Code would change such a file in the editor, and fail to save it. Its own interface says which are of a file system that
// is read-only, but not whom a file on a disk allows to write.
async function isReadOnly(uri: string): Promise<boolean> {
  try {
    const at = vscode.Uri.parse(uri, true);
    if (at.scheme === 'file') {
      if (((await stat(at.fsPath)).mode & 0o222) === 0) return true;
      return await access(at.fsPath, constants.W_OK).then(() => false, () => true);
    }
    return (await vscode.workspace.fs.stat(at)).permissions === vscode.FilePermission.Readonly;
  } catch {
    return false; // not saved yet, or gone: opening it tells
  }
}

// What the editor could not decode stands in its text as U+FFFD, and would be saved as that.
async function losesBytes(document: vscode.TextDocument): Promise<boolean> {
  if (document.uri.scheme !== 'file' || !document.getText().includes('\uFFFD')) return false;
  if (!document.encoding.startsWith('utf8')) return true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(await readFile(document.uri.fsPath));
    return false;
  } catch {
    return true;
  }
}

async function open(uri: string): Promise<vscode.TextDocument | string> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch {
    return `${pathOf(uri)} cannot be opened.`;
  }
}

/** The right side of the diff: the file as it would be. */
export class ReplacePreviews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly texts = new Map<string, string>();
  private readonly subscriptions: vscode.Disposable[];

  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(PREVIEW_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === PREVIEW_SCHEME) this.texts.delete(uri.toString());
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** Shows a file beside what it would become, at `match`; gives words if it cannot. */
  async show(file: FileEdits, replacement: Replacement, match: Match | undefined): Promise<string | undefined> {
    const document = await open(file.uri);
    if (typeof document === 'string') return document;
    const edits = editsOf(document, file.matches, replacement);
    if (typeof edits === 'string') return edits;
    const right = document.uri.with({ scheme: PREVIEW_SCHEME, query: document.uri.scheme });
    this.texts.set(right.toString(), applied(document, edits));
    this.changed.fire(right);
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    const at = match ?? file.matches[0];
    await vscode.commands.executeCommand('vscode.diff', document.uri, right, `${name} ↔ ${name} (Replace Preview)`, {
      preview: true,
      preserveFocus: true,
      ...(at === undefined ? {} : { selection: toRange(at.hit.range) }),
    });
    return undefined;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}

function applied(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): string {
  let text = document.getText();
  for (const edit of [...edits].sort((a, b) => b.range.start.compareTo(a.range.start))) {
    text = text.slice(0, document.offsetAt(edit.range.start)) + edit.newText + text.slice(document.offsetAt(edit.range.end));
  }
  return text;
}
