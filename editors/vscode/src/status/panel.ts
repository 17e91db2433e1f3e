// The status page: one panel, which follows the monitor while it can be seen.
import * as vscode from 'vscode';
import type { Server } from '../server';
import { pageHtml } from '../sidebar/page';
import type { Monitor } from './monitor';
import { leftOut, statusView } from './pageModel';

export class StatusPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private watching: vscode.Disposable | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
    private readonly monitor: Monitor,
  ) {
    this.subscription = monitor.onDidChange(() => { this.send(); });
  }

  show(): void {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return;
    }
    const { extensionUri } = this.context;
    const roots = { localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')] };
    const panel = vscode.window.createWebviewPanel('treeline.status', 'Treeline Status', vscode.ViewColumn.Active, { enableScripts: true, ...roots });
    this.panel = panel;
    panel.iconPath = new vscode.ThemeIcon('pulse');
    panel.webview.onDidReceiveMessage((message: { command?: string } | 'ready') => {
      if (message === 'ready') this.send();
      else if (COMMANDS.has(message.command ?? '')) void vscode.commands.executeCommand(message.command ?? '');
    });
    panel.onDidChangeViewState(() => { this.follow(panel.visible); });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.follow(false);
    });
    panel.webview.html = pageHtml(panel.webview, extensionUri, {
      title: 'Treeline Status',
      script: 'status-page.js',
      styles: ['codicon.css', 'status-page.css'],
      body: '<main id="page"></main>',
    });
    this.follow(true);
  }

  dispose(): void {
    this.subscription.dispose();
    this.watching?.dispose();
    this.panel?.dispose();
  }

  private follow(visible: boolean): void {
    if (visible) this.watching ??= this.monitor.watch();
    else {
      this.watching?.dispose();
      this.watching = undefined;
    }
    this.send();
  }

  private send(): void {
    if (this.panel?.visible !== true) return;
    const binary = this.server.binary();
    const settings = vscode.workspace.getConfiguration('treeline.index');
    const left = leftOut({ hidden: settings.get('hidden', false), useIgnoreFiles: settings.get('useIgnoreFiles', true) });
    const program = { path: binary.found ? binary.path : 'not found', trusted: vscode.workspace.isTrusted };
    const view = statusView(this.monitor.summary, this.monitor.status, program, left);
    void this.panel.webview.postMessage(view);
  }
}

const COMMANDS = new Set(['treeline.compareWithDisk', 'treeline.rebuild', 'treeline.check', 'treeline.restart', 'treeline.showLog', 'treeline.openSettings']);
