// Makes a .vsix of the extension for one platform, with the server in it.
// usage: npm run package -- --server FILE [--target linux-x64] [--out FILE.vsix]
//
// The version is that of the repository's CMakeLists.txt, which is the one place where it stands. The same server from the
// same commit gives the same bytes.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeVsix } from './vsix.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
const asked = process.cwd();
const { values } = parseArgs({
  options: { server: { type: 'string' }, target: { type: 'string' }, out: { type: 'string' } },
});
const root = join(here, '..', '..');
const program = process.platform === 'win32' ? 'treeline.exe' : 'treeline';
const server = resolve(asked, values.server ?? join(root, 'build', 'release', program));
// VS Code's names are Node's, but for one.
const target = values.target ?? `${process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
const version = /project\(treeline VERSION (\d+\.\d+\.\d+)/.exec(readFileSync(join(root, 'CMakeLists.txt'), 'utf8'))?.[1];
if (version === undefined) fail('CMakeLists.txt does not say the version');
if (!existsSync(server)) fail(`the server ${server} is not built`);
const out = resolve(asked, values.out ?? join(root, 'build', `treeline-${version}-${target}.vsix`));

for (const folder of ['bin', 'lib']) rmSync(join(here, folder), { recursive: true, force: true });
mkdirSync(join(here, 'bin'));
const bundled = join(here, 'bin', target.startsWith('win32') ? 'treeline.exe' : 'treeline');
copyFileSync(server, bundled);
chmodSync(bundled, 0o755);
strip(bundled);
if (target.startsWith('linux') && process.platform === 'linux') bundleLibraries();
run(process.execPath, ['esbuild.mjs', '--production']);
run(process.execPath, [join(root, 'tools', 'notices.mjs')], join(here, 'dist', 'ServerNotices.txt'));
writeVsix({
  folder: here, out, version, target, time: new Date(1000 * epoch()),
  paths: ['bin', ...(existsSync(join(here, 'lib')) ? ['lib'] : []), 'dist', 'media', 'walkthrough',
    'README.md:readme.md', 'CHANGELOG.md:changelog.md', 'LICENSE:LICENSE.txt'],
});
console.log(out);

function strip(file) {
  try {
    execFileSync('strip', ['--strip-unneeded', file], { stdio: 'ignore' });
  } catch {
    // Of another platform, or no strip here: it is larger, and works the same.
  }
}

// What the server needs beside the C library goes where its run path says: not every system has it.
function bundleLibraries() {
  const folder = join(here, 'lib', 'treeline');
  const lines = execFileSync('ldd', [server], { encoding: 'utf8' }).split('\n');
  for (const [, name, path] of lines.map((line) => /(\S+) => (\/\S+)/.exec(line)).filter(Boolean)) {
    if (/^(libc|libm|libpthread|libdl|librt|libgcc_s)\.so/.test(name)) continue;
    mkdirSync(folder, { recursive: true });
    copyFileSync(realpathSync(path), join(folder, name));
    strip(join(folder, name));
    const words = copyrightOf(realpathSync(path));
    if (words !== undefined) copyFileSync(words, join(folder, `${name}.copyright`));
  }
}

function copyrightOf(library) {
  try {
    const owner = execFileSync('dpkg', ['-S', library], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(':')[0];
    const file = `/usr/share/doc/${owner}/copyright`;
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

// The commit's time, unless another is wanted.
function epoch() {
  const wanted = process.env.SOURCE_DATE_EPOCH ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: here, encoding: 'utf8' });
  return Number(wanted);
}

// What is printed goes to the file `into`, if one is named.
function run(command, args, into) {
  const printed = execFileSync(command, args, { cwd: here, stdio: ['ignore', into ? 'pipe' : process.stderr, process.stderr] });
  if (into) writeFileSync(into, printed);
}

function fail(words) {
  console.error(`package: ${words}`);
  process.exit(1);
}
