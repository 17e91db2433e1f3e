// Definitions, references and what else is asked about a place, on the kernel, in one process with its index open.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { budgeted, milliseconds } from './report.mjs';

/** The lines of bench_navigate: {what, word, found, p50, p95, cpu}. */
export function readNavigation(out) {
  return out.split('\n').filter(Boolean).map((line) => {
    const [what, word, ...figures] = line.split('\t');
    const [found, p50, p95, cpu] = figures.map(Number);
    return { what, word, found, p50, p95, cpu };
  });
}

/** The worst p95 of a request, of those words. */
export function worst(rows, what, words) {
  const times = rows.filter((row) => row.what === what && words.includes(row.word)).map((row) => row.p95);
  return times.length ? Math.max(...times) : undefined;
}

export function navigation(report, tools, { runs }) {
  const program = join(tools.build, 'tests/bench/bench_navigate');
  const ran = spawnSync(program, [tools.corpus, tools.cache, String(runs)], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`bench_navigate: ${ran.stderr}`);
  const rows = readNavigation(ran.stdout);
  report.say('## Navigation\n');
  report.say('In one process, index open, nothing kept between requests. CPU is of all threads.\n');
  report.table(['request', 'of', 'found', 'p50', 'p95', 'CPU'], rows.map((row) => [
    row.what, `\`${row.word}\``, `${row.found}`, milliseconds(row.p50), milliseconds(row.p95), milliseconds(row.cpu)]));
  const words = [...new Set(rows.map((row) => row.word))];
  report.budgets([
    budgeted('references, first page of `mutex_lock` and `main`: p95', worst(rows, 'references, first 100', ['mutex_lock', 'main']), 50),
    budgeted('definition, worst: p95', worst(rows, 'definition', words), 50),
    budgeted('words, worst: p95', worst(rows, 'words', words), 5),
  ]);
}
