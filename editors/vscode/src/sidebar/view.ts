// The view "Treeline": the owner of what is searched for and what was found. Its page (webview/) only shows.
import * as vscode from 'vscode';
import type { SearchHit, SearchSummary } from '../protocol';
import { openHit, pathOf, tellUnopened } from '../search/convert';
import { counted } from '../search/hits';
import type { History } from '../search/history';
import { LiveSearch, messageOf } from '../search/liveSearch';
import { NO_INPUTS, errorColumn, problemText, question, type SearchInputs } from '../search/query';
import type { Standing } from '../search/standing';
import type { Server } from '../server';
import { Later } from './later';
import { NO_REPLACE, type FromPage, type ViewInputs, type Words } from './messages';
import { Replacer } from './replacer';
import type { FileEdits } from './replacing';
import { Results, copiesOf, copyLine, copyText, fileRow, wordsOf, type FileResults } from './results';
import { ViewPage, copyPath, idIn, searchOnType, setContext } from './viewPage';

export const VIEW_ID = 'treeline.results';
const NO_WORDS: Words = { text: '', severity: 'info', more: false };
const TYPING_MS = 150;

export interface SearchViewNeeds {
  context: vscode.ExtensionContext;
  server: Server;
  history: History;
  standing: Standing;
  /** Whether the index is still being made. */
  isWorking: () => boolean;
}

