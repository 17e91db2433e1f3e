// Runs inside the extension host of a real workbench: what the extension does, through VS Code's own interface and what the
// extension gives to its tests. The workspace has one folder, a tree of its own; see host.test.mjs.
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
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

  async 'its commands are there'() {
    const known = new Set(await vscode.commands.getCommands(true));
    for (const { command } of extension().packageJSON.contributes.commands) assert.ok(known.has(command), command);
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
    await view.copyAll();
    assert.match(await vscode.env.clipboard.readText(), /\n {2}\d+,\d+: .*seedling/);
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
    vscode.workspace.updateWorkspaceFolders(1, 1);
    await until('that it is gone', async () => (await symbols('second_only')).length === 0);
  },

  async 'a feature that is off asks nobody'() {
    await settings('features.workspaceSymbol', 'off');
    await until('no symbols', async () => (await symbols('orchard_plant')).length === 0);
    await settings('features.workspaceSymbol', undefined);
    await until('symbols', async () => (await symbols('orchard_plant')).length > 0);
  },

  async 'a program that is not there is told, and one that is there again is used'({ api }) {
    await settings('server.path', '/nowhere/treeline');
    await until('the problem', () => api.server.state.kind === 'missing');
    assert.equal(api.monitor.summary.health, 'problem');
    assert.equal(servers().length, 0);
    await settings('server.path', undefined);
    await vscode.commands.executeCommand('treeline.restart');
    await until('readiness', () => api.monitor.summary.health === 'ready');
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
