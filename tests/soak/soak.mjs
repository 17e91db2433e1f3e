// A person's day, compressed: a tree of real sources is worked in for a given time, in an editor, beside it,
// with git, with company, and asked all the while. Answers are compared with the truth whenever all is
// quiet, and what the server holds must stay flat. See usage() for what can be chosen.
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuSeconds, quantile } from '../bench/measure.mjs';
import { Company } from './company.mjs';
import { Gauge } from './gauge.mjs';
import { Oracle } from './oracle.mjs';
import { LANGUAGES, Person } from './person.mjs';
import { Random } from './random.mjs';
import { Querier } from './querier.mjs';
import { Session, byText, sleep } from './session.mjs';
import { Teller } from './teller.mjs';
import { BRANCHES, Tree, vocabulary } from './tree.mjs';

const USAGE = `usage: soak.mjs --treeline PROGRAM [OPTION...] [MINUTES]

  MINUTES         how long; default 60
  --from DIR      a real tree to take files from; again for another
  --files N       how many; default 3000
  --seed N        default: by the clock; printed
  --every N       actions between two quiet points; default 80
  --pace MS       most time between two actions; default 40
  --told          the client tells of changed files; else the server has to see them itself
  --alone         no second server
  --latency X,Y   bound of latencies: p95 of the last fifth at most X times the second's and Y ms; default 1.5,2
  --loose         only answers are judged, not what the server holds nor how long it takes
  --failures N    stop after so many; default 10
  --keep          keep the tree, the index and the log; without it, they are kept after a failure of a long run
  --json          the result as one line of JSON
`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    treeline: { type: 'string' }, from: { type: 'string', multiple: true, default: [] }, files: { type: 'string', default: '3000' },
    seed: { type: 'string' }, every: { type: 'string', default: '80' }, pace: { type: 'string', default: '40' },
    told: { type: 'boolean', default: false }, alone: { type: 'boolean', default: false }, loose: { type: 'boolean', default: false }, latency: { type: 'string', default: '1.5,2' }, failures: { type: 'string', default: '10' },
    keep: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
  },
});
const minutes = Number(positionals[0] ?? 60);
if (options.help || !options.treeline || !options.from.length || !(minutes > 0)) {
  (options.help ? process.stdout : process.stderr).write(USAGE);
  process.exit(options.help ? 0 : 2);
}
const seed = Number(options.seed ?? Date.now() % 1e9);
const [latencyFactor, latencySlack] = options.latency.split(',').map(Number);
const LONG_MINUTES = 5;

class Soak {
  constructor() {
    this.program = resolve(options.treeline);
    this.base = realpathSync(mkdtempSync(join(tmpdir(), 'treeline-soak-')));
    this.log = join(this.base, 'servers.log');
    this.random = new Random(seed);
    this.encoding = this.random.stream('encoding').pick(['utf-8', 'utf-16', 'utf-32']);
    this.failures = [];
    this.quiet = 0;
    this.gauge = new Gauge();
    this.stopped = false;
    this.cacheRemoved = false;
    this.commandLines = 0;
    this.fail = (what, words) => {
      const failure = { what, words, seconds: Math.round(this.elapsed() / 1000), after: this.person?.log.slice(-12) };
      this.failures.push(failure);
      this.clearLine();
      process.stderr.write(`FAILED after ${failure.seconds} s: ${what}: ${words}\n  ${(failure.after ?? []).slice(-4).join('; ')}\n`);
      if (this.failures.length >= Number(options.failures)) this.stopped = true;
    };
  }

  elapsed() { return this.began ? performance.now() - this.began : 0; }
  get share() { return this.elapsed() / (minutes * 60e3); }
  get over() { return this.stopped || this.share >= 1; }

