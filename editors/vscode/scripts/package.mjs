// Makes a .vsix of the extension for one platform, with the server in it.
// usage: npm run package -- --server FILE [--target linux-x64] [--out FILE.vsix]
//
// The version is that of the repository's CMakeLists.txt, which is the one place where it stands.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('..', import.meta.url));
const asked = process.cwd();
const { values } = parseArgs({
  options: { server: { type: 'string' }, target: { type: 'string' }, out: { type: 'string' } },
});
const root = join(here, '..', '..');
const program = process.platform === 'win32' ? 'treeline.exe' : 'treeline';
const server = resolve(asked, values.server ?? join(root, 'build', 'release', program));
const target = values.target ?? `${process.platform}-${process.arch}`;
const version = /project\(treeline VERSION (\d+\.\d+\.\d+)/.exec(readFileSync(join(root, 'CMakeLists.txt'), 'utf8'))?.[1];
if (version === undefined) fail('CMakeLists.txt does not say the version');
if (!existsSync(server)) fail(`the server ${server} is not built`);
const out = resolve(asked, values.out ?? join(root, 'build', `treeline-${version}-${target}.vsix`));

rmSync(join(here, 'bin'), { recursive: true, force: true });
mkdirSync(join(here, 'bin'));
const bundled = join(here, 'bin', target.startsWith('win32') ? 'treeline.exe' : 'treeline');
copyFileSync(server, bundled);
chmodSync(bundled, 0o755);
try {
  execFileSync('strip', [bundled], { stdio: 'ignore' });
} catch {
  // Of another platform, or no strip here: it is larger, and works the same.
}
run(process.execPath, ['esbuild.mjs', '--production']);
// What is bundled needs no node_modules, and vsce does not build: it is told so.
run(process.execPath, [join('node_modules', '@vscode', 'vsce', 'vsce'), 'package', version, '--no-update-package-json', '--no-git-tag-version',
  '--no-dependencies', '--skip-license', '--allow-missing-repository', '--target', target, '--out', out]);
console.log(out);

function run(command, args) {
  execFileSync(command, args, { cwd: here, stdio: ['ignore', process.stderr, process.stderr] });
}

function fail(words) {
  console.error(`package: ${words}`);
  process.exit(1);
}
