import * as vscode from 'vscode';
import type { Range, SearchHit } from '../protocol';

export function toRange(range: Range): vscode.Range {
  return new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
}

/** The path as a person would say it: with the folder's name only where there are several. */
export function pathOf(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri, true));
}

export interface OpenOptions {
  side?: boolean;
  preserveFocus?: boolean;
  preview?: boolean;
}

/** Opens a hit with the match selected and in view. */
export async function openHit(hit: Pick<SearchHit, 'uri' | 'range'>, options: OpenOptions = {}): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.parse(hit.uri, true);
  const selection = toRange(hit.range);
  const editor = await vscode.window.showTextDocument(uri, {
    selection,
    viewColumn: options.side === true ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
    preserveFocus: options.preserveFocus ?? false,
    preview: options.preview ?? false,
  });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}

export async function tellUnopened(uri: string): Promise<void> {
  await vscode.window.showErrorMessage(`${pathOf(uri)} cannot be opened as text. It may be gone since it was searched: search again.`);
}