  async prepare() {
    this.say(`seed ${seed}: ${minutes} minutes, ${options.files} files, positions in ${this.encoding}, ${options.told ? 'told' : 'watching for itself'}; ${this.base}`);
    this.tree = await Tree.make(this.base, options.from.map((one) => realpathSync(one)), Number(options.files), this.random.stream('tree'));
    this.vocabulary = vocabulary(this.tree, this.random.stream('vocabulary'), 40);
    const { program, tree, encoding, log, base, fail } = this;
    const common = { program, tree, encoding, log, base, fail };
    this.company = new Company({ ...common, cache: tree.cache, random: this.random.stream('company') });
    this.oracle = new Oracle({ ...common, random: this.random.stream('oracle') });
    await this.start();
    this.teller = options.told ? new Teller(tree, this.session) : undefined;
    this.person = new Person({
      tree, session: this.session, random: this.random.stream('person'), pace: Number(options.pace),
      hooks: {
        fail, company: () => (options.alone ? 'none' : this.company.act()), told: async () => this.teller?.tell(),
        commandLine: (verb, args) => this.commandLine(verb, args),
      },
    });
    this.querier = new Querier({
      session: this.session, random: this.random.stream('queries'), words: this.vocabulary,
      documents: () => this.person.documents, measured: (kind, ms) => this.gauge.latency(this.share, kind, ms),
    });
  }

  /** Another server is here first and writes the index. */
  async start() {
    const { program, tree, encoding, log } = this;
    if (!options.alone) {
      await this.company.come();
      this.company.writes = true;
      if (!(await this.company.session.settled())) this.fail('start', 'the first server is not ready in time');
    }
    this.session = await Session.open(program, tree.root, { cache: tree.cache, encoding, told: options.told, log });
    const folder = await this.session.settled();
    if (!folder) throw new Error(`the server is not ready in time: ${JSON.stringify(await this.session.folder())}`);
    if (folder.writer !== options.alone) this.fail('company', `${options.alone ? 'no server says that it writes' : 'two servers say that they write'} the index`);
  }

  /** It is killed, and the one under test takes its place. */
  async succession() {
    await this.company.kill();
    this.person.note('the writer is killed');
    const began = performance.now();
    while (this.session.alive && performance.now() - began < 10_000) {
      if ((await this.session.folder())?.writer) return;
      await sleep(10);
    }
    this.fail('company', 'the writer was killed, and nobody took its place within ten seconds');
  }

  async commandLine(verb, args, codes = [0, 1]) {
    this.commandLines++;
    const more = verb === 'search' ? ['-a', '-F', '-s'] : [];
    const argv = [verb, '--json', ...(verb === 'index' ? [this.tree.root] : ['-C', this.tree.root]), '--cache-dir', this.tree.cache, ...more, ...args];
    try {
      const out = await this.tree.run(this.program, argv, { codes });
      return out.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    } catch (problem) {
      this.fail('command line', problem.message);
      return undefined;
    }
  }

  // ---- the day ----------------------------------------------------------------------------------------

  async run() {
    this.began = performance.now();
    this.startCpu = cpuSeconds(this.session.pid);
    const asking = this.querier.run();
    const measuring = this.measure();
    while (!this.over && this.session.alive) {
      for (let i = 0; i < Number(options.every) && !this.over && this.session.alive; i++) await this.person.act();
      if (this.share > 0.1 && this.company.writes) await this.succession();
      if (this.share > 0.5 && !this.cacheRemoved) this.removeCache();
      if (this.session.alive) await this.quietPoint();
    }
    this.finished = true;
    this.querier.stop();
    await asking;
    await measuring;
    await this.end();
  }

  /** Under the server's hands: it may write there while it goes. */
  removeCache() {
    this.cacheRemoved = true;
    this.person.note('remove the cache directory');
    for (let i = 0; i < 100 && existsSync(this.tree.cache); i++) {
      try {
        rmSync(this.tree.cache, { recursive: true, force: true });
      } catch (problem) {
        if (problem.code !== 'ENOTEMPTY') throw problem;
      }
    }
  }

  async measure() {
    const interval = Math.min(5000, minutes * 60e3 / 50);
    while (!this.finished && this.session.alive) {
      const folder = await this.session.folder();
      if (folder) this.gauge.sample(this.share, this.session.pid, folder, this.tree.cache);
      this.line(folder ?? {});
      await sleep(interval);
    }
  }

