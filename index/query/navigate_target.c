// The symbol tables know lines and columns; a jump wants all bytes of a definition, and files change. So the
// text is read, and of the few likeliest the symbols are looked up in it anew: 0.3 ms for a C file of the
// kernel, more elsewhere. For the others, and for large texts, the lines that the tables have are as good as
// it gets, if the name still stands where they say.
#include "query/navigate_target.h"

enum {
  WINDOW = 16,             // candidates read together
  PARSED = 4,              // of the likeliest are looked up by what is found in their texts
  PARSED_MAX = 128 << 10,  // bytes of a text, but for the likeliest of all
  SCORE_INVISIBLE = -1000, // static in another source
};

// ---- finding it in the text ---------------------------------------------------------------------

static uint32_t distance(uint32_t a, uint32_t b) { return a > b ? a - b : b - a; }

// The symbol that the candidate was when it was indexed: of its name, the nearest.
static const Symbol *find_symbol(const Extraction *found, const NavigateCandidate *c, Str name) {
  const Symbol *best = NULL;
  uint64_t least = UINT64_MAX;
  for (size_t i = 0; i < found->symbols.count; i++) {
    const Symbol *s = &found->symbols.items[i];
    if (!str_equal(s->name, name)) continue;
    uint64_t away = 2 * (uint64_t)distance(s->line, c->line) + (s->column != c->column)
                    + (s->kind == c->kind ? 0 : 1000);
    if (away >= least) continue;
    least = away;
    best = s;
  }
  return best;
}

// Whether the line before a name's belongs to the same definition: `static int` above a function's name.
static bool continues(Str line) {
  line = str_trim(line);
  if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == '/' || line.ptr[0] == '*') return false;
  return !memchr(";{}/:,(", line.ptr[line.len - 1], 7);
}

// By the lines of the tables; false if the name does not stand there.
static bool symbol_by_lines(const NavigateText *from, const NavigateCandidate *c, Str name,
                            Symbol *out) {
  Str text = from->text;
  size_t start = navigate_line_start(text, c->line), at = start + c->column;
  if (!str_equal(str_slice(text, at, at + name.len), name)) return false;
  if (language_is_c_family(from->language) && start > 0) {
    Str before = navigate_line_text(text, start - 1);
    if (continues(before)) start = (size_t)(before.ptr - text.ptr);
  }
  Str end = navigate_line_text(text, navigate_line_start(text, c->end_line));
  while (start < at && ascii_is_space(text.ptr[start])) start++;
  *out = (Symbol){.name = name,
                  .container = c->container,
                  .kind = c->kind,
                  .flags = c->flags,
                  .parent = NO_PARENT,
                  .line = c->line,
                  .column = c->column,
                  .name_start = (uint32_t)at,
                  .name_end = (uint32_t)(at + name.len),
                  .start = (uint32_t)start,
                  .end = (uint32_t)((size_t)(end.ptr - text.ptr) + end.len),
                  .end_line = c->end_line};
  if (out->end < out->name_end) out->end = out->name_end;
  return true;
}

SourceTarget navigate_target_of(const NavigateText *text, const Symbol *symbol) {
  return (SourceTarget){.path = text->path,
                        .language = language_name(text->language),
                        .text = text->text,
                        .name = symbol->name,
                        .container = symbol->container,
                        .kind = symbol->kind,
                        .flags = symbol->flags,
                        .line = symbol->line,
                        .name_start = symbol->name_start,
                        .name_end = symbol->name_end,
                        .start = symbol->start,
                        .end = symbol->end};
}

// ---- reading a window ---------------------------------------------------------------------------

typedef struct {
  const Navigation *navigation;
  const NavigateQuestion *question;
  NavigateTarget targets[WINDOW];
  size_t count;
  bool first;         // the window with the likeliest
  bool at_definition; // the place is one of the candidates
} Window;

static bool is_parsed(const Window *w, size_t i, const NavigateText *text) {
  if (text->part && text->part->texts) return true; // it is already, mostly
  return w->first && i < PARSED && (i == 0 || text->text.len <= PARSED_MAX);
}

// Looks the candidate up in its text; *found: what was found in that, if it was read for symbols, now or for
// a candidate before.
static bool look_up(const Window *w, NavigateTools *tools, size_t i, const NavigateText *text,
                    NavigateTarget *t, const Extraction **found) {
  Str name = w->question->name;
  bool by_lines = symbol_by_lines(text, &t->candidate, name, &t->symbol);
  if (by_lines && !*found && !is_parsed(w, i, text)) return true;
  if (!*found) *found = navigate_extract(w->navigation, tools, text);
  const Symbol *symbol = *found ? find_symbol(*found, &t->candidate, name) : NULL;
  if (symbol) t->symbol = *symbol;
  return symbol || (!*found && by_lines);
}

// What the tools hold is theirs: a copy that lasts. Candidates of one text share it, by `kept`.
static void keep(NavigateTarget *t, const NavigateText *text, const Extraction *found, Str *kept) {
  Arena *arena = &t->arena;
  bool lasts = text->part && text->part->texts;
  if (!lasts && !kept->ptr) *kept = arena_dup(arena, text->text);
  if (!lasts) t->target.text = *kept;
  t->symbol.name = t->target.name = arena_dup(arena, t->symbol.name);
  t->symbol.container = t->target.container = arena_dup(arena, t->symbol.container);
  t->target.path = arena_dup(arena, text->path);
  if (!found || found->spans.count == 0) return;
  Span *spans = arena_array(arena, Span, found->spans.count);
  memcpy(spans, found->spans.items, found->spans.count * sizeof *spans);
  t->spans = spans;
  t->span_count = found->spans.count;
}

