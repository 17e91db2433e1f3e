import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findBinary, type Surroundings } from '../src/binary';
import { languagesServed } from '../src/languages';
import { FEATURES, featureMode, follow, initializationOptions, liveOptions } from '../src/settings';

describe('the server program', () => {
  const around: Surroundings = {
    configured: '', extensionPath: '/ext', workspaceFolder: '/ws', home: '/people/me', searchPath: 'relative:/usr/bin:/opt/bin', platform: 'linux',
  };
  const find = (some: Partial<Surroundings>, ...programs: string[]): unknown => findBinary({ ...around, ...some }, (file) => programs.includes(file));

  it('is the one that is shipped, else the first on the PATH', () => {
    assert.deepEqual(find({}, '/ext/bin/treeline', '/usr/bin/treeline'), { found: true, path: '/ext/bin/treeline', origin: 'extension' });
    assert.deepEqual(find({}, '/opt/bin/treeline', 'relative/treeline'), { found: true, path: '/opt/bin/treeline', origin: 'PATH' });
    assert.deepEqual(find({}, 'relative/treeline'), { found: false, configured: '' });
  });

  it('is that of the setting, and no other if there is none', () => {
    assert.deepEqual(find({ configured: '~/bin/tl' }, '/people/me/bin/tl'), { found: true, path: '/people/me/bin/tl', origin: 'setting' });
    assert.deepEqual(find({ configured: '${workspaceFolder}/tl' }, '/ws/tl'), { found: true, path: '/ws/tl', origin: 'setting' });
    assert.deepEqual(find({ configured: 'tl' }, '/opt/bin/tl'), { found: true, path: '/opt/bin/tl', origin: 'setting' });
    assert.deepEqual(find({ configured: '/no' }, '/ext/bin/treeline'), { found: false, configured: '/no' });
    assert.deepEqual(find({ configured: './tl' }, '/opt/bin/tl'), { found: false, configured: './tl' });
  });
});

describe('the options of the server', () => {
  it('leave out what has its default', () => {
    const options = initializationOptions(() => undefined);
    assert.deepEqual(Object.keys(options), ['features', 'otherServers']);
    assert.deepEqual(Object.keys(options.features), [...FEATURES]);
    assert.equal(options.features.completion, 'off');
  });

  it('carry what a person has set', () => {
    const settings: Record<string, unknown> = {
      'index.workers': 3, 'index.memoryMB': 0, 'index.hidden': true, 'index.useIgnoreFiles': false, 'index.watch': 'server',
      'index.cacheDir': ' /c ', 'search.maxSymbols': 50, 'features.hover': 'off', 'features.definition': 'nonsense',
    };
    const { features, otherServers, ...rest } = initializationOptions((key) => settings[key], new Set(['c', 'rust']));
    assert.deepEqual(otherServers, ['c', 'rust']);
    assert.deepEqual(rest, { workers: 3, hidden: true, maxSymbols: 50, cacheDir: '/c', noIgnore: true, watch: 'server' });
    assert.equal(features.hover, 'off');
    assert.equal(featureMode((key) => settings[key], 'definition'), 'auto');
  });
});

describe('a change of settings', () => {
  const options = (settings: Record<string, unknown>): ReturnType<typeof initializationOptions> => initializationOptions((key) => settings[key]);
  const before = options({ 'search.maxSymbols': 256, 'index.workers': 2 });
  const need = (settings: Record<string, unknown>): string => follow(before, options({ 'search.maxSymbols': 256, 'index.workers': 2, ...settings }));

  it('of what the server does not know asks for nothing', () => {
    assert.equal(need({ 'search.preview': false, 'features.hover': 'auto' }), 'nothing');
  });

  it('of features and limits is told to the server that runs', () => {
    assert.equal(need({ 'features.hover': 'off' }), 'tell');
    assert.equal(need({ 'search.maxSymbols': 9 }), 'tell');
    assert.deepEqual(Object.keys(liveOptions(before)).sort(), ['features', 'maxSymbols', 'otherServers']);
  });

  it('of the index starts the server again', () => {
    assert.equal(need({ 'index.workers': 0 }), 'restart');
    assert.equal(need({ 'index.cacheDir': '/elsewhere', 'features.hover': 'off' }), 'restart');
    assert.equal(need({ 'search.maxSymbols': undefined }), 'restart', 'what is taken back cannot be told');
  });

  it('may name a place by the home or the folder', () => {
    const places = { home: '/people/$&', workspaceFolder: '/ws' };
    const place = (cacheDir: string): unknown => initializationOptions((key) => (key === 'index.cacheDir' ? cacheDir : undefined), [], places)['cacheDir'];
    assert.deepEqual([place('~/cache'), place('${workspaceFolder}/.index'), place('/~/x')], ['/people/$&/cache', '/ws/.index', '/~/x']);
  });
});

describe('languages of others', () => {
  const extension = (id: string, packageJSON: object): { id: string; packageJSON: object } => ({ id, packageJSON });
  const served = (...extensions: { id: string; packageJSON: object }[]): string[] => [...languagesServed(extensions, 'treeline.treeline')];
  const clangd = { main: 'x', categories: ['Programming Languages'], activationEvents: ['onLanguage:c', 'onCommand:x', 'onLanguage:cpp'] };

  it('are those that a language extension with code is activated by', () => {
    assert.deepEqual(served(extension('a.clangd', clangd)), ['c', 'cpp']);
    assert.deepEqual(served(extension('treeline.treeline', clangd)), [], 'but ourselves');
    assert.deepEqual(served(extension('a.b', { ...clangd, main: undefined })), [], 'but grammars');
    assert.deepEqual(served(extension('a.lint', { ...clangd, categories: ['Programming Languages', 'Linters'] })), [], 'but linters');
    assert.deepEqual(served(extension('a.b', {})), []);
  });

  it('include what comes with the editor', () => {
    assert.ok(served(extension('vscode.typescript-language-features', {})).includes('typescript'));
    assert.deepEqual(served(extension('vscode.php-language-features', clangd)), []);
  });
});