  async quietPoint() {
    const { session, person, tree, oracle } = this;
    this.quiet++;
    person.note(`quiet point ${this.quiet}`);
    await this.querier.pause();
    const sessions = [session, ...(this.company.here ? [this.company.here] : [])];
    await oracle.sentinel(this.company.writes ? 'following' : 'writing', sessions, async () => this.teller?.tell());
    const folder = await session.settled();
    if (!folder) this.fail('status', `not settled within 20 s: ${JSON.stringify(await session.folder())}`);
    const paths = await tree.truth();
    const texts = new Map([...person.documents].map(([path, document]) => [path, document.text]));
    const words = this.wordsToCompare();
    await oracle.words('the server', (word) => session.occurrences(word), paths, texts, words);
    await this.counts(folder, paths, texts);
    await oracle.rest(session);
    if (this.company.here) await this.compareCompany(paths, words);
    await this.compareCommandLine(paths, words.slice(0, 3));
    if (this.quiet % (minutes > LONG_MINUTES ? 4 : 2) === 0) {
      await oracle.fromNothing(session, paths, person.documents, (path) => LANGUAGES[extname(path)] ?? 'plaintext');
    }
    if (this.quiet % 4 === 0) await person.checkout('main', true); // the day begins anew
    await this.teller?.tell();
    for (const failure of session.failed.splice(0)) this.fail('answers', failure);
    if (session.strays > (this.strays ?? 0)) this.fail('answers', `${session.strays} answers to no question`);
    this.strays = session.strays;
    this.querier.resume();
  }

  wordsToCompare() {
    const random = this.random.stream(`quiet ${this.quiet}`);
    const own = this.person.words;
    return [...new Set([
      ...random.sample(this.vocabulary, 4), ...own.slice(-4), ...random.sample(own, 4),
      ...random.sample(BRANCHES.map((name) => `soak_${name}`), 1), this.company.word,
    ])];
  }

  async counts(folder, paths, texts) {
    const files = new Set([...paths, ...texts.keys()]);
    if (!folder || folder.files === files.size) return;
    const hits = await this.session.ask('treeline/search', { query: '^', regex: true, all: true, limit: 0 });
    const found = new Set(hits?.hits.map((hit) => this.session.path(hit.uri)));
    const extra = [...found].filter((path) => !files.has(path));
    const lacking = [...files].filter((path) => !found.has(path));
    this.fail('status', `${folder.files} files counted, and there are ${files.size}; found besides: ${extra.slice(0, 5)}; not found, or empty: ${lacking.slice(0, 5)}`);
  }

  async compareCompany(paths, words) {
    const session = this.company.here;
    if (!(await session.settled()) && session.alive) this.fail('status', `the second server is not settled: ${JSON.stringify(await session.folder())}`);
    await this.oracle.words('the second server', (word) => session.occurrences(word), paths, this.company.texts(), words.slice(0, 6));
  }

  /** Which knows of no open documents, and counts from 1 and in bytes. */
  compareCommandLine(paths, words) {
    const ask = async (word) => {
      const lines = await this.commandLine('search', [word]);
      return lines?.slice(0, -1).map((hit) => `${hit.path}:${hit.line - 1}:${hit.column - 1}`).sort(byText);
    };
    return this.oracle.words('the command line', ask, paths, new Map(), words, 'utf-8');
  }

  async end() {
    const { session } = this;
    if (this.session.alive) {
      await this.company.leave();
      this.cpu = cpuSeconds(session.pid) - this.startCpu;
      const code = await session.end();
      if (code !== 0) this.fail('exit', `the server ended with ${code}`);
    } else {
      this.fail('exit', `the server is gone: ${session.code}`);
    }
    await this.commandLine('check', [], [0]);
    const words = readFileSync(this.log, 'utf8');
    if (/Sanitizer|runtime error|Assertion/.test(words)) this.fail('sanitizer', words.slice(0, 2000));
  }

  // ---- what people see ----------------------------------------------------------------------------------

  get actions() { return Object.values(this.person.counts).reduce((a, b) => a + b, 0); }
  say(text) { if (!options.json) console.log(text); }
  clearLine() { if (process.stdout.isTTY && !options.json) process.stdout.write('\r\x1b[K'); }

