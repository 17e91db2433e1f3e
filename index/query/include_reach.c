// Problem: what a C file uses is mostly not in the headers that it names but in those that they include.
// `min` of a file in net/ comes by linux/kernel.h and linux/minmax.h, and a tree may have ten files that
// are called linux/kernel.h.
//
// Approach: a table of the tree's headers by base name, made for the request (1 ms for 78,000 paths), says
// which files an include may mean: those whose paths end as it is written. Of these the nearest to the
// including file, or to the place's, are meant more than the others, and the tree's own more than those of
// its helpers. They are read in turn, breadth first, for what they include. Conditions around includes are
// not looked at: which hold is the build's business.
//
// Rejected: a table that is kept (every keystroke is a new snapshot); resolving whole closures, of more than
// a thousand files for a driver of the kernel: what lies deeper than a few hundred speaks for little.
#include "query/include_reach.h"

#include "base/hash_map.h"
#include "intake/scope_letters.h"
#include "query/standing.h"

enum {
  FOLLOWED = 3,     // of files that fit one include equally well
  FITTING_MAX = 64, // files of one include
};

typedef struct {
  uint64_t hash; // of the base name
  uint32_t part, document;
  uint32_t next; // of the same bucket, plus one
} Header;

typedef struct {
  uint32_t part, document;
  uint8_t depth;
} Queued;

// A file that fits an include.
typedef struct {
  uint32_t part, document;
  uint32_t common;  // directories with the including file, or with the place's
  unsigned demerit; // other people's code, helpers
  Str path;
} Fitting;

struct IncludeReach {
  const Navigation *navigation;
  Str path;
  const Imports *direct;
  ARRAY(Header) headers;
  uint32_t *buckets; // number of the first header, plus one
  size_t mask;
  ARRAY(Queued) queue;
  size_t followed; // of it
  HashMap sights;  // by part and document
};

IncludeReach *include_reach_new(const Navigation *navigation, Str path, const Imports *direct) {
  IncludeReach *reach = xcalloc(1, sizeof *reach);
  reach->navigation = navigation;
  reach->path = path;
  reach->direct = direct;
  return reach;
}

void include_reach_free(IncludeReach *reach) {
  if (!reach) return;
  array_free(&reach->headers);
  array_free(&reach->queue);
  hash_map_release(&reach->sights);
  free(reach->buckets);
  free(reach);
}

// ---- the table of headers -----------------------------------------------------------------------

// Files that are included: headers, and pieces of code with endings of their own. Asked of every path of the
// tree, so by its last bytes.
static bool is_includable(Str path) {
  static const char others[][4] = {"inc", "inl", "def", "ipp", "tcc", "tpp"};
  const char *end = path.ptr + path.len;
  if (path.len < 4) return path.len == 3 && end[-2] == '.' && end[-1] == 'h'; // `a.h`
  if (end[-2] == '.') return end[-1] == 'h' || end[-1] == 'H';
  if (end[-3] == '.') return end[-2] == 'h' || end[-2] == 'H';
  if (end[-4] != '.') return false;
  bool any = end[-3] == 'h';
  for (size_t i = 0; i < COUNT_OF(others) && !any; i++) any = memcmp(end - 3, others[i], 3) == 0;
  return any;
}

static void make_table(IncludeReach *reach) {
  const Snapshot *snapshot = reach->navigation->query->snapshot;
  for (uint32_t p = 0; p < snapshot->parts.count; p++) {
    const SnapshotPart *part = &snapshot->parts.items[p];
    for (uint32_t d = 0; d < segment_documents(part->segment); d++) {
      Str path = segment_path(part->segment, d);
      if (!is_includable(path) || snapshot_part_is_dead(part, d)) continue;
      array_push(&reach->headers, ((Header){str_hash(str_base_name(path)), p, d, 0}));
    }
  }
  size_t size = 64;
  while (size < reach->headers.count) size *= 2;
  reach->mask = size - 1;
  reach->buckets = xcalloc(size, sizeof *reach->buckets);
  for (size_t i = reach->headers.count;
       i-- > 0;) { // so that a bucket has them in the snapshot's order
    Header *header = &reach->headers.items[i];
    uint32_t *bucket = &reach->buckets[header->hash & reach->mask];
    header->next = *bucket;
    *bucket = (uint32_t)i + 1;
  }
}

// ---- one include --------------------------------------------------------------------------------

static int compare_fitting(const Fitting *a, const Fitting *b) {
  if (a->common != b->common) return a->common > b->common ? -1 : 1;
  if (a->demerit != b->demerit) return a->demerit < b->demerit ? -1 : 1;
  return 0;
}

static int order_fitting(const void *a, const void *b) {
  const Fitting *x = a, *y = b;
  int order = compare_fitting(x, y);
  if (order) return order;
  if (x->path.len != y->path.len) return x->path.len < y->path.len ? -1 : 1;
  return str_compare(x->path, y->path);
}

// The nearest are kept.
static size_t keep_fitting(Fitting *kept, size_t count, const Fitting *another) {
  if (count < FITTING_MAX) {
    kept[count] = *another;
    return count + 1;
  }
  size_t last = 0;
  for (size_t i = 1; i < count; i++) {
    if (order_fitting(&kept[i], &kept[last]) > 0) last = i;
  }
  if (order_fitting(another, &kept[last]) < 0) kept[last] = *another;
  return count;
}

