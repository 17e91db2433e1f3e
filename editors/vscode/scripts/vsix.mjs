// What a .vsix is: a zip archive with the extension's files below extension/, and two descriptions of them. Written here
// because Debian 12's Node is too old for the packager of VS Code's makers, and because the same files are to give the
// same bytes: entries are sorted, and their time is the one that is asked for.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

const TYPES = {
  '.css': 'text/css', '.js': 'application/javascript', '.json': 'application/json', '.md': 'text/markdown', '.png': 'image/png',
  '.svg': 'image/svg+xml', '.ttf': 'font/ttf', '.txt': 'text/plain', '.vsixmanifest': 'text/xml',
};

/**
 * Writes the archive `out` of the extension in `folder`.
 * @param {{ folder: string, out: string, version: string, target: string, paths: string[], time: Date }} asked
 *   paths: files, and folders with all below them; renamed ones as "from:to"
 */
export function writeVsix({ folder, out, version, target, paths, time }) {
  const about = { ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')), version };
  const files = [{ name: 'extension/package.json', bytes: Buffer.from(`${JSON.stringify(about, null, 2)}\n`), mode: 0o644 }];
  for (const path of paths) {
    const [from, to] = path.split(':');
    add(files, join(folder, from), `extension/${to ?? from}`);
  }
  files.sort((one, other) => (one.name < other.name ? -1 : 1));
  const types = contentTypes(files.map((file) => file.name));
  const described = [
    { name: 'extension.vsixmanifest', bytes: Buffer.from(manifest(about, target)), mode: 0o644 },
    { name: '[Content_Types].xml', bytes: Buffer.from(types), mode: 0o644 },
  ];
  writeFileSync(out, zip([...described, ...files], time));
}

function add(files, path, name) {
  const stat = statSync(path);
  if (stat.isDirectory()) {
    for (const entry of readdirSync(path)) add(files, join(path, entry), `${name}/${entry}`);
  } else {
    files.push({ name, bytes: readFileSync(path), mode: stat.mode & 0o111 ? 0o755 : 0o644 });
  }
}

function contentTypes(names) {
  const extensions = [...new Set(['.vsixmanifest', ...names.map((name) => extname(name).toLowerCase())])].filter(Boolean).sort();
  const rows = extensions.map((extension) => `<Default Extension="${extension}" ContentType="${TYPES[extension] ?? 'application/octet-stream'}"/>`);
  return '<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    + `${rows.join('')}</Types>\n`;
}

const escape = (text) => String(text).replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark]);

function manifest(about, target) {
  const code = 'Microsoft.VisualStudio.Code', services = 'Microsoft.VisualStudio.Services';
  const properties = {
    [`${code}.Engine`]: about.engines.vscode,
    [`${code}.ExtensionDependencies`]: (about.extensionDependencies ?? []).join(),
    [`${code}.ExtensionPack`]: (about.extensionPack ?? []).join(),
    [`${code}.ExtensionKind`]: (about.extensionKind ?? []).join(),
    [`${code}.LocalizedLanguages`]: '',
    [`${code}.EnabledApiProposals`]: '',
    [`${code}.ExecutesCode`]: 'true',
    [`${services}.Branding.Color`]: about.galleryBanner.color,
    [`${services}.Branding.Theme`]: about.galleryBanner.theme,
    [`${services}.GitHubFlavoredMarkdown`]: 'true',
    [`${services}.Content.Pricing`]: about.pricing ?? 'Free',
  };
  const assets = {
    [`${code}.Manifest`]: 'package.json',
    [`${services}.Content.Details`]: 'readme.md',
    [`${services}.Content.Changelog`]: 'changelog.md',
    [`${services}.Content.License`]: 'LICENSE.txt',
    [`${services}.Icons.Default`]: about.icon,
  };
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011" xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">
  <Metadata>
    <Identity Language="en-US" Id="${escape(about.name)}" Version="${about.version}" Publisher="${escape(about.publisher)}" TargetPlatform="${target}"/>
    <DisplayName>${escape(about.displayName)}</DisplayName>
    <Description xml:space="preserve">${escape(about.description)}</Description>
    <Tags>${escape(about.keywords.join())}</Tags>
    <Categories>${escape(about.categories.join())}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
${Object.entries(properties).map(([id, value]) => `      <Property Id="${id}" Value="${escape(value)}"/>`).join('\n')}
    </Properties>
    <License>extension/LICENSE.txt</License>
    <Icon>extension/${escape(about.icon)}</Icon>
  </Metadata>
  <Installation>
    <InstallationTarget Id="${code}"/>
  </Installation>
  <Dependencies/>
  <Assets>
${Object.entries(assets).map(([type, path]) => `    <Asset Type="${type}" Path="extension/${escape(path)}" Addressable="true"/>`).join('\n')}
  </Assets>
</PackageManifest>
`;
}

// ---- zip: PKWARE's APPNOTE, without what files over 4 GB need ----------------------------------------------------------

const DEFLATED = 8, UNIX = 3, REGULAR = 0o100000, UTF8_NAMES = 0x800;
const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50;

function zip(files, time) {
  const parts = [], directory = [];
  let offset = 0;
  for (const { name, bytes, mode } of files) {
    const packed = deflateRawSync(bytes, { level: 9 });
    const path = Buffer.from(name);
    const head = Buffer.alloc(26); // what both headers have, in the same order
    head.writeUInt16LE(20, 0); // the version that is needed to read it: 2.0
    head.writeUInt16LE(UTF8_NAMES, 2);
    head.writeUInt16LE(DEFLATED, 4);
    head.writeUInt32LE(dosTime(time), 6);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(path.length, 22);
    directory.push(word(CENTRAL), Buffer.from([20, UNIX]), head, outside(mode, offset), path);
    parts.push(word(LOCAL), head, path, packed);
    offset += 4 + head.length + path.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

function word(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

// What only the directory says of a file: its mode, and where it begins.
function outside(mode, offset) {
  const bytes = Buffer.alloc(14);
  bytes.writeUInt32LE(((REGULAR | mode) << 16) >>> 0, 6);
  bytes.writeUInt32LE(offset, 10);
  return bytes;
}

// Of two seconds' grain, in UTC; the date is the upper half.
function dosTime(time) {
  if (time.getUTCFullYear() < 1980) return (1 << 21) | (1 << 16); // the earliest that can be said
  const date = ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  return ((date << 16) | clock) >>> 0;
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