  line(folder) {
    if (!process.stdout.isTTY || options.json) return;
    const seconds = this.elapsed() / 1000;
    const left = Math.max(0, minutes * 60 - seconds);
    const last = this.gauge.samples.at(-1);
    const rate = (n) => `${n} (${(n / Math.max(1, seconds)).toFixed(0)}/s)`;
    this.clearLine();
    process.stdout.write([
      `${Math.floor(left / 60)}:${String(Math.floor(left % 60)).padStart(2, '0')} left`, `actions ${rate(this.actions)}`,
      `queries ${rate(this.querier.asked)}`, `quiet ${this.quiet}`, folder.phase ?? '?',
      last ? `${last.anonymous.toFixed(0)} MB, ${last.segments} segments (${last.memorySegments} in memory), ${last.disk.toFixed(1)} MB on disk, ${last.descriptors} fds` : '',
      `failures ${this.failures.length}`,
    ].join(' | ').slice(0, (process.stdout.columns ?? 120) - 1));
  }

  result() {
    const rows = this.gauge.rows({ latencyFactor, latencySlack });
    const kinds = this.person.counts;
    const noticed = Object.fromEntries(Object.entries(this.oracle.noticed).filter(([, list]) => list.length)
      .map(([role, list]) => [role, { count: list.length, p50: quantile(list, 0.5), p95: quantile(list, 0.95) }]));
    return {
      ok: this.failures.length === 0 && (options.loose || rows.every((row) => row.kept)), seed, minutes, encoding: this.encoding, seconds: Math.round(this.elapsed() / 1000),
      actions: this.actions, kinds, quiet: this.quiet, compared: this.oracle.compared, queries: this.session.sent, answered: this.session.answered,
      cancelled: this.querier.cancelled, commandLines: this.commandLines, killed: this.company.killed, cpuSeconds: this.cpu,
      noticed, rows, failures: this.failures,
    };
  }

  report() {
    const result = this.result();
    this.clearLine();
    if (options.json) {
      console.log(JSON.stringify(result));
      return result;
    }
    const number = (value) => (value === null ? '' : value.toFixed(value < 100 ? 1 : 0));
    console.log(`\n${result.actions} actions in ${result.seconds} s, ${result.quiet} quiet points, ${result.compared} comparisons, ` +
      `${result.answered} of ${result.queries} questions answered (${result.cancelled} cancelled), ${result.commandLines} command lines, ` +
      `${result.killed} servers killed, ${(result.cpuSeconds ?? 0).toFixed(1)} s of CPU`);
    for (const [role, { count, p50, p95 }] of Object.entries(result.noticed)) {
      console.log(`written -> found, ${options.told ? 'told by the client' : 'nobody told'}, ${role} the index: p50 ${number(p50)} ms, p95 ${number(p95)} ms of ${count}`);
    }
    console.log(Object.entries(result.kinds).sort((a, b) => b[1] - a[1]).map(([name, n]) => `${name} ${n}`).join(', '));
    const cells = result.rows.map((row) => [`${row.what}${row.unit ? `, ${row.unit}` : ''}`, ...row.fifths.map(number), number(row.most), row.kept ? 'kept' : 'MISSED']);
    const heads = ['each fifth of the time', '1st', '2nd', '3rd', '4th', '5th', '5th at most', ''];
    const widths = heads.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i].length)));
    for (const row of [heads, ...cells]) console.log(row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '));
    console.log(result.ok ? `\nall right (seed ${seed})` : `\n${result.failures.length} failures, ${result.rows.filter((row) => !row.kept).length} bounds missed: --seed ${seed}`);
    return result;
  }
}

const soak = new Soak();
process.once('SIGINT', () => { soak.stopped = true; });
process.once('SIGTERM', () => { soak.stopped = true; });
let ok = false;
try {
  await soak.prepare();
  await soak.run();
  ({ ok } = soak.report());
} catch (problem) {
  process.stderr.write(`soak, seed ${seed}: ${problem.stack}\n`);
} finally {
  await soak.company?.session?.kill();
  await soak.session?.kill();
  if (options.keep || (!ok && minutes > LONG_MINUTES)) {
    writeFileSync(join(soak.base, 'actions.log'), `${soak.person?.log.join('\n') ?? ''}\n`);
    process.stderr.write(`kept: ${soak.base}\n`);
  } else {
    if (!ok) process.stderr.write(`the last actions:\n${soak.person?.log.slice(-30).join('\n')}\n`);
    rmSync(soak.base, { recursive: true, force: true, maxRetries: 10 });
  }
}
process.exitCode = ok ? 0 : 1;
