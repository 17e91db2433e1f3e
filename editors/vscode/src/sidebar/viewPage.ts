// The page of the view, from outside: there or not, seen or not, and told things.
import * as vscode from 'vscode';
import { IconTheme } from './iconTheme';
import type { FromPage, ToPage } from './messages';
import { pageHtml } from './page';

export class ViewPage implements vscode.Disposable {
  private readonly icons = new IconTheme();
  private readonly subscription: vscode.Disposable;
  private view: vscode.WebviewView | undefined;

  constructor(private readonly extensionUri: vscode.Uri) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('workbench.iconTheme')) void this.sendIcons();
    });
  }

  get isThere(): boolean {
    return this.view !== undefined;
  }

  get isSeen(): boolean {
    return this.view?.visible === true;
  }

  /** `view` is it from now on. */
  take(view: vscode.WebviewView, heard: (message: FromPage) => void, seen: () => void): void {
    this.view = view;
    view.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist'), ...this.icons.roots()] };
    view.webview.onDidReceiveMessage(heard);
    view.onDidChangeVisibility(() => {
      if (view.visible) seen();
    });
    view.onDidDispose(() => {
      if (this.view === view) this.view = undefined;
    });
    view.webview.html = pageHtml(view.webview, this.extensionUri, {
      title: 'Treeline',
      script: 'search-view.js',
      styles: ['codicon.css', 'search-view.css'],
      body: '<div id="view"></div>',
    });
  }

  post(message: ToPage): void {
    void this.view?.webview.postMessage(message);
  }

  async sendIcons(): Promise<void> {
    if (this.view === undefined) return;
    const icons = await this.icons.load(this.view.webview);
    this.post({ kind: 'icons', css: icons?.css ?? '', names: icons?.names });
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

/** Of the row that a command of a context menu is about. */
export function idIn(context: unknown): string | undefined {
  const id = (context as { id?: unknown } | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}

export function setContext(key: string, value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', `treeline.view.${key}`, value);
}

export function searchOnType(): boolean {
  return vscode.workspace.getConfiguration('treeline').get('search.searchOnType', true);
}

export async function copyPath(file: { uri: string } | undefined): Promise<void> {
  if (file !== undefined) await vscode.env.clipboard.writeText(vscode.Uri.parse(file.uri, true).fsPath);
}
