// One run of the language client: the heavy part, loaded when the server is first started.
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  ProgressType,
  RequestType,
  State,
  TransportKind,
  type CloseHandlerResult,
  type ErrorHandler,
  type LanguageClientOptions,
  type Middleware,
} from 'vscode-languageclient/node';
import type { SearchHit, SearchParams, SearchSummary, Status } from './protocol';
import type { Connection, Progress, SessionEvents, SessionOptions } from './server';
import type { Feature } from './settings';

const RESTARTS_AT_MOST = 5;
const RESTARTS_WITHIN_MS = 180_000;

interface SearchResult {
  hits: SearchHit[];
  summary: SearchSummary;
}

const searchRequest = new RequestType<SearchParams & { partialResultToken: string }, SearchResult, void>('treeline/search');
const statusRequest = new RequestType<object, Status, void>('treeline/status');
const searchParts = new ProgressType<{ hits: SearchHit[] }>();

export class Session implements Connection {
  private readonly client: LanguageClient;
  private readonly trace: Trace;
  private searches = 0;

  constructor(options: SessionOptions, events: SessionEvents) {
    this.trace = new Trace(options.log);
    const run = { command: options.program, args: ['lsp'], transport: TransportKind.stdio };
    const clientOptions: LanguageClientOptions = {
      documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }],
      initializationOptions: () => options.initializationOptions(), // as they are at each start
      outputChannel: options.log,
      traceOutputChannel: this.trace.channel,
      errorHandler: new Restarting(events),
      initializationFailedHandler: () => false,
      middleware: middleware(options.leavesToOthers, events),
    };
    this.client = new LanguageClient('treeline', 'Treeline', { run, debug: run }, clientOptions);
    this.client.onDidChangeState(({ newState }) => {
      events.state(STATES[newState]);
    });
  }

  start(): Promise<void> {
    return this.client.start();
  }

  // A client that is starting cannot be stopped, and one that did not start has nothing to stop.
  async stop(): Promise<void> {
    if (this.client.state === State.Starting) await this.client.start().catch(() => undefined);
    try {
      if (this.client.state === State.Running) await this.client.stop(3000);
    } finally {
      await this.client.dispose().catch(() => undefined);
      this.trace.dispose();
    }
  }

  async search(params: SearchParams, onHits: (hits: SearchHit[]) => void, token: vscode.CancellationToken): Promise<SearchSummary> {
    const partialResultToken = `treeline-search-${++this.searches}`;
    const parts = this.client.onProgress(searchParts, partialResultToken, (part) => {
      onHits(part.hits);
    });
    try {
      const result = await this.client.sendRequest(searchRequest, { ...params, partialResultToken }, token);
      if (result.hits.length > 0) onHits(result.hits);
      return result.summary;
    } finally {
      parts.dispose();
    }
  }

  status(): Promise<Status> {
    return this.client.sendRequest(statusRequest, {});
  }

  configure(options: Record<string, unknown>): void {
    void this.client.sendNotification('workspace/didChangeConfiguration', { settings: { treeline: options } });
  }

  async reindex(): Promise<void> {
    await this.client.sendRequest('workspace/executeCommand', { command: 'treeline.reindex', arguments: [] });
  }
}

const STATES = { [State.Stopped]: 'stopped', [State.Starting]: 'starting', [State.Running]: 'running', [State.StartFailed]: 'failed' } as const;

// The client traces where a log is of the level "trace" alone, whatever `treeline.trace.server` says. This is the log as it is
// to see it: of that level where the setting asks for a trace, which is then written for people to see.
class Trace implements vscode.Disposable {
  readonly channel: vscode.LogOutputChannel;
  private readonly changed = new vscode.EventEmitter<vscode.LogLevel>();
  private readonly subscription: vscode.Disposable;

  constructor(log: vscode.LogOutputChannel) {
    const { changed } = this;
    this.channel = Object.create(log, {
      logLevel: { get: traceLevel },
      onDidChangeLogLevel: { value: changed.event },
      trace: { value: (message: string): void => { log.info(message); } },
    }) as vscode.LogOutputChannel;
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('treeline.trace.server')) changed.fire(traceLevel());
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

function traceLevel(): vscode.LogLevel {
  return vscode.workspace.getConfiguration('treeline').get<string>('trace.server') === 'off' ? vscode.LogLevel.Info : vscode.LogLevel.Trace;
}

// Starts the server again when it is gone, unless it does not last.
class Restarting implements ErrorHandler {
  private restarts: number[] = [];

  constructor(private readonly events: SessionEvents) {}

  error(): { action: ErrorAction; handled: boolean } {
    return { action: ErrorAction.Continue, handled: true };
  }

  closed(): CloseHandlerResult {
    const now = Date.now();
    this.restarts = [...this.restarts.filter((at) => now - at < RESTARTS_WITHIN_MS), now];
    if (this.restarts.length > RESTARTS_AT_MOST) {
      this.events.gaveUp(this.restarts.length);
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    this.events.restarting();
    return { action: CloseAction.Restart, handled: true };
  }
}

// Each feature asks first whether the language is another's: the server is told, too, but what is off by a setting
// need not be asked for. Progress goes to the status bar item.
function middleware(leavesToOthers: (feature: Feature, languageId: string) => boolean, events: SessionEvents): Middleware {
  const left = (feature: Feature, document: vscode.TextDocument): boolean => leavesToOthers(feature, document.languageId);
  return {
    provideWorkspaceSymbols: (query, token, next) => (leavesToOthers('workspaceSymbol', '') ? null : next(query, token)),
    provideDocumentSymbols: (document, token, next) => (left('documentSymbol', document) ? null : next(document, token)),
    provideDefinition: (document, at, token, next) => (left('definition', document) ? null : next(document, at, token)),
    provideDeclaration: (document, at, token, next) => (left('declaration', document) ? null : next(document, at, token)),
    provideReferences: (document, at, how, token, next) => (left('references', document) ? null : next(document, at, how, token)),
    provideDocumentHighlights: (document, at, token, next) => (left('documentHighlight', document) ? null : next(document, at, token)),
    provideHover: (document, at, token, next) => (left('hover', document) ? null : next(document, at, token)),
    provideFoldingRanges: (document, how, token, next) => (left('foldingRange', document) ? null : next(document, how, token)),
    provideSelectionRanges: (document, at, token, next) => (left('selectionRange', document) ? null : next(document, at, token)),
    prepareCallHierarchy: (document, at, token, next) => (left('callHierarchy', document) ? null : next(document, at, token)),
    provideCompletionItem: (document, at, why, token, next) => (left('completion', document) ? null : next(document, at, why, token)),
    handleWorkDoneProgress: (token, params) => {
      const progress: Progress = { kind: params.kind };
      if (params.kind !== 'end' && params.percentage !== undefined) progress.percentage = params.percentage;
      if (params.message !== undefined) progress.message = params.message;
      events.progress(String(token), progress);
    },
  };
}
