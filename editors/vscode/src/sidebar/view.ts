// The view "Treeline": the owner of what is searched for and what was found. Its page (webview/) only shows.
import * as vscode from 'vscode';
import type { SearchHit, SearchSummary } from '../protocol';
import { openHit, pathOf } from '../search/convert';
import { counted, matchedText, summaryText, took } from '../search/hits';
import type { History } from '../search/history';
import { LiveSearch } from '../search/liveSearch';
import { NO_INPUTS, errorColumn, problemText, question, type SearchInputs } from '../search/query';
import type { Standing } from '../search/standing';
import type { Server } from '../server';
import { IconTheme } from './iconTheme';
import { NO_REPLACE, type FileRow, type FromPage, type ToPage, type ViewInputs, type Words } from './messages';
import { pageHtml } from './page';
import { replacementOf } from './replacement';
import { ReplacePreviews, replaceIn, type FileEdits } from './replacing';
import { Results, copiesOf, copyLine, copyText, fileRow, type FileResults, type Match } from './results';

export const VIEW_ID = 'treeline.results';
const NO_WORDS: Words = { text: '', severity: 'info', more: false };
const TYPING_MS = 150;

export interface SearchViewNeeds {
  context: vscode.ExtensionContext;
  server: Server;
  history: History;
  standing: Standing;
}

