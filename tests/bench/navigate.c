// Times navigation in this process, index open: definitions, first pages of references, hovers, words.
//
//   bench_navigate ROOT CACHE [RUNS [PATH WORD]...]
//
// A place is the first WORD in PATH. One line a request, tab-separated: what, the word, how much was found,
// then p50 and p95 of wall time and the mean of CPU time, in milliseconds.
#define _XOPEN_SOURCE 700
#include "bench/in_process.h"

#include <string.h>

enum { PAGE = 100, RUNS_USUAL = 20 };

typedef struct {
  const char *path, *word;
} Spot;

static const Spot kernel[] = {
    {"drivers/base/core.c", "mutex_lock"}, {"kernel/locking/mutex.c", "mutex_lock"},
    {"tools/perf/perf.c", "main"},         {"scripts/kallsyms.c", "main"},
    {"fs/ext4/inode.c", "ext4_get_block"}, {"mm/slab_common.c", "kmalloc"},
    {"net/core/dev.c", "netif_rx"},        {"drivers/net/ethernet/intel/e1000e/netdev.c", "probe"},
};

static size_t find_word(void *user, Str text) {
  Str word = str_from_c(((const Spot *)user)->word);
  size_t from = 0, at;
  while ((at = str_find(str_slice(text, from, text.len), word)) != SIZE_MAX) {
    at += from;
    bool starts = at == 0 || !is_word_byte(text.ptr[at - 1]);
    if (starts && (at + word.len == text.len || !is_word_byte(text.ptr[at + word.len]))) return at;
    from = at + 1;
  }
  fprintf(stderr, "bench_navigate: no %s in the text\n", word.ptr);
  exit(1);
}

static size_t find_word_end(void *user, Str text) {
  Str word = str_from_c(((const Spot *)user)->word);
  return find_word(user, text) + (word.len < 6 ? word.len : 6);
}

static bool ignore_target(void *user, const SourceTarget *target) {
  (void)user, (void)target;
  return true;
}

static bool ignore_reference(void *user, const SourceReference *reference) {
  (void)user, (void)reference;
  return true;
}

static void ignore_hover(void *user, const SourceHover *hover) { (void)user, (void)hover; }

static bool ignore_word(void *user, const SourceWord *word) {
  (void)user, (void)word;
  return true;
}

static bool ignore_calls(void *user, const SourceCalls *calls) {
  (void)user, (void)calls;
  return true;
}

static const char *const requests[] = {"definition",
                                       "references, first 100",
                                       "references, all",
                                       "hover",
                                       "highlight",
                                       "callers, first 100",
                                       "words"};
enum { REQUEST_COUNT = sizeof requests / sizeof *requests, SLOW_REQUEST = 2, WORDS_REQUEST = 6 };

static uint64_t ask(Index *index, size_t request, Spot *spot) {
  SourcePlace place = {.path = str_from_c(spot->path), .offset = find_word, .user = spot};
  if (request == WORDS_REQUEST) place.offset = find_word_end;
  ReferenceOptions page = {.definitions = true, .limit = PAGE}, all = {.definitions = true};
  NavigationSummary summary = {.found = 0};
  Error error = {.message = ""};
  Status status = STATUS_OK;
  switch (request) {
  case 0:
    status = index_definitions(index, &place, false, 20, ignore_target, NULL, &summary, &error);
    break;
  case 1:
    status = index_references(index, &place, &page, ignore_reference, NULL, &summary, &error);
    break;
  case 2:
    status = index_references(index, &place, &all, ignore_reference, NULL, &summary, &error);
    break;
  case 3: status = index_hover(index, &place, ignore_hover, NULL, &summary, &error); break;
  case 4: status = index_highlights(index, &place, ignore_reference, NULL, &summary, &error); break;
  case 5:
    status = index_calls(index, &place, true, PAGE, ignore_calls, NULL, &summary, &error);
    break;
  default: status = index_words(index, &place, PAGE, ignore_word, NULL, &summary, &error); break;
  }
  if (status != STATUS_OK) {
    fprintf(stderr, "bench_navigate: %s %s: %s\n", spot->path, spot->word, error.message);
    exit(1);
  }
  return summary.found;
}

static void measure(Index *index, size_t request, Spot *spot, size_t runs) {
  if (request == SLOW_REQUEST && runs > 3) runs = 3;
  int64_t *times = xmalloc(runs * sizeof *times);
  uint64_t found = ask(index, request, spot); // warm
  int64_t cpu = os_cpu_ns();
  for (size_t i = 0; i < runs; i++) {
    int64_t began = os_monotonic_ns();
    found = ask(index, request, spot);
    times[i] = os_monotonic_ns() - began;
  }
  cpu = os_cpu_ns() - cpu;
  double half = bench_quantile_ms(times, runs, 0.5), most = bench_quantile_ms(times, runs, 0.95);
  printf("%s\t%s\t%llu\t%.3f\t%.3f\t%.3f\n", requests[request], spot->word,
         (unsigned long long)found, half, most, (double)cpu / 1e6 / (double)runs);
  fflush(stdout);
  free(times);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: bench_navigate ROOT CACHE [RUNS [PATH WORD]...]\n");
    return 2;
  }
  size_t runs = argc > 3 ? strtoul(argv[3], NULL, 10) : RUNS_USUAL;
  if (runs == 0) runs = 1;
  Index *index = bench_open(argv[1], argv[2]);
  size_t count = argc > 5 ? (size_t)(argc - 4) / 2 : sizeof kernel / sizeof *kernel;
  for (size_t i = 0; i < count; i++) {
    Spot spot = argc > 5 ? (Spot){argv[4 + 2 * i], argv[5 + 2 * i]} : kernel[i];
    for (size_t request = 0; request < REQUEST_COUNT; request++)
      measure(index, request, &spot, runs);
  }
  index_close(index);
  return 0;
}
