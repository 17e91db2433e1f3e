// How good the order is, by the questions of tests/ranking: the figures of its run.mjs as a section.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { milliseconds, percent, shown } from './report.mjs';
import { quantile } from './measure.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where the trees of the sets are, those that there are: {linux, treeline, python}. */
export function trees(linux) {
  const python = spawnSync('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))'], { encoding: 'utf8' }).stdout?.trim();
  return Object.fromEntries(Object.entries({ linux, treeline: ROOT, python }).filter(([, directory]) => directory && existsSync(directory)));
}

/** What run.mjs said of its sets, and their questions together. */
export function together(sets) {
  const results = sets.flatMap((set) => set.results);
  const within = (depth) => results.filter((one) => one.rank !== null && one.rank <= depth).length / results.length;
  const mrr = results.reduce((sum, one) => sum + (one.rank === null ? 0 : 1 / one.rank), 0) / results.length;
  return { name: 'all', questions: results.length, recall: [1, 5, 10].map(within), mrr, results };
}

export function ranking(report, tools) {
  const sets = Object.entries(trees(tools.corpus)).map(([name, directory]) => `${name}=${directory}`);
  const args = [join(ROOT, 'tests/ranking/run.mjs'), '--json', `--treeline=${tools.treeline}`, `--cache-dir=${tools.cache}`, ...sets];
  const ran = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status > 1) throw new Error(`ranking: ${ran.stderr}`);
  const done = JSON.parse(ran.stdout);
  report.say('## Ranking\n');
  report.say('The questions of `tests/ranking`: how often a file that answers is among the first 1, 5 and 10 files shown, and the mean of 1/rank. Times are those of the search in a process of its own, whose index is opened for each. Published by zoekt of its own set of 16 questions: 56% first, 69% among five, 0.632.\n');
  report.table(['set', 'questions', 'first', 'among 5', 'among 10', 'mean of 1/rank', 'search, p50'], [...done, together(done)].map((set) => [
    set.name, `${set.questions}`, ...set.recall.map((share) => percent(share)), set.mrr.toFixed(3), milliseconds(quantile(set.results.map((one) => one.us / 1000), 0.5))]));
  const late = done.flatMap((set) => set.results.filter((one) => one.rank === null || one.rank > 10).map((one) => [set.name, shown({ text: one.query }), one.rank === null ? 'not shown' : `${one.rank}`]));
  if (late.length) report.table(['set', 'not among 10', 'rank'], late);
  const missing = done.flatMap((set) => set.missing.map((file) => `${set.name}: ${file}`));
  if (missing.length) report.say(`Not in the tree, so never found: ${missing.join(', ')}.\n`);
}
