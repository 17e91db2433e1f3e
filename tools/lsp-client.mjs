// A language server's other end, as small as it can be: frames messages over a child process's pipes,
// matches answers with requests. Needs nothing but Node.
import { spawn } from 'node:child_process';

const NEWLINES = Buffer.from('\r\n\r\n');

/** Starts `command` and returns its other end. */
export function connect(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  const waiting = new Map(); // id -> {resolve, reject, method}
  const listeners = new Map(); // method of a notification -> function
  let chunks = [];
  let held = 0;
  let wanted = -1; // bytes of the body under way; -1: its header has not come
  let next = 1;
  let strays = 0; // answers that nobody waits for: to no request, or a second one

  const send = (message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  };

  const receive = (message) => {
    if (message.method !== undefined && message.id !== undefined) {
      send({ id: message.id, result: null }); // whatever it asks of us: nothing
    } else if (message.method !== undefined) {
      listeners.get(message.method)?.(message.params);
    } else {
      const request = waiting.get(message.id);
      if (!waiting.delete(message.id)) strays++;
      if (message.error) request?.reject(new Error(`${request.method}: ${message.error.message}`));
      else request?.resolve(message.result);
    }
  };

  child.stdout.on('data', (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    for (;;) {
      if (wanted >= 0 && held < wanted) return;
      if (chunks.length > 1) chunks = [Buffer.concat(chunks)];
      const bytes = chunks[0];
      if (wanted < 0) {
        const end = bytes.indexOf(NEWLINES);
        if (end < 0) return;
        wanted = Number(/content-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))[1]);
        chunks = [bytes.subarray(end + 4)];
      } else {
        chunks = [bytes.subarray(wanted)];
        const body = bytes.toString('utf8', 0, wanted);
        wanted = -1;
        receive(JSON.parse(body));
      }
      held = chunks[0].length;
    }
  });

  const exited = new Promise((resolve) => child.on('close', (code) => resolve(code)));
  exited.then((code) => {
    for (const { reject, method } of waiting.values()) reject(new Error(`${method}: the server ended (${code})`));
    waiting.clear();
  });
  child.stdin.on('error', () => {}); // its end is reported through `exited`

  return {
    pid: child.pid,
    lastId: () => next - 1,
    strays: () => strays,
    exited,
    request: (method, params) =>
      new Promise((resolve, reject) => {
        waiting.set(next, { resolve, reject, method });
        send({ id: next++, method, params });
      }),
    notify: (method, params) => send({ method, params }),
    on: (method, listener) => listeners.set(method, listener),
    /** The session's orderly end; gives the exit code. */
    async close() {
      await this.request('shutdown');
      this.notify('exit');
      return exited;
    },
  };
}

/** Starts the server on the directory `root` (absolute) and opens the session; `workspace`: more capabilities. */
export async function openSession(treeline, root, initializationOptions, workspace = {}) {
  const { pathToFileURL } = await import('node:url');
  const server = connect(treeline, ['lsp', '--stdio']);
  const uri = pathToFileURL(root).href;
  await server.request('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: root }],
    capabilities: { general: { positionEncodings: ['utf-8'] }, workspace: { symbol: {}, ...workspace } },
    initializationOptions,
  });
  server.notify('initialized', {});
  return server;
}

/** Waits until the index is complete; gives its status. */
export async function untilReady(server) {
  for (;;) {
    const { folders: [folder] } = await server.request('treeline/status', {});
    if (folder.phase === 'failed') throw new Error(folder.message || 'indexing failed');
    if (folder.phase === 'ready') return folder;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
