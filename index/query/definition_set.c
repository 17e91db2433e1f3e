// Problem: a tree has millions of names, and a text may be any expression.
//
// Approach: a name is a text, so what the text requires of one (grams.h) holds of names, too: the blocks of
// names that have it are told from the pairs of characters in them (format/signature.h), 64 at once. The
// names of those are matched as texts of their own, side by side on the pool. Of the names that match, the
// symbols are written down, and sorted by document in two passes: counted, then put in their places.
//
// A page of `sym:e` needs 50 of three million definitions, and to find them all takes a third of a second.
// So who wants a page only looks at a bounded number of blocks of names: those that begin with the text, the
// name that is the text among them, and some of the others at even distances.
//
// Rejected: symbols by document in the index (as large as the table of symbols by name, and read by nobody
// else).
#include "query/definition_set.h"

#include "base/array.h"
#include "base/bits.h"
#include "base/codec.h"
#include "base/scan.h"
#include "format/signature.h"
#include "intake/grams.h"

enum {
  RANGE_BLOCKS = 512,  // of names, scanned at once
  KEPT_MAX = 1 << 21,  // definitions of all texts: 24 MB, and 32 MB while they are sorted
  SMALL_DOCUMENT = 24, // definitions that are sorted by hand
  SOME_BLOCKS = 2048,  // of names, that a page is chosen from; half of them may begin with the text
};

// A definition as it is found.
typedef struct {
  uint32_t document;
  DefinedName name;
} Found;

// Of one text in one part: items[starts[i] .. starts[i + 1]) lie in documents[i].
typedef struct {
  uint32_t *documents, *starts;
  size_t count;
  DefinedName *items;
} PartNames;

// What one text asks for.
typedef struct {
  const QueryText *text;
  Term *in_name;     // finds it in names; NULL: the text does not ask for definitions
  ScanNeedle needle; // if `is_plain`: all that is looked for, but in names beyond ASCII
  bool is_plain;
  bool negated;     // what has it is no answer
  PartNames *parts; // of the snapshot, in order; NULL until filled
} Asked;

struct DefinitionSet {
  Arena arena; // of the regular expressions
  const Query *query;
  const Facts *facts; // may be NULL
  const Snapshot *snapshot;
  atomic_size_t kept;
  atomic_bool cut;
  bool partial; // names were left out, because a page can be had without
  size_t count;
  Asked *asked; // for each text of the query
};

// ---- making one ---------------------------------------------------------------------------------

static bool asks(const QueryText *text) {
  return text->symbol || ((text->places | text->not_places) & PLACE_DEFINITION);
}

// The text as it is looked for in a name.
static QueryText text_in_name(const QueryText *text, Arena *arena) {
  QueryText in_name = *text;
  if (text->form != TEXT_WILDCARD || !text->symbol) return in_name;
  Buf regex = {0};
  query_name_regex(text->text, &regex);
  in_name.form = TEXT_REGEX;
  in_name.text = arena_dup(arena, buf_str(&regex));
  buf_release(&regex);
  return in_name;
}

static void make_needle(Asked *asked, Arena *arena) {
  const QueryText *text = asked->text;
  asked->is_plain =
      text->form == TEXT_LITERAL && !text->edits && !text->whole_word && scan_is_ascii(text->text);
  if (!asked->is_plain) return;
  char *bytes = arena_alloc(arena, text->text.len);
  for (size_t i = 0; i < text->text.len; i++) {
    bytes[i] = text->match_case ? text->text.ptr[i] : ascii_lower(text->text.ptr[i]);
  }
  asked->needle = scan_needle_make(str_make(bytes, text->text.len), !text->match_case);
}

// Below a NOT, or several: all the same.
static void find_negated(DefinitionSet *set, const QueryNode *node, bool negated) {
  if (node->kind == QUERY_TEXT) set->asked[node->number].negated = negated;
  for (size_t i = 0; i < node->count; i++) {
    find_negated(set, node->items[i], negated || node->kind == QUERY_NOT);
  }
}

