// Running and timing: processes by bench_measure, repeated, as medians with their spread.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const median = (values) => quantile(values, 0.5);

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

/** Runs `command` (an array) once; gives wall, user and sys ms, peak_kb and what it printed, if kept. */
export function measureOnce(tools, command, { env = {}, keep = false, codes = [0] } = {}) {
  const report = join(tools.work, 'measured.json');
  const sink = keep ? 'pipe' : openSync('/dev/null', 'w');
  const ran = spawnSync(tools.measure, [report, ...command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', sink, 'pipe'],
    maxBuffer: 1 << 30,
  });
  if (!keep) closeSync(sink);
  const took = JSON.parse(readFileSync(report, 'utf8'));
  if (!codes.includes(took.code)) {
    throw new Error(`${command.join(' ')}: exit ${took.code}: ${ran.stderr.toString().slice(-500)}`);
  }
  return { ...took, cpu_ms: took.user_ms + took.sys_ms, out: keep ? ran.stdout.toString() : '' };
}

/** `runs` times, after `before()` each; medians, and the spread of the wall time. */
export function measure(tools, command, { runs = 3, before = () => {}, ...options } = {}) {
  const all = [];
  for (let i = 0; i < runs; i++) {
    before();
    all.push(measureOnce(tools, command, options));
  }
  const of = (member) => median(all.map((one) => one[member]));
  const walls = all.map((one) => one.wall_ms);
  return {
    wall_ms: of('wall_ms'),
    cpu_ms: of('cpu_ms'),
    peak_mb: of('peak_kb') / 1e3 * 1.024,
    spread: (Math.max(...walls) - Math.min(...walls)) / of('wall_ms'),
    out: all.at(-1).out,
  };
}

export function sizeOf(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return 0;
  if (!info.isDirectory()) return info.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

export const remove = (path) => rmSync(path, { recursive: true, force: true });

/** Times `ask` (async) `runs` times in ms; gives p50, p95, p99 and most. */
export async function timings(runs, ask) {
  const took = [];
  for (let i = 0; i < runs; i++) {
    const began = process.hrtime.bigint();
    await ask(i);
    took.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  return { p50: median(took), p95: quantile(took, 0.95), p99: quantile(took, 0.99), most: Math.max(...took) };
}

/** Memory of a running process in MB, from /proc. */
export function memoryOf(pid) {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? 0) * 1.024e-3;
  return { anonymous: of('RssAnon'), resident: of('VmRSS'), peak: of('VmHWM') };
}

const TICKS = 100; // a second, in /proc

/** CPU of a running process so far, in seconds, all its threads together. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
