// What package.json promises is there: a command that nothing runs, a picture that is missing or a setting without words is
// found here, before the Marketplace or a person finds it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

interface Setting { type: string; default: unknown; scope?: string; order?: number; enum?: string[]; enumDescriptions?: string[]; markdownDescription?: string }
interface Manifest {
  [key: string]: unknown;
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  categories: string[];
  keywords: string[];
  icon: string;
  license: string;
  activationEvents: string[];
  extensionKind: string[];
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] }; virtualWorkspaces: { supported: boolean } };
  contributes: {
    commands: { command: string; title: string; category: string }[];
    keybindings: { command: string; key: string; mac?: string; when?: string }[];
    menus: Record<string, { command: string }[]>;
    configuration: { title: string; order: number; properties: Record<string, Setting> }[];
    walkthroughs: { steps: { id: string; description: string; media: { image: Record<string, string>; altText: string } }[] }[];
  };
}

const folder = process.cwd();
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const commands = new Set(contributes.commands.map(({ command }) => command));
const settings = contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
const sources = (directory: string, ending: string): string[] => readdirSync(join(folder, directory), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith(ending))
  .map((name) => join(folder, directory, name));

describe('the manifest', () => {
  it('asks for the version of VS Code that the extension is checked against', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });

  it('has what the Marketplace wants', () => {
    assert.ok(existsSync(join(folder, 'LICENSE')) && manifest.license === 'MIT');
    assert.ok(manifest.keywords.length <= 30);
    const png = readFileSync(join(folder, manifest.icon));
    assert.ok(png.readUInt32BE(16) >= 128 && png.readUInt32BE(20) >= 128, 'an icon of 128 by 128');
    for (const name of ['README.md', 'CHANGELOG.md']) {
      const text = readFileSync(join(folder, name), 'utf8');
      assert.doesNotMatch(text, /!\[[^\]]*\]\((?!https:)/, `${name} shows pictures of the web alone`);
      assert.doesNotMatch(text, /\]\((?!https:|#)/, `${name} leads to the web alone`);
    }
  });

  it('is started late, beside the files, and says where it cannot be', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });

  it('keeps every path in settings from a workspace that is not trusted', () => {
    const paths = settings.filter(([name]) => /path|dir$/i.test(name)).map(([name]) => name);
    assert.deepEqual([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(), paths.sort());
    for (const name of paths) assert.equal(Object.fromEntries(settings)[name]?.scope, 'machine-overridable', name);
  });

  it('leads to commands that are there', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
    const told = contributes.walkthroughs.flatMap(({ steps }) => steps).flatMap(({ description }) => [...description.matchAll(/command:(treeline[\w.]+)/g)].map(([, name]) => name ?? ''));
    for (const command of [...used, ...told]) assert.ok(commands.has(command), command);
    for (const { title, category } of contributes.commands) assert.ok(/^[A-Z]/.test(title) && category === 'Treeline', title);
  });

  it('binds no key of the whole editor but those that open a search', () => {
    const everywhere = contributes.keybindings.filter(({ when }) => when === undefined).map(({ command }) => command);
    assert.deepEqual(everywhere.sort(), ['treeline.findInView', 'treeline.search']);
  });

  it('has pictures for dark and light themes, with words', () => {
    for (const { media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      assert.deepEqual(Object.keys(media.image), ['dark', 'light', 'hc', 'hcLight']);
      for (const image of Object.values(media.image)) assert.ok(existsSync(join(folder, image)), image);
      assert.ok(media.altText.length > 10);
    }
  });
});

describe('settings', () => {
  it('have words, a default, a scope and a place', () => {
    for (const [name, setting] of settings) {
      assert.match(setting.markdownDescription ?? '', /^[A-Z].*\.$/s, name);
      assert.notEqual(setting.default, undefined, name);
      assert.match(setting.scope ?? '', /^(window|machine-overridable)$/, name);
      assert.ok(typeof setting.default === (setting.type === 'integer' ? 'number' : setting.type), name);
      if (setting.enum === undefined) continue;
      assert.ok(setting.enum.includes(String(setting.default)), name);
      assert.equal(setting.enumDescriptions?.length, setting.enum.length, name);
    }
    for (const { properties } of contributes.configuration) {
      assert.deepEqual(Object.values(properties).map(({ order }) => order), Object.values(properties).map((_, at) => at + 1));
    }
  });

  it('are the ones that the extension reads', () => {
    const text = sources('src', '.ts').map((file) => readFileSync(file, 'utf8')).join('\n');
    for (const [name] of settings) {
      const [, section = '', key = ''] = /^treeline\.(\w+)\.(\w+)$/.exec(name) ?? [];
      if (section === 'features' || name === 'treeline.trace.server') continue; // by their list, and by the client's library
      assert.ok(text.includes(`'${section}.${key}'`) || (text.includes(`'treeline.${section}'`) && text.includes(`'${key}'`)), name);
    }
  });
});

describe('pages', () => {
  it('have the colours of the theme and no others', () => {
    for (const file of sources('src/webview', '.css')) {
      const text = readFileSync(file, 'utf8');
      assert.doesNotMatch(text, /#[0-9a-f]{3,8}\b|\b(rgb|hsl)a?\(/i, file);
      for (const [, value = ''] of text.matchAll(/(?:^|[\s;{])(?:color|background|border-color|outline-color)\s*:\s*([^;}]+)/g)) {
        assert.match(value, /^(var\(--vscode-|transparent|inherit)/, `${file}: ${value}`);
      }
    }
  });
});
