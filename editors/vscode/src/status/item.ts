// The status bar item: what it says comes from the model, what it does is the menu.
import * as vscode from 'vscode';
import type { Health, Summary } from './model';
import { bytes, folderName, number } from './model';
import type { Monitor } from './monitor';

const ICONS: Record<Health, string> = {
  off: '$(circle-slash)',
  working: '$(sync~spin)',
  ready: '$(list-tree)',
  partial: '$(warning)',
  problem: '$(error)',
};

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('treeline.status', vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: { dispose(): unknown }[];

  constructor(private readonly monitor: Monitor) {
    this.item.name = 'Treeline Index';
    this.item.command = 'treeline.showMenu';
    this.subscriptions = [
      this.item,
      monitor.onDidChange(() => { this.show(); }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('treeline.statusBar.enabled')) this.show();
      }),
    ];
    this.show();
  }

  /** For tests. */
  get text(): string {
    return this.item.text;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private show(): void {
    const { summary } = this.monitor;
    this.item.text = `${ICONS[summary.health]} ${summary.text}`;
    this.item.accessibilityInformation = { label: `Treeline: ${summary.sentence}` };
    this.item.tooltip = this.tooltip(summary);
    this.item.backgroundColor = summary.health === 'problem' ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : summary.health === 'partial' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    if (vscode.workspace.getConfiguration('treeline').get<boolean>('statusBar.enabled', true)) this.item.show();
    else this.item.hide();
  }

  private tooltip(summary: Summary): vscode.MarkdownString {
    const text = new vscode.MarkdownString('', true);
    text.isTrusted = { enabledCommands: ['treeline.showStatus', 'treeline.compareWithDisk', 'treeline.showLog'] };
    text.appendMarkdown(`**Treeline** ${this.monitor.status?.version ?? ''}\n\n`).appendText(summary.sentence).appendMarkdown('\n\n');
    for (const folder of this.monitor.status?.folders ?? []) {
      if (folder.files === undefined) continue;
      text.appendMarkdown('$(root-folder) ').appendText(folderName(folder.uri));
      text.appendMarkdown(`: ${number(folder.files)} files, ${number(folder.symbols ?? 0)} symbols, ${bytes(folder.diskBytes ?? 0)} on disk\n\n`);
    }
    text.appendMarkdown('---\n\n[$(pulse) Status](command:treeline.showStatus) &nbsp; [$(sync) Compare With Disk](command:treeline.compareWithDisk) &nbsp; [$(output) Log](command:treeline.showLog)');
    return text;
  }
}