Status definition_set_new(const Query *query, DefinitionSet **out, Error *error) {
  DefinitionSet *set = NULL;
  for (size_t i = 0; i < query->text_count; i++) {
    const QueryText *text = &query->texts[i]->text;
    if (!asks(text)) continue;
    if (!set) {
      set = xcalloc(1, sizeof *set);
      set->query = query;
      set->count = query->text_count;
      set->asked = xcalloc(query->text_count, sizeof *set->asked);
    }
    QueryText in_name = text_in_name(text, &set->arena);
    set->asked[i].text = text;
    make_needle(&set->asked[i], &set->arena);
    Status status = term_new(&in_name, &set->asked[i].in_name, error);
    if (status == STATUS_OK) continue;
    definition_set_free(set);
    return error_prefix(error, status, "at character %zu", query_column(query, query->texts[i]));
  }
  if (set) find_negated(set, query->root, false);
  *out = set;
  return STATUS_OK;
}

static void free_parts(Asked *asked, size_t parts) {
  for (size_t i = 0; asked->parts && i < parts; i++) {
    free(asked->parts[i].documents);
    free(asked->parts[i].starts);
    free(asked->parts[i].items);
  }
  free(asked->parts);
  asked->parts = NULL;
}

void definition_set_free(DefinitionSet *set) {
  if (!set) return;
  for (size_t i = 0; i < set->count; i++) {
    term_free(set->asked[i].in_name);
    if (set->snapshot) free_parts(&set->asked[i], set->snapshot->parts.count);
  }
  free(set->asked);
  arena_release(&set->arena);
  free(set);
}

bool definition_set_is_cut(const DefinitionSet *set) { return atomic_load(&set->cut); }

// ---- blocks of names ----------------------------------------------------------------------------

// The blocks to read of each part, a bit for each.
typedef struct {
  const Snapshot *snapshot;
  uint64_t **bits;
} Blocks;

static uint32_t blocks_of(const Segment *segment) {
  return (segment_name_count(segment) + NAME_BLOCK - 1) / NAME_BLOCK;
}

static void blocks_free(Blocks *blocks) {
  for (size_t i = 0; i < blocks->snapshot->parts.count; i++) free(blocks->bits[i]);
  free(blocks->bits);
}

static bool has_block(const Blocks *blocks, uint32_t part, uint32_t block) {
  return blocks->bits[part][block / 64] >> (block % 64) & 1;
}

// The blocks with names that may hold all `count` bytes in a row, in either case.
static void mark_bytes(const Segment *segment, const char *bytes, size_t count, uint64_t *bits,
                       size_t words) {
  if (!segment_has_signatures(segment)) {
    uint64_t mask = name_mask(str_make(bytes, count));
    for (uint32_t b = 0; b < blocks_of(segment); b++) {
      uint64_t bit = (segment_name_block_mask(segment, b) & mask) == mask;
      bits[b / 64] |= bit << (b % 64);
    }
    return;
  }
  size_t signed_words = segment_signature_words(segment);
  if (signed_words < words) words = signed_words;
  memset(bits, 0xFF, words * sizeof *bits);
  for (size_t i = 0; i < count; i++) {
    unsigned here = name_class(bytes[i]);
    const char *has = segment_signature_class(segment, here);
    const char *pair = has;
    if (i) pair = segment_signature_pair(segment, name_class(bytes[i - 1]), here);
    for (size_t w = 0; w < words; w++) {
      bits[w] &= le_get_u64(has + w * 8) & le_get_u64(pair + w * 8);
    }
  }
}

// The blocks with names that may satisfy the expression. Names are texts like others.
static void mark_grams(const Segment *segment, const GramExpr *expr, uint64_t *bits, size_t words,
                       Arena *arena) {
  char bytes[] = {(char)(expr->gram >> 16), (char)(expr->gram >> 8), (char)expr->gram};
  switch (expr->kind) {
  case GRAMS_ALL: memset(bits, 0xFF, words * sizeof *bits); return;
  case GRAMS_ONE:
    if (gram_is_joint(expr->gram)) // nothing is known of names
      memset(bits, 0xFF, words * sizeof *bits);
    else
      mark_bytes(segment, bytes, 3, bits, words);
    return;
  case GRAMS_PAIR: mark_bytes(segment, bytes + 1, 2, bits, words); return;
  case GRAMS_AND:
  case GRAMS_OR: break;
  }
  for (size_t i = 0; i < expr->count; i++) {
    uint64_t *item = arena_zalloc(arena, words * sizeof *item);
    mark_grams(segment, expr->items[i], item, words, arena);
    for (size_t w = 0; w < words; w++) {
      if (i && expr->kind == GRAMS_AND)
        bits[w] &= item[w];
      else
        bits[w] |= item[w];
    }
  }
}

