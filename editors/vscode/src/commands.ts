// What the commands about the server do.
import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import { messageOf } from './search/liveSearch';
import { missingMessage, type Server } from './server';

/** Verifies the index of every folder with the program itself, and shows what it prints. */
export async function checkIndex(server: Server): Promise<void> {
  const binary = server.binary();
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (!binary.found) {
    await tellMissing(binary.configured);
    return;
  }
  const cacheDir = vscode.workspace.getConfiguration('treeline').get('index.cacheDir', '').trim();
  const options = { location: vscode.ProgressLocation.Window, title: 'Treeline: checking the index' };
  const failed = await vscode.window.withProgress(options, async () => {
    let worst = 0;
    for (const folder of folders) {
      const args = ['check', '--color=never', '-C', folder.uri.fsPath, ...(cacheDir === '' ? [] : [`--cache-dir=${cacheDir}`])];
      const { code, words } = await run(binary.path, args);
      server.log.info(`check of ${folder.uri.fsPath}: ${code === 0 ? 'sound' : code === 1 ? 'there is no index' : 'not sound'}\n${words}`);
      worst = Math.max(worst, code);
    }
    return worst;
  });
  const words = failed === 0 ? 'The index is sound.' : failed === 1 ? 'There is no index on disk yet.' : 'The index is damaged. What is damaged is rebuilt when it is used next.';
  const show = failed > 1 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  if ((await show(words, 'Show Log')) === 'Show Log') server.log.show();
}

function run(program: string, args: string[]): Promise<{ code: number; words: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 600_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 2;
      resolve({ code, words: `${stdout}${stderr}`.trimEnd() });
    });
  });
}

export async function compareWithDisk(server: Server): Promise<void> {
  try {
    await server.reindex();
  } catch (error) {
    await tellFailure(server, messageOf(error));
  }
}

export async function restart(server: Server): Promise<void> {
  try {
    await server.restart();
  } catch (error) {
    if (server.state.kind !== 'missing') await tellFailure(server, messageOf(error));
  }
}

/** Lets a person choose the program; it becomes their setting. */
export async function selectServer(): Promise<void> {
  const [chosen] = (await vscode.window.showOpenDialog({ title: 'Treeline\'s server program', openLabel: 'Use', canSelectMany: false })) ?? [];
  if (chosen === undefined) return;
  await vscode.workspace.getConfiguration('treeline').update('server.path', chosen.fsPath, vscode.ConfigurationTarget.Global);
}

export async function tellMissing(configured: string): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(missingMessage(configured), 'Select Program...', 'Open Settings');
  if (chosen === 'Select Program...') await selectServer();
  else if (chosen === 'Open Settings') await openSettings('treeline.server.path');
}

export async function tellFailure(server: Server, message: string): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(`Treeline: ${message}`, 'Restart', 'Show Log');
  if (chosen === 'Restart') await restart(server);
  else if (chosen === 'Show Log') server.log.show();
}

export function openSettings(query?: string): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', query ?? '@ext:treeline.treeline');
}
