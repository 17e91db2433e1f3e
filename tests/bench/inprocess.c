// Times searches in this process, index open: what the server spends, without pipes and JSON.
//
//   bench_inprocess ROOT CACHE [RUNS [QUERY [MODE]]]     parts of their names; "crowd": the 100 only
//
// One line a query and mode: hits, then the median of wall time and of CPU time. Then 100 searches at once,
// on as many threads as a server's query lane has: fast ones, and with slow ones among them.
#define _XOPEN_SOURCE 700
#include "bench/in_process.h"
#include "query/search.h"

#include <string.h>

typedef struct {
  const char *query;
  bool regex, fold, plain; // plain: in the query language
} Class;

static const Class classes[] = {
    {.query = "nvme_tcp_queue_request"},
    {.query = "spin_lock_irqsave"},
    {.query = "static"},
    {.query = "return"},
    {.query = "zqxjkvbpw_nowhere"},
    {.query = "Page_Fault", .fold = true},
    {.query = "if"},
    {.query = "EXPORT_SYMBOL_GPL\\(.*_register", .regex = true},
    {.query = "(kmalloc|kzalloc|vmalloc)\\(.*GFP_ATOMIC", .regex = true},
    {.query = "[a-z]+_[0-9]+_[a-z]+\\(", .regex = true},
    {.query = "\\bmutex_lock\\b", .regex = true},
    {.query = "spin_lock_irqsave GFP_ATOMIC case:yes", .plain = true},
};

typedef struct {
  const char *name;
  bool all;
  uint64_t limit;
  bool files_only, count_only;
} Mode;

static const Mode modes[] = {
    {"all", true, 0, false, false},         {"all, first 200", true, 200, false, false},
    {"count", true, 0, false, true},        {"files", true, 0, true, false},
    {"ranked 50", false, 50, false, false}, {"ranked 200", false, 200, false, false},
};

static SearchRequest request_of(const Class *class, const Mode *mode) {
  return (SearchRequest){.query = str_from_c(class->query),
                         .regex = class->regex,
                         .literal = !class->regex && !class->plain,
                         .ignore_case = class->fold,
                         .match_case = !class->fold && !class->plain,
                         .all = mode->all,
                         .limit = mode->limit,
                         .files_only = mode->files_only,
                         .count_only = mode->count_only};
}

static bool ignore_hit(void *user, const SearchHit *hit) {
  (void)user, (void)hit;
  return true;
}

// As index_search, but that nothing is remembered from one search to the next.
static bool search(Index *index, const SearchRequest *request, QuerySummary *summary) {
  Snapshot *snapshot = bench_snapshot(index);
  QueryMeter meter = {0};
  QueryContext context = {
      .snapshot = snapshot, .parallel = bench_parallel, .pool = index->pool, .meter = &meter};
  Error error;
  Status status = search_run(&context, request, ignore_hit, NULL, summary, &error);
  if (status != STATUS_OK) fprintf(stderr, "%s\n", error.message);
  snapshot_unref(snapshot);
  return status == STATUS_OK;
}

static void run_class(Index *index, const Class *class, const Mode *mode, size_t runs) {
  enum { RUNS_MAX = 1000 };
  static int64_t wall[RUNS_MAX], cpu[RUNS_MAX];
  QuerySummary summary = {.hits = 0};
  SearchRequest request = request_of(class, mode);
  size_t done = 0;
  int64_t began = os_monotonic_ns();
  while (done < runs && done < RUNS_MAX) {
    int64_t wall_ns = os_monotonic_ns(), cpu_ns = os_cpu_ns();
    if (!search(index, &request, &summary)) return;
    wall[done] = os_monotonic_ns() - wall_ns;
    cpu[done] = os_cpu_ns() - cpu_ns;
    done++;
    if (done >= 3 && os_monotonic_ns() - began > (int64_t)3 * 1000000000) break;
  }
  printf("%-42s %-15s %8llu hits %7llu files %7llu read  wall %9.3f ms  cpu %9.3f ms\n",
         class->query, mode->name, (unsigned long long)summary.hits,
         (unsigned long long)summary.documents, (unsigned long long)summary.candidates,
         bench_quantile_ms(wall, done, 0.5), bench_quantile_ms(cpu, done, 0.5));
  fflush(stdout);
}

// ---- many at once -------------------------------------------------------------------------------

typedef struct {
  Index *index;
  SearchRequest request;
  int64_t began, took;
  atomic_int *left;
} Asked;

static void answer(void *user) {
  Asked *asked = user;
  QuerySummary summary;
  search(asked->index, &asked->request, &summary);
  asked->took = os_monotonic_ns() - asked->began;
  atomic_fetch_sub(asked->left, 1);
}

// `slow_every`: each so-manieth is a scan of the whole tree; 0: none.
static void crowd(Index *index, size_t slow_every) {
  enum { CROWD = 100 };
  static const char *const words[] = {"mutex_lock", "static",     "return", "spin_lock",
                                      "kmalloc",    "probe init", "usb",    "nvme"};
  Asked asked[CROWD];
  atomic_int left = CROWD;
  int64_t fast[CROWD], slow[CROWD];
  size_t fast_count = 0, slow_count = 0;
  int64_t began = os_monotonic_ns(), cpu = os_cpu_ns();
  for (size_t i = 0; i < CROWD; i++) {
    bool is_slow = slow_every && i % slow_every == 0;
    SearchRequest request = {.query = str_from_c(words[i % COUNT_OF(words)]), .limit = 50};
    if (is_slow) request = (SearchRequest){.query = STR("if"), .all = true, .count_only = true};
    asked[i] = (Asked){index, request, began, 0, &left};
    index_run(index, answer, &asked[i]);
  }
  while (atomic_load(&left)) uv_sleep(1);
  cpu = os_cpu_ns() - cpu;
  for (size_t i = 0; i < CROWD; i++) {
    if (slow_every && i % slow_every == 0)
      slow[slow_count++] = asked[i].took;
    else
      fast[fast_count++] = asked[i].took;
  }
  printf("100 at once, one slow of %2zu: fast p50 %.1f p95 %.1f max %.1f ms", slow_every,
         bench_quantile_ms(fast, fast_count, 0.5), bench_quantile_ms(fast, fast_count, 0.95),
         bench_quantile_ms(fast, fast_count, 1));
  if (slow_count) {
    printf("; slow p50 %.1f max %.1f ms", bench_quantile_ms(slow, slow_count, 0.5),
           bench_quantile_ms(slow, slow_count, 1));
  }
  printf("; cpu %.1f ms\n", (double)cpu / 1e6);
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: bench_inprocess ROOT CACHE [RUNS [QUERY [MODE]]]\n");
    return 2;
  }
  size_t runs = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 9;
  const char *only = argc > 4 ? argv[4] : "", *mode = argc > 5 ? argv[5] : "";
  Index *index = bench_open(argv[1], argv[2]);
  for (size_t i = 0; i < COUNT_OF(classes); i++) {
    for (size_t m = 0; m < COUNT_OF(modes); m++) {
      if (strstr(classes[i].query, only) && strstr(modes[m].name, mode))
        run_class(index, &classes[i], &modes[m], runs);
    }
  }
  if ((!*only && !*mode) || strcmp(only, "crowd") == 0) {
    for (size_t i = 0; i < (strcmp(mode, "fast") ? 3 : runs); i++) crowd(index, 0);
    for (int i = 0; i < 2 && strcmp(mode, "fast"); i++) crowd(index, 20);
  }
  index_close(index);
  return 0;
}
