// Shows hits in the preview editor while a search is open, and brings back what was there. What counts as "there":
// the editor that was active with its selection and scroll position, and the preview tab that ours may have replaced.
import * as vscode from 'vscode';
import type { SearchHit } from '../protocol';
import { openHit, toRange } from './convert';

const SHOW_AFTER_MS = 60; // an arrow key that is held passes over many

interface Before {
  active: { uri: vscode.Uri; selections: readonly vscode.Selection[]; top: vscode.Range | undefined; column: vscode.ViewColumn | undefined } | undefined;
  tabs: Set<string>;
  previewTab: { uri: vscode.Uri; wasActive: boolean } | undefined;
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

  /** Puts everything back as it was. */
  async restore(): Promise<void> {
    await this.finish();
    const { before } = this;
    this.before = undefined;
    if (before === undefined) return;
    const { previewTab, active } = before;
    if (previewTab !== undefined && !previewTab.wasActive && !openTabs().has(previewTab.uri.toString())) {
      await vscode.window.showTextDocument(previewTab.uri, { preview: true, preserveFocus: true });
    }
    if (active !== undefined) {
      const editor = await vscode.window.showTextDocument(active.uri, {
        preview: previewTab?.wasActive ?? false,
        preserveFocus: true, // it is where VS Code put it back, or where the person has gone since
        ...(active.column === undefined ? {} : { viewColumn: active.column }),
      });
      editor.selections = active.selections;
      if (active.top !== undefined) editor.revealRange(active.top, vscode.TextEditorRevealType.AtTop);
    }
    const ours = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => {
      const uri = uriOf(tab);
      return tab.isPreview && uri !== undefined && !before.tabs.has(uri.toString());
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

  dispose(): void {
    void this.finish();
  }

  private async open(hit: SearchHit, all: readonly SearchHit[]): Promise<void> {
    this.before ??= now();
    const editor = await openHit(hit, { preserveFocus: true, preview: true });
    editor.setDecorations(this.decoration, all.map(({ range }) => toRange(range)));
    editor.setDecorations(this.lineDecoration, [toRange(hit.range)]);
  }
}

function now(): Before {
  const editor = vscode.window.activeTextEditor;
  const group = vscode.window.tabGroups.activeTabGroup;
  const previewTab = group.tabs.find((tab) => tab.isPreview);
  const uri = previewTab === undefined ? undefined : uriOf(previewTab);
  return {
    active: editor === undefined ? undefined : {
      uri: editor.document.uri,
      selections: editor.selections,
      top: editor.visibleRanges[0],
      column: editor.viewColumn,
    },
    tabs: openTabs(),
    previewTab: uri === undefined ? undefined : { uri, wasActive: previewTab?.isActive ?? false },
  };
}

function openTabs(): Set<string> {
  const uris = vscode.window.tabGroups.all.flatMap((group) => group.tabs).map((tab) => uriOf(tab)?.toString());
  return new Set(uris.filter((uri) => uri !== undefined));
}

function uriOf(tab: vscode.Tab): vscode.Uri | undefined {
  return tab.input instanceof vscode.TabInputText ? tab.input.uri : undefined;
}
