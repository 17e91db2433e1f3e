// One running server as its client sees it: every question is counted, timed and given a limit, and every
// answer that nobody waits for is counted too.
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { connect } from '../../tools/lsp-client.mjs';

export const CHUNK_BYTES = 64 << 10;
export const ANSWER_LIMIT_MS = 60_000;
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Chunks are small, so that a tree of ordinary files has some; a question for all symbols of a file is one question. */
export const settings = (cacheDir) => ({ cacheDir, chunkLimitKB: CHUNK_BYTES / 1024, maxSymbols: 10000 });

export const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export class Session {
  /** `told`: the client says that it watches files and will tell; else the server has to see for itself. */
  static async open(program, root, { cache, encoding = 'utf-8', told = false, log }) {
    const session = new Session();
    const errors = openSync(log, 'a');
    session.root = root;
    session.encoding = encoding;
    session.server = connect(program, ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', errors], cwd: root });
    closeSync(errors);
    session.pid = session.server.pid;
    session.sent = 0;
    session.answered = 0;
    session.failed = []; // words about answers that did not come or were errors, unless they were cancelled
    session.symbolsBefore = Promise.resolve();
    session.alive = true;
    session.server.exited.then((code) => { session.alive = false; session.code = code; });
    const uri = pathToFileURL(root).href;
    const watching = told ? { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } } : {};
    await session.ask('initialize', {
      processId: process.pid, rootUri: uri, workspaceFolders: [{ uri, name: 'tree' }],
      capabilities: {
        general: { positionEncodings: [encoding] }, workspace: { workspaceFolders: true, symbol: {}, ...watching },
        textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
      },
      initializationOptions: settings(cache),
    });
    session.notify('initialized', {});
    return session;
  }

  get strays() { return this.server.strays(); }

  /**
   * The answer, or undefined if there was none in time, or an error. `cancelled`: it is cancelled at once,
   * and an error is fine. `measured` is told the milliseconds of an answer.
   */
  async ask(method, params, { cancelled = false, measured = () => {} } = {}) {
    this.sent++;
    const began = performance.now();
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${method}: no answer within ${ANSWER_LIMIT_MS} ms`)), ANSWER_LIMIT_MS);
    });
    const answer = this.server.request(method, params);
    if (cancelled) this.notify('$/cancelRequest', { id: this.server.lastId() });
    try {
      const result = await Promise.race([answer, late]);
      this.answered++;
      measured(performance.now() - began);
      return result;
    } catch (problem) {
      if (!this.alive || this.ending) return undefined; // the end itself is judged elsewhere
      if (cancelled && !/no answer/.test(problem.message)) this.answered++;
      else this.failed.push(`${problem.message} (${JSON.stringify(params).slice(0, 200)})`);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** workspace/symbol, one at a time: a newer one may shorten the answer to an older one. */
  askSymbols(query, more) {
    const answer = this.symbolsBefore.then(() => this.ask('workspace/symbol', { query }, more));
    this.symbolsBefore = answer;
    return answer;
  }

  notify(method, params) { if (this.alive) this.server.notify(method, params); }
  uri(path) { return pathToFileURL(join(this.root, path)).href; }
  path(uri) { return fileURLToPath(uri).slice(this.root.length + 1); }

  async folder() { return (await this.ask('treeline/status', {}))?.folders?.[0]; }

  open(document, languageId) {
    const { path, text, version } = document;
    this.notify('textDocument/didOpen', { textDocument: { uri: this.uri(path), languageId, version, text } });
  }

  change(document, contentChanges) {
    document.version++;
    this.notify('textDocument/didChange', { textDocument: { uri: this.uri(document.path), version: document.version }, contentChanges });
  }

  close(path) { this.notify('textDocument/didClose', { textDocument: { uri: this.uri(path) } }); }

  /** Where a text occurs, everywhere: 'path:line:character', sorted. */
  async occurrences(text) {
    const answer = await this.ask('treeline/search', { query: text, literal: true, caseSensitive: true, all: true, limit: 0 });
    return answer?.hits.map(({ uri, range: { start } }) => `${this.path(uri)}:${start.line}:${start.character}`).sort(byText);
  }

  /** The symbols that the index holds of a file, in words, sorted. */
  async symbols(path) {
    const found = await this.askSymbols(`file:${path}`);
    return found?.filter((one) => this.path(one.location.uri) === path)
      .map(({ name, kind, containerName = '', location: { range: { start, end } } }) =>
        `${name} (${kind}) in "${containerName}" ${start.line}:${start.character}-${end.line}:${end.character}`).sort(byText);
  }

  /** The outline of a file, as text. */
  async outline(path) {
    const tree = await this.ask('textDocument/documentSymbol', { textDocument: { uri: this.uri(path) } });
    return tree === undefined ? undefined : JSON.stringify(tree);
  }

  /** Waits until all that was found is searchable and nothing is known to have changed since. */
  async settled(limitMs = 20_000) {
    const end = Date.now() + limitMs;
    for (;;) {
      const folder = await this.folder();
      if (!this.alive) return false;
      if (folder?.phase === 'failed') return false;
      if (folder?.phase === 'ready' && !folder.touched && !folder.filesPending && !folder.symbolsPending) return folder;
      if (Date.now() > end) return false;
      await sleep(15);
    }
  }

  async end() {
    await this.ask('shutdown');
    this.ending = true;
    this.notify('exit');
    return this.server.exited;
  }

  async kill() {
    this.ending = true;
    if (this.alive) process.kill(this.pid, 'SIGKILL');
    await this.server.exited;
  }
}
