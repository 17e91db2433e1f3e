// Points, in units of the alignment's: a letter that follows the one before it is worth 100, so
// that how a name matches decides, and what kind of symbol it is, and where, among names that
// match about as well.
#include "query/symbol_rank.h"

#include "base/bits.h"
#include "query/definitions.h"
#include "query/score.h"
#include "query/standing.h"

#include <math.h>

enum {
  POINTS_LEAST = -4000,
  POINTS_RANGE = 16000,
  SAME_CASE = 60,    // of an exact name, or of the beginning
  LEFT_OUT = -2,     // a byte of the name, but no more than
  LEFT_OUT_MAX = 60, // so many
  IN_ONE_PIECE = 60, // letters that start words could do it, too
  KIND = 3,          // times definition_kind_weight
  DEFINITION = 12,
  IN_HEADER = -6,    // a function that is defined there
  IN_CONTAINER = 30, // in the one that was asked for, not in one below it
  QUALITY = 120,     // times score_quality
  NEAR = 100,        // times score_near
  RECENT = 60,       // times score_recent
  NAMED_FOR = 10,    // times score_named_for
  POPULAR = 8,       // times the logarithm of the number of documents that use the name
  // Of several words, those that are not what the name was found by:
  WORD_IN_NAME = 60,
  WORD_IN_CONTAINER = 40,
  WORD_IN_FILE = 20,
};

static const double SHARE_MAX = 0.999999; // of a class

// ---- points -------------------------------------------------------------------------------------

static double points_of_name(const SymbolResult *r) {
  NameClass class = names_class(r->key);
  if (!r->target) return 0;
  if (class != NAME_EXACT && class != NAME_PREFIX && class != NAME_SUBSTRING) {
    bool in_one_piece =
        class == NAME_STARTS && scan_find(&r->target->needle, r->name, 0) != SIZE_MAX;
    return names_score(r->key) + (in_one_piece ? IN_ONE_PIECE : 0);
  }
  size_t more = r->name.len - r->target->name.len;
  double points = (double)(more < LEFT_OUT_MAX ? more : LEFT_OUT_MAX) * LEFT_OUT;
  return points + (names_same_case(r->key) ? SAME_CASE : 0);
}

static double points_of_words(const SymbolQuery *query, const SymbolResult *r, Str path) {
  double points = 0;
  for (uint32_t left = r->target ? r->target->others : 0; left; left &= left - 1) {
    const ScanNeedle *needle = &query->words[bits_lowest(left)].needle;
    if (!needle->needle.len) continue;
    if (scan_find(needle, r->name, 0) != SIZE_MAX)
      points += WORD_IN_NAME;
    else if (scan_find(needle, r->symbol.container, 0) != SIZE_MAX)
      points += WORD_IN_CONTAINER;
    else if (scan_find(needle, str_base_name(path), 0) != SIZE_MAX)
      points += WORD_IN_FILE;
  }
  return points;
}

// A function in a header is often a stub of the one that is meant.
static bool is_in_header(const SymbolResult *r, Str path) {
  Str extension = str_extension(path);
  bool header = extension.len && extension.len <= 3 && extension.ptr[0] == 'h';
  return header && r->symbol.kind == SYMBOL_FUNCTION && !(r->symbol.flags & SYMBOL_DECLARATION);
}

static double points_of_place(const Standing *standing, const SymbolRequest *request,
                              const SymbolResult *r, const Document *document) {
  bool auxiliary = standing[r->symbol.document].flags & STANDING_AUXILIARY;
  double points = QUALITY * score_quality(standing[r->symbol.document].quality, auxiliary);
  if (is_in_header(r, document->path)) points += IN_HEADER;
  if (request->near.len) points += NEAR * score_near(request->near, document->path, false);
  for (size_t i = 0; i < request->recent_count; i++) {
    if (!str_equal(request->recent[i], document->path)) continue;
    points += RECENT * score_recent(i);
    break;
  }
  return points;
}

static double score_result(const Snapshot *snapshot, const SymbolRequest *request,
                           const SymbolQuery *query, const SymbolResult *r) {
  const SnapshotPart *part = &snapshot->parts.items[r->part];
  Document document;
  double points = points_of_name(r);
  points += KIND * definition_kind_weight(r->symbol.kind);
  if (!(r->symbol.flags & SYMBOL_DECLARATION)) points += DEFINITION;
  if (r->target && r->target->container.len
      && symbol_in_container(r->symbol.container, r->target->container)) {
    points += IN_CONTAINER;
  }
  if (segment_document(part->segment, r->symbol.document, &document) == STATUS_OK) {
    points += points_of_place(standing_of(part), request, r, &document);
    points += points_of_words(query, r, document.path);
  }
  double share = (points - POINTS_LEAST) / POINTS_RANGE;
  return (double)names_class(r->key) + (share < 0 ? 0 : share > SHARE_MAX ? SHARE_MAX : share);
}

// ---- order --------------------------------------------------------------------------------------

static int by_place(const SymbolResult *x, const SymbolResult *y) {
  if (x->part != y->part) return x->part < y->part ? -1 : 1;
  if (x->symbol.document != y->symbol.document) {
    return x->symbol.document < y->symbol.document ? -1 : 1;
  }
  if (x->symbol.line != y->symbol.line) return x->symbol.line < y->symbol.line ? -1 : 1;
  return (x->symbol.column > y->symbol.column) - (x->symbol.column < y->symbol.column);
}

