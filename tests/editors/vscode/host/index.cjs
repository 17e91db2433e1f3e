// Runs inside the extension host of a real workbench: what the extension does, through VS Code's own interface and what the
// extension gives to its tests. The workspace has one folder, a tree of its own; see host.test.mjs.
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const vscode = require('vscode');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what, ask, ms = 20_000) {
  for (const end = Date.now() + ms; ; await pause(30)) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${ms / 1000} s for ${what}`);
  }
}

const root = () => vscode.workspace.workspaceFolders[0].uri;
const file = (name) => vscode.Uri.joinPath(root(), name);
const extension = () => vscode.extensions.getExtension('treeline.treeline');
const symbols = (query) => vscode.commands.executeCommand('vscode.executeWorkspaceSymbolProvider', query);
const settings = (key, value) => vscode.workspace.getConfiguration('treeline').update(key, value, vscode.ConfigurationTarget.Workspace);

/** Runs a command that ends when a person dismisses what it shows, and dismisses it with the command `by`. */
async function dismissed(command, by) {
  let ended = false;
  const run = vscode.commands.executeCommand(command).then(() => { ended = true; });
  await until(`the end of ${command}`, async () => {
    await pause(200);
    await vscode.commands.executeCommand(by);
    return ended;
  });
  await run;
}

const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(({ label }) => label);

/** Ids of the servers among the children of this process. */
function servers() {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return children.split('\n').filter((line) => /treeline\S* lsp/.test(line)).map((line) => parseInt(line, 10));
}

const tests = {
  async 'it activates by itself and is ready'({ api }) {
    await until('the index', () => api.monitor.summary.health === 'ready');
    assert.equal(api.item.text, '$(list-tree) Treeline');
    assert.equal(api.monitor.status.folders.length, 1);
    assert.equal(servers().length, 1);
  },

  async 'it costs little at the start'({ api }) {
    console.log(`HOST activated in ${api.activation.toFixed(1)} ms, ${(statSync(extension().packageJSON.main.replace(/^\./, extension().extensionPath)).size / 1000).toFixed(0)} kB of code`);
    assert.ok(api.activation < 250, `${api.activation} ms`);
  },

  async 'its commands are there'() {
    const known = new Set(await vscode.commands.getCommands(true));
    for (const { command } of extension().packageJSON.contributes.commands) assert.ok(known.has(command), command);
  },

  async 'a feature that is off asks nobody, and needs no other server'() {
    const before = servers();
    await settings('features.workspaceSymbol', 'off');
    await until('no symbols', async () => (await symbols('orchard_plant')).length === 0);
    await settings('features.workspaceSymbol', undefined);
    await until('symbols', async () => (await symbols('orchard_plant')).length > 0);
    await until('several symbols', async () => (await symbols('plant')).length > 1);
    await settings('search.maxSymbols', 1);
    await until('one symbol, since the server was told', async () => (await symbols('plant')).length === 1);
    await settings('search.maxSymbols', undefined);
    await until('several symbols', async () => (await symbols('plant')).length > 1);
    assert.deepEqual(servers(), before);
  },

  async 'a symbol is found in the workspace, and in the outline'() {
    const found = await until('the symbol', async () => (await symbols('orchard_plant')).find(({ name }) => name === 'orchard_plant'));
    assert.equal(found.location.range.start.line, 4);
    const outline = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', file('orchard.c'));
    assert.ok(outline.some(({ name }) => name === 'orchard_plant'), JSON.stringify(outline));
  },

  async 'definitions, references and hovers come from the index'() {
    const at = new vscode.Position(4, 5); // a call of orchard_plant in planting.c
    const ask = (name) => vscode.commands.executeCommand(`vscode.${name}`, file('planting.c'), at);
    await vscode.workspace.openTextDocument(file('planting.c'));
    const [definition] = await ask('executeDefinitionProvider');
    assert.deepEqual([definition.targetUri.path, definition.targetSelectionRange.start.line], [file('orchard.c').path, 4]);
    const references = await ask('executeReferenceProvider');
    assert.deepEqual(references.map(({ uri, range }) => [uri.path.split('/').pop(), range.start.line]).sort(), [['orchard.c', 4], ['planting.c', 0], ['planting.c', 4]]);
    const [hover] = await ask('executeHoverProvider');
    assert.match(hover.contents.map(({ value }) => value).join(), /orchard_plant\(int row\)/);
  },

  async 'the quick pick has results by file, with previews that Escape takes back'({ api }) {
    await vscode.window.showTextDocument(file('notes.md'), { preview: false });
    const open = vscode.commands.executeCommand('treeline.search', 'orchard_plant');
    const quick = await until('the quick pick', () => api.quick());
    const rows = await until('results', () => {
      const found = quick.rows.filter((row) => row.hit);
      return found.length === 3 && quick.words.includes('3 results in 2 files') && found;
    });
    assert.match(rows[0].label, /orchard_plant/);
    const separators = quick.rows.filter(({ kind }) => kind === vscode.QuickPickItemKind.Separator).map(({ label }) => label);
    assert.deepEqual(separators.sort(), ['orchard.c', 'planting.c']);
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await until('the preview', () => /\.c$/.test(vscode.window.activeTextEditor.document.fileName));
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await open;
    await until('what was there', () => vscode.window.activeTextEditor?.document.fileName.endsWith('notes.md'));
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(({ label }) => label);
    assert.deepEqual(tabs, ['notes.md']);
  },

  async 'a diff in the preview tab comes back, too'({ api }) {
    await vscode.commands.executeCommand('vscode.diff', file('orchard.c'), file('planting.c'), 'A diff', { preview: true });
    await until('the diff', () => tabs().includes('A diff'));
    const open = vscode.commands.executeCommand('treeline.search', 'orchard_plant');
    const quick = await until('the quick pick', () => api.quick());
    await until('results', () => quick.rows.some(({ hit }) => hit));
    await until('the preview', async () => {
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext'); // of rows that may not be drawn yet
      await pause(200);
      return !tabs().includes('A diff');
    });
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await open;
    await until('what was there', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'A diff');
    assert.deepEqual(tabs(), ['notes.md', 'A diff']);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  },

  async 'a query that cannot be read says so, with its column'({ api }) {
    const open = vscode.commands.executeCommand('treeline.search', 'orchard file:');
    const quick = await until('the quick pick', () => api.quick());
    await until('the words', () => quick.rows.some(({ label }) => /^\$\(error\) At character 14: /.test(label)));
    quick.value = '';
    await until('what was searched before', () => quick.rows.some(({ query }) => query === 'orchard_plant'));
    await vscode.commands.executeCommand('treeline.quick.previous');
    assert.equal(quick.value, 'orchard_plant');
    await until('results', () => quick.rows.some((row) => row.hit));
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await open;
    await until('the file', () => vscode.window.activeTextEditor?.document.fileName.endsWith('.c'));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor.document.getText(editor.selection), 'orchard_plant');
  },

  async 'what is typed and not saved is found'({ api }) {
    const editor = await vscode.window.showTextDocument(file('notes.md'), { preview: false });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'never_saved_word\n'));
    const hits = [];
    const token = new vscode.CancellationTokenSource().token;
    const summary = await api.server.search({ query: 'never_saved_word' }, (part) => hits.push(...part), token);
    assert.equal(summary.hits, 1);
    assert.equal(hits[0].uri, file('notes.md').toString());
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  async 'the view finds, filters, and replaces what has not changed'({ api }) {
    const { view } = api;
    const inputs = (search, replace) => ({ search: { ...view.state.inputs.search, ...search }, replace: { ...view.state.inputs.replace, ...replace }, details: true });
    const lines = () => view.state.files.flatMap(({ matches }) => matches.map(({ hit }) => hit.text));
    const found = (count) => until(`${count} matches`, () => !view.state.busy && lines().length === count)
      .catch((error) => { throw new Error(`${error.message}, found ${JSON.stringify(lines())}, ${view.state.words.text}`); });
    await vscode.commands.executeCommand('treeline.findInView');
    view.setInputs(inputs({ text: 'seedling', caseSensitive: true }));
    await found(4);
    assert.match(view.state.words.text, /^4 results in 2 files - /);
    view.setInputs(inputs({ include: 'planting*' }));
    await found(3);
    view.setInputs(inputs({ text: 'seed(ling)', regex: true, include: '' }, { shown: true, text: 'sap$1' }));
    await found(4);

    // A file that changes under the results is refused, and stays as it is.
    const planting = view.state.files.find(({ uri }) => uri.endsWith('planting.c'));
    const editor = await vscode.window.showTextDocument(file('planting.c'), { preview: false });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// one line more\n'));
    const before = editor.document.getText();
    void view.onRow('replace', { id: planting.id });
    await pause(800);
    assert.equal(editor.document.getText(), before);
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.files.revert');

    view.refresh();
    await found(4);
    const again = view.state.files.find(({ uri }) => uri.endsWith('planting.c'));
    await view.onRow('previewReplace', { id: again.matches[0].id });
    await until('the diff', () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff);
    const right = vscode.window.tabGroups.activeTabGroup.activeTab.input.modified;
    assert.equal((await vscode.workspace.openTextDocument(right)).getText().match(/sapling/g).length, 3);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');

    await view.onRow('replace', { id: again.matches[0].id });
    await found(3);
    const text = readFileSync(file('planting.c').fsPath, 'utf8');
    assert.equal(text.match(/sapling/g).length, 1, 'one is replaced, and saved');
    await view.onRow('dismiss', { id: view.state.files[0].id });
    assert.equal(view.state.files.length, 1);
    const left = lines().length;
    view.refresh();
    await found(left); // what is dismissed stays away, so that the rest can be replaced
    assert.equal(view.state.files.length, 1);
    await view.copyAll();
    assert.match(await vscode.env.clipboard.readText(), /\n {2}\d+,\d+: .*seedling/);
  },

  async 'without the switch for their order, rows say their file'({ api }) {
    const pick = vscode.window.createQuickPick();
    const owner = [...function* () { for (let at = pick; at !== null; at = Object.getPrototypeOf(at)) yield at; }()].find((at) => Object.hasOwn(at, 'sortByLabel'));
    pick.dispose();
    assert.ok(owner, 'this editor has the switch');
    const kept = Object.getOwnPropertyDescriptor(owner, 'sortByLabel');
    delete owner.sortByLabel;
    try {
      const open = vscode.commands.executeCommand('treeline.search', 'orchard_plant');
      const quick = await until('the quick pick', () => api.quick());
      await until('results', () => quick.rows.filter(({ hit }) => hit).length === 3);
      assert.deepEqual(quick.rows.map(({ description }) => description).sort(), ['orchard.c:5', 'planting.c:1', 'planting.c:5']);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await open;
    } finally {
      Object.defineProperty(owner, 'sortByLabel', kept);
    }
  },

  async 'the selection is searched for, and the keys of the quick pick do what they say'({ api }) {
    const editor = await vscode.window.showTextDocument(file('planting.c'), { preview: false });
    editor.selection = new vscode.Selection(0, 4, 0, 17);
    const open = vscode.commands.executeCommand('treeline.searchSelection');
    const quick = await until('the quick pick', () => api.quick());
    assert.equal(quick.value, 'orchard_plant');
    const results = async (count) => until(`${count} rows`, () => quick.rows.filter(({ hit }) => hit).length === count);
    const none = () => until('none', () => quick.words.startsWith('No results'));
    await results(3);
    const run = (name) => vscode.commands.executeCommand(`treeline.quick.${name}`);
    quick.value = 'ORCHARD';
    await none();
    quick.value = 'orchard_p';
    await results(3);
    await run('toggleWord');
    await none();
    await run('toggleWord');
    await run('toggleCase');
    await results(3);
    await run('toggleRegex');
    quick.value = 'orch.rd_plant\\(s';
    await results(1);
    await run('previous');
    assert.notEqual(quick.value, 'orch.rd_plant\\(s');
    await run('next');
    quick.value = 'orchard_plant';
    await results(3);
    await run('toView');
    await open;
    await until('the view', () => api.view.state.files.length === 2 && !api.view.state.busy).catch((error) => { throw new Error(`${error.message}: ${JSON.stringify(api.view.state)}`); });

    const again = vscode.commands.executeCommand('treeline.search', 'orchard_plant');
    const side = await until('the quick pick', () => api.quick());
    await until('results', () => side.rows.some(({ hit }) => hit));
    await run('openToSide');
    await again;
    await until('a second group', () => vscode.window.tabGroups.all.length === 2);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  },

  async 'the commands of the view and of its rows do what they say'({ api }) {
    const { view } = api;
    const run = (name, ...args) => vscode.commands.executeCommand(`treeline.${name}`, ...args);
    const active = () => vscode.window.activeTextEditor?.document.fileName.split('/').pop();
    await vscode.commands.executeCommand('treeline.findInView');
    view.setInputs({ search: { ...view.state.inputs.search, text: 'orchard_plant', regex: false, literal: false, caseSensitive: false }, replace: { shown: false, text: '', preserveCase: false }, details: false });
    await until('results', () => !view.state.busy && view.state.files.length === 2);
    const row = (name, at) => { const found = view.state.files.find(({ uri }) => uri.endsWith(name)); return { id: at === undefined ? found.id : found.matches[at].id }; };
    await run('row.open', row('orchard.c', 0));
    assert.equal(active(), 'orchard.c');
    await run('row.openToSide', row('planting.c', 0));
    assert.deepEqual([active(), vscode.window.tabGroups.all.length], ['planting.c', 2]);
    await run('row.copy', row('orchard.c', 0));
    assert.equal(await vscode.env.clipboard.readText(), '5,5: int orchard_plant(int row) {');
    await run('row.copyPath', row('orchard.c'));
    assert.equal(await vscode.env.clipboard.readText(), file('orchard.c').fsPath);
    await run('view.copyAll');
    assert.match(await vscode.env.clipboard.readText(), /^orchard\.c\n {2}5,5: /m);
    for (const name of ['collapseAll', 'expandAll', 'focusNext', 'focusPrevious', 'toggleReplace', 'toggleReplace', 'refresh']) await run(`view.${name}`);
    await until('results', () => !view.state.busy && view.state.files.length === 2);
    await run('row.dismiss', row('orchard.c'));
    assert.equal(view.state.files.length, 1);
    await run('view.clear');
    assert.deepEqual([view.state.files.length, view.state.inputs.search.text], [0, '']);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  },

  async 'replacing keeps line ends, takes groups and case, leaves dirty files unsaved and read-only ones alone'({ api }) {
    const { view } = api;
    const text = 'Tool tool TOOL\r\ntool_one(1)\r\n';
    for (const name of ['crlf.txt', 'dirty.txt', 'locked.txt']) writeFileSync(file(name).fsPath, text);
    chmodSync(file('locked.txt').fsPath, 0o444);
    const dirty = await vscode.window.showTextDocument(file('dirty.txt'), { preview: false });
    await dirty.edit((edit) => edit.insert(new vscode.Position(2, 0), 'tool_two(2)'));
    const search = (some) => ({ ...view.state.inputs.search, text: '', caseSensitive: false, wholeWord: false, regex: false, literal: false, include: '*.txt', exclude: '', languages: '', ...some });
    const ask = async (some, replace, count) => {
      view.setInputs({ search: search(some), replace: { shown: true, preserveCase: false, ...replace }, details: true });
      const lines = () => view.state.files.flatMap(({ uri, matches }) => matches.map(({ hit }) => `${uri.split('/').pop()}: ${hit.text}`));
      const isThere = () => {
        if (view.state.busy) return false;
        if (lines().length !== count) view.refresh();
        return lines().length === count;
      };
      await until(`${count} matches of ${some.text}`, isThere).catch((error) => { throw new Error(`${error.message}, found ${JSON.stringify(lines())}, ${view.state.words.text}`); });
    };
    const replaceAll = async () => { for (const { id } of [...view.state.files]) await view.onRow('replace', { id }); };
    await ask({ text: 'tool\\b', regex: true }, { text: 'gear', preserveCase: true }, 9);
    await replaceAll();
    await vscode.commands.executeCommand('notifications.clearAll');
    const replaced = 'Gear gear GEAR\r\ntool_one(1)\r\n';
    assert.equal(readFileSync(file('crlf.txt').fsPath, 'utf8'), replaced);
    assert.equal(readFileSync(file('locked.txt').fsPath, 'utf8'), text, 'read-only: refused');
    assert.ok(!vscode.workspace.textDocuments.some((document) => document.isDirty && document.fileName.endsWith('locked.txt')));
    assert.ok(dirty.document.isDirty && dirty.document.getText() === `${replaced}tool_two(2)`, 'changed, and left to its person');
    assert.equal(readFileSync(file('dirty.txt').fsPath, 'utf8'), text);
    await vscode.window.showTextDocument(dirty.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(dirty.document.getText(), `${text}tool_two(2)`, 'one step back');
    await vscode.commands.executeCommand('workbench.action.files.revert');

    await ask({ text: '(tool)_(\\w+)\\((\\d)\\)', regex: true, include: 'crlf.txt' }, { text: '$2_$1[$3]$$' }, 1);
    await replaceAll();
    assert.equal(readFileSync(file('crlf.txt').fsPath, 'utf8'), 'Gear gear GEAR\r\none_tool[1]$\r\n');
    chmodSync(file('locked.txt').fsPath, 0o644);

    // Two bytes are no UTF-8: the editor shows U+FFFD for each, and would save that.
    const bytes = Buffer.from('caf\xe9 Gear\r\n\xe9t\xe9\r\n', 'latin1');
    writeFileSync(file('latin.txt').fsPath, bytes);
    await ask({ text: 'Gear', caseSensitive: true, include: 'latin.txt' }, { text: 'Cog' }, 1);
    void replaceAll();
    await until('the warning', () => readFileSync(file('latin.txt').fsPath).equals(bytes) && vscode.workspace.textDocuments.some(({ fileName }) => fileName.endsWith('latin.txt')));
    await pause(300);
    assert.deepEqual(readFileSync(file('latin.txt').fsPath), bytes, 'refused, since bytes would be lost');
    await vscode.commands.executeCommand('notifications.clearAll');

    // The box says something else than the results are of.
    await ask({ text: 'Gear', caseSensitive: true, include: 'crlf.txt' }, { text: 'Cog' }, 1);
    view.take({ kind: 'search', inputs: { ...view.state.inputs, search: search({ text: 'tool', include: 'dirty.txt' }) }, now: false });
    await view.replaceAll();
    assert.match(readFileSync(file('crlf.txt').fsPath, 'utf8'), /^Gear gear GEAR/);
    await vscode.commands.executeCommand('notifications.clearAll');
    for (const name of ['crlf.txt', 'dirty.txt', 'locked.txt', 'latin.txt']) rmSync(file(name).fsPath);
    await vscode.commands.executeCommand('treeline.view.clear');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  },

  async 'a server that is killed is started again, and answers'({ api }) {
    const [first] = await until('the server', () => servers());
    process.kill(first, 'SIGKILL');
    const second = await until('another server', () => servers().find((id) => id !== first));
    assert.notEqual(second, first);
    await until('the symbol', async () => (await symbols('orchard_plant')).some(({ name }) => name === 'orchard_plant'));
    await until('readiness', () => api.monitor.summary.health === 'ready');
  },

  async 'a folder that is added is served, too'({ api }) {
    const folder = vscode.Uri.joinPath(root(), '..', 'second');
    vscode.workspace.updateWorkspaceFolders(1, 0, { uri: folder });
    await until('its symbols', async () => (await symbols('second_only')).some(({ name }) => name === 'second_only'));
    await until('its facts', () => api.monitor.status?.folders.length === 2);
    const separators = [];
    const open = vscode.commands.executeCommand('treeline.search', 'orchard_plant OR second_only');
    const quick = await until('the quick pick', () => api.quick());
    await until('results of both', () => quick.rows.filter(({ hit }) => hit).length === 4);
    separators.push(...quick.rows.filter(({ hit }) => !hit).map(({ label }) => label));
    assert.deepEqual(separators.sort(), ['orchard/orchard.c', 'orchard/planting.c', 'second/second.c'], 'they say their folder');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await open;
    // One that is on no disk is no reason to fail.
    vscode.workspace.updateWorkspaceFolders(2, 0, { uri: vscode.Uri.parse('nowhere:/third') });
    await until('the folder', () => vscode.workspace.workspaceFolders.length === 3);
    await pause(700);
    assert.deepEqual([api.monitor.summary.health, servers().length], ['ready', 1], api.monitor.summary.sentence);
    vscode.workspace.updateWorkspaceFolders(1, 2);
    await until('that it is gone', async () => (await symbols('second_only')).length === 0);
  },

  async 'the commands about the index and the server do what they say'({ api }) {
    const run = (name, ...args) => vscode.commands.executeCommand(`treeline.${name}`, ...args);
    const [server] = servers();
    await run('compareWithDisk');
    await until('readiness', () => api.monitor.summary.health === 'ready');
    await until('the index on disk', () => existsSync(join(api.monitor.status.folders[0].directory, 'manifest')));
    await dismissed('treeline.check', 'notifications.clearAll');
    assert.deepEqual(servers(), [server], 'neither needs another server');

    const { directory } = api.monitor.status.folders[0];
    const before = statSync(join(directory, 'manifest')).mtimeMs;
    await run('rebuild');
    await until('readiness', () => api.monitor.summary.health === 'ready');
    await until('the index anew', () => existsSync(join(directory, 'manifest')) && statSync(join(directory, 'manifest')).mtimeMs > before);
    assert.ok((await symbols('orchard_plant')).length > 0);

    await run('restart');
    await until('readiness', () => api.monitor.summary.health === 'ready');
    assert.notEqual(servers()[0], server);

    await run('showStatus');
    await until('the status page', () => tabs().includes('Treeline Status'));
    await run('openSettings');
    await until('the settings', () => tabs().includes('Settings'));
    const log = () => vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'output');
    await run('showLog');
    await until('the log', log);
    const { log: channel } = api.server;
    const written = [];
    const { info } = channel;
    channel.info = (...words) => { written.push(words.join(' ')); info.apply(channel, words); };
    const text = () => written.join('\n');
    await symbols('plant');
    assert.doesNotMatch(text(), /Sending request/);
    await settings('trace.server', 'messages');
    await until('the conversation in the log', async () => (await symbols('plant'), /Sending request 'workspace\/symbol/.test(text()))).catch((error) => { throw new Error(`${error.message}, but it says ${text().slice(-600)}`); });
    await settings('trace.server', undefined);
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await dismissed('treeline.showMenu', 'workbench.action.closeQuickOpen');
    await dismissed('treeline.selectServer', 'workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  },

  async 'a program that is not there is told, and one that is there again is used'({ api }) {
    await settings('server.path', '/nowhere/treeline');
    await until('the problem', () => api.server.state.kind === 'missing');
    assert.equal(api.monitor.summary.health, 'problem');
    assert.equal(servers().length, 0);

    // One that ends at once is told in the same words however often it is asked, and is no obstacle to the next.
    const broken = join(root().fsPath, '..', 'broken-treeline');
    writeFileSync(broken, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await settings('server.path', broken);
    await until('the problem', () => api.server.state.kind === 'failed');
    for (let again = 0; again < 2; again++) {
      await assert.rejects(api.server.search({ query: 'x' }, () => undefined, new vscode.CancellationTokenSource().token), /^Error: The server did not start: (?!.*be stopped)/);
    }
    await settings('server.path', undefined);
    await until('readiness', () => api.monitor.summary.health === 'ready');
    await vscode.commands.executeCommand('notifications.clearAll');
  },
};

exports.run = async () => {
  const api = await extension().activate();
  for (const [name, test] of Object.entries(tests)) {
    const began = Date.now();
    try {
      await test({ api });
    } catch (error) {
      console.log(`HOST not ok ${name}: ${error.stack}`);
      throw error;
    }
    console.log(`HOST ok ${name} (${Date.now() - began} ms)`);
  }
};
