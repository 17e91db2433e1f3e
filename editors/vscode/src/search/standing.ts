// Where the person is and has been: searches rank what is near that first.
import * as vscode from 'vscode';

const KEPT = 16;

export class Standing implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private edited: string[] = [];

  constructor() {
    this.subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || document.uri.scheme !== 'file') return;
      const uri = document.uri.toString();
      if (this.edited[0] !== uri) this.edited = [uri, ...this.edited.filter((other) => other !== uri)].slice(0, KEPT);
    });
  }

  /** The `near` and `recent` of a search. */
  now(): { near?: string; recent?: string[] } {
    const active = vscode.window.activeTextEditor?.document.uri;
    return {
      ...(active?.scheme === 'file' ? { near: active.toString() } : {}),
      ...(this.edited.length > 0 ? { recent: this.edited } : {}),
    };
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