static Blocks choose_blocks(const Snapshot *snapshot, const Term *in_name) {
  Blocks blocks = {snapshot, xcalloc(snapshot->parts.count + 1, sizeof *blocks.bits)};
  Arena arena = {0};
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    const Segment *segment = snapshot->parts.items[i].segment;
    size_t words = blocks_of(segment) / 64 + 1;
    blocks.bits[i] = xcalloc(words, sizeof **blocks.bits);
    mark_grams(segment, term_grams(in_name), blocks.bits[i], words, &arena);
    blocks.bits[i][words - 1] &= ((uint64_t)1 << blocks_of(segment) % 64) - 1;
    arena_reset(&arena);
  }
  arena_release(&arena);
  return blocks;
}

// ---- some of the blocks -------------------------------------------------------------------------

static size_t count_bits(const uint64_t *bits, size_t words) {
  size_t count = 0;
  for (size_t w = 0; w < words; w++) count += bits_count(bits[w]);
  return count;
}

// Of blocks in a row, `wanted` of `count`, at even distances.
typedef struct {
  size_t wanted, count, seen;
} Thinner;

static bool thinner_keeps(Thinner *thinner) {
  size_t before = thinner->seen * thinner->wanted / thinner->count;
  return ++thinner->seen * thinner->wanted / thinner->count > before;
}

// Takes those out that the thinner does not keep.
static void thin(uint64_t *bits, size_t words, Thinner *thinner) {
  for (size_t w = 0; w < words; w++) {
    for (uint64_t left = bits[w]; left; left &= left - 1) {
      if (!thinner_keeps(thinner)) bits[w] &= ~(left & -left);
    }
  }
}

// The blocks of one part by what their names are to a text: the text itself; begin with it; have it.
typedef struct {
  uint64_t *same, *beginning, *others;
  size_t words;
} Choice;

static Choice choice_make(const Segment *segment, uint64_t *bits, const QueryText *text) {
  Choice choice = {.others = bits, .words = blocks_of(segment) / 64 + 1};
  choice.same = xcalloc(choice.words, sizeof *choice.same);
  choice.beginning = xcalloc(choice.words, sizeof *choice.beginning);
  if (text->form != TEXT_LITERAL) return choice;
  Buf behind = {0};
  buf_str_put(&behind, text->text);
  buf_byte(&behind, '\xFF'); // no name goes on like that
  uint32_t from = segment_name_lower_bound_fold(segment, text->text) / NAME_BLOCK;
  uint32_t to = segment_name_lower_bound_fold(segment, buf_str(&behind)) / NAME_BLOCK;
  buf_release(&behind);
  for (uint32_t block = from; block <= to && block < blocks_of(segment); block++) {
    uint64_t bit = bits[block / 64] & (uint64_t)1 << (block % 64);
    uint64_t *to_bits = block <= from + 1 ? choice.same : choice.beginning;
    to_bits[block / 64] |= bit;
    bits[block / 64] &= ~bit;
  }
  return choice;
}

// Puts what was chosen together again.
static void choice_close(Choice *choice) {
  for (size_t w = 0; w < choice->words; w++) {
    choice->others[w] |= choice->same[w] | choice->beginning[w];
  }
  free(choice->same);
  free(choice->beginning);
}

// Leaves so many blocks as a page is chosen from. False if there were no more.
static bool choose_some(Blocks *blocks, const QueryText *text) {
  const SnapshotPart *parts = blocks->snapshot->parts.items;
  size_t part_count = blocks->snapshot->parts.count, count = 0;
  for (size_t i = 0; i < part_count; i++) {
    count += count_bits(blocks->bits[i], blocks_of(parts[i].segment) / 64 + 1);
  }
  if (count <= SOME_BLOCKS) return false;
  Choice *choices = xcalloc(part_count, sizeof *choices);
  Thinner beginning = {.wanted = SOME_BLOCKS / 2}, others = {.wanted = SOME_BLOCKS};
  for (size_t i = 0; i < part_count; i++) {
    choices[i] = choice_make(parts[i].segment, blocks->bits[i], text);
    beginning.count += count_bits(choices[i].beginning, choices[i].words);
    others.count += count_bits(choices[i].others, choices[i].words);
  }
  if (beginning.wanted > beginning.count) beginning.wanted = beginning.count;
  others.wanted -= beginning.wanted;
  if (others.wanted > others.count) others.wanted = others.count;
  for (size_t i = 0; i < part_count; i++) {
    thin(choices[i].beginning, choices[i].words, &beginning);
    thin(choices[i].others, choices[i].words, &others);
    choice_close(&choices[i]);
  }
  free(choices);
  return true;
}