static int by_key(const void *a, const void *b) {
  const SymbolResult *x = a, *y = b;
  if (x->key != y->key) return x->key > y->key ? -1 : 1;
  return by_place(x, y);
}

static int by_score(const void *a, const void *b) {
  const SymbolResult *x = a, *y = b;
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  return by_key(a, b);
}

// ---- what takes longer --------------------------------------------------------------------------

enum { ASKED_MORE = 64 }; // results; each asks every segment

static uint64_t documents_with(const Snapshot *snapshot, Str name) {
  uint64_t count = 0;
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    WordCursor cursor;
    const Segment *segment = snapshot->parts.items[i].segment;
    if (segment_has_words(segment) && word_cursor_open(&cursor, segment, name)) {
      count += word_cursor_count(&cursor);
    }
  }
  return count;
}

// Of names that match about as well the one that is used all over the tree is meant, of its
// symbols that in the file that is named for it. Both take too long to be asked for all.
static void add_use_and_file(const Snapshot *snapshot, SymbolResults *results) {
  size_t count = results->count < ASKED_MORE ? results->count : ASKED_MORE;
  uint64_t hashes[ASKED_MORE], uses[ASKED_MORE];
  for (size_t i = 0; i < count; i++) {
    SymbolResult *r = &results->items[i];
    size_t known = 0;
    hashes[i] = str_hash(r->name);
    while (hashes[known] != hashes[i]) known++;
    uses[i] = known < i ? uses[known] : documents_with(snapshot, r->name);
    double class = floor(r->score), points = POPULAR * log2(1 + (double)uses[i]);
    const Segment *segment = snapshot->parts.items[r->part].segment;
    points += NAMED_FOR * score_named_for(segment_path(segment, r->symbol.document), r->name);
    double share = r->score - class + points / POINTS_RANGE;
    r->score = class + (share < SHARE_MAX ? share : SHARE_MAX);
  }
  qsort(results->items, count, sizeof *results->items, by_score);
}

// ---- what is there twice ------------------------------------------------------------------------

// Hashes that were met; open addressing, 0: free.
typedef struct {
  uint64_t *slots;
  size_t mask;
} Met;

static Met met_make(size_t count) {
  size_t size = 16;
  while (size < 2 * count) size *= 2;
  return (Met){xcalloc(size, sizeof(uint64_t)), size - 1};
}

// Whether it had been met; then, or if it is to be added, it is there.
static bool met_before(Met *met, uint64_t hash, bool add) {
  if (hash == 0) hash = 1;
  size_t at = (size_t)hash & met->mask;
  while (met->slots[at] && met->slots[at] != hash) at = (at + 1) & met->mask;
  bool before = met->slots[at] == hash;
  if (add) met->slots[at] = hash;
  return before;
}

static uint64_t mixed(uint64_t a, uint64_t b) {
  uint64_t x = (a ^ b * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
  return x ^ x >> 32;
}

static uint64_t identity(const SymbolResult *r) {
  return mixed(str_hash(r->name), str_hash(r->symbol.container));
}

// Of the same symbol in another file of the same content; 0: the content is not known. *vendored:
// the file is not this project's own, and need not be shown twice.
static uint64_t copy_identity(const Snapshot *snapshot, const SymbolResult *r, bool *vendored) {
  Document document;
  const Segment *segment = snapshot->parts.items[r->part].segment;
  if (segment_document(segment, r->symbol.document, &document) != STATUS_OK) return 0;
  uint32_t content = standing_content(&document);
  if (!content) return 0;
  const Standing *standing = standing_of(&snapshot->parts.items[r->part]);
  *vendored = quality_class(standing[r->symbol.document].quality) >= QUALITY_VENDORED;
  uint64_t place = (uint64_t)r->symbol.line << 32 | r->symbol.column;
  return mixed(identity(r), mixed(place, content));
}

static void fold(const Snapshot *snapshot, SymbolResults *results) {
  Met defined = met_make(results->count), copies = met_make(results->count);
  size_t kept = 0;
  for (size_t i = 0; i < results->count; i++) {
    const SymbolResult *r = &results->items[i];
    if (!(r->symbol.flags & SYMBOL_DECLARATION)) met_before(&defined, identity(r), true);
  }
  for (size_t i = 0; i < results->count; i++) {
    SymbolResult r = results->items[i];
    bool declared = r.symbol.flags & SYMBOL_DECLARATION;
    if (declared && met_before(&defined, identity(&r), false)) continue;
    bool vendored = false;
    uint64_t copy = copy_identity(snapshot, &r, &vendored);
    if (copy && met_before(&copies, copy, true) && vendored) continue;
    results->items[kept++] = r;
  }
  results->count = kept;
  free(defined.slots);
  free(copies.slots);
}

void symbol_rank(const Snapshot *snapshot, const SymbolRequest *request, const SymbolQuery *query,
                 SymbolResults *results) {
  if (!results->count) return;
  if (request->limit) {
    size_t most = (size_t)request->limit * 2;
    enum { LEAST = 512 };
    if (most < LEAST) most = LEAST;
    qsort(results->items, results->count, sizeof *results->items, by_key);
    if (results->count > most) results->count = most;
  }
  for (size_t i = 0; i < results->count; i++) {
    results->items[i].score = score_result(snapshot, request, query, &results->items[i]);
  }
  qsort(results->items, results->count, sizeof *results->items, by_score);
  if (request->limit) {
    add_use_and_file(snapshot, results);
    fold(snapshot, results);
  }
}
