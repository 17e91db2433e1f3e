// Problem: symbols lie grouped by name, so those of one document are found by reading all of its segment.
// Approach: for each segment, first see how much of what is wanted it holds; then read it once, for all
// of that together, or not at all where extracting takes less time.
//
// Rejected: keeping what was extracted beside the segments (as large as they are), and remembering in a
// document whom it replaces (a moved file replaces nobody). Contents are compared by hash, 64 bits, and
// size.
#include "run/reuse.h"
#include "base/array.h"
#include "intake/language.h"

// Time, measured on the kernel tree; what counts is how they compare.
enum {
  PS_A_NAME = 25000, // reading one: picoseconds
  PS_A_SYMBOL = 10000,
  PS_A_COPY = 100000,  // of a symbol
  PS_A_C_BYTE = 15000, // extracting from the C family
  PS_A_BYTE = 60000,   // ... from another language
  FEW_DOCUMENTS = 64,  // are looked for by their paths, more by a table of hashes
  HASH_SLOTS_A_DOCUMENT = 2,
};

void reuse_sources_take(const Catalog *catalog, ReuseSources *sources) {
  *sources = (ReuseSources){0};
  for (size_t i = catalog->segments.count; i-- > 0;) {
    SharedSegment *shared = catalog->segments.items[i].shared;
    if (!segment_has_symbols(shared_segment(shared))) continue;
    array_push(&sources->segments, shared_segment_ref(shared));
  }
}

void reuse_sources_release(ReuseSources *sources) {
  for (size_t i = 0; i < sources->segments.count; i++) {
    shared_segment_unref(sources->segments.items[i]);
  }
  array_free(&sources->segments);
}

// ---- finding ------------------------------------------------------------------------------------

static const uint32_t NONE = UINT32_MAX;

typedef struct {
  uint32_t fresh, old; // documents
  uint32_t next;       // match of the same old document, or NONE
  int64_t line_shift;
  uint32_t symbols; // copied
} Match;

typedef struct {
  const Segment *fresh, *source;
  uint64_t *done;
  SymbolBuilder *builder;
  uint32_t *slots; // 1 + document of `fresh`, by hash, or 0; NULL: they are few
  uint32_t slot_count;
  uint32_t *chain; // the next one of the same slot, as slots
  ARRAY(Match) matches;
  uint64_t cost_ps; // of extracting the matches
  SpanList spans;   // of one document
} Reuse;

static bool is_done(const Reuse *reuse, uint32_t document) {
  return reuse->done[document / 64] >> (document % 64) & 1;
}

static bool same_content(const Document *a, const Document *b) {
  unsigned flags = (unsigned)(a->flags ^ b->flags) & ~(unsigned)DOCUMENT_RACY;
  return a->hash == b->hash && a->chunk_size == b->chunk_size && a->language == b->language
         && a->encoding == b->encoding && flags == 0;
}

static void take_match(Reuse *reuse, uint32_t number, const Document *fresh, uint32_t old_number,
                       const Document *old) {
  if (is_done(reuse, number) || !same_content(fresh, old)) return;
  if (segment_spans(reuse->source, old_number, &reuse->spans) != STATUS_OK) return; // damaged
  Match match = {.fresh = number,
                 .old = old_number,
                 .line_shift = (int64_t)fresh->first_line - old->first_line,
                 .next = NONE};
  array_push(&reuse->matches, match);
  reuse->done[number / 64] |= (uint64_t)1 << (number % 64);
  bool c_family = language_is_c_family((LanguageId)fresh->language);
  reuse->cost_ps += fresh->chunk_size * (c_family ? PS_A_C_BYTE : PS_A_BYTE);
}

static void find_by_path(Reuse *reuse) {
  for (uint32_t i = 0; i < segment_documents(reuse->fresh); i++) {
    Document fresh, old;
    uint32_t at;
    if (is_done(reuse, i) || segment_document(reuse->fresh, i, &fresh) != STATUS_OK) continue;
    if (!segment_find_path(reuse->source, fresh.path, &at)) continue;
    for (; at < segment_documents(reuse->source); at++) {
      uint32_t number = segment_by_path(reuse->source, at);
      if (segment_document(reuse->source, number, &old) != STATUS_OK) break;
      if (!str_equal(old.path, fresh.path)) break;
      take_match(reuse, i, &fresh, number, &old);
    }
  }
}

static void make_table(Reuse *reuse) {
  uint32_t count = segment_documents(reuse->fresh);
  if (count <= FEW_DOCUMENTS) return;
  for (reuse->slot_count = 64; reuse->slot_count < count * HASH_SLOTS_A_DOCUMENT;) {
    reuse->slot_count *= 2;
  }
  reuse->slots = xcalloc(reuse->slot_count, sizeof *reuse->slots);
  reuse->chain = xcalloc(count, sizeof *reuse->chain);
  for (uint32_t i = 0; i < count; i++) {
    Document document;
    if (is_done(reuse, i) || segment_document(reuse->fresh, i, &document) != STATUS_OK) continue;
    uint32_t *slot = &reuse->slots[document.hash & (reuse->slot_count - 1)];
    reuse->chain[i] = *slot;
    *slot = i + 1;
  }
}

