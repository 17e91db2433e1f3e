// A VS Code workbench of its own for a test: the server that carries the extension host, and a Chromium that shows it.
// Everything it writes lies in one temporary folder.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'window.commandCenter': false,
};

export class Workbench {
  /**
   * @param editors the folder that fetch-vscode has filled
   * @param options vsix: an extension to install; settings: further ones; trusted: whether workspaces are
   */
  constructor(editors, { vsix, settings = {}, trusted = true } = {}) {
    this.editors = editors;
    this.vsix = vsix;
    this.trusted = trusted;
    this.home = mkdtempSync(join(tmpdir(), 'treeline-vscode-'));
    for (const folder of ['home', 'extensions', 'chromium', 'data/data/User', 'data/data/Machine']) mkdirSync(join(this.home, folder), { recursive: true });
    // A remote window takes what is the machine's from the settings of the machine.
    for (const whose of ['User', 'Machine']) writeFileSync(join(this.home, `data/data/${whose}/settings.json`), JSON.stringify({ ...SETTINGS, ...settings }));
  }

  /** A copy of some of `source`, to be searched and changed. */
  tree(name, source, parts) {
    const tree = join(this.home, name);
    for (const part of parts) cpSync(join(source, part), join(tree, part), { recursive: true });
    return tree;
  }

  /** A tree of `files`, by their paths; what begins with #! can be run. */
  write(name, files) {
    const tree = join(this.home, name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(tree, path, '..'), { recursive: true });
      writeFileSync(join(tree, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
    }
    return tree;
  }

  async start() {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const words = openSync(join(this.home, 'server.log'), 'w');
    const args = [
      join(this.editors, 'workbench/out/server-main.js'), '--host', '127.0.0.1', '--port', String(port), '--without-connection-token',
      '--accept-server-license-terms', '--server-data-dir', join(this.home, 'data'), '--extensions-dir', join(this.home, 'extensions'),
      '--enable-smoke-test-driver', '--telemetry-level', 'off', '--disable-telemetry',
      ...(this.trusted ? ['--disable-workspace-trust'] : []),
      ...(this.vsix ? ['--install-extension', this.vsix, '--start-server'] : []),
    ];
    const environment = { ...process.env, HOME: join(this.home, 'home'), XDG_CACHE_HOME: join(this.home, 'cache'), EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
    this.server = spawn(join(this.editors, 'node'), args, { env: environment, stdio: ['ignore', words, words] });
    await until('the workbench to be served', async () => {
      if (this.server.exitCode !== null) throw new Error(`the workbench's server ended: ${this.words()}`);
      if (this.vsix && !/successfully installed/.test(this.words())) return false;
      return (await fetch(this.url).catch(() => undefined))?.ok;
    }, 60_000);
  }

  words() {
    return readFileSync(join(this.home, 'server.log'), 'utf8');
  }

  /** A Chromium without a page open yet. */
  async browser({ deviceScaleFactor = 1 } = {}) {
    const require = createRequire(join(this.editors, 'driver/package.json'));
    const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => existsSync(file));
    this.context = await require('playwright-core').chromium.launchPersistentContext(join(this.home, 'chromium'), {
      executablePath: program,
      headless: true,
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor,
      permissions: ['clipboard-read', 'clipboard-write'],
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return this.context.pages()[0] ?? this.context.newPage();
  }

  /** Ids of the language servers that the extension host has started. */
  languageServers() {
    const parents = new Map();
    const found = [];
    for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        parents.set(Number(id), Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${id}/stat`, 'utf8'))[1]));
        const args = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
        if (/treeline[^/]*$/.test(readlinkSync(`/proc/${id}/exe`)) && args.includes('lsp')) found.push(Number(id));
      } catch {
        // It has ended meanwhile.
      }
    }
    const ours = (id) => id === this.server.pid || (parents.has(id) && parents.get(id) > 1 && ours(parents.get(id)));
    return found.filter(ours);
  }

  async stop() {
    await this.context?.close();
    if (this.server && this.server.exitCode === null) {
      const ended = new Promise((resolve) => this.server.once('exit', resolve));
      this.server.kill('SIGTERM');
      await Promise.race([ended, pause(5000)]);
      if (this.server.exitCode === null) this.server.kill('SIGKILL');
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What `ask` gives once it is true. Whoever waits in vain says for what. */
export async function until(what, ask, ms = 20_000) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${ms / 1000} s for ${what}`);
    await pause(50);
  }
}
