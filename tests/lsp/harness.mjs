// Runs the server in a temporary tree with a cache of its own, and checks every message against the
// protocol. Two ways to talk to it: Session, through the client library; RawSession, byte by byte.
//
// Environment: TREELINE, the program; TREELINE_LSP_NPM, the folder with node_modules and model.json;
// TREELINE_SLOWNESS, see below (tests/lsp/CMakeLists.txt sets all three).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Model, MessageChecker } from './schema/check.mjs';
import { extensions } from './schema/treeline.mjs';

function fromEnvironment(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests through ctest`);
  return path.resolve(value);
}

// Times are given for a machine of its own. How much longer everything may take beside other work, and the
// program if it has sanitizers, too.
const busyness = 6;
export const slowness = Number(process.env.TREELINE_SLOWNESS ?? 1) * busyness;

export const program = fromEnvironment('TREELINE');
const npm = fromEnvironment('TREELINE_LSP_NPM');
const require = createRequire(path.join(npm, 'package.json'));
export const protocol = require('vscode-languageserver-protocol/node');
export const model = new Model(JSON.parse(fs.readFileSync(path.join(npm, 'model.json'), 'utf8')), extensions);

export const uriOf = (...parts) => pathToFileURL(path.join(...parts)).href;
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Waits until `condition` returns something true, and returns that.
export async function until(condition, what, givenMs = 20000) {
  const timeoutMs = givenMs * busyness;
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`still waiting for ${what} after ${timeoutMs} ms`);
    await sleep(10);
  }
}

export function within(promise, givenMs, what) {
  const ms = givenMs * busyness;
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Ticks of a hundredth of a second on a processor that the process has taken so far.
function ticks(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

// Until the process has nothing more to do than what a watch takes.
export async function rest(child) {
  let before = -Infinity;
  await until(async () => {
    await sleep(200);
    const now = ticks(child.pid);
    const rests = now - before <= 1;
    before = now;
    return rests;
  }, 'the server to come to rest', 40000);
}

// A temporary folder; `files` maps relative paths to texts.
export class Tree {
  constructor(t, files = {}) {
    this.base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'treeline-lsp-')));
    this.root = path.join(this.base, 'tree');
    this.cache = path.join(this.base, 'cache');
    fs.mkdirSync(this.root);
    fs.mkdirSync(this.cache);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    t.after(() => fs.rmSync(this.base, { recursive: true, force: true, maxRetries: 5 }));
  }

  write(name, text) {
    const file = path.join(this.root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  uri(name = '') { return uriOf(this.root, name); }
}

function start(tree, t, args = ['--stdio']) {
  const child = spawn(program, args, {
    cwd: tree.root,
    env: { ...process.env, XDG_CACHE_HOME: tree.cache },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {}); // the server may end first
  const errors = [];
  child.stderr.on('data', (bytes) => errors.push(bytes));
  child.errorText = () => Buffer.concat(errors).toString();
  child.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  t.after(() => { if (child.exitCode === null) child.kill('SIGKILL'); });
  return child;
}

export const everything = {
  general: { positionEncodings: ['utf-8', 'utf-16'] },
  window: { workDoneProgress: true },
  workspace: {
    workspaceFolders: true,
    symbol: { tagSupport: { valueSet: [1] }, symbolKind: { valueSet: Array.from({ length: 26 }, (_, i) => i + 1) } },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    fileOperations: { didCreate: true, didRename: true, didDelete: true },
  },
  textDocument: {
    documentSymbol: {
      hierarchicalDocumentSymbolSupport: true, tagSupport: { valueSet: [1] },
      symbolKind: { valueSet: Array.from({ length: 26 }, (_, i) => i + 1) },
    },
  },
};

export class Session {
  // `wanted` overrides parts of initialize's params.
  static async open(t, tree, wanted = {}) {
    const session = new Session(t, tree);
    session.initialized = await session.initialize(wanted);
    return session;
  }

  constructor(t, tree) {
    this.tree = tree;
    this.child = start(tree, t);
    this.checker = new MessageChecker(model);
    this.notifications = [];
    const reader = new protocol.StreamMessageReader(this.child.stdout);
    const writer = new protocol.StreamMessageWriter(this.child.stdin);
    const listen = reader.listen.bind(reader);
    reader.listen = (callback) => listen((message) => {
      this.checker.message('server', message);
      callback(message);
    });
    const write = writer.write.bind(writer);
    writer.write = (message) => {
      this.checker.message('client', JSON.parse(JSON.stringify(message)));
      return write(message);
    };
    this.connection = protocol.createProtocolConnection(reader, writer);
    this.connection.onNotification((method, params) => { this.notifications.push({ method, params }); });
    this.connection.onUnhandledProgress((params) => {
      this.notifications.push({ method: '$/progress', params });
    });
    this.calls = [];
    this.connection.onRequest((method, params) => {
      this.calls.push({ method, params });
      return this.answering?.(method) ?? null; // a promise: once it is kept
    });
    this.connection.listen();
  }

  initialize(wanted = {}) {
    const params = {
      processId: process.pid, rootUri: this.tree.uri(), capabilities: everything,
      workspaceFolders: [{ uri: this.tree.uri(), name: 'tree' }], ...wanted,
    };
    return this.request('initialize', params).then((result) => {
      this.notify('initialized', {});
      return result;
    });
  }

  // What is left out is not sent: no params, no cancellation token.
  request(...args) { return this.connection.sendRequest(...args); }
  notify(...args) { return this.connection.sendNotification(...args); }
  status() { return this.request('treeline/status', {}); }
  symbols(query) { return this.request('workspace/symbol', { query }); }
  search(query, more = {}) { return this.request('treeline/search', { query, ...more }); }
  outline(uri) { return this.request('textDocument/documentSymbol', { textDocument: { uri } }); }

  openDocument(uri, text, languageId = 'python') {
    return this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  change(uri, version, ...contentChanges) {
    return this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  closeDocument(uri) { return this.notify('textDocument/didClose', { textDocument: { uri } }); }

  // Every folder is indexed.
  async ready() {
    return until(async () => {
      const status = await this.status();
      const failed = status.folders.find((f) => f.phase === 'failed');
      if (failed) throw new Error(`the index failed: ${failed.message}`);
      return status.folders.every((f) => f.phase === 'ready') && status;
    }, 'the index');
  }

  // Ends the session as a client should, and fails if any message was not as the protocol has it.
  async close() {
    await within(this.request('shutdown'), 10000, 'shutdown');
    await this.notify('exit');
    assert.equal(await within(this.child.ended, 10000, 'exit'), 0, this.child.errorText());
    this.connection.dispose();
    assert.deepEqual(this.checker.found, []);
    assert.doesNotMatch(this.child.errorText(), /Sanitizer|runtime error/);
  }
}

// The same program without a client library between.
export class RawSession {
  constructor(t, tree, args) {
    this.tree = tree;
    this.child = start(tree, t, args);
    this.messages = [];
    this.chunks = []; // joined only when a message is whole
    this.received = 0;
    this.needed = 0;
    this.child.stdout.on('data', (bytes) => this.#receive(bytes));
  }

  #receive(chunk) {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.received < this.needed) return;
    let bytes = Buffer.concat(this.chunks);
    for (;;) {
      const end = bytes.indexOf('\r\n\r\n');
      const length = end < 0 ? 0 : Number(/^Content-Length: (\d+)$/m.exec(bytes.subarray(0, end).toString())[1]);
      this.needed = end < 0 ? 0 : end + 4 + length;
      if (end < 0 || bytes.length < this.needed) break;
      this.messages.push(JSON.parse(bytes.subarray(end + 4, this.needed).toString()));
      bytes = bytes.subarray(this.needed);
    }
    this.chunks = [bytes];
    this.received = bytes.length;
  }

  write(bytes) { return this.child.stdin.write(bytes); }

  static frame(value) {
    const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
  }

  send(message) { return this.write(RawSession.frame({ jsonrpc: '2.0', ...message })); }

  // The next message that fits; those before it are dropped.
  async take(fits, what = 'a message') {
    await until(() => this.messages.some(fits), what);
    const at = this.messages.findIndex(fits);
    return this.messages.splice(0, at + 1)[at];
  }

  answer(id) { return this.take((m) => m.id === id && m.method === undefined, `the answer to ${id}`); }

  async ask(id, method, params) {
    this.send({ id, method, params });
    return this.answer(id);
  }

  async initialize(capabilities = {}) {
    const answer = await this.ask('init', 'initialize', {
      processId: null, rootUri: this.tree.uri(), capabilities,
    });
    this.send({ method: 'initialized', params: {} });
    return answer;
  }

  // Every folder is indexed.
  async ready() {
    await until(async () => {
      const { result } = await this.ask('ready?', 'treeline/status', {});
      return result.folders.every((f) => f.phase === 'ready');
    }, 'the index');
  }

  async close() {
    await this.ask('bye', 'shutdown');
    this.send({ method: 'exit' });
    assert.equal(await within(this.child.ended, 10000, 'exit'), 0, this.child.errorText());
    assert.doesNotMatch(this.child.errorText(), /Sanitizer|runtime error/);
  }
}
