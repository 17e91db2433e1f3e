// What a server holds over time, and whether it stays flat: memory, segments, disk, descriptors, latencies.
import { readdirSync } from 'node:fs';
import { cpuSeconds, memoryOf, quantile, sizeOf } from '../bench/measure.mjs';

// What is judged: the median of the last fifth of a run against that of the second.
export const BOUNDS = {
  anonymous: { unit: 'MB', factor: 1.25, slack: 8 },
  // Between two flushes they grow to FLUSH_COUNT by design (run/upkeep.c): a short run may end just before one.
  segments: { unit: '', factor: 1.25, slack: 32 },
  memorySegments: { unit: '', factor: 1.25, slack: 32 },
  disk: { unit: 'MB', factor: 1.25, slack: 8 },
  descriptors: { unit: '', factor: 1.25, slack: 8 },
};
const LATENCY = { factor: 1.5, slack: 2 }; // ms, of p95

export class Gauge {
  constructor() {
    this.samples = []; // each with `at`, the share of the run
    this.latencies = []; // [at, kind, ms]
  }

  /** Takes a sample; `folder` as treeline/status has it. */
  sample(at, pid, folder, cache) {
    try {
      this.samples.push({
        at, anonymous: memoryOf(pid).anonymous, segments: folder.segments ?? 0, memorySegments: folder.memorySegments ?? 0,
        disk: sizeOf(cache) / 1e6, descriptors: readdirSync(`/proc/${pid}/fd`).length, cpu: cpuSeconds(pid),
        files: folder.files ?? 0, openDocuments: folder.openDocuments ?? 0,
      });
    } catch (problem) {
      if (problem.code !== 'ENOENT') throw problem; // a file of the index went while it was looked at
    }
  }

  latency(at, kind, ms) { this.latencies.push([at, kind, ms]); }

  fifth(list, i, at = (one) => one.at) { return list.filter((one) => at(one) >= i / 5 && at(one) < (i + 1) / 5 + (i === 4)); }

  /** Rows for people and programs: the median of each fifth, and whether the bound is kept. */
  rows({ latencyFactor = LATENCY.factor, latencySlack = LATENCY.slack } = {}) {
    const rows = Object.entries(BOUNDS).map(([what, bound]) => {
      const fifths = [0, 1, 2, 3, 4].map((i) => middle(this.fifth(this.samples, i).map((one) => one[what])));
      return judged({ what, ...bound, fifths });
    });
    for (const kind of [...new Set(this.latencies.map((one) => one[1]))].sort()) {
      const mine = this.latencies.filter((one) => one[1] === kind);
      const fifths = [0, 1, 2, 3, 4].map((i) => p95(this.fifth(mine, i, (one) => one[0]).map((one) => one[2])));
      rows.push(judged({ what: `${kind}, p95`, unit: 'ms', factor: latencyFactor, slack: latencySlack, fifths }));
    }
    return rows;
  }
}

const middle = (values) => (values.length ? quantile(values, 0.5) : null);
const p95 = (values) => (values.length ? quantile(values, 0.95) : null);

export function judged(row) {
  const [, early, , , late] = row.fifths;
  const most = early === null ? null : early * row.factor + row.slack;
  return { ...row, most, kept: most === null || late === null || late <= most };
}