export class SearchView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly results = new Results();
  private readonly replacer: Replacer;
  private readonly later: Later;
  private readonly page: ViewPage;
  private readonly search: LiveSearch<vscode.CancellationToken>;
  private readonly subscriptions: { dispose(): unknown }[];
  private inputs: ViewInputs;
  private words: Words = NO_WORDS;
  private cursor: string | undefined;
  private busy = false;
  private focusWhenReady = false;
  private found: SearchInputs = NO_INPUTS; // what the results are of
  private saveMissed = false; // while the view was hidden
  private timer: NodeJS.Timeout | undefined;
  private drawTimer: NodeJS.Timeout | undefined;
  private row: string | undefined; // on which the context menu was opened, or that has the focus

  constructor(private readonly needs: SearchViewNeeds) {
    const kept = needs.context.workspaceState.get<Partial<ViewInputs>>('view');
    this.inputs = { search: { ...NO_INPUTS, ...kept?.search, text: '' }, replace: NO_REPLACE, details: kept?.details ?? false };
    this.search = new LiveSearch(
      (params, onHits, token) => needs.server.search(params, onHits, token),
      () => new vscode.CancellationTokenSource(),
      100,
    );
    this.page = new ViewPage(needs.context.extensionUri);
    this.later = new Later(needs.isWorking, () => { this.refresh(); });
    this.replacer = new Replacer({
      log: needs.server.log,
      viewId: VIEW_ID,
      found: () => this.found,
      replace: () => this.inputs.replace,
      replaced: (files) => { this.replaced(files); },
    });
    this.subscriptions = [
      this.page,
      this.replacer,
      this.later,
      // Its page is kept while it is hidden: what is folded and selected, and where it is scrolled to.
      vscode.window.registerWebviewViewProvider(VIEW_ID, this, { webviewOptions: { retainContextWhenHidden: true } }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        this.results.edited(document.uri.toString(), contentChanges.map(({ range, text }) => ({ range, lines: text.split('\n').length - 1 })));
      }),
      vscode.workspace.onDidSaveTextDocument(() => { this.saved(); }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('treeline.search.searchOnType')) this.sendInputs();
      }),
    ];
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const heard = (message: FromPage): void => {
      this.take(message).catch((error: unknown) => { this.needs.server.log.error(`the view: ${messageOf(error)}`); });
    };
    this.page.take(view, heard, () => {
      if (this.saveMissed) this.refresh();
    });
  }

  /** Shows the view, with these inputs if there are any, and searches. */
  async show(inputs?: Partial<SearchInputs>): Promise<void> {
    this.focusWhenReady = true;
    if (inputs !== undefined) {
      this.inputs = { ...this.inputs, search: { ...this.inputs.search, ...inputs } };
      this.sendInputs();
      this.anew();
    }
    const { isThere } = this.page;
    await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
    if (!isThere) return; // its page asks for it
    this.focusWhenReady = false;
    this.page.post({ kind: 'focus' });
  }

  /** Asks anew; what was dismissed stays away. */
  refresh(): void {
    this.saveMissed = false;
    if (this.inputs.search.text.trim() !== '') this.run();
  }

  clear(): void {
    this.search.cancel();
    this.setBusy(false);
    this.cursor = undefined;
    this.results.forget();
    this.results.clear();
    this.inputs = { ...this.inputs, search: { ...this.inputs.search, text: '' } };
    this.words = NO_WORDS;
    this.sendInputs();
    this.sendAll();
  }

  async toggleReplace(): Promise<void> {
    if (!this.page.isSeen) await this.show();
    this.page.post({ kind: 'toggleReplace' });
  }

  fold(folded: boolean): void {
    this.page.post({ kind: 'fold', folded });
  }

  step(by: 1 | -1): void {
    this.page.post({ kind: 'step', by });
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
      case 'copyPath': await copyPath(this.results.file(id)); break;
      case 'dismiss': this.dismiss(id); break;
      case 'replace': await this.replacer.replace(this.editsFor(id)); break;
      case 'previewReplace': await this.previewReplace(id); break;
    }
  }

  async replaceAll(): Promise<void> {
    if (this.busy || this.results.matchCount === 0) return;
    if (JSON.stringify(this.found) !== JSON.stringify(this.inputs.search)) {
      this.anew();
      void vscode.window.showInformationMessage('The results were of an earlier search. Look at those that are shown now, and replace then.');
      return;
    }
    await this.replacer.replaceAll(this.results.files, this.words);
  }

  /** For tests: what is found and said. */
  get state(): { files: FileResults[]; words: Words; busy: boolean; inputs: ViewInputs } {
    return { files: this.results.files, words: this.words, busy: this.busy, inputs: this.inputs };
  }

  setInputs(inputs: ViewInputs): void {
    this.inputs = inputs;
    this.sendInputs();
    this.anew();
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.drawTimer);
    this.search.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async take(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.sendInputs();
        this.sendAll();
        if (this.focusWhenReady) this.page.post({ kind: 'focus' });
        this.focusWhenReady = false;
        await this.page.sendIcons();
        break;
      case 'search': this.typed(message.inputs, message.now); break;
      case 'inputs': this.changed(message.inputs); break;
      case 'open':
        this.row = message.id;
        await this.open(message.id, message.pinned, message.side);
        break;
      case 'dismiss': this.dismiss(message.id); break;
      case 'replace': await this.replacer.replace(this.editsFor(message.id)); break;
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
      this.page.post({ kind: 'history', history: this.needs.history.all() });
      this.anew();
    } else if (searchOnType()) {
      this.timer = setTimeout(() => { this.anew(); }, TYPING_MS);
    }
  }

  // What is replaced with has changed, not what is found.
  private changed({ replace, details }: ViewInputs): void {
    const before = this.inputs.replace;
    const toggled = replace.shown !== before.shown;
    this.inputs = { ...this.inputs, replace, details };
    // Of files with the same content one is shown, but each is replaced in. A page belongs to what was asked before.
    if (toggled && (this.cursor !== undefined || this.results.files.some(copiesOf))) this.refresh();
    this.keep();
    void setContext('replacing', replace.shown);
    if (JSON.stringify(replace) === JSON.stringify(before)) return;
    // With ten thousand matches, not with each key.
    clearTimeout(this.drawTimer);
    this.drawTimer = setTimeout(() => { this.sendFiles(this.results.files, true); }, this.results.matchCount > 500 ? TYPING_MS : 0);
  }

  private keep(): void {
    void this.needs.context.workspaceState.update('view', { search: this.inputs.search, details: this.inputs.details });
  }

  // A search of a person, for whom nothing is dismissed yet. Enter with the same words is one, too.
  private anew(): void {
    this.results.forget();
    this.later.reset();
    this.run();
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
    const asked = this.inputs.search;
    let anew = cursor === undefined;
    let taken = 0;
    const take = (hits: readonly SearchHit[]): void => {
      if (anew) {
        this.found = asked;
        this.cursor = undefined;
      }
      this.takeHits(hits, anew);
      anew = false;
    };
    void this.search.run(cursor === undefined ? params : { ...params, cursor }, {
      hits: (all) => {
        take(all.slice(taken));
        taken = all.length;
      },
      done: (all, summary) => {
        if (anew || taken < all.length) take(all.slice(taken));
        this.done(summary);
      },
      failed: (message) => {
        if (anew) take([]);
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
    this.say(wordsOf(summary, this.results));
    this.later.answered(summary.documentsCovered >= summary.documentsKnown);
  }

  private async open(id: string, pinned: boolean, side: boolean): Promise<void> {
    const match = this.results.match(id) ?? this.results.file(id)?.matches[0];
    if (match === undefined) return;
    if (this.inputs.replace.shown && this.inputs.replace.text !== '' && !pinned) await this.previewReplace(id);
    else await openHit(match.hit, { side, preview: !pinned, preserveFocus: !pinned }).catch(() => tellUnopened(match.hit.uri));
  }

  private async copy(id: string): Promise<void> {
    const file = this.results.file(id);
    if (file === undefined) return;
    const match = this.results.match(id);
    await vscode.env.clipboard.writeText(match === undefined ? copyText([file], pathOf) : copyLine(match.hit).trim());
  }

  private dismiss(id: string): void {
    this.results.dismiss(id);
    this.removed(this.results.remove(id));
    this.say({ ...this.words, text: this.counts() });
  }

  private counts(): string {
    return `${counted(this.results.matchCount, 'result')} in ${counted(this.results.files.length, 'file')}`;
  }

  private removed(ids: string[]): void {
    this.page.post({ kind: 'removed', ids });
    this.sendFiles(this.results.files.filter((file) => ids.some((id) => id.startsWith(`${file.id}.`))), false);
    void setContext('hasResults', this.results.matchCount > 0);
  }

  private editsFor(id: string): FileEdits[] {
    const file = this.results.file(id);
    return file === undefined ? [] : [{ uri: file.uri, matches: this.results.matchesOf(id) }];
  }

  // Matches below a replaced one may have moved: the results are asked for anew.
  private replaced(files: readonly FileEdits[]): void {
    this.removed(files.flatMap(({ matches }) => this.results.removeAll(matches)));
    this.refresh();
  }

  private async previewReplace(id: string): Promise<void> {
    const file = this.results.file(id);
    if (file !== undefined) await this.replacer.preview(file, this.results.match(id));
  }

  private saved(): void {
    if (!vscode.workspace.getConfiguration('treeline').get<boolean>('search.refreshOnSave', true)) return;
    this.saveMissed = !this.page.isSeen;
    if (!this.saveMissed) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { this.refresh(); }, TYPING_MS);
    }
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    this.page.post({ kind: 'busy', busy });
  }

  private say(words: Words): void {
    this.words = words;
    this.page.post({ kind: 'words', words });
  }

  private sendInputs(): void {
    void setContext('hasQuery', this.inputs.search.text !== '');
    void setContext('replacing', this.inputs.replace.shown);
    this.page.post({ kind: 'inputs', inputs: this.inputs, history: this.needs.history.all(), searchOnType: searchOnType() });
  }

  private sendAll(): void {
    this.sendFiles(this.results.files, true);
    this.page.post({ kind: 'words', words: this.words });
    this.page.post({ kind: 'busy', busy: this.busy });
    void setContext('hasResults', this.results.matchCount > 0);
  }

  private sendFiles(files: readonly FileResults[], reset: boolean): void {
    if (!this.page.isThere || (files.length === 0 && !reset)) return;
    const rows = files.map((file) => fileRow(file, pathOf(file.uri), file.matches[0]?.hit.language ?? '', this.replacer.shown()));
    this.page.post({ kind: 'files', files: rows, reset });
    void setContext('hasQuery', this.inputs.search.text !== '');
  }
}
