// Treeline: Search: a quick pick whose rows are the results of what is typed, as it is typed.
import * as vscode from 'vscode';
import type { SearchHit, SearchSummary } from '../protocol';
import type { Server } from '../server';
import { openHit, pathOf, tellUnopened } from './convert';
import { summaryText, took } from './hits';
import type { History } from './history';
import { LiveSearch } from './liveSearch';
import { HitPreview } from './preview';
import { NO_INPUTS, problemText, question, type SearchInputs } from './query';
import { keepOrder, plain, rowsOf, type FileGroup } from './quickItems';
import type { Standing } from './standing';

export interface Row extends vscode.QuickPickItem {
  hit?: SearchHit;
  group?: FileGroup;
  /** A query of the history. */
  query?: string;
}

export type QuickAction = 'openToSide' | 'toView' | 'toggleCase' | 'toggleWord' | 'toggleRegex' | 'previous' | 'next';
type Toggle = 'caseSensitive' | 'wholeWord' | 'regex';

const toSide: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('split-horizontal'), tooltip: 'Open to the Side (Ctrl+Enter)' };
const toView: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('list-tree'),
  tooltip: 'Show All Results in View (Ctrl+Alt+Enter)',
  location: vscode.QuickInputButtonLocation.Inline,
};
const TOGGLES: readonly [Toggle, string, string][] = [
  ['caseSensitive', 'case-sensitive', 'Match Case (Alt+C)'],
  ['wholeWord', 'whole-word', 'Match Whole Word (Alt+W)'],
  ['regex', 'regex', 'Use Regular Expression (Alt+R)'],
];
const RECENT_SHOWN = 20;

export interface QuickSearchNeeds {
  server: Server;
  history: History;
  standing: Standing;
  showInView: (inputs: SearchInputs) => void;
}

export class QuickSearch implements vscode.Disposable {
  private readonly pick = vscode.window.createQuickPick<Row>();
  private readonly preview = new HitPreview();
  private readonly search: LiveSearch<vscode.CancellationToken>;
  private readonly standing: ReturnType<Standing['now']>;
  private readonly buttons = new Map<vscode.QuickInputButton, Toggle>();
  private inputs: SearchInputs;
  private accepted = false;
  private shown = 0; // hits
  private stale = false; // what is shown is of an older query
  private acceptNext: 'here' | 'side' | undefined;
  private byItself: Row | undefined; // became active without a key
  private readonly ordered: boolean;
  private readonly ended: Promise<void>;

  constructor(
    private readonly needs: QuickSearchNeeds,
    inputs: Partial<SearchInputs> = {},
  ) {
    this.inputs = { ...NO_INPUTS, ...inputs };
    this.standing = needs.standing.now();
    this.search = new LiveSearch(
      (params, onHits, token) => needs.server.search(params, onHits, token),
      () => new vscode.CancellationTokenSource(),
    );
    const { pick } = this;
    pick.placeholder = 'Words, "a phrase", /a regular expression/, lang:c, dir:src, in:comment ...';
    pick.matchOnDescription = false;
    pick.matchOnDetail = false;
    this.ordered = keepOrder(pick);
    this.showButtons();
    this.ended = new Promise((resolve) => {
      let hidden = false; // disposing of it hides it once more
      pick.onDidHide(() => {
        if (!hidden) resolve(this.close());
        hidden = true;
      });
    });
    pick.onDidChangeValue(() => { this.ask(); });
    pick.onDidChangeActive(([row]) => { this.rowActive(row); });
    pick.onDidAccept(() => { this.accept(false); });
    pick.onDidTriggerItemButton(({ item }) => { this.openRow(item, true); });
    pick.onDidTriggerButton((button) => {
      const toggle = this.buttons.get(button);
      if (toggle !== undefined) this.toggle(toggle);
      else this.act('toView');
    });
  }

  /** Open until it is hidden. */
  async run(): Promise<void> {
    this.pick.value = this.inputs.text;
    void setContext('quickSearch', true);
    this.ask();
    this.pick.show();
    await this.ended;
  }

  /** As Escape does. */
  async end(): Promise<void> {
    this.pick.hide();
    await this.ended;
  }

  act(action: QuickAction): void {
    switch (action) {
      case 'openToSide': this.accept(true); break;
      case 'toView':
        this.accepted = true;
        this.pick.hide();
        this.needs.showInView({ ...this.inputs, text: this.pick.value });
        break;
      case 'toggleCase': this.toggle('caseSensitive'); break;
      case 'toggleWord': this.toggle('wholeWord'); break;
      case 'toggleRegex': this.toggle('regex'); break;
      case 'previous': this.recall(this.needs.history.previous()); break;
      case 'next': this.recall(this.needs.history.next()); break;
    }
  }

  /** What is shown, for tests. */
  get rows(): readonly Row[] {
    return this.pick.items;
  }

  get value(): string {
    return this.pick.value;
  }

  set value(text: string) {
    this.pick.value = text;
    this.ask();
  }

  get words(): string {
    return this.pick.prompt ?? '';
  }

  dispose(): void {
    this.search.cancel();
    this.preview.dispose();
    this.pick.dispose();
  }