export class SearchView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly results = new Results();
  private readonly previews = new ReplacePreviews();
  private readonly icons = new IconTheme();
  private readonly search: LiveSearch<vscode.CancellationToken>;
  private readonly subscriptions: { dispose(): unknown }[];
  private view: vscode.WebviewView | undefined;
  private inputs: ViewInputs;
  private words: Words = NO_WORDS;
  private cursor: string | undefined;
  private busy = false;
  private focusWhenReady = false;
  private timer: NodeJS.Timeout | undefined;
  private row: string | undefined; // on which the context menu was opened, or that has the focus

  constructor(private readonly needs: SearchViewNeeds) {
    const kept = needs.context.workspaceState.get<Partial<ViewInputs>>('view');
    this.inputs = { search: { ...NO_INPUTS, ...kept?.search, text: '' }, replace: NO_REPLACE, details: kept?.details ?? false };
    this.search = new LiveSearch(
      (params, onHits, token) => needs.server.search(params, onHits, token),
      () => new vscode.CancellationTokenSource(),
      100, 500,
    );
    this.subscriptions = [
      this.previews,
      vscode.window.registerWebviewViewProvider(VIEW_ID, this),
      vscode.workspace.onDidSaveTextDocument(() => { this.saved(); }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('workbench.iconTheme')) void this.sendIcons();
        if (event.affectsConfiguration('treeline.search.searchOnType')) this.sendInputs();
      }),
    ];
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const { extensionUri } = this.needs.context;
    view.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist'), ...this.icons.roots()] };
    view.webview.onDidReceiveMessage((message: FromPage) => { void this.take(message); });
    view.onDidDispose(() => { this.view = undefined; });
    view.webview.html = pageHtml(view.webview, extensionUri, {
      title: 'Treeline',
      script: 'search-view.js',
      styles: ['codicon.css', 'search-view.css'],
      body: '<div id="view"></div>',
    });
  }

  /** Shows the view, with these inputs if there are any, and searches. */
  async show(inputs?: Partial<SearchInputs>): Promise<void> {
    this.focusWhenReady = true;
    if (inputs !== undefined) {
      this.inputs = { ...this.inputs, search: { ...this.inputs.search, ...inputs } };
      this.sendInputs();
      this.run();
    }
    await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
    this.post({ kind: 'focus' });
  }

  refresh(): void {
    if (this.inputs.search.text.trim() !== '') this.run();
  }

  clear(): void {
    this.search.cancel();
    this.results.clear();
    this.inputs = { ...this.inputs, search: { ...this.inputs.search, text: '' } };
    this.words = NO_WORDS;
    this.sendInputs();
    this.sendAll();
  }

  async toggleReplace(): Promise<void> {
    if (this.view?.visible !== true) await this.show();
    this.post({ kind: 'toggleReplace' });
  }

  fold(folded: boolean): void {
    this.post({ kind: 'fold', folded });
  }

  step(by: 1 | -1): void {
    this.post({ kind: 'step', by });
  }

  async copyAll(): Promise<void> {
    await vscode.env.clipboard.writeText(copyText(this.results.files, pathOf));
  }

  /** A command on a row; menus give the page's context, keys the row that has the focus. */
  async onRow(action: 'open' | 'openToSide' | 'copy' | 'copyPath' | 'dismiss' | 'replace' | 'previewReplace', context: unknown): Promise<void> {
    const id = idIn(context) ?? this.row;
    if (id === undefined) return;
    switch (action) {
      case 'open': await this.open(id, true, false); break;
      case 'openToSide': await this.open(id, true, true); break;
      case 'copy': await this.copy(id); break;
      case 'copyPath': await vscode.env.clipboard.writeText(vscode.Uri.parse(this.results.file(id)?.uri ?? '').fsPath); break;
      case 'dismiss': this.dismiss(id); break;
      case 'replace': await this.replace(this.editsFor(id)); break;
      case 'previewReplace': await this.previewReplace(id); break;
    }
  }

  async replaceAll(): Promise<void> {
    if (this.busy || this.results.matchCount === 0) return;
    const files = this.results.files;
    const matches = counted(this.results.matchCount, 'occurrence');
    const into = this.inputs.replace.text === '' ? '' : ` with '${this.inputs.replace.text}'`;
    const more = this.words.more ? ' There are further results, which are not shown and stay as they are.' : '';
    const answer = await vscode.window.showWarningMessage(
      `Replace ${matches} across ${counted(files.length, 'file')}${into}?`,
      { modal: true, detail: `Files without unsaved changes are saved.${more}` },
      'Replace',
    );
    if (answer === 'Replace') await this.replace(files);
  }

  /** For tests: what is found and said. */
  get state(): { files: FileResults[]; words: Words; busy: boolean; inputs: ViewInputs } {
    return { files: this.results.files, words: this.words, busy: this.busy, inputs: this.inputs };
  }

  setInputs(inputs: ViewInputs): void {
    this.inputs = inputs;
    this.sendInputs();
    this.run();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.search.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async take(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.sendInputs();
        this.sendAll();
        if (this.focusWhenReady) this.post({ kind: 'focus' });
        await this.sendIcons();
        break;
      case 'search': this.typed(message.inputs, message.now); break;
      case 'inputs': this.changed(message.inputs); break;
      case 'open':
        this.row = message.id;
        await this.open(message.id, message.pinned, message.side);
        break;
      case 'dismiss': this.dismiss(message.id); break;
      case 'replace': await this.replace(this.editsFor(message.id)); break;
      case 'previewReplace': await this.previewReplace(message.id); break;
      case 'replaceAll': await this.replaceAll(); break;
      case 'copy': await this.copy(message.id); break;
      case 'more': this.more(); break;
      case 'cancel': this.cancel(); break;
      case 'folded': await setContext('collapsed', message.all); break;
    }
  }

  private typed(inputs: ViewInputs, now: boolean): void {
    this.inputs = inputs;
    this.keep();
    clearTimeout(this.timer);
    if (now) {
      this.needs.history.add(inputs.search.text);
      this.post({ kind: 'history', history: this.needs.history.all() });
      this.run();
    } else if (searchOnType()) {
      this.timer = setTimeout(() => { this.run(); }, TYPING_MS);
    }
  }

  // What is replaced with has changed, not what is found.
  private changed({ replace, details }: ViewInputs): void {
    const toggled = replace.shown !== this.inputs.replace.shown;
    this.inputs = { ...this.inputs, replace, details };
    // Of files with the same content one is shown, but each is replaced in. A page belongs to what was asked before.
    if (toggled && (this.cursor !== undefined || this.results.files.some(copiesOf))) this.refresh();
    this.keep();
    void setContext('replacing', replace.shown);
    this.sendFiles(this.results.files, true);
  }

  private keep(): void {
    void this.needs.context.workspaceState.update('view', { search: this.inputs.search, details: this.inputs.details });
  }

  private run(): void {
    clearTimeout(this.timer);
    if (this.inputs.search.text.trim() === '') this.clear();
    else this.ask(undefined);
  }

  private cancel(): void {
    clearTimeout(this.timer);
    if (!this.busy) return;
    this.search.cancel();
    this.setBusy(false);
    this.say({ text: `${this.counts()} - cancelled before the search was complete`, severity: 'warning', more: false });
  }

  private more(): void {
    if (this.cursor !== undefined && !this.busy) this.ask(this.cursor);
  }

  private ask(cursor: string | undefined): void {
    const settings = vscode.workspace.getConfiguration('treeline.search');
    const every = settings.get<string>('order') === 'path' || this.inputs.replace.shown;
    const params = { ...question(this.inputs.search), limit: settings.get('viewLimit', 2000), ...(every ? { all: true } : this.needs.standing.now()) };
    this.setBusy(true);
    let anew = cursor === undefined;
    let taken = 0;
    void this.search.run(cursor === undefined ? params : { ...params, cursor }, {
      hits: (all) => {
        this.takeHits(all.slice(taken), anew);
        taken = all.length;
        anew = false;
      },
      done: (all, summary) => {
        if (anew || taken < all.length) this.takeHits(all.slice(taken), anew);
        this.done(summary);
      },
      failed: (message) => {
        if (anew) this.takeHits([], true);
        this.setBusy(false);
        const column = errorColumn(message);
        this.say({ text: problemText(message), severity: 'error', more: false, ...(column === undefined ? {} : { column }) });
      },
    });
  }

  private takeHits(hits: readonly SearchHit[], anew: boolean): void {
    if (anew) this.results.clear();
    this.sendFiles(this.results.add(hits), anew);
    void setContext('hasResults', this.results.matchCount > 0);
  }

  private done(summary: SearchSummary): void {
    this.setBusy(false);
    this.cursor = summary.cursor;
    const shown = { ...summary, hits: this.results.matchCount, documents: Math.max(this.results.files.length, summary.truncated ? 0 : summary.documents) };
    this.say({
      text: `${summaryText(shown)} - ${took(summary.elapsedUs)}`,
      severity: summary.documentsCovered < summary.documentsKnown ? 'warning' : 'info',
      more: summary.cursor !== undefined,
    });
  }

  private async open(id: string, pinned: boolean, side: boolean): Promise<void> {
    const match = this.results.match(id) ?? this.results.file(id)?.matches[0];
    if (match === undefined) return;
    if (this.inputs.replace.shown && this.inputs.replace.text !== '' && !pinned) await this.previewReplace(id);
    else await openHit(match.hit, { side, preview: !pinned, preserveFocus: !pinned });
  }

  private async copy(id: string): Promise<void> {
    const file = this.results.file(id);
    if (file === undefined) return;
    const match = this.results.match(id);
    await vscode.env.clipboard.writeText(match === undefined ? copyText([file], pathOf) : copyLine(match.hit).trim());
  }

  private dismiss(id: string): void {
    this.removed(this.results.remove(id));
    this.say({ ...this.words, text: this.counts() });
  }

  private counts(): string {
    return `${counted(this.results.matchCount, 'result')} in ${counted(this.results.files.length, 'file')}`;
  }

  private removed(ids: string[]): void {
    this.post({ kind: 'removed', ids });
    this.sendFiles(this.results.files.filter((file) => ids.some((id) => id.startsWith(`${file.id}.`))), false);
    void setContext('hasResults', this.results.matchCount > 0);
  }

  private editsFor(id: string): FileEdits[] {
    const file = this.results.file(id);
    return file === undefined ? [] : [{ uri: file.uri, matches: this.results.matchesOf(id) }];
  }

  private readonly replacement = (matched: string): string | undefined =>
    replacementOf(matched, this.inputs.search, this.inputs.replace);

  private async replace(files: readonly FileEdits[]): Promise<void> {
    const { replaced, refused } = await replaceIn(files, this.replacement);
    const gone = replaced.flatMap(({ matches }) => [...matches]).flatMap(({ id }) => this.results.remove(id));
    this.removed(gone);
    for (const words of refused) this.needs.server.log.info(`not replaced: ${words}`);
    if (refused.length > 0) void vscode.window.showWarningMessage(refused.slice(0, 3).join('\n'));
    // Matches below a replaced one may have moved: the results are asked for anew.
    if (replaced.length > 0) this.refresh();
  }

  private async previewReplace(id: string): Promise<void> {
    const file = this.results.file(id);
    if (file === undefined) return;
    const problem = await this.previews.show(file, this.replacement, this.results.match(id));
    if (problem !== undefined) void vscode.window.showWarningMessage(problem);
  }

  private saved(): void {
    const shown = this.view?.visible ?? false;
    if (shown && vscode.workspace.getConfiguration('treeline').get<boolean>('search.refreshOnSave', true)) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { this.refresh(); }, TYPING_MS);
    }
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    this.post({ kind: 'busy', busy });
  }

  private say(words: Words): void {
    this.words = words;
    this.post({ kind: 'words', words });
  }

  private sendInputs(): void {
    void setContext('hasQuery', this.inputs.search.text !== '');
    void setContext('replacing', this.inputs.replace.shown);
    this.post({ kind: 'inputs', inputs: this.inputs, history: this.needs.history.all(), searchOnType: searchOnType() });
  }

  private sendAll(): void {
    this.sendFiles(this.results.files, true);
    this.post({ kind: 'words', words: this.words });
    this.post({ kind: 'busy', busy: this.busy });
    void setContext('hasResults', this.results.matchCount > 0);
  }

  private sendFiles(files: readonly FileResults[], reset: boolean): void {
    if (this.view === undefined || (files.length === 0 && !reset)) return;
    const { replace } = this.inputs;
    const replacement = replace.shown && replace.text !== ''
      ? (match: Match): string | undefined => {
          const text = matchedText(match.hit);
          return text === undefined ? undefined : this.replacement(text);
        }
      : undefined;
    const rows: FileRow[] = files.map((file) => fileRow(file, pathOf(file.uri), file.matches[0]?.hit.language ?? '', replacement));
    this.post({ kind: 'files', files: rows, reset });
    void setContext('hasQuery', this.inputs.search.text !== '');
  }

  private async sendIcons(): Promise<void> {
    if (this.view === undefined) return;
    const icons = await this.icons.load(this.view.webview);
    if (icons !== undefined) this.post({ kind: 'icons', ...icons });
  }

  private post(message: ToPage): void {
    void this.view?.webview.postMessage(message);
  }
}

function searchOnType(): boolean {
  return vscode.workspace.getConfiguration('treeline').get('search.searchOnType', true);
}

function idIn(context: unknown): string | undefined {
  const id = (context as { id?: unknown } | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}

function setContext(key: string, value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', `treeline.view.${key}`, value);
}