static size_t find_fitting(const IncludeReach *reach, const Imports *imports, size_t which,
                           Str from, Fitting *out) {
  const Snapshot *snapshot = reach->navigation->query->snapshot;
  const ImportPattern *pattern = &imports->items[which];
  uint64_t hash = str_hash(pattern->names[pattern->count - 1]);
  ImportFit best = IMPORT_WHOLE;
  size_t count = 0;
  for (uint32_t at = reach->buckets[hash & reach->mask]; at;) {
    const Header *header = &reach->headers.items[at - 1];
    at = header->next;
    if (header->hash != hash) continue;
    const SnapshotPart *part = &snapshot->parts.items[header->part];
    Str path = segment_path(part->segment, header->document);
    ImportFit fit = imports_fit_one(imports, which, path);
    if (fit < best) continue;
    if (fit > best) count = 0;
    best = fit;
    const Standing *standing = &standing_of(part)[header->document];
    uint32_t near = imports_common_directories(from, path);
    uint32_t nearer = imports_common_directories(reach->path, path);
    unsigned class = (unsigned)quality_class(standing->quality);
    Fitting found = {.part = header->part,
                     .document = header->document,
                     .common = near > nearer ? near : nearer,
                     .demerit = 2 * class + (standing->flags & STANDING_AUXILIARY ? 1 : 0),
                     .path = path};
    count = keep_fitting(out, count, &found);
  }
  return count;
}

static uint64_t key_of(uint32_t part, uint32_t document) {
  return ((uint64_t)part << 32 | document) + 1;
}

// Whether it was not seen so well before.
static bool note_sight(IncludeReach *reach, const Fitting *f, IncludeSight sight) {
  uint64_t known, key = key_of(f->part, f->document);
  if (hash_map_get(&reach->sights, key, &known) && (known & 1 || !sight.likely)) return false;
  hash_map_put(&reach->sights, key, (uint64_t)sight.depth << 1 | sight.likely);
  return true;
}

static bool is_beginning(const IncludeReach *reach, const Fitting *f) {
  Document record;
  const Snapshot *snapshot = reach->navigation->query->snapshot;
  return segment_document(snapshot->parts.items[f->part].segment, f->document, &record) == STATUS_OK
         && record.chunk_start == 0;
}

static void follow_include(IncludeReach *reach, const Imports *imports, size_t which, Str from,
                           uint8_t depth) {
  Fitting fitting[FITTING_MAX];
  size_t count = find_fitting(reach, imports, which, from, fitting), followed = 0;
  if (count > 1) qsort(fitting, count, sizeof *fitting, order_fitting);
  for (size_t i = 0; i < count; i++) {
    const Fitting *f = &fitting[i];
    bool likely = compare_fitting(f, &fitting[0]) == 0;
    bool better = note_sight(reach, f, (IncludeSight){depth, likely});
    if (!better || !likely || followed == FOLLOWED || depth == INCLUDE_DEPTH_MAX) continue;
    if (reach->queue.count == INCLUDE_FILES_MAX || !is_beginning(reach, f)) continue;
    array_push(&reach->queue, ((Queued){f->part, f->document, depth}));
    followed++;
  }
}

// ---- one file -----------------------------------------------------------------------------------

static void follow_text(IncludeReach *reach, LanguageId language, Str path, Str text, uint8_t depth,
                        Arena *arena) {
  Str written[IMPORTS_MAX];
  size_t count = 0;
  for (size_t at = 0; count < IMPORTS_MAX; at++) {
    at = str_find_byte(text, at, '#');
    if (at == text.len) break;
    Str include = scope_letters_include(text, (uint32_t)at);
    if (include.len) written[count++] = include;
    at = str_find_byte(text, at, '\n');
    if (at == text.len) break;
  }
  Imports imports;
  imports_read(language, path, written, count, arena, &imports);
  for (size_t i = 0; i < imports.count; i++) follow_include(reach, &imports, i, path, depth);
}

static void follow_file(IncludeReach *reach, NavigateTools *tools, Queued from, Arena *arena) {
  const Snapshot *snapshot = reach->navigation->query->snapshot;
  const SnapshotPart *part = &snapshot->parts.items[from.part];
  Content content;
  if (!content_read(&tools->reader, snapshot, part, from.document, &content)) return;
  if (content.text.len >= UINT32_MAX) return;
  Str path = segment_path(part->segment, from.document);
  follow_text(reach, (LanguageId)content.language, path, content.text, (uint8_t)(from.depth + 1),
              arena);
}

static void begin(IncludeReach *reach) {
  make_table(reach);
  for (size_t i = 0; i < reach->direct->count; i++) {
    follow_include(reach, reach->direct, i, reach->path, 1);
  }
}

bool include_reach_read(IncludeReach *reach, size_t files) {
  Arena arena = {0};
  if (!reach->buckets) begin(reach);
  size_t end = reach->followed + files;
  NavigateTools *tools = tools_take(reach->navigation->tools);
  bool goes_on = true;
  while (goes_on && reach->followed < end) {
    goes_on = reach->followed < reach->queue.count && !query_cancelled(reach->navigation->query);
    if (goes_on) follow_file(reach, tools, reach->queue.items[reach->followed++], &arena);
    arena_reset(&arena);
  }
  tools_give(tools);
  arena_release(&arena);
  return goes_on;
}

IncludeSight include_reach_of(const IncludeReach *reach, uint32_t part, uint32_t document) {
  uint64_t sight;
  if (!hash_map_get(&reach->sights, key_of(part, document), &sight))
    return (IncludeSight){0, false};
  return (IncludeSight){(uint8_t)(sight >> 1), sight & 1};
}
