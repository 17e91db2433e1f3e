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
    { label: '$(search) Search...', command: 'treeline.search' },
    { label: '$(symbol-class) Go to Symbol in Workspace...', command: 'workbench.action.showAllSymbols' },
    separator('index'),
    { label: '$(pulse) Show Index Status', description: monitor.summary.sentence, command: 'treeline.showStatus' },
    { label: '$(sync) Compare Index With Disk', description: 'Read what has changed', command: 'treeline.rebuild' },
    { label: '$(verified) Check Index', description: 'Verify every checksum of it', command: 'treeline.check' },
    separator('server'),
    { label: '$(output) Show Log', command: 'treeline.showLog' },
    { label: '$(debug-restart) Restart Server', command: 'treeline.restart' },
    { label: '$(settings-gear) Open Settings', command: 'treeline.openSettings' },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: `Treeline: ${monitor.summary.sentence}` });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
}
