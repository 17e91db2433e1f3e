// Bundles the extension into dist/, or with --tests its tests into dist-test/. What a start of the editor must load is extension.js; session.js, with the
// language client in it, is loaded when the server is started.
import { build } from 'esbuild';
import { readFileSync, readdirSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';

const production = process.argv.includes('--production');
const common = { bundle: true, minify: production, sourcemap: production ? false : 'linked', logLevel: 'warning' };
const node = { ...common, platform: 'node', target: 'node20', format: 'cjs' };
const browser = { ...common, platform: 'browser', target: 'es2022', format: 'iife' };

if (process.argv.includes('--tests')) {
  const tests = readdirSync('test').filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`);
  await rm('dist-test', { recursive: true, force: true });
  await build({ ...node, entryPoints: tests, outdir: 'dist-test' });
  process.exit();
}
await rm('dist', { recursive: true, force: true });
await mkdir('dist');
const [bundled] = await Promise.all([
  build({ ...node, metafile: true, entryPoints: ['src/extension.ts', 'src/session.ts'], outdir: 'dist', external: ['vscode', './session.js'] }),
  build({
    ...browser,
    entryPoints: { 'search-view': 'src/webview/searchView.ts', 'status-page': 'src/webview/statusPage.ts' },
    outdir: 'dist',
  }),
  build({
    ...common,
    sourcemap: false,
    entryPoints: ['src/webview/search-view.css', 'src/webview/status-page.css'],
    outdir: 'dist',
  }),
  cp('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/codicon.ttf'),
  cp('node_modules/@vscode/codicons/dist/codicon.css', 'dist/codicon.css'),
]);

// Whose code and pictures are in there, in the words that they ask for.
const packages = new Set(['node_modules/@vscode/codicons']);
for (const input of Object.keys(bundled.metafile.inputs)) {
  const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
  if (folder !== undefined) packages.add(folder);
}
const notices = [...packages].sort().map((folder) => {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.(txt|md))?$/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence`);
  return `${folder.replace(/^.*node_modules\//, '')}\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
});
await writeFile('dist/ThirdPartyNotices.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