static void find_by_hash(Reuse *reuse) {
  for (uint32_t i = 0; i < segment_documents(reuse->source); i++) {
    Document old, fresh;
    if (segment_document(reuse->source, i, &old) != STATUS_OK) continue;
    uint32_t at = reuse->slots[old.hash & (reuse->slot_count - 1)];
    for (; at; at = reuse->chain[at - 1]) {
      if (segment_document(reuse->fresh, at - 1, &fresh) != STATUS_OK) continue;
      take_match(reuse, at - 1, &fresh, i, &old);
    }
  }
}

// ---- copying ------------------------------------------------------------------------------------

static uint64_t cost_of_copying(const Reuse *reuse) {
  uint64_t symbols = segment_symbol_count(reuse->source);
  uint64_t documents = segment_documents(reuse->source);
  uint64_t copied = documents ? symbols * reuse->matches.count / documents : 0;
  return segment_name_count(reuse->source) * PS_A_NAME + symbols * PS_A_SYMBOL + copied * PS_A_COPY;
}

// first[old document]: the first of its matches, or NONE.
static uint32_t *chain_matches(Reuse *reuse) {
  uint32_t count = segment_documents(reuse->source);
  uint32_t *first = xmalloc(count * sizeof *first);
  memset(first, 0xFF, count * sizeof *first);
  for (size_t i = reuse->matches.count; i-- > 0;) {
    Match *match = &reuse->matches.items[i];
    match->next = first[match->old];
    first[match->old] = (uint32_t)i;
  }
  return first;
}

// Parents are not kept in segments, nor are offsets: builders do not ask for them.
static void copy_symbol(Reuse *reuse, Match *match, Str name, const StoredSymbol *stored) {
  Symbol symbol = {.name = name,
                   .container = stored->container,
                   .kind = stored->kind,
                   .flags = stored->flags,
                   .parent = NO_PARENT,
                   .column = stored->column,
                   .column_utf16 = stored->column_utf16};
  symbol.line = (uint32_t)(stored->line + match->line_shift);
  symbol.end_line = (uint32_t)(stored->end_line + match->line_shift);
  symbol_builder_add(reuse->builder, match->fresh, &symbol, 1, NULL, 0);
  match->symbols++;
}

static void copy_symbols(Reuse *reuse, const uint32_t *first) {
  NameCursor name;
  SymbolCursor symbols = {0};
  StoredSymbol stored;
  uint32_t count = segment_name_count(reuse->source);
  bool more = count > 0 && name_cursor_open(&name, reuse->source, 0)
              && symbol_cursor_open(&symbols, reuse->source, 0);
  for (uint32_t i = 0; more; i++) {
    while (symbol_cursor_next(&symbols, &stored)) {
      for (uint32_t at = first[stored.document]; at != NONE; at = reuse->matches.items[at].next) {
        copy_symbol(reuse, &reuse->matches.items[at], name.name, &stored);
      }
    }
    more = i + 1 < count && name_cursor_next(&name) && symbol_cursor_step(&symbols, i + 1);
  }
}

// Spans, too. A document without any of both may be one that was never extracted from, as its file had
// changed by then: it is left to be extracted.
static uint64_t copy_spans(Reuse *reuse) {
  SpanList *spans = &reuse->spans;
  uint64_t saved = 0;
  for (size_t i = 0; i < reuse->matches.count; i++) {
    const Match *match = &reuse->matches.items[i];
    status_ignore(segment_spans(reuse->source, match->old, spans)); // read before
    if (spans->count + match->symbols > 0) {
      Document document;
      symbol_builder_add(reuse->builder, match->fresh, NULL, 0, spans->items, spans->count);
      if (segment_document(reuse->fresh, match->fresh, &document) == STATUS_OK) {
        saved += document.chunk_size;
      }
    } else {
      reuse->done[match->fresh / 64] &= ~((uint64_t)1 << (match->fresh % 64));
    }
  }
  return saved;
}

static uint64_t copy_from(Reuse *reuse) {
  reuse->matches.count = 0;
  reuse->cost_ps = 0;
  if (reuse->slots) {
    find_by_hash(reuse);
  } else {
    find_by_path(reuse);
  }
  if (reuse->matches.count == 0) return 0;
  if (cost_of_copying(reuse) >= reuse->cost_ps) {
    for (size_t i = 0; i < reuse->matches.count; i++) {
      uint32_t fresh = reuse->matches.items[i].fresh;
      reuse->done[fresh / 64] &= ~((uint64_t)1 << (fresh % 64));
    }
    return 0;
  }
  uint32_t *first = chain_matches(reuse);
  copy_symbols(reuse, first);
  free(first);
  return copy_spans(reuse);
}

uint64_t reuse_copy(const ReuseSources *sources, const Segment *fresh, uint64_t *done,
                    SymbolBuilder *builder) {
  uint64_t saved = 0;
  Reuse reuse = {.fresh = fresh, .done = done, .builder = builder};
  if (sources->segments.count == 0) return 0;
  make_table(&reuse);
  for (size_t i = 0; i < sources->segments.count; i++) {
    reuse.source = shared_segment(sources->segments.items[i]);
    saved += copy_from(&reuse);
  }
  free(reuse.slots);
  free(reuse.chain);
  free(reuse.spans.items);
  array_free(&reuse.matches);
  return saved;
}