// ---- names and their symbols --------------------------------------------------------------------

// A run of blocks.
typedef struct {
  uint32_t part, from, to;
  ARRAY(Found) found;
} Range;

typedef struct {
  DefinitionSet *set;
  const QueryContext *context;
  const Asked *asked;
  const uint64_t *const *left; // of each part, the documents that the filters leave; NULL: all
  Blocks blocks;
  ARRAY(Range) ranges;
} Scan;

static bool is_ascii(Str name) {
  unsigned char all = 0;
  for (size_t i = 0; i < name.len; i++) all |= (unsigned char)name.ptr[i];
  return all < 0x80;
}

static bool name_matches(const Term *term, Str name, TermScratch *scratch) {
  Subject subject = subject_make(name);
  if (is_ascii(name)) subject.ascii = YES, subject.has_wide_letters = NO;
  TermCursor cursor;
  size_t start, end;
  term_cursor_open(&cursor, term, &subject, scratch);
  return term_cursor_next(&cursor, &start, &end);
}

static bool kind_counts(const QueryText *text, SymbolKind kind) {
  return text->kinds == 0 || (text->kinds >> kind & 1);
}

static bool is_left(const uint64_t *left, uint32_t document) {
  return !left || (left[document / 64] >> (document % 64) & 1);
}

static void take_symbols(Scan *s, Range *range, const NameCursor *name) {
  const SnapshotPart *part = &s->blocks.snapshot->parts.items[range->part];
  const uint64_t *left = s->left[range->part];
  SymbolCursor cursor;
  StoredSymbol symbol;
  if (!symbol_cursor_open(&cursor, part->segment, name->number)) return;
  while (symbol_cursor_next(&cursor, &symbol)) {
    if (!is_left(left, symbol.document)) continue;
    if (!kind_counts(s->asked->text, symbol.kind)) continue;
    if (snapshot_part_is_dead(part, symbol.document)) continue;
    if (atomic_fetch_add_explicit(&s->set->kept, 1, memory_order_relaxed) >= KEPT_MAX) {
      atomic_store(&s->set->cut, true);
      return;
    }
    DefinedName at = {symbol.line, symbol.column, (uint32_t)name->name.len};
    array_push(&range->found, ((Found){symbol.document, at}));
  }
}

// Names of a block share their beginnings: where a needle was found in the part that this name has from the
// one before it, it need not be looked for again.
static bool plain_matches(const Asked *asked, const NameCursor *name, size_t *found_end) {
  size_t length = asked->needle.needle.len;
  if (*found_end <= name->shared) return true;
  size_t from = name->shared >= length ? name->shared - length + 1 : 0;
  size_t at = scan_find(&asked->needle, name->name, from);
  *found_end = at == SIZE_MAX ? SIZE_MAX : at + length;
  return at != SIZE_MAX;
}

static void scan_block(Scan *s, Range *range, uint32_t block, TermScratch *scratch) {
  const Segment *segment = s->blocks.snapshot->parts.items[range->part].segment;
  const Asked *asked = s->asked;
  NameCursor name;
  size_t found_end = SIZE_MAX; // of the needle in the name before
  bool ascii = false;          // the name before is
  bool at = name_cursor_open(&name, segment, block * NAME_BLOCK);
  for (int i = 0; at && i < NAME_BLOCK; i++) {
    ascii = is_ascii(str_slice(name.name, ascii ? name.shared : 0, name.name.len));
    bool matches = asked->is_plain && plain_matches(asked, &name, &found_end);
    bool unsure = !matches && (!asked->is_plain || (asked->needle.fold && !ascii));
    if (matches || (unsure && name_matches(asked->in_name, name.name, scratch))) {
      take_symbols(s, range, &name);
    }
    at = name_cursor_next(&name);
  }
}

static void scan_range(void *user, size_t i) {
  Scan *s = user;
  Range *range = &s->ranges.items[i];
  TermScratch *scratch = term_scratch_new(s->context->cancelled);
  for (uint32_t block = range->from; block < range->to; block++) {
    if (!has_block(&s->blocks, range->part, block)) continue;
    if (query_cancelled(s->context) || atomic_load(&s->set->cut)) {
      atomic_store(&s->set->cut, true);
      break;
    }
    scan_block(s, range, block, scratch);
  }
  term_scratch_free(scratch);
}

