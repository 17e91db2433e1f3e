// Shows hits in the preview editor while a search is open, and brings back what was there. What counts as "there":
// the tab that was active, a text with its selection and scroll position, and the preview tab that ours may have replaced,
// be it a text, a diff or a notebook. Where the person has gone meanwhile, by the mouse, they stay.
import * as vscode from 'vscode';
import type { SearchHit } from '../protocol';
import { openHit, toRange } from './convert';

const SHOW_AFTER_MS = 60; // an arrow key that is held passes over many
const PRESS_MS = 40; // a press of the mouse in the editor hides the list first, and is told then

interface Before {
  active: vscode.Tab | undefined;
  column: vscode.ViewColumn;
  /** Of an active text. */
  selections: readonly vscode.Selection[] | undefined;
  top: vscode.Range | undefined;
  tabs: Set<string>;
  previewTab: { tab: vscode.Tab; wasActive: boolean } | undefined;
}

export class HitPreview implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.findMatchHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  private readonly lineDecoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
  });
  private before: Before | undefined;
  private timer: NodeJS.Timeout | undefined;
  private showing: Promise<unknown> = Promise.resolve();
  private closed = false;
  private readonly shown = new Set<string>();
  private pressed = false; // the mouse, in what is shown
  private readonly presses = vscode.window.onDidChangeTextEditorSelection(({ kind, textEditor }) => {
    if (kind === vscode.TextEditorSelectionChangeKind.Mouse && this.shown.has(textEditor.document.uri.toString())) this.pressed = true;
  });

  /** Shows `hit` in a moment, unless another is asked for; `all` are the hits of its file. */
  show(hit: SearchHit, all: readonly SearchHit[]): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.showing = this.showing.then(() => (this.closed ? undefined : this.open(hit, all))).catch(() => undefined);
    }, SHOW_AFTER_MS);
  }

  /** What was asked for and is not shown yet is not wanted any more. */
  wait(): void {
    clearTimeout(this.timer);
  }

  /** Puts everything back as it was, unless the person has gone elsewhere. */
  async restore(): Promise<void> {
    await this.finish();
    const { before } = this;
    this.before = undefined;
    if (before === undefined) return;
    await new Promise((resolve) => { setTimeout(resolve, PRESS_MS); });
    this.presses.dispose();
    if (this.pressed) return;
    if (this.isOurs(vscode.window.tabGroups.activeTabGroup.activeTab)) await this.reopen(before);
    const ours = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => {
      const uri = uriOf(tab)?.toString() ?? '';
      return tab.isPreview && this.shown.has(uri) && !before.tabs.has(uri);
    });
    if (ours.length > 0) await vscode.window.tabGroups.close(ours, true);
  }

  /** Leaves what is shown, without our marks on it. */
  async finish(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.showing;
    this.decoration.dispose();
    this.lineDecoration.dispose();
  }

  private async reopen({ previewTab, active, column, selections, top }: Before): Promise<void> {
    if (previewTab !== undefined && !previewTab.wasActive && !isOpen(previewTab.tab)) await show(previewTab.tab, true, column);
    if (active === undefined) return;
    const editor = await show(active, previewTab?.wasActive ?? false, column);
    if (editor === undefined || selections === undefined) return;
    editor.selections = selections;
    if (top !== undefined) editor.revealRange(top, vscode.TextEditorRevealType.AtTop);
  }

  private isOurs(tab: vscode.Tab | undefined): boolean {
    return tab !== undefined && this.shown.has(uriOf(tab)?.toString() ?? '');
  }

  dispose(): void {
    this.presses.dispose();
    void this.finish();
  }

  private async open(hit: SearchHit, all: readonly SearchHit[]): Promise<void> {
    this.before ??= now();
    this.shown.add(vscode.Uri.parse(hit.uri, true).toString());
    const editor = await openHit(hit, { preserveFocus: true, preview: true });
    editor.setDecorations(this.decoration, all.map(({ range }) => toRange(range)));
    editor.setDecorations(this.lineDecoration, [toRange(hit.range)]);
  }
}

function now(): Before {
  const group = vscode.window.tabGroups.activeTabGroup;
  const active = group.activeTab;
  const editor = vscode.window.activeTextEditor;
  // The editor of a panel, or one side of a diff, is no tab to come back to.
  const isTab = active !== undefined && editor !== undefined && uriOf(active)?.toString() === editor.document.uri.toString();
  const preview = group.tabs.find((tab) => tab.isPreview);
  return {
    active,
    column: group.viewColumn,
    selections: isTab ? editor.selections : undefined,
    top: isTab ? editor.visibleRanges[0] : undefined,
    tabs: openTabs(),
    previewTab: preview === undefined ? undefined : { tab: preview, wasActive: preview.isActive },
  };
}

/** Shows a tab that may have been replaced. Of other kinds, VS Code goes back by itself when ours is closed. */
async function show({ input, label }: vscode.Tab, preview: boolean, viewColumn: vscode.ViewColumn): Promise<vscode.TextEditor | undefined> {
  const options = { preview, preserveFocus: true, viewColumn };
  if (input instanceof vscode.TabInputText) return vscode.window.showTextDocument(input.uri, options);
  if (input instanceof vscode.TabInputTextDiff) await vscode.commands.executeCommand('vscode.diff', input.original, input.modified, label, options);
  else if (input instanceof vscode.TabInputNotebook) await vscode.commands.executeCommand('vscode.openWith', input.uri, input.notebookType, options);
  else if (input instanceof vscode.TabInputCustom) await vscode.commands.executeCommand('vscode.openWith', input.uri, input.viewType, options);
  return undefined;
}

function isOpen({ input, label }: vscode.Tab): boolean {
  const same = (tab: vscode.Tab): boolean => input instanceof vscode.TabInputText ? uriOf(tab)?.toString() === input.uri.toString() : tab.label === label;
  return vscode.window.tabGroups.all.some((group) => group.tabs.some(same));
}

function openTabs(): Set<string> {
  const uris = vscode.window.tabGroups.all.flatMap((group) => group.tabs).map((tab) => uriOf(tab)?.toString());
  return new Set(uris.filter((uri) => uri !== undefined));
}

function uriOf(tab: vscode.Tab): vscode.Uri | undefined {
  return tab.input instanceof vscode.TabInputText ? tab.input.uri : undefined;
}