static bool same_document(const NavigateTarget *a, const NavigateTarget *b) {
  return a->candidate.part == b->candidate.part && a->candidate.document == b->candidate.document;
}

// Whether an earlier one of the window is of the same document.
static bool is_read_before(const Window *w, size_t i) {
  for (size_t k = 0; k < i; k++) {
    if (same_document(&w->targets[k], &w->targets[i])) return true;
  }
  return false;
}

// The candidates that the text of number `first` has, from it on.
static void read_targets(Window *w, size_t first, NavigateTools *tools, const NavigateText *text) {
  const Extraction *found = NULL;
  Str kept = {0};
  for (size_t i = first; i < w->count; i++) {
    NavigateTarget *t = &w->targets[i];
    if (!same_document(&w->targets[first], t)) continue;
    t->found = look_up(w, tools, i, text, t, &found);
    if (!t->found) continue;
    t->language = text->language;
    t->target = navigate_target_of(text, &t->symbol);
    keep(t, text, found, &kept);
  }
}

// All candidates of one document, read once: a header of the kernel has many fields of a name.
static void read_target(void *user, size_t i) {
  Window *w = user;
  NavigateText text;
  if (is_read_before(w, i) || query_cancelled(w->navigation->query)) return;
  NavigateTools *tools = tools_take(w->navigation->tools);
  Str path = w->targets[i].candidate.path;
  if (navigate_read(w->navigation, tools, path, &text, NULL) == STATUS_OK) {
    read_targets(w, i, tools, &text);
    navigate_text_release(&text);
  }
  tools_give(tools);
}

static void read_window(Window *w) {
  const QueryContext *context = w->navigation->query;
  if (context->parallel && w->count > 1) {
    context->parallel(context->pool, w->count, read_target, w);
  } else {
    for (size_t i = 0; i < w->count; i++) read_target(w, i);
  }
}

// ---- what the place cannot see ------------------------------------------------------------------

static bool has_word(Str text, Str word) {
  size_t from = 0, at;
  while ((at = str_find(str_slice(text, from, text.len), word)) != SIZE_MAX) {
    at += from;
    size_t end = at + word.len;
    bool starts = at == 0 || !is_word_byte(text.ptr[at - 1]);
    if (starts && (end == text.len || !is_word_byte(text.ptr[end]))) return true;
    from = end;
  }
  return false;
}

// `static` in a C source that is not the place's: another thing of the same name.
static bool is_invisible(const Window *w, const NavigateTarget *t) {
  if (!t->found || !language_is_c_family(t->language) || t->candidate.container.len) return false;
  if (t->symbol.kind != SYMBOL_FUNCTION && t->symbol.kind != SYMBOL_VARIABLE) return false;
  Str path = t->candidate.path, extension = str_extension(path);
  bool header = extension.len && ascii_lower(extension.ptr[0]) == 'h';
  if (header || str_equal(path, w->question->path)) return false;
  return has_word(str_slice(t->target.text, t->symbol.start, t->symbol.name_start), STR("static"));
}

static int compare_targets(const void *a, const void *b) {
  return navigate_compare(&((const NavigateTarget *)a)->candidate,
                          &((const NavigateTarget *)b)->candidate);
}

static void demote_invisible(Window *w) {
  bool any = false;
  for (size_t i = 0; i < w->count; i++) {
    NavigateTarget *t = &w->targets[i];
    if (!is_invisible(w, t)) continue;
    t->candidate.score += SCORE_INVISIBLE;
    t->candidate.unrelated |= w->at_definition;
    if (t->candidate.certainty == CERTAINTY_LIKELY) t->candidate.certainty = CERTAINTY_NAME;
    any = true;
  }
  if (any) qsort(w->targets, w->count, sizeof *w->targets, compare_targets);
}

// ---- delivering ---------------------------------------------------------------------------------

const char *navigate_why_not(const QueryContext *context) {
  if (!query_cancelled(context)) return NULL;
  return query_expired(context) ? "deadline" : "cancelled";
}

static void deliver_window(Window *w, uint64_t limit, NavigateTargetFn fn, void *user,
                           NavigateDelivery *out) {
  for (size_t i = 0; i < w->count && !out->reason; i++) {
    NavigateTarget *t = &w->targets[i];
    out->reason = navigate_why_not(w->navigation->query);
    if (out->reason || !t->found) continue;
    if (limit && out->delivered == limit) {
      out->reason = "limit";
      break;
    }
    t->target.certainty = t->candidate.certainty;
    out->delivered++;
    if (!fn(user, t)) out->reason = "stopped";
  }
  for (size_t i = 0; i < w->count; i++) arena_release(&w->targets[i].arena);
}

void navigate_deliver(const Navigation *navigation, const NavigateQuestion *question,
                      const NavigateCandidates *candidates, uint64_t limit, NavigateTargetFn fn,
                      void *user, NavigateDelivery *out) {
  // What is static shows in the text only, so that in C one must look at more than are wanted.
  bool look_further = language_is_c_family(question->language);
  size_t most = limit && limit < WINDOW && !look_further ? (size_t)limit : WINDOW;
  Window *w = xmalloc(sizeof *w);
  *out = (NavigateDelivery){0};
  for (size_t from = 0; from < candidates->count && !out->reason; from += most) {
    if (limit && out->delivered == limit) {
      out->reason = "limit";
      break;
    }
    size_t left = candidates->count - from;
    *w = (Window){.navigation = navigation,
                  .question = question,
                  .count = left < most ? left : most,
                  .first = from == 0,
                  .at_definition = navigate_self(candidates) != NULL};
    for (size_t i = 0; i < w->count; i++) w->targets[i].candidate = candidates->items[from + i];
    read_window(w);
    demote_invisible(w);
    deliver_window(w, limit, fn, user, out);
  }
  free(w);
}
