// What the commands about the server do.
import { execFile } from 'node:child_process';
import { expand } from './binary';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from './search/liveSearch';
import { missingMessage, places, type Server } from './server';

interface Check {
  /** Of the program; none if it did not run to its end. */
  code: number | undefined;
  words: string;
}

/** Verifies the index of every folder with the program itself, and says what it found. */
export async function checkIndex(server: Server): Promise<void> {
  const binary = server.binary();
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (!binary.found) {
    await tellMissing(binary.configured);
    return;
  }
  if (folders.length === 0) {
    await vscode.window.showInformationMessage('No folder is open, so there is no index to check.');
    return;
  }
  const cacheDir = vscode.workspace.getConfiguration('treeline').get('index.cacheDir', '').trim();
  const options = { location: vscode.ProgressLocation.Window, title: 'Treeline: checking the index' };
  const checks = await vscode.window.withProgress(options, async () => {
    const done: Check[] = [];
    for (const folder of folders) {
      const args = ['check', '--color=never', '-C', folder.uri.fsPath, ...(cacheDir === '' ? [] : [`--cache-dir=${expand(cacheDir, places())}`])];
      const check = await run(binary.path, args);
      server.log.info(`check of ${folder.uri.fsPath}: ${CHECKED[check.code ?? 3] ?? 'it could not be checked'}\n${check.words}`);
      done.push(check);
    }
    return done;
  });
  const worst = Math.max(...checks.map(({ code }) => code ?? 3));
  const show = worst > 1 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const actions = worst === 2 ? ['Rebuild', 'Show Log'] : ['Show Log'];
  const chosen = await show(TOLD[worst] ?? 'The index could not be checked.', ...actions);
  if (chosen === 'Rebuild') await rebuild(server);
  else if (chosen === 'Show Log') server.log.show();
}

const CHECKED = ['sound', 'there is no index', 'not sound'];
const TOLD = [
  'The index is sound.',
  'There is no index on disk yet.',
  'The index is damaged. What is damaged is rebuilt when it is used next.',
];

function run(program: string, args: string[]): Promise<Check> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 600_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      const words = `${stdout}${stderr}`.trimEnd();
      resolve({ code, words: code === undefined && words === '' && error !== null ? error.message : words });
    });
  });
}

/** Throws the index of every folder away, and lets the server make it anew. */
export async function rebuild(server: Server): Promise<void> {
  try {
    const status = await server.ensure().then((connection) => connection.status());
    const indexed = status.folders.filter(({ directory }) => directory !== undefined);
    if (indexed.some(({ writer }) => writer === false)) {
      await vscode.window.showInformationMessage('Another process writes this index: what it has is compared with the disk instead.');
      await server.reindex();
      return;
    }
    await server.restart(async () => {
      for (const { directory = '' } of indexed) await discard(directory, server);
    });
  } catch (error) {
    await tellFailure(server, messageOf(error));
  }
}

// Only what is an index, and only its files; the lock stays, since others may wait for it.
async function discard(directory: string, server: Server): Promise<void> {
  const names = await readdir(directory);
  if (!names.includes('manifest')) return;
  server.log.info(`the index in ${directory} is made anew`);
  const files = names.filter((name) => name === 'manifest' || /^[0-9a-f]{16}\.\w+$/.test(name));
  for (const name of files) await rm(join(directory, name), { force: true });
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
    if (server.state.kind === 'missing') await tellMissing(server.state.configured);
    else await tellFailure(server, messageOf(error));
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
