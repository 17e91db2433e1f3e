// Problem: a keystroke asks for words, and waits for them.
//
// Approach: words of the text are found by letters, within so many bytes around the place: what people type
// next stands mostly near. Symbols are a range of the sorted names. No text is parsed and no file read.
#include "query/navigate_words.h"

#include "base/hash_map.h"
#include "query/symbols.h"

enum {
  AROUND = 256 << 10, // bytes before and behind the place
  WORD_LONGEST = 128,
  WORDS_MAX = 4096, // of the text, distinct
  SYMBOLS_USUAL = 100,
};

typedef struct {
  Str text;
  uint32_t times, distance; // of the nearest, in bytes
  bool exact;               // begins as typed, capitals too
} TextWord;

typedef struct {
  Str name, container;
  SymbolKind kind;
  bool used;
} TreeWord;

typedef struct {
  Arena arena;
  HashMap numbers; // of words, by hash
  ARRAY(TextWord) texts;
  ARRAY(TreeWord) symbols;
  Str prefix, path;
  WordFn fn;
  void *user;
  uint64_t limit;
  const char *cut; // why not all symbols are here; NULL: all are
  NavigateDelivery *out;
} Run;

Str words_prefix(Str text, uint32_t offset) {
  size_t end = offset < text.len ? offset : text.len, start = end;
  while (start > 0 && is_word_byte(text.ptr[start - 1])) start--;
  return str_slice(text, start, end);
}

// ---- of the text --------------------------------------------------------------------------------

static void note_word(Run *run, Str word, uint32_t distance) {
  if (word.len <= run->prefix.len || word.len > WORD_LONGEST || ascii_is_digit(word.ptr[0])) return;
  Str head = str_slice(word, 0, run->prefix.len);
  if (!str_equal_fold(head, run->prefix)) return;
  uint64_t number, hash = str_hash(word);
  if (!hash_map_get(&run->numbers, hash, &number)) {
    if (run->texts.count == WORDS_MAX) return;
    hash_map_put(&run->numbers, hash, run->texts.count);
    array_push(&run->texts, ((TextWord){word, 1, distance, str_equal(head, run->prefix)}));
    return;
  }
  TextWord *known = &run->texts.items[number];
  known->times++;
  if (distance < known->distance) known->distance = distance;
}

static void find_words(Run *run, Str text, uint32_t offset) {
  size_t from = offset > AROUND ? offset - AROUND : 0;
  size_t to = text.len - offset > AROUND ? offset + AROUND : text.len;
  while (from > 0 && is_word_byte(text.ptr[from - 1])) from--;
  while (from < to) {
    while (from < to && !is_word_byte(text.ptr[from])) from++;
    size_t end = from;
    while (end < text.len && is_word_byte(text.ptr[end])) end++;
    bool typed = from <= offset && offset <= end; // the one that is being completed
    uint32_t distance = (uint32_t)(from > offset ? from - offset : offset - from);
    if (end > from && !typed) note_word(run, str_slice(text, from, end), distance);
    from = end > from ? end : from + 1;
  }
}

static double word_score(const TextWord *w) {
  double near = 1.0 / (1.0 + w->distance / 1000.0), often = w->times / (w->times + 4.0);
  return 2.0 + (w->exact ? 0.5 : 0.0) + 0.3 * near + 0.2 * often;
}

static int compare_words(const void *a, const void *b) {
  const TextWord *x = a, *y = b;
  double p = word_score(x), q = word_score(y);
  if (p != q) return p > q ? -1 : 1;
  return str_compare(x->text, y->text);
}

// ---- of the tree --------------------------------------------------------------------------------

static bool take_symbol(void *user, const SymbolHit *hit) {
  Run *run = user;
  if (hit->kind == SYMBOL_HEADING || hit->name.len <= run->prefix.len) return true;
  for (size_t i = 0; i < hit->name.len; i++) {
    if (!is_word_byte(hit->name.ptr[i])) return true; // no one word
  }
  array_push(&run->symbols, ((TreeWord){.name = arena_dup(&run->arena, hit->name),
                                        .container = arena_dup(&run->arena, hit->container),
                                        .kind = hit->kind}));
  return true;
}

// What is cut here goes on when one more letter is typed; the answer must say so, however few words of it
// are left.
static Status find_symbols(Run *run, const QueryContext *context, Error *error) {
  QuerySummary summary = {.truncated = false};
  SymbolRequest request = {.query = run->prefix,
                           .match = SYMBOL_MATCH_PREFIX,
                           .limit = run->limit ? run->limit : SYMBOLS_USUAL,
                           .near = run->path,
                           .cancelled = context->cancelled};
  Status status = symbols_run(context, &request, take_symbol, run, &summary, error);
  if (status == STATUS_OK && summary.truncated)
    run->cut = query_expired(context) ? "deadline" : summary.reason;
  return status;
}

// ---- delivering ---------------------------------------------------------------------------------

static void deliver(Run *run, const SourceWord *word) {
  if (run->limit && run->out->delivered == run->limit) {
    run->out->reason = "limit";
    return;
  }
  run->out->delivered++;
  if (!run->fn(run->user, word)) run->out->reason = "stopped";
}

static void deliver_text_word(Run *run, const TextWord *w) {
  SourceWord word = {.text = w->text, .kind = SYMBOL_VARIABLE, .score = word_score(w)};
  for (size_t i = 0; i < run->symbols.count; i++) {
    TreeWord *symbol = &run->symbols.items[i];
    if (!str_equal(symbol->name, w->text)) continue;
    if (!word.symbol) {
      word.symbol = true;
      word.kind = symbol->kind;
      word.container = symbol->container;
    }
    symbol->used = true;
  }
  deliver(run, &word);
}

static void deliver_all(Run *run) {
  if (run->texts.count)
    qsort(run->texts.items, run->texts.count, sizeof *run->texts.items, compare_words);
  uint64_t most = run->limit ? run->limit : SYMBOLS_USUAL;
  for (size_t i = 0; i < run->texts.count && i < most && !run->out->reason; i++) {
    deliver_text_word(run, &run->texts.items[i]);
  }
  for (size_t i = 0; i < run->symbols.count && !run->out->reason; i++) {
    TreeWord *symbol = &run->symbols.items[i];
    if (symbol->used) continue;
    for (size_t k = i + 1; k < run->symbols.count; k++) { // the best of a name stands for it
      if (str_equal(run->symbols.items[k].name, symbol->name)) run->symbols.items[k].used = true;
    }
    double rank =
        1.0 / (1.0 + (double)i); // symbols come best first; below 2, and so behind the text
    SourceWord word = {symbol->name, symbol->kind, true, symbol->container, 1.0 + rank / 2};
    deliver(run, &word);
  }
}

Status words_run(const Navigation *navigation, const NavigateText *text, uint32_t offset,
                 uint64_t limit, WordFn fn, void *user, NavigateDelivery *out, Error *error) {
  Run run = {.prefix = words_prefix(text->text, offset),
             .path = text->path,
             .fn = fn,
             .user = user,
             .limit = limit,
             .out = out};
  Status status = STATUS_OK;
  *out = (NavigateDelivery){0};
  if (run.prefix.len) {
    if (offset > text->text.len) offset = (uint32_t)text->text.len;
    find_words(&run, text->text, offset);
    status = find_symbols(&run, navigation->query, error);
    if (status == STATUS_OK) deliver_all(&run);
    if (!out->reason) out->reason = run.cut;
  }
  arena_release(&run.arena);
  hash_map_release(&run.numbers);
  array_free(&run.texts);
  array_free(&run.symbols);
  return status;
}
