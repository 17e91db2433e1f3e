import * as vscode from 'vscode';
import type { Monitor } from './monitor';

interface Choice extends vscode.QuickPickItem {
  command?: string;
}

/** What can be done about the server and its index. */
export async function showMenu(monitor: Monitor): Promise<void> {
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const choices: Choice[] = [
    separator('search'),
    { label: 'Search...', iconPath: new vscode.ThemeIcon('search'), command: 'treeline.search' },
    { label: 'Go to Symbol in Workspace...', iconPath: new vscode.ThemeIcon('symbol-class'), command: 'workbench.action.showAllSymbols' },
    separator('index'),
    { label: 'Show Index Status', iconPath: new vscode.ThemeIcon('pulse'), description: monitor.summary.sentence, command: 'treeline.showStatus' },
    { label: 'Compare Index With Disk', iconPath: new vscode.ThemeIcon('sync'), description: 'Read what has changed', command: 'treeline.compareWithDisk' },
    { label: 'Check Index', iconPath: new vscode.ThemeIcon('verified'), description: 'Verify every checksum of it', command: 'treeline.check' },
    { label: 'Rebuild Index', iconPath: new vscode.ThemeIcon('tools'), description: 'Make it anew', command: 'treeline.rebuild' },
    separator('server'),
    { label: 'Show Log', iconPath: new vscode.ThemeIcon('output'), command: 'treeline.showLog' },
    { label: 'Restart Server', iconPath: new vscode.ThemeIcon('server-process'), command: 'treeline.restart' },
    ...(vscode.workspace.isTrusted ? [] : [
      { label: 'Manage Workspace Trust', iconPath: new vscode.ThemeIcon('shield'), description: 'Settings of this workspace do not name the program', command: 'workbench.trust.manage' },
    ]),
    { label: 'Open Settings', iconPath: new vscode.ThemeIcon('settings-gear'), command: 'treeline.openSettings' },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: `Treeline: ${monitor.summary.sentence}` });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
}
