// The one owner of the server: finds its program, starts it when something is first asked or a folder is open, says how it
// is, and restarts it. Everything else asks through here.
import * as vscode from 'vscode';
import { constants, accessSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { findBinary, type Binary, type Places } from './binary';
import { languagesServed } from './languages';
import type { SearchHit, SearchParams, SearchSummary, Status } from './protocol';
import { featureMode, follow, initializationOptions, liveOptions, type Feature, type InitializationOptions, type ReadSetting } from './settings';

export interface Connection {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Hits come through `onHits` as they are found; rejects with words for people. */
  search(params: SearchParams, onHits: (hits: SearchHit[]) => void, token: vscode.CancellationToken): Promise<SearchSummary>;
  status(): Promise<Status>;
  reindex(): Promise<void>;
  /** Options that hold from now on; see liveOptions. */
  configure(options: Record<string, unknown>): void;
}

export interface Progress {
  kind: 'begin' | 'report' | 'end';
  percentage?: number;
  message?: string;
}

export interface SessionOptions {
  program: string;
  initializationOptions: () => InitializationOptions;
  log: vscode.LogOutputChannel;
  leavesToOthers: (feature: Feature, languageId: string) => boolean;
}

export interface SessionEvents {
  state(state: 'starting' | 'running' | 'stopped' | 'failed'): void;
  progress(token: string, progress: Progress): void;
  restarting(): void;
  gaveUp(times: number): void;
}

export type ServerState =
  | { kind: 'off' }
  | { kind: 'starting' }
  | { kind: 'running' }
  | { kind: 'missing'; configured: string }
  | { kind: 'failed'; message: string };

/** With what the server that runs was started, and what it was told since. */
interface Launch {
  program: string;
  options: InitializationOptions;
}

// Codes of JSON-RPC's client: the connection ended before the answer, or was not there.
const GONE = new Set<unknown>([-32097, -32096]);
const SETTLE_MS = 300; // settings are written in several steps

export class Server implements vscode.Disposable {
  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  private readonly progressed = new vscode.EventEmitter<Map<string, Progress>>();
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly underWay = new Map<string, Progress>();
  private connection: Connection | undefined;
  private starting: Promise<Connection> | undefined;
  private stopping: Promise<void> | undefined;
  private launched: Launch | undefined;
  private settingsTimer: NodeJS.Timeout | undefined;
  private again = false; // it is the client that starts the server, as after a crash
  private served: Set<string> | undefined;
  private current: ServerState = { kind: 'off' };

  readonly onDidChangeState = this.stateChanged.event;
  /** What is under way, by its token. */
  readonly onDidProgress = this.progressed.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions.push(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('treeline')) this.followSoon();
      }),
      // Settings that were passed over count from now on.
      vscode.workspace.onDidGrantWorkspaceTrust(() => { this.followSoon(); }),
      vscode.extensions.onDidChange(() => {
        this.served = undefined;
        this.followSoon();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        if (this.current.kind === 'off') this.startQuietly();
      }),
    );
  }

  get state(): ServerState {
    return this.current;
  }

  /** Starts if there is a folder to serve; what goes wrong is told by the state. */
  startQuietly(): void {
    if ((vscode.workspace.workspaceFolders ?? []).some(({ uri }) => uri.scheme === 'file')) this.ensure().catch(() => undefined);
  }

  /** The running server, started if need be. Rejects with words for people. */
  ensure(): Promise<Connection> {
    if (this.connection !== undefined && this.current.kind === 'running') return Promise.resolve(this.connection);
    this.starting ??= (this.stopping ?? Promise.resolve()).then(() => this.start()).finally(() => { this.starting = undefined; });
    return this.starting;
  }

  /** Whoever asks `meanwhile` waits, too. */
  async restart(meanwhile?: () => Promise<void>): Promise<void> {
    await this.stop(meanwhile);
    await this.ensure();
  }

  async search(params: SearchParams, onHits: (hits: SearchHit[]) => void, token: vscode.CancellationToken): Promise<SearchSummary> {
    const connection = await this.ensure();
    let parts = 0;
    try {
      return await connection.search(params, (hits) => {
        parts++;
        onHits(hits);
      }, token);
    } catch (error) {
      if (token.isCancellationRequested || !GONE.has((error as { code?: unknown }).code)) throw error;
      // The server has ended meanwhile. What had no answer yet is asked again; what had a part of one is not mixed with another.
      if (parts > 0) throw new Error('The server ended while it searched. Search again.', { cause: error });
      return (await this.ensure()).search(params, onHits, token);
    }
  }

  async status(): Promise<Status | undefined> {
    return this.current.kind === 'running' ? this.connection?.status() : undefined;
  }

  async reindex(): Promise<void> {
    await (await this.ensure()).reindex();
  }

  binary(): Binary {
    return findBinary(
      {
        ...places(),
        configured: vscode.workspace.getConfiguration('treeline').get('server.path', ''),
        extensionPath: this.context.extensionPath,
        searchPath: process.env['PATH'] ?? '',
        platform: process.platform,
      },
      isProgram,
    );
  }

  /** Nothing is started before `meanwhile` is done. */
  stop(meanwhile?: () => Promise<void>): Promise<void> {
    this.stopping ??= this.end(meanwhile).finally(() => { this.stopping = undefined; });
    return this.stopping;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.stateChanged.dispose();
    this.progressed.dispose();
  }

  private async end(meanwhile?: () => Promise<void>): Promise<void> {
    clearTimeout(this.settingsTimer);
    await this.starting?.catch(() => undefined);
    const { connection } = this;
    this.connection = undefined;
    this.underWay.clear();
    await connection?.stop().catch((error: unknown) => { this.log.warn(`stopping the server: ${String(error)}`); });
    this.setState({ kind: 'off' });
    await meanwhile?.();
  }

  private async start(): Promise<Connection> {
    // A client that is starting the server again by itself is waited for.
    if (this.connection !== undefined && this.current.kind === 'starting') return this.started(this.connection);
    const binary = this.binary();
    if (!binary.found) {
      this.setState({ kind: 'missing', configured: binary.configured });
      throw new Error(missingMessage(binary.configured));
    }
    this.setState({ kind: 'starting' });
    this.again = false;
    this.log.info(`starting ${binary.path} (from ${binary.origin === 'setting' ? 'treeline.server.path' : `the ${binary.origin}`})`);
    if (!vscode.workspace.isTrusted) this.log.info('the workspace is not trusted: its settings name neither the program nor the place of the index');
    const launch = (this.launched = { program: binary.path, options: this.options() });
    try {
      await this.connection?.stop().catch(() => undefined);
      const { Session } = await import('./session.js');
      const connection = new Session(
        { program: launch.program, initializationOptions: () => this.launched?.options ?? launch.options, log: this.log, leavesToOthers: this.leavesToOthers },
        this.events(),
      );
      this.connection = connection;
      await connection.start();
      this.setState({ kind: 'running' });
      return connection;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.log.error(`the server did not start: ${message}`);
      this.setState({ kind: 'failed', message: `the server did not start: ${message}` });
      throw new Error(`The server did not start: ${message}`, { cause: error });
    }
  }

  private started(connection: Connection): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const subscription = this.onDidChangeState((state) => {
        if (state.kind === 'starting') return;
        subscription.dispose();
        if (state.kind === 'running') resolve(connection);
        else reject(new Error(state.kind === 'failed' ? sentence(state.message) : 'The server was stopped.'));
      });
    });
  }

  private events(): SessionEvents {
    return {
      // Stopped comes before each restart, too; what is meant is said by restarting and gaveUp.
      state: (state) => {
        if (state === 'running') this.setState({ kind: 'running' });
        else if (state === 'failed' && this.again) this.setState({ kind: 'failed', message: 'the server ended, and could not be started again' });
      },
      progress: (token, progress) => {
        if (progress.kind === 'end') this.underWay.delete(token);
        else this.underWay.set(token, { ...this.underWay.get(token), ...progress });
        this.progressed.fire(this.underWay);
      },
      restarting: () => {
        this.log.warn('the server ended by itself: starting it again');
        this.underWay.clear();
        this.again = true;
        this.setState({ kind: 'starting' });
      },
      gaveUp: (times) => {
        const message = `the server ended ${times} times within three minutes`;
        this.again = false;
        this.setState({ kind: 'failed', message });
      },
    };
  }

  private readonly leavesToOthers = (feature: Feature, languageId: string): boolean => {
    const mode = featureMode((key) => vscode.workspace.getConfiguration('treeline').get(key), feature);
    if (mode !== 'auto') return mode === 'off';
    return this.servedByOthers().has(languageId);
  };

  private servedByOthers(): Set<string> {
    return (this.served ??= languagesServed(vscode.extensions.all, this.context.extension.id));
  }

  private options(): InitializationOptions {
    const get: ReadSetting = (key) => vscode.workspace.getConfiguration('treeline').get(key);
    return initializationOptions(get, this.servedByOthers(), places());
  }

  private followSoon(): void {
    if (this.current.kind === 'off') return;
    clearTimeout(this.settingsTimer);
    this.settingsTimer = setTimeout(() => { this.follow(); }, SETTLE_MS);
  }

  // Tells the server what has changed if it can take that while it runs; else it starts again, and only then.
  private follow(): void {
    const binary = this.binary();
    const options = this.options();
    const { launched } = this;
    const need = launched === undefined || !binary.found || binary.path !== launched.program ? 'restart' : follow(launched.options, options);
    if (need === 'nothing' && this.current.kind !== 'missing') return;
    this.log.info(need === 'tell' ? 'the server is told of changed settings' : 'settings have changed that need another server');
    if (need === 'tell' && this.current.kind === 'running' && launched !== undefined) {
      this.launched = { ...launched, options };
      this.connection?.configure(liveOptions(options));
    } else {
      this.restart().catch(() => undefined);
    }
  }

  private setState(state: ServerState): void {
    if (state.kind === this.current.kind && state.kind !== 'failed') return;
    this.current = state;
    this.stateChanged.fire(state);
  }
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

export function missingMessage(configured: string): string {
  return configured === ''
    ? 'Treeline\'s server was not found: this build of the extension has none for this platform, and there is no treeline on the PATH.'
    : `Treeline's server was not found: there is no program ${configured}, which treeline.server.path names.`;
}

export function places(): Places {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return { home: homedir(), workspaceFolder: folder?.uri.fsPath };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
