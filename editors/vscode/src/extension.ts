// Wiring. Nothing here is heavy: the language client is loaded when the server starts.
import * as vscode from 'vscode';
import { checkIndex, compareWithDisk, openSettings, rebuild, restart, selectServer, tellFailure, tellMissing } from './commands';
import { History } from './search/history';
import type { SearchInputs } from './search/query';
import { QuickSearch, type QuickAction } from './search/quickSearch';
import { Standing } from './search/standing';
import { Server } from './server';
import { SearchView } from './sidebar/view';
import { StatusItem } from './status/item';
import { showMenu } from './status/menu';
import { Monitor } from './status/monitor';
import { StatusPanel } from './status/panel';

/** What the extension gives to its tests; nobody else should count on it. */
export interface Exports {
  server: Server;
  view: SearchView;
  monitor: Monitor;
  item: StatusItem;
  quick(): QuickSearch | undefined;
  /** What activation took, in milliseconds. */
  activation: number;
}

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): Exports {
  const began = performance.now();
  const log = vscode.window.createOutputChannel('Treeline', { log: true });
  const owner = (server = new Server(context, log));
  const standing = new Standing();
  const history = new History(context.workspaceState, 'history');
  const monitor = new Monitor(owner);
  const item = new StatusItem(monitor);
  const panel = new StatusPanel(context, owner, monitor);
  const view = new SearchView({ context, server: owner, history, standing, isWorking: () => monitor.summary.health === 'working' });
  const quick = new QuickOwner({ server: owner, history, standing, showInView: (inputs) => { void view.show(inputs); } });
  context.subscriptions.push(log, owner, standing, monitor, item, panel, view, tellProblems(owner));
  const command = (name: string, run: (...args: unknown[]) => unknown): void => {
    context.subscriptions.push(vscode.commands.registerCommand(`treeline.${name}`, run));
  };
  command('search', (query) => quick.open(typeof query === 'string' ? { text: query } : {}));
  command('searchSelection', () => quick.open(selection()));
  command('findInView', () => view.show(selection()));
  for (const action of ['openToSide', 'toView', 'toggleCase', 'toggleWord', 'toggleRegex', 'previous', 'next'] as const) {
    command(`quick.${action}`, () => { quick.act(action); });
  }
  command('view.refresh', () => { view.refresh(); });
  command('view.clear', () => { view.clear(); });
  command('view.collapseAll', () => { view.fold(true); });
  command('view.expandAll', () => { view.fold(false); });
  command('view.copyAll', () => view.copyAll());
  command('view.toggleReplace', () => view.toggleReplace());
  command('view.replaceAll', () => view.replaceAll());
  command('view.focusNext', () => { view.step(1); });
  command('view.focusPrevious', () => { view.step(-1); });
  for (const action of ['open', 'openToSide', 'copy', 'copyPath', 'dismiss', 'replace', 'previewReplace'] as const) {
    command(`row.${action}`, (row) => view.onRow(action, row));
  }
  command('showMenu', () => showMenu(monitor));
  command('showStatus', () => { panel.show(); });
  command('compareWithDisk', () => compareWithDisk(owner));
  command('rebuild', () => rebuild(owner));
  command('check', () => checkIndex(owner));
  command('showLog', () => { log.show(); });
  command('restart', () => restart(owner));
  command('openSettings', () => openSettings());
  command('selectServer', () => selectServer());
  owner.startQuietly();
  return { server: owner, view, monitor, item, quick: () => quick.current, activation: performance.now() - began };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

class QuickOwner {
  current: QuickSearch | undefined;

  constructor(private readonly needs: ConstructorParameters<typeof QuickSearch>[0]) {}

  async open(inputs: Partial<SearchInputs>): Promise<void> {
    await this.current?.end(); // its keys and its preview are put back before the next has them
    const quick = (this.current = new QuickSearch(this.needs, inputs));
    await quick.run();
    if (this.current === quick) this.current = undefined;
  }

  act(action: QuickAction): void {
    this.current?.act(action);
  }
}

// A selection within a line, exactly as written.
function selection(): Partial<SearchInputs> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty || !editor.selection.isSingleLine) return {};
  const text = editor.document.getText(editor.selection);
  return /^\w+$/.test(text) ? { text, literal: false, regex: false } : { text, literal: true, regex: false };
}

// Each problem is told once; the status bar goes on showing it.
function tellProblems(owner: Server): vscode.Disposable {
  let told = '';
  return owner.onDidChangeState((state) => {
    if (state.kind === 'running') told = '';
    const problem = state.kind === 'missing' ? `missing ${state.configured}` : state.kind === 'failed' ? state.message : '';
    if (problem === '' || problem === told) return;
    told = problem;
    if (state.kind === 'missing') void tellMissing(state.configured);
    else if (state.kind === 'failed') void tellFailure(owner, `${state.message}.`);
  });
}
