#include "lsp/elsewhere.h"

typedef struct {
  const Request *request;
  Place *place;
  const Folder *folder;
  Str name, language;
  ElsewhereFn fn;
  void *user;
  uint64_t left; // 0: enough
} Elsewhere;

// ---- languages -------------------------------------------------------------------------------------

// Languages whose files use each other's names.
static const char *const families[][4] = {{"c", "cpp", "objc"},
                                          {"javascript", "typescript", "tsx"},
                                          {"java", "kotlin", "scala"},
                                          {"ocaml", "ocaml_interface"}};

static bool is_of(const char *const *family, Str language) {
  for (size_t i = 0; i < COUNT_OF(families[0]) && family[i]; i++) {
    if (str_equal(language, str_from_c(family[i]))) return true;
  }
  return false;
}

static bool go_together(Str a, Str b) {
  if (str_equal(a, b)) return true;
  for (size_t i = 0; i < COUNT_OF(families); i++) {
    if (is_of(families[i], a) && is_of(families[i], b)) return true;
  }
  return false;
}

static bool take_language(void *user, const SourceReference *reference) {
  Elsewhere *work = user;
  work->language = arena_dup(&((Request *)work->request)->arena, reference->language);
  return false;
}

// The place's language is told by the first occurrence of its name, which is at least the place itself.
static bool find_language(Elsewhere *work, Place *place) {
  SourcePlace source = place_source(place);
  Error error;
  return index_highlights(place_index(work->request), &source, take_language, work, NULL, &error)
             == STATUS_OK
         && work->language.len;
}

// ---- folders ---------------------------------------------------------------------------------------

// What would be read as more than a name is not asked for.
static bool is_plain(Str name) {
  static const Str marks = STR_INIT(" \"\\:/*()~");
  for (size_t i = 0; i < name.len; i++) {
    if (memchr(marks.ptr, name.ptr[i], marks.len)) return false;
  }
  return name.len > 0;
}

static bool give(Elsewhere *work, ElsewhereHit hit, size_t character, size_t units) {
  hit.folder = work->folder;
  hit.start = (Position){hit.line, (uint32_t)character};
  hit.end = (Position){hit.line, (uint32_t)(character + units)};
  work->left--;
  return work->fn(work->user, &hit) && work->left;
}

static bool give_symbol(void *user, const SymbolHit *symbol) {
  Elsewhere *work = user;
  bool fits = str_equal(symbol->name, work->name) && go_together(symbol->language, work->language);
  if (!fits) return true;
  PositionEncoding encoding = work->request->encoding;
  ElsewhereHit hit = {.path = symbol->path,
                      .line = symbol->line,
                      .column = symbol->column,
                      .declared = symbol->flags & SYMBOL_DECLARATION};
  // In UTF-32 this is one too many for every character beyond the BMP before the name on its line.
  size_t character = encoding == POSITION_UTF8 ? symbol->column : symbol->column_utf16;
  return give(work, hit, character, position_units(symbol->name, encoding));
}

static bool give_use(void *user, const SearchHit *use) {
  Elsewhere *work = user;
  if (!go_together(use->language, work->language)) return true;
  PositionEncoding encoding = work->request->encoding;
  ElsewhereHit hit = {.path = use->path, .line = use->line, .column = use->column};
  size_t character = position_units(str_slice(use->text, 0, use->column), encoding);
  return give(work, hit, character, position_units(work->name, encoding));
}

// A folder that fails has nothing to add. Without a limit, as a limited answer leaves out declarations whose
// definitions it has; give_symbol knows when there are enough.
static void ask_symbols(Elsewhere *work) {
  SymbolRequest ask = {
      .query = work->name, .match = SYMBOL_MATCH_EXACT, .cancelled = &work->request->stop};
  QuerySummary summary;
  status_ignore(index_symbols(work->folder->index, &ask, give_symbol, work, &summary, NULL));
}

static void ask_uses(Elsewhere *work, Str query) {
  SearchRequest ask = {.query = query,
                       .all = true,
                       .match_case = true,
                       .whole_word = true,
                       .timeout_ns = place_left_ns(work->place),
                       .cancelled = &work->request->stop};
  QuerySummary summary;
  status_ignore(index_search(work->folder->index, &ask, give_use, work, &summary, NULL));
}

static bool begin(Elsewhere *work, Place *place, Str name, uint64_t limit) {
  Request *request = place->request;
  if (request->folder_count < 2 || !limit || !is_plain(name)) return false;
  work->request = request;
  work->place = place;
  work->name = arena_dup(&request->arena, name);
  work->left = limit;
  return find_language(work, place);
}

void elsewhere_definitions(Place *place, Str name, uint64_t limit, ElsewhereFn fn, void *user) {
  Elsewhere work = {.fn = fn, .user = user};
  if (!begin(&work, place, name, limit)) return;
  for (size_t i = 1; i < place->request->folder_count; i++) {
    work.folder = place->request->folders[i];
    work.left = limit;
    ask_symbols(&work);
  }
}

void elsewhere_uses(Place *place, Str name, uint64_t limit, ElsewhereFn fn, void *user) {
  Elsewhere work = {.fn = fn, .user = user};
  if (!begin(&work, place, name, limit)) return;
  Str query = arena_printf(&place->request->arena, "in:code \"%.*s\"", STR_ARGS(work.name));
  for (size_t i = 1; i < place->request->folder_count && work.left; i++) {
    work.folder = place->request->folders[i];
    ask_uses(&work, query);
  }
}
