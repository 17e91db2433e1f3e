// Draws the extension's icon, 128 by 128, with nothing but arithmetic: three conifers on a line.
// usage: node scripts/icon.mjs FILE.png
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 128;
const SAMPLES = 4; // a side, for smooth edges

const ground = [23, 51, 42];
const near = [127, 217, 165];
const far = [70, 140, 108];
const line = [232, 240, 233];

// Each shape is a test of a point in a square of side 1, and its colour; later ones lie above.
const tree = (x, top, foot, width) => (px, py) => py > top && py < foot && Math.abs(px - x) < (width * (py - top)) / (foot - top);
const rounded = (px, py) => {
  const radius = 0.2;
  const dx = Math.max(radius - px, px - 1 + radius, 0);
  const dy = Math.max(radius - py, py - 1 + radius, 0);
  return dx * dx + dy * dy < radius * radius;
};
const shapes = [
  [rounded, ground],
  [tree(0.3, 0.36, 0.7, 0.15), far],
  [tree(0.7, 0.36, 0.7, 0.15), far],
  [tree(0.5, 0.17, 0.7, 0.2), near],
  [(x, y) => Math.abs(x - 0.5) < 0.025 && y >= 0.7 && y < 0.8, near],
  [(x, y) => x > 0.15 && x < 0.85 && y > 0.77 && y < 0.82, line],
];

function pixel(x, y) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const px = (x + ((i % SAMPLES) + 0.5) / SAMPLES) / SIZE;
    const py = (y + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) / SIZE;
    const shape = shapes.findLast(([covers]) => rounded(px, py) && covers(px, py));
    if (shape) [...shape[1], 255].forEach((value, at) => (sum[at] += value));
  }
  const covered = sum[3] / 255 || 1;
  return [...sum.slice(0, 3).map((value) => Math.round(value / covered)), Math.round(sum[3] / (SAMPLES * SAMPLES))];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const made = Buffer.alloc(body.length + 8);
  made.writeUInt32BE(data.length, 0);
  body.copy(made, 4);
  made.writeUInt32BE(crc32(body), body.length + 4);
  return made;
}

const rows = [];
for (let y = 0; y < SIZE; y++) {
  rows.push(Buffer.from([0, ...Array.from({ length: SIZE }, (_, x) => pixel(x, y)).flat()]));
}
const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6, 0, 0, 0], 8); // eight bits, RGBA
writeFileSync(process.argv[2], Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]));
