// Documents are told apart by 32 bits of their contents' hashes (standing.h), which lie side by
// side for a whole segment; who agrees in those is compared by its record.
#include "query/fold.h"

struct Fold {
  uint32_t content; // 0: a free place
  uint64_t hash, size;
  uint64_t chunk_start; // chunks of one file that are alike are different places
  uint8_t language;
  size_t keeper;
};

// ---- what is asked for --------------------------------------------------------------------------

static bool has_filter(const QueryNode *node) {
  if (node->kind == QUERY_FILTER) return true;
  for (size_t i = 0; i < node->count; i++) {
    if (has_filter(node->items[i])) return true;
  }
  return false;
}

static bool is_filter(const QueryNode *node) {
  while (node->kind == QUERY_NOT) node = node->items[0];
  return node->kind == QUERY_FILTER;
}

// A filter that must hold by itself has been decided before any candidate came.
bool fold_possible(const Query *query) {
  const QueryNode *root = query->root;
  if (root->kind != QUERY_AND) return !has_filter(root);
  for (size_t i = 0; i < root->count; i++) {
    if (!is_filter(root->items[i]) && has_filter(root->items[i])) return false;
  }
  return true;
}

// ---- the table ----------------------------------------------------------------------------------

// What is known of a document's content; .content is 0 if nothing is.
static struct Fold fold_of(const RankPart *part, uint32_t document) {
  struct Fold fold = {.content = part->standing[document].content};
  Document record;
  if (fold.content == 0) return fold;
  if (segment_document(part->part->segment, document, &record) != STATUS_OK) {
    return (struct Fold){.content = 0};
  }
  fold.hash = record.hash;
  fold.size = record.chunk_size;
  fold.chunk_start = record.chunk_start;
  fold.language = record.language;
  return fold;
}

static bool same_content(const struct Fold *a, const struct Fold *b) {
  return a->content == b->content && a->hash == b->hash && a->size == b->size
         && a->chunk_start == b->chunk_start && a->language == b->language;
}

// Its place, or the free one where it would be. There is always a free one.
static struct Fold *place_of(const Folds *folds, const struct Fold *wanted) {
  size_t mask = folds->capacity - 1;
  for (size_t i = wanted->content & mask;; i = (i + 1) & mask) {
    struct Fold *at = &folds->items[i];
    if (at->content == 0 || same_content(at, wanted)) return at;
  }
}

static void grow(Folds *folds) {
  Folds old = *folds;
  folds->capacity = old.capacity ? old.capacity * 2 : 256;
  folds->items = xcalloc(folds->capacity, sizeof *folds->items);
  for (size_t i = 0; i < old.capacity; i++) {
    if (old.items[i].content) *place_of(folds, &old.items[i]) = old.items[i];
  }
  free(old.items);
}

bool folds_meet(Folds *folds, const Ranked *document, size_t *keeper) {
  struct Fold fold = fold_of(document->part, document->document);
  if (fold.content == 0) return true;
  if (folds->count * 2 >= folds->capacity) grow(folds);
  struct Fold *place = place_of(folds, &fold);
  if (place->content) {
    *keeper = place->keeper;
    return false;
  }
  fold.keeper = *keeper;
  *place = fold;
  folds->count++;
  return true;
}

void folds_release(Folds *folds) { free(folds->items); }

// ---- counting -----------------------------------------------------------------------------------

enum { FILTER_BITS = 1 << 14 };

static void count_in_part(const Folds *shown, const uint64_t *filter, const RankPart *part,
                          uint32_t *counts) {
  for (size_t i = 0; i < part->documents.count; i++) {
    uint32_t document = part->documents.items[i];
    uint32_t content = part->standing[document].content, bit = content % FILTER_BITS;
    if (!(filter[bit / 64] >> (bit % 64) & 1) || content == 0) continue;
    struct Fold fold = fold_of(part, document);
    if (fold.content == 0) continue;
    const struct Fold *place = place_of(shown, &fold);
    if (place->content) counts[place->keeper]++;
  }
}

void folds_count(const Ranked *const *documents, size_t count, const RankPart *parts,
                 size_t part_count, uint32_t *counts) {
  uint64_t filter[FILTER_BITS / 64] = {0};
  Folds shown = {0};
  for (size_t i = 0; i < count; i++) {
    size_t keeper = i;
    uint32_t content = documents[i]->part->standing[documents[i]->document].content;
    uint32_t bit = content % FILTER_BITS;
    counts[i] = 0;
    if (content && folds_meet(&shown, documents[i], &keeper)) {
      filter[bit / 64] |= (uint64_t)1 << (bit % 64);
    }
  }
  for (size_t i = 0; i < part_count && shown.count; i++) {
    count_in_part(&shown, filter, &parts[i], counts);
  }
  for (size_t i = 0; i < count; i++) counts[i] -= counts[i] > 0; // itself
  folds_release(&shown);
}
