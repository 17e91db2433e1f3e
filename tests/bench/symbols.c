// Symbol search in this process, index open: what the server spends, without pipes and JSON.
//
//   bench_symbols ROOT CACHE latency [RUNS [QUERY...]]   of each query, nothing kept: hits, wall
//                                                        p50 and p95, CPU p50 and least, in ms
//   bench_symbols ROOT CACHE names                       every name of the tree, one a line
//   bench_symbols ROOT CACHE rate [QUERY...]             names, matches, seconds of one core
#define _XOPEN_SOURCE 700
#include "bench/in_process.h"
#include "query/fuzzy_batch.h"
#include "query/symbols.h"

#include <string.h>

enum { RUNS_MAX = 1000, PAGE = 256 };

static const char *const usual[] = {"",
                                    "m",
                                    "if",
                                    "mut",
                                    "mutex",
                                    "mutex_lock",
                                    "nvme_tcp_queue_rq",
                                    "spin_lock",
                                    "mtxlck",
                                    "drmatomicstate",
                                    "EXPORT",
                                    "task_struct",
                                    "init",
                                    "probe",
                                    "kmalloc",
                                    "amdgpu_device_ip_init",
                                    "zqxjkv",
                                    "get_user_pages",
                                    "ext4_file_operations",
                                    "usb",
                                    "mutex_lokc",
                                    "file_operatoins",
                                    "tskstr",
                                    "inode::i_",
                                    "tcp send",
                                    "net/ipv4/ sock",
                                    "*_probe",
                                    "init kind:macro",
                                    "lang:c kind:struct"};

static bool ignore_hit(void *user, const SymbolHit *hit) {
  (void)user, (void)hit;
  return true;
}

static void time_query(Index *index, const char *query, size_t runs) {
  static int64_t wall[RUNS_MAX], cpu[RUNS_MAX];
  Snapshot *snapshot = bench_snapshot(index);
  QueryContext context = {.snapshot = snapshot, .parallel = bench_parallel, .pool = index->pool};
  SymbolRequest request = {.query = str_from_c(query), .limit = PAGE};
  QuerySummary summary = {.hits = 0};
  Error error;
  for (size_t i = 0; i < runs; i++) {
    int64_t wall_ns = os_monotonic_ns(), cpu_ns = os_cpu_ns();
    if (symbols_run(&context, &request, ignore_hit, NULL, &summary, &error) != STATUS_OK) {
      printf("%s: %s\n", query, error.message);
      break;
    }
    wall[i] = os_monotonic_ns() - wall_ns;
    cpu[i] = os_cpu_ns() - cpu_ns;
  }
  printf("%s\t%llu\t%.3f\t%.3f\t%.3f\t%.3f\n", query, (unsigned long long)summary.hits,
         bench_quantile_ms(wall, runs, 0.5), bench_quantile_ms(wall, runs, 0.95),
         bench_quantile_ms(cpu, runs, 0.5), bench_quantile_ms(cpu, runs, 0));
  fflush(stdout);
  snapshot_unref(snapshot);
}

// ---- names --------------------------------------------------------------------------------------

typedef void (*NameFn)(void *user, Str name);

static void each_name(Index *index, NameFn fn, void *user) {
  Snapshot *snapshot = bench_snapshot(index);
  for (size_t p = 0; p < snapshot->parts.count; p++) {
    NameCursor cursor;
    bool at = name_cursor_open(&cursor, snapshot->parts.items[p].segment, 0);
    for (; at; at = name_cursor_next(&cursor)) fn(user, cursor.name);
  }
  snapshot_unref(snapshot);
}

static void print_name(void *user, Str name) {
  (void)user;
  if (memchr(name.ptr, '\n', name.len)) return;
  fwrite(name.ptr, 1, name.len, stdout);
  putchar('\n');
}

static void keep_name(void *user, Str name) {
  Buf *all = user;
  buf_str_put(all, name);
  buf_byte(all, '\n');
}

typedef struct {
  FuzzyBatch batch;
  Str needle;
  int64_t sum; // of the scores, so that they are made
} Scoring;

static void score_batch(Scoring *s) {
  int32_t scores[FUZZY_LANES];
  fuzzy_batch_score(&s->batch, s->needle, scores);
  for (size_t k = 0; k < s->batch.count; k++) s->sum += scores[k];
  fuzzy_batch_clear(&s->batch);
}

// As a filter does it: every name is looked at, those with the letters are scored.
static void rate(Str names, Str query) {
  size_t count = 0, matched = 0;
  Scoring s = {.needle = query};
  fuzzy_batch_clear(&s.batch);
  char folded[FUZZY_NEEDLE_MAX];
  if (query.len > sizeof folded) return;
  for (size_t i = 0; i < query.len; i++) folded[i] = ascii_lower(query.ptr[i]);
  int64_t cpu_ns = os_cpu_ns();
  for (Str rest = names, name; str_next_field(&rest, '\n', &name); count++) {
    if (!fuzzy_has_letters(str_make(folded, query.len), name)) continue;
    matched++;
    if (name.len > FUZZY_BATCH_NAME_MAX) {
      s.sum += fuzzy_score(query, name);
      continue;
    }
    fuzzy_batch_add(&s.batch, name);
    if (s.batch.count == FUZZY_LANES) score_batch(&s);
  }
  score_batch(&s);
  double seconds = (double)(os_cpu_ns() - cpu_ns) / 1e9;
  printf("%.*s\t%zu\t%zu\t%.4f\t%lld\n", STR_ARGS(query), count, matched, seconds,
         (long long)s.sum);
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: bench_symbols ROOT CACHE latency|names|rate [RUNS] [QUERY...]\n");
    return 2;
  }
  Index *index = bench_open(argv[1], argv[2]);
  if (strcmp(argv[3], "names") == 0) {
    each_name(index, print_name, NULL);
  } else if (strcmp(argv[3], "rate") == 0) {
    Buf all = {0};
    each_name(index, keep_name, &all);
    for (int i = 4; i < argc; i++) rate(buf_str(&all), str_from_c(argv[i]));
    buf_release(&all);
  } else {
    size_t runs = argc > 4 ? (size_t)strtoul(argv[4], NULL, 10) : 20;
    if (runs == 0 || runs > RUNS_MAX) runs = RUNS_MAX;
    for (int i = 5; i < argc; i++) time_query(index, argv[i], runs);
    for (size_t i = 0; argc <= 5 && i < COUNT_OF(usual); i++) time_query(index, usual[i], runs);
  }
  index_close(index);
  return 0;
}
