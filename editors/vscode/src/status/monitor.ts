// Knows how the server and its index are, and tells whoever shows it. Asks often while something is under way, and
// seldom otherwise; not at all while the window is not looked at.
import * as vscode from 'vscode';
import type { Status } from '../protocol';
import type { Progress, Server } from '../server';
import { summarize, type Summary } from './model';

const WORKING_MS = 500;
const WATCHED_MS = 1000; // while the status page is open
const RESTING_MS = 15_000;

export class Monitor implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private progress: Progress[] = [];
  private known: Status | undefined;
  private watchers = 0;

  readonly onDidChange = this.changed.event;

  constructor(private readonly server: Server) {
    this.subscriptions = [
      server.onDidChangeState(({ kind }) => {
        if (kind !== 'running') this.known = undefined;
        this.progress = [];
        this.changed.fire(undefined);
        void this.ask();
      }),
      server.onDidProgress((underWay) => {
        const ended = underWay.size < this.progress.length;
        this.progress = [...underWay.values()];
        this.changed.fire(undefined);
        if (ended) void this.ask();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => { setTimeout(() => { void this.ask(); }, WORKING_MS); }),
      vscode.window.onDidChangeWindowState(({ focused }) => { if (focused) void this.ask(); }),
    ];
  }

  get status(): Status | undefined {
    return this.known;
  }

  get summary(): Summary {
    return summarize(this.server.state, this.known, this.progress);
  }

  /** Asks more often until disposed. */
  watch(): vscode.Disposable {
    this.watchers++;
    void this.ask();
    return new vscode.Disposable(() => { this.watchers--; });
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private async ask(): Promise<void> {
    clearTimeout(this.timer);
    const status = await this.server.status().catch(() => undefined);
    if (this.server.state.kind !== 'running') return;
    if (status !== undefined) {
      this.known = status;
      this.changed.fire(undefined);
    }
    const wait = this.summary.health === 'working' ? WORKING_MS : this.watchers > 0 ? WATCHED_MS : RESTING_MS;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (vscode.window.state.focused || this.watchers > 0 || this.summary.health === 'working') void this.ask();
    }, wait);
  }
}