static bool any_is_left(const uint64_t *left, const Segment *segment) {
  return !left || count_bits(left, ((size_t)segment_documents(segment) + 63) / 64) > 0;
}

static void make_ranges(Scan *s) {
  const Snapshot *snapshot = s->blocks.snapshot;
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    uint32_t blocks = any_is_left(s->left[part], segment) ? blocks_of(segment) : 0;
    for (uint32_t from = 0; from < blocks; from += RANGE_BLOCKS) {
      uint32_t to = blocks - from < RANGE_BLOCKS ? blocks : from + RANGE_BLOCKS;
      if (count_bits(s->blocks.bits[part] + from / 64, (to - from + 63) / 64) == 0) continue;
      array_push(&s->ranges, ((Range){.part = part, .from = from, .to = to}));
    }
  }
}

// ---- by document --------------------------------------------------------------------------------

static int compare_names(const void *a, const void *b) {
  const DefinedName *x = a, *y = b;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  if (x->column != y->column) return x->column < y->column ? -1 : 1;
  return (x->length < y->length) - (x->length > y->length);
}

static void sort_names(DefinedName *items, size_t count) {
  if (count > SMALL_DOCUMENT) {
    qsort(items, count, sizeof *items, compare_names);
    return;
  }
  for (size_t i = 1; i < count; i++) {
    DefinedName moved = items[i];
    size_t at = i;
    for (; at > 0 && compare_names(&items[at - 1], &moved) > 0; at--) items[at] = items[at - 1];
    items[at] = moved;
  }
}

// Puts what ranges [from, to), all of one part, have found in order of document and position.
static void arrange(const Scan *s, size_t from, size_t to, PartNames *out) {
  uint32_t part = s->ranges.items[from].part;
  uint32_t documents = segment_documents(s->blocks.snapshot->parts.items[part].segment);
  uint32_t *ends = xcalloc((size_t)documents + 1, sizeof *ends), total = 0;
  for (size_t r = from; r < to; r++) {
    const Range *range = &s->ranges.items[r];
    for (size_t i = 0; i < range->found.count; i++) ends[range->found.items[i].document]++;
  }
  for (uint32_t d = 0; d < documents; d++) out->count += ends[d] > 0;
  out->documents = xmalloc((out->count + 1) * sizeof *out->documents);
  out->starts = xmalloc((out->count + 1) * sizeof *out->starts);
  for (uint32_t d = 0, i = 0; d < documents; d++) {
    uint32_t here = ends[d];
    ends[d] = total;
    if (here) out->documents[i] = d, out->starts[i++] = total;
    total += here;
  }
  out->starts[out->count] = total;
  out->items = xmalloc(((size_t)total + 1) * sizeof *out->items);
  for (size_t r = from; r < to; r++) {
    const Range *range = &s->ranges.items[r];
    for (size_t i = 0; i < range->found.count; i++) {
      out->items[ends[range->found.items[i].document]++] = range->found.items[i].name;
    }
  }
  for (size_t i = 0; i < out->count; i++) {
    sort_names(out->items + out->starts[i], out->starts[i + 1] - out->starts[i]);
  }
  free(ends);
}

// ---- filling ------------------------------------------------------------------------------------

static const uint64_t *const *filtered(const DefinitionSet *set, Arena *arena) {
  const Snapshot *snapshot = set->snapshot;
  const uint64_t **left = arena_array(arena, const uint64_t *, snapshot->parts.count + 1);
  PlanInput input = {.query = set->query, .facts = set->facts};
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    left[i] = plan_required_fields(&input, snapshot->parts.items[i].segment, arena);
  }
  return left;
}

static void fill_one(DefinitionSet *set, Asked *asked, const QueryContext *context,
                     const uint64_t *const *left, bool some) {
  Scan scan = {.set = set, .context = context, .asked = asked, .left = left};
  scan.blocks = choose_blocks(set->snapshot, asked->in_name);
  if (some && choose_some(&scan.blocks, asked->text)) set->partial = true;
  make_ranges(&scan);
  if (context->parallel && scan.ranges.count > 1) {
    context->parallel(context->pool, scan.ranges.count, scan_range, &scan);
  } else {
    for (size_t i = 0; i < scan.ranges.count; i++) scan_range(&scan, i);
  }
  asked->parts = xcalloc(set->snapshot->parts.count + 1, sizeof *asked->parts);
  for (size_t from = 0, to; from < scan.ranges.count; from = to) {
    uint32_t part = scan.ranges.items[from].part;
    for (to = from; to < scan.ranges.count && scan.ranges.items[to].part == part;) to++;
    arrange(&scan, from, to, &asked->parts[part]);
  }
  for (size_t i = 0; i < scan.ranges.count; i++) array_free(&scan.ranges.items[i].found);
  array_free(&scan.ranges);
  blocks_free(&scan.blocks);
}

