// Bundles the extension into dist/, or with --tests its tests into dist-test/. What a start of the editor must load is extension.js; session.js, with the
// language client in it, is loaded when the server is started.
import { build } from 'esbuild';
import { cp, mkdir, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';

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
await Promise.all([
  build({ ...node, entryPoints: ['src/extension.ts', 'src/session.ts'], outdir: 'dist', external: ['vscode', './session.js'] }),
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