  private ask(): void {
    this.inputs = { ...this.inputs, text: this.pick.value };
    const empty = this.inputs.text.trim() === '';
    void setContext('quickSearch.empty', this.inputs.text === '');
    if (empty) {
      this.search.cancel();
      this.pick.busy = false;
      this.stale = false;
      this.showRecent();
      return;
    }
    this.pick.busy = true;
    this.stale = true;
    this.acceptNext = undefined;
    const limit = vscode.workspace.getConfiguration('treeline').get('search.quickLimit', 200);
    void this.search.run(
      { ...question(this.inputs), limit, ...this.standing },
      {
        hits: (all, first) => {
          this.showHits(all, first);
          this.fresh();
        },
        done: (all, summary) => {
          this.showDone(all, summary);
          this.fresh();
        },
        failed: (message) => {
          this.showProblem(message);
          this.fresh();
        },
      },
    );
  }

  private showRecent(): void {
    const recent = this.needs.history.recent(RECENT_SHOWN);
    const rows: Row[] = recent.map((query) => ({ label: plain(query), query, alwaysShow: true, iconPath: new vscode.ThemeIcon('history') }));
    this.pick.prompt = undefined;
    this.showRows(rows.length > 0 ? [{ label: 'recent searches', kind: vscode.QuickPickItemKind.Separator }, ...rows] : [], true);
  }

  private showHits(hits: readonly SearchHit[], first: boolean): void {
    this.shown = hits.length;
    const rows = rowsOf(hits, pathOf, this.ordered).flatMap(({ separator, ...row }): Row[] => [
      ...(separator === undefined ? [] : [{ label: separator, kind: vscode.QuickPickItemKind.Separator }]),
      { ...row, alwaysShow: true, buttons: [toSide] },
    ]);
    this.showRows(rows, first);
  }

  // Rows that come while the person has moved leave the selection where it is.
  private showRows(rows: Row[], anew: boolean): void {
    const [active] = this.pick.activeItems;
    const same = anew || active?.hit === undefined ? undefined : rows.find((row) => row.hit === active.hit);
    this.byItself = same ?? rows.find(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
    this.preview.wait();
    this.pick.keepScrollPosition = !anew;
    this.pick.items = rows;
    if (same !== undefined) this.pick.activeItems = [same];
  }

  private showDone(hits: readonly SearchHit[], summary: SearchSummary): void {
    this.pick.busy = false;
    if (hits.length === 0 || hits.length !== this.shown) this.showHits(hits, hits.length === 0);
    this.pick.prompt = `${summaryText(summary)} - ${took(summary.elapsedUs)}`;
  }

  private showProblem(message: string): void {
    this.pick.busy = false;
    this.pick.prompt = undefined;
    this.showRows([{ label: `$(error) ${plain(problemText(message))}`, alwaysShow: true }], true);
  }

  private rowActive(row: Row | undefined): void {
    if (row === undefined || row === this.byItself) return;
    this.byItself = undefined;
    if (row.hit === undefined || row.group === undefined) return;
    if (vscode.workspace.getConfiguration('treeline').get<boolean>('search.preview', true)) this.preview.show(row.hit, row.group.hits);
  }

  // Whoever types and presses Enter means what was typed: results of an older query are not opened.
  private accept(side: boolean): void {
    if (this.stale) {
      this.acceptNext = side ? 'side' : 'here';
      return;
    }
    const [active] = this.pick.activeItems;
    const row = active !== undefined && this.pick.items.includes(active) ? active : this.pick.items.find(({ hit, query }) => hit ?? query);
    if (row !== undefined) this.openRow(row, side);
  }

  private fresh(): void {
    this.stale = false;
    const how = this.acceptNext;
    this.acceptNext = undefined;
    if (how !== undefined) this.accept(how === 'side');
  }

  private openRow(row: Row, side: boolean): void {
    if (row.query !== undefined) {
      this.value = row.query;
      return;
    }
    if (row.hit === undefined) return;
    const { hit } = row;
    this.accepted = true;
    const restored = side ? this.preview.restore() : this.preview.finish();
    this.pick.hide();
    void restored.then(() => openHit(hit, { side })).catch(() => tellUnopened(hit.uri));
  }

  private recall(query: string | undefined): void {
    if (query !== undefined) this.value = query;
  }

  private toggle(toggle: Toggle): void {
    this.inputs = { ...this.inputs, [toggle]: !this.inputs[toggle] };
    this.showButtons();
    this.ask();
  }

  private showButtons(): void {
    this.buttons.clear();
    for (const [toggle, icon, tooltip] of TOGGLES) {
      const location = vscode.QuickInputButtonLocation.Input;
      this.buttons.set({ iconPath: new vscode.ThemeIcon(icon), tooltip, location, toggle: { checked: this.inputs[toggle] } }, toggle);
    }
    this.pick.buttons = [...this.buttons.keys(), toView];
  }

  private async close(): Promise<void> {
    this.search.cancel();
    this.needs.history.add(this.pick.value);
    await setContext('quickSearch', false);
    if (!this.accepted) await this.preview.restore();
    this.dispose();
  }
}

function setContext(key: string, value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', `treeline.${key}`, value);
}