static void fill(DefinitionSet *set, const QueryContext *context, bool some) {
  for (size_t i = 0; i < set->count; i++) {
    if (set->snapshot) free_parts(&set->asked[i], set->snapshot->parts.count);
  }
  atomic_store(&set->kept, 0);
  atomic_store(&set->cut, false);
  set->partial = false;
  set->snapshot = context->snapshot;
  Arena arena = {0};
  const uint64_t *const *left = filtered(set, &arena);
  for (size_t i = 0; i < set->count; i++) {
    if (set->asked[i].in_name) fill_one(set, &set->asked[i], context, left, some);
  }
  arena_release(&arena);
}

void definition_set_know(DefinitionSet *set, const Facts *facts) { set->facts = facts; }

void definition_set_fill(DefinitionSet *set, const QueryContext *context) {
  fill(set, context, false);
}

// What is left out of a text must not be taken for absent: where it is, the page may have less, but
// nothing else.
static bool may_be_some(const DefinitionSet *set) {
  for (size_t i = 0; i < set->count; i++) {
    const Asked *asked = &set->asked[i];
    if (asked->in_name && (!asked->text->symbol || asked->negated)) return false;
  }
  return true;
}

void definition_set_fill_some(DefinitionSet *set, const QueryContext *context) {
  fill(set, context, may_be_some(set));
}

bool definition_set_is_partial(const DefinitionSet *set) { return set->partial; }

// ---- asking -------------------------------------------------------------------------------------

// Of one part; NULL if nothing is known of it.
static const PartNames *part_names(const DefinitionSet *set, size_t number,
                                   const SnapshotPart *part) {
  if (!set->snapshot || !set->asked[number].parts) return NULL;
  const SnapshotPart *first = set->snapshot->parts.items;
  if (part < first || part >= first + set->snapshot->parts.count) return NULL;
  return &set->asked[number].parts[part - first];
}

const DefinedName *definition_set_in(const DefinitionSet *set, size_t number,
                                     const SnapshotPart *part, uint32_t document, size_t *count) {
  const PartNames *names = part_names(set, number, part);
  *count = 0;
  if (!names) return NULL;
  size_t low = 0, high = names->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (names->documents[middle] < document)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == names->count || names->documents[low] != document) return NULL;
  *count = names->starts[low + 1] - names->starts[low];
  return names->items + names->starts[low];
}

bool definition_set_admits(const DefinitionSet *set, size_t number, Str name, SymbolKind kind,
                           TermScratch *scratch) {
  const Asked *asked = &set->asked[number];
  return asked->in_name && kind_counts(asked->text, kind)
         && name_matches(asked->in_name, name, scratch);
}

static const SnapshotPart *part_of(const Snapshot *snapshot, const Segment *segment) {
  for (size_t i = 0; snapshot && i < snapshot->parts.count; i++) {
    if (snapshot->parts.items[i].segment == segment) return &snapshot->parts.items[i];
  }
  return NULL;
}

Iter *definition_set_source(const void *user, size_t number, const Segment *segment, Arena *arena) {
  const DefinitionSet *set = user;
  const QueryText *text = set->asked[number].text;
  if (!text || (!text->symbol && text->places != PLACE_DEFINITION)) return NULL;
  const SnapshotPart *part = part_of(set->snapshot, segment);
  bool unknown = !part || part->lagging || (part->texts && !segment_has_symbols(segment));
  if (unknown) return NULL; // asked name by name
  const PartNames *names = part_names(set, number, part);
  if (!names) return NULL;
  Iter *iter = iter_list(arena, segment, names->documents, names->count);
  Buf label = {0};
  buf_printf(&label, "names with ");
  query_text_print(text, &label);
  iter_set_label(iter, arena_dup(arena, buf_str(&label)));
  buf_release(&label);
  return iter;
}
