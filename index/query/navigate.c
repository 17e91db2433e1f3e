// Problem: a name has one definition or ten thousand (`name` in the kernel), and no compiler says which.
//
// Approach: a score that adds up what speaks for a candidate. The weights are steps that do not reach over
// one another: what stands before the name outweighs where a file is, an import outweighs a directory, and
// nearness only orders what is otherwise equal.
//
// Rejected: types. They would say more, and cost an analysis per language, which is what the real language
// servers beside this one are for.
#include "query/navigate.h"

#include "base/scan.h"
#include "query/standing.h"

enum {
  CANDIDATES_MAX = 1 << 16,
  POLL_CANDIDATES = 1024,

  SCORE_QUALIFIED = 1000, // the container or module before the name
  SCORE_OWN_TYPE = 1900,  // the type around the place has it: no base's file is nearer
  SCORE_OWN_FILE = 300,   // a type in its file has it, that is not known to be a base
  SCORE_WITHIN = 1200,    // the file of the import that the place stands in
  SCORE_SAME_FILE = 600,
  SCORE_IMPORT = 400,      // and more by how well it fits
  SCORE_TWIN = 480,        // the header of this source, or its source
  SCORE_IMPORT_TWIN = 460, // the source of an imported header
  SCORE_DECLARED = 440,    // the file or an import declares it
  SCORE_PACKAGE = 420,     // visible without an import
  SCORE_REACHED = 390,     // by includes of includes; a level deeper is less
  SCORE_LEVEL = 15,
  SCORE_DIRECTORY = 200,
  SCORE_UNSEEN = 300,  // declared in one of many headers
  SCORE_FITTING = 160, // an include may mean it, and means another file rather
  SCORE_ALIKE = 120,   // the value is called as the type: mutex.lock() and Mutex
  SCORE_DEFINITION = 150,
  SCORE_NEAR = 100, // at most
  SCORE_ASSEMBLY = 30,
  SCORE_FOREIGN = -2000, // of another family of languages
};

typedef struct {
  const QueryContext *context;
  const NavigateQuestion *question;
  NavigateCandidates *out;
  size_t looked_at;
  uint32_t depth;                     // directories of the place's path
  QualityClass own;                   // of the place's file
  bool declared;                      // the place's file, or one that it imports, declares the name
  bool names_import;                  // what stands before the name is an import's name
  bool strong;                        // there is a candidate whose kind fits well
  size_t seen_declared, seen_defined; // by includes
} Gatherer;

// ---- what fits ----------------------------------------------------------------------------------

typedef enum { FIT_NONE, FIT_WEAK, FIT_STRONG } Fit;

static bool is_data_kind(SymbolKind kind) {
  switch (kind) {
  case SYMBOL_HEADING:
  case SYMBOL_KEY:
  case SYMBOL_TARGET:
  case SYMBOL_LABEL:
  case SYMBOL_TABLE:
  case SYMBOL_SELECTOR: return true;
  default: return false;
  }
}

static bool is_member_kind(SymbolKind kind) {
  switch (kind) {
  case SYMBOL_FIELD:
  case SYMBOL_PROPERTY:
  case SYMBOL_METHOD:
  case SYMBOL_EVENT:
  case SYMBOL_ENUMERATOR: return true;
  default: return false;
  }
}

static bool is_type_kind(SymbolKind kind) {
  switch (kind) {
  case SYMBOL_CLASS:
  case SYMBOL_STRUCT:
  case SYMBOL_UNION:
  case SYMBOL_INTERFACE:
  case SYMBOL_TRAIT:
  case SYMBOL_ENUM:
  case SYMBOL_TYPE: return true;
  default: return false;
  }
}

// Of `a.b` in C only what a struct has, and what is written as if it had it.
static Fit fit_of_member(const NavigateQuestion *question, SymbolKind kind) {
  if (is_member_kind(kind)) return FIT_STRONG;
  if (navigate_family(question->language) != LANGUAGE_c) return FIT_WEAK;
  return kind == SYMBOL_FUNCTION || kind == SYMBOL_MACRO ? FIT_WEAK : FIT_NONE;
}

// Where a method calls another of its object by its name alone.
static bool has_implicit_members(LanguageId language) {
  switch (language) {
  case LANGUAGE_c:
  case LANGUAGE_python:
  case LANGUAGE_javascript:
  case LANGUAGE_typescript:
  case LANGUAGE_tsx:
  case LANGUAGE_go:
  case LANGUAGE_rust:
  case LANGUAGE_lua:
  case LANGUAGE_php: return false;
  default: return true;
  }
}

static Fit fit_of_kind(const NavigateQuestion *question, SymbolKind kind) {
  if (question->member) return fit_of_member(question, kind);
  bool implicit = has_implicit_members(question->language) || question->qualifier.len;
  if (kind == SYMBOL_ENUMERATOR) return question->called ? FIT_WEAK : FIT_STRONG;
  if (question->called) {
    if (kind == SYMBOL_METHOD) return implicit ? FIT_STRONG : FIT_WEAK;
    if (kind == SYMBOL_FUNCTION || kind == SYMBOL_MACRO || kind == SYMBOL_CONSTRUCTOR)
      return FIT_STRONG;
    return is_type_kind(kind) && question->language != LANGUAGE_c ? FIT_STRONG : FIT_WEAK;
  }
  return is_member_kind(kind) && !implicit ? FIT_WEAK : FIT_STRONG;
}

// What one language calls of another's: never its members and variables.
static bool crosses_languages(SymbolKind kind) {
  return kind == SYMBOL_FUNCTION || kind == SYMBOL_MACRO || is_type_kind(kind);
}

static Fit fit_of(const NavigateQuestion *question, const Standing *standing,
                  const NavigateCandidate *c) {
  LanguageId language = (LanguageId)standing->language;
  if (c->self) return FIT_STRONG;
  bool same = navigate_family(language) == navigate_family(question->language);
  if (!same && !(navigate_is_code(language) && crosses_languages(c->kind))) return FIT_NONE;
  if (same && is_data_kind(c->kind)) return FIT_STRONG;
  return fit_of_kind(question, c->kind);
}

// ---- evidence -----------------------------------------------------------------------------------

static bool is_name_end(char c) {
  return c == '.' || c == ':' || c == '/' || c == '\\' || c == '>';
}

// The last name of `a::b`, `a.b`, `a->b`, without arguments behind it.
static Str last_of(Str qualifier) {
  size_t end = qualifier.len;
  while (end > 0 && !is_word_byte(qualifier.ptr[end - 1])) end--;
  size_t start = end;
  while (start > 0 && !is_name_end(qualifier.ptr[start - 1])) start--;
  return str_trim(str_slice(qualifier, start, end));
}

bool navigate_is_own_object(Str qualifier) {
  Str name = last_of(qualifier);
  static const char *const names[] = {"self", "this", "cls", "Self", "super", "@"};
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    if (str_equal(name, str_from_c(names[i]))) return true;
  }
  return false;
}

static bool is_header(Str path) {
  Str extension = str_extension(path);
  return extension.len && extension.len <= 3 && ascii_lower(extension.ptr[0]) == 'h';
}

// A header and a source of one name.
static bool are_twins(Str a, Str b) {
  return is_header(a) != is_header(b) && str_equal(imports_stem(a), imports_stem(b));
}

// Whether the module that a path is has that name: its file, or its directory.
static bool module_is_called(Str path, Str name) {
  Str stem = imports_stem(path);
  return str_equal(stem, name) || str_equal(str_base_name(imports_directory(path)), name);
}

// `self.x`: of the type around the place, else of its bases in the order of its head, else of another type in
// the file, which may be a base of theirs. `super().x` is never of the type itself.
static int32_t score_own_member(const NavigateQuestion *question, Str container, bool own_file) {
  const OwnType *own = question->own;
  if (!own || own->name.len == 0) return own_file ? SCORE_QUALIFIED : 0;
  bool above = str_equal(last_of(question->qualifier), STR("super"));
  bool same = str_equal(container, own->name);
  if (same && own_file) return above ? 0 : SCORE_OWN_TYPE;
  for (size_t i = 0; i < own->count; i++) {
    if (str_equal(container, own->bases[i])) return SCORE_QUALIFIED + BASES_MAX - (int32_t)i;
  }
  if (same && !above) return SCORE_QUALIFIED; // another part of it
  return own_file ? SCORE_OWN_FILE : 0;
}

static int32_t score_qualifier(const Gatherer *g, NavigateCandidate *c, ImportFit fit,
                               size_t which) {
  const NavigateQuestion *question = g->question;
  if (question->qualifier.len == 0) return 0;
  Str last = last_of(question->qualifier), container = last_of(c->container);
  bool own_file = str_equal(c->path, question->path);
  if (navigate_is_own_object(question->qualifier)) {
    bool member = is_member_kind(c->kind) || c->kind == SYMBOL_CONSTRUCTOR;
    int32_t own = member ? score_own_member(question, container, own_file) : 0;
    c->reason |= own >= SCORE_OWN_FILE;
    return own;
  }
  Str owner = question->type.len ? question->type : last;
  bool names = owner.len && str_equal(owner, container);
  bool imports = fit != IMPORT_NONE && imports_is_called(question->imports, which, last);
  // Unless an import has that name: then that is the module.
  bool may_be_module = c->container.len == 0 && (!g->names_import || fit >= IMPORT_PACKAGE);
  bool is_module = may_be_module && module_is_called(c->path, last);
  if (names || imports || is_module) {
    c->reason = true;
    return SCORE_QUALIFIED;
  }
  return container.len && str_equal_fold(last, container) ? SCORE_ALIKE : 0;
}

// Languages whose packages are directories: what lies in them is visible without an import.
static bool is_package_language(LanguageId language) {
  return language == LANGUAGE_go || language == LANGUAGE_java || language == LANGUAGE_kotlin
         || language == LANGUAGE_scala || language == LANGUAGE_csharp || language == LANGUAGE_swift
         || language == LANGUAGE_hcl;
}

// The sources of imported headers. The header's own path is not at hand: its name is.
static bool is_import_twin(const NavigateQuestion *question, Str path) {
  if (navigate_family(question->language) != LANGUAGE_c || is_header(path)) return false;
  Str stem = imports_stem(path);
  for (size_t i = 0; question->imports && i < question->imports->count; i++) {
    const ImportPattern *pattern = &question->imports->items[i];
    if (str_equal(imports_stem(pattern->names[pattern->count - 1]), stem)) return true;
  }
  return false;
}

static int32_t score_place(const NavigateQuestion *question, NavigateCandidate *c, ImportFit fit) {
  Str directory = imports_directory(c->path);
  bool beside = str_equal(directory, imports_directory(question->path));
  int32_t score = 0;
  if (str_equal(c->path, question->path)) // what is only declared here is defined elsewhere
    score = c->flags & SYMBOL_DECLARATION ? SCORE_DIRECTORY : SCORE_SAME_FILE;
  else if (are_twins(c->path, question->path) && (beside || fit))
    score = SCORE_TWIN;
  else if (fit >= IMPORT_PART)
    score = SCORE_IMPORT + 30 * (int32_t)(fit - IMPORT_PART);
  else if (beside && is_package_language(question->language))
    score = SCORE_PACKAGE;
  else if (is_import_twin(question, c->path))
    score = SCORE_IMPORT_TWIN;
  else if (fit == IMPORT_PACKAGE || beside)
    score = SCORE_DIRECTORY;
  c->reason |= score > 0;
  return score;
}

static int32_t score_standing(const Gatherer *g, const NavigateCandidate *c,
                              const Standing *standing) {
  static const int16_t classes[] = {0, -40, -120, -150, -100, -100};
  QualityClass class = quality_class(standing->quality);
  int32_t score = class != g->own && (size_t) class < COUNT_OF(classes) ? classes[class] : 0;
  if (standing->flags & STANDING_AUXILIARY) score -= 60;
  if (standing->language == LANGUAGE_assembly && g->question->language != LANGUAGE_assembly)
    score -= SCORE_ASSEMBLY; // written for one machine: what is in C is for all
  uint32_t common = imports_common_directories(g->question->path, c->path);
  score += (int32_t)(SCORE_NEAR * common / (g->depth + 1));
  if (!(c->flags & SYMBOL_DECLARATION)) score += SCORE_DEFINITION;
  bool same =
      navigate_family((LanguageId)standing->language) == navigate_family(g->question->language);
  return same ? score : score + SCORE_FOREIGN;
}

static void score(Gatherer *g, NavigateCandidate *c, const Standing *standing) {
  const NavigateQuestion *question = g->question;
  size_t which = 0, ignored;
  ImportFit fit = question->imports ? imports_fit(question->imports, c->path, &which) : IMPORT_NONE;
  int32_t qualifier = score_qualifier(g, c, fit, which);
  c->qualified = qualifier >= SCORE_QUALIFIED;
  c->named = qualifier;
  c->placed = score_place(question, c, fit);
  bool own_object = question->own && navigate_is_own_object(question->qualifier);
  if (own_object && !qualifier)
    c->reason = false; // where it stands says nothing of whose member it is
  c->score = score_standing(g, c, standing) + qualifier + c->placed;
  bool own = str_equal(c->path, question->path);
  if ((fit >= IMPORT_PART || own) && c->flags & SYMBOL_DECLARATION) g->declared = true;
  if (question->within && imports_fit(question->within, c->path, &ignored) >= IMPORT_PART) {
    c->score += SCORE_WITHIN;
    c->reason = true;
  }
}

// ---- gathering ----------------------------------------------------------------------------------

static void add_symbol(Gatherer *g, uint32_t part_number, const StoredSymbol *symbol) {
  const NavigateQuestion *question = g->question;
  const SnapshotPart *part = &g->context->snapshot->parts.items[part_number];
  NavigateCandidate c = {.part = part_number,
                         .document = symbol->document,
                         .line = symbol->line,
                         .column = symbol->column,
                         .end_line = symbol->end_line,
                         .kind = symbol->kind,
                         .flags = symbol->flags,
                         .container = symbol->container,
                         .path = segment_path(part->segment, symbol->document)};
  const Standing *standing = &standing_of(part)[symbol->document];
  c.self = symbol->line == question->line && symbol->column == question->column
           && str_equal(c.path, question->path);
  Fit fit = fit_of(question, standing, &c);
  if (fit == FIT_NONE) return;
  score(g, &c, standing);
  if (c.qualified) fit = FIT_STRONG; // a function of a module, and not a method
  if (fit == FIT_WEAK && g->strong) return;
  if (fit == FIT_STRONG && !g->strong && !c.self) {
    g->strong = true; // what fits badly is no longer of interest
    size_t kept = 0;
    for (size_t i = 0; i < g->out->count; i++) {
      if (g->out->items[i].self) g->out->items[kept++] = g->out->items[i];
    }
    g->out->count = kept;
  }
  array_push(g->out, c);
}

static bool may_go_on(Gatherer *g) {
  if (++g->looked_at > CANDIDATES_MAX) g->out->cut = true;
  if (g->looked_at % POLL_CANDIDATES == 0 && query_cancelled(g->context)) g->out->cut = true;
  return !g->out->cut;
}

static void gather_part(Gatherer *g, uint32_t number) {
  const SnapshotPart *part = &g->context->snapshot->parts.items[number];
  Str name = g->question->name;
  NameCursor names;
  SymbolCursor symbols;
  StoredSymbol symbol;
  if (!segment_has_symbols(part->segment)) return;
  uint32_t first = segment_name_lower_bound(part->segment, name);
  if (!name_cursor_open(&names, part->segment, first) || !str_equal(names.name, name)) return;
  if (!symbol_cursor_open(&symbols, part->segment, first)) return;
  while (symbol_cursor_next(&symbols, &symbol) && may_go_on(g)) {
    if (symbol.document >= segment_documents(part->segment)) continue;
    if (!snapshot_part_is_dead(part, symbol.document)) add_symbol(g, number, &symbol);
  }
}

// ---- order --------------------------------------------------------------------------------------

// Seen from a definition, what is likely to be of the same thing comes before it, and the rest behind.
static int group_of(const NavigateCandidate *c) {
  if (c->self) return 1;
  return c->unrelated ? 2 : 0;
}

int navigate_compare(const NavigateCandidate *x, const NavigateCandidate *y) {
  if (group_of(x) != group_of(y)) return group_of(x) - group_of(y);
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  int order = str_compare(x->path, y->path);
  if (order) { // shallow before deep, as everywhere
    size_t a = scan_count_byte(x->path, '/'), b = scan_count_byte(y->path, '/');
    return a == b ? order : a < b ? -1 : 1;
  }
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  return (x->column > y->column) - (x->column < y->column);
}

static int compare_candidates(const void *a, const void *b) { return navigate_compare(a, b); }

static bool is_foreign(const NavigateCandidate *c) { return c->score <= SCORE_FOREIGN / 2; }

// A definition is the only one however often it is declared; a declaration, if nothing else has the name.
static bool is_only(const NavigateCandidates *all, const NavigateCandidate *c) {
  size_t definitions = 0;
  for (size_t i = 0; i < all->count && definitions < 2; i++) {
    definitions += !(all->items[i].flags & SYMBOL_DECLARATION);
  }
  if (all->cut) return false;
  if (definitions == 0) return all->count == 1;
  return definitions == 1 && !(c->flags & SYMBOL_DECLARATION);
}

// The order, and how certain each is.
static void settle(NavigateCandidates *all) {
  if (all->count) qsort(all->items, all->count, sizeof *all->items, compare_candidates);
  size_t own = 0; // of this family of languages, those of others are behind them
  for (size_t i = 0; i < all->count; i++) own += !is_foreign(&all->items[i]);
  if (own) {
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++) {
      if (!is_foreign(&all->items[i])) all->items[kept++] = all->items[i];
    }
    all->count = kept;
  }
  for (size_t i = 0; i < all->count; i++) {
    NavigateCandidate *c = &all->items[i];
    // Where what stands before the name is the container of one, the others are of other containers, or of
    // bases that it overrides.
    const NavigateCandidate *first = &all->items[0];
    bool beaten = first->named >= SCORE_OWN_FILE && c->named < first->named && !c->self;
    c->certainty = c->reason && !beaten ? CERTAINTY_LIKELY : CERTAINTY_NAME;
    if (own && i < 8 && is_only(all, c)) c->certainty = CERTAINTY_ONLY;
  }
}

// What an include that fits several files leads to, and what includes of includes do. Files that lie in the
// place's own directory or have its name are known without.
static void score_sight(Gatherer *g, NavigateCandidate *c) {
  IncludeSight sight = include_reach_of(g->question->reach, c->part, c->document);
  bool declares = c->flags & SYMBOL_DECLARATION;
  if (c->placed > SCORE_IMPORT + 60) {
    g->declared |= declares;
    return;
  }
  if (!sight.depth) return;
  int32_t reached = SCORE_REACHED - SCORE_LEVEL * ((int32_t)sight.depth - 1);
  int32_t placed = sight.likely ? reached : SCORE_FITTING;
  if (sight.depth == 1 && sight.likely && c->placed >= SCORE_IMPORT) placed = c->placed;
  if (!sight.likely && c->placed < SCORE_IMPORT && c->placed > placed) return;
  c->score += placed - c->placed;
  c->placed = placed;
  c->reason = sight.likely || c->qualified;
  g->declared |= sight.likely && declares;
  g->seen_declared += sight.likely && declares;
  g->seen_defined += sight.likely && !declares;
}

static bool sees_any(const Gatherer *g) {
  for (size_t i = 0; i < g->out->count; i++) {
    const NavigateCandidate *c = &g->out->items[i];
    if (!c->self && include_reach_of(g->question->reach, c->part, c->document).likely) return true;
  }
  return false;
}

// Reads until something is in sight: what is nearer is meant more than what lies behind it.
static void look_for_any(const Gatherer *g) {
  static const uint8_t steps[] = {0, 32, 64, 160};
  for (size_t i = 0; i < COUNT_OF(steps); i++) {
    if (!include_reach_read(g->question->reach, steps[i]) || sees_any(g)) return;
  }
}

static void follow_includes(Gatherer *g) {
  const NavigateQuestion *question = g->question;
  if (!question->reach || g->out->count < 2) return;
  for (size_t i = 0; i < g->out->count; i++) {
    const NavigateCandidate *c = &g->out->items[i];
    bool here = str_equal(c->path, question->path) && !(c->flags & SYMBOL_DECLARATION);
    if (here && !c->self) return; // a file sees its own definition first
  }
  g->declared = false;
  look_for_any(g);
  for (size_t i = 0; i < g->out->count; i++) {
    NavigateCandidate *c = &g->out->items[i];
    score_sight(g, c);
    if (c->flags & SYMBOL_DECLARATION && str_equal(c->path, question->path)) g->declared = true;
  }
}

// What is declared is defined somewhere, if not there: then the definition is meant more than what declares
// it, wherever it stands. Functions are not defined in headers that do not say so themselves; types are.
// Where headers that the place sees define it and few declare it (one architecture of many), the former are
// meant.
static void credit_definitions(const Gatherer *g) {
  if (!g->declared) return;
  bool defined_in_sight = g->seen_defined > 2 * g->seen_declared;
  int32_t credit = defined_in_sight ? SCORE_UNSEEN : SCORE_DECLARED;
  for (size_t i = 0; i < g->out->count; i++) {
    NavigateCandidate *c = &g->out->items[i];
    if (c->flags & SYMBOL_DECLARATION || c->placed >= credit) continue;
    if (is_header(c->path) && !is_type_kind(c->kind)) continue;
    if (c->kind == SYMBOL_MACRO && !str_equal(c->path, g->question->path)) continue;
    c->score += credit - c->placed;
    c->placed = credit;
    c->reason = true;
  }
}

// What is declared or defined in another container than the definition at the place is another thing.
static void tell_related(const Gatherer *g) {
  const NavigateCandidate *self = navigate_self(g->out);
  for (size_t i = 0; self && i < g->out->count; i++) {
    NavigateCandidate *c = &g->out->items[i];
    bool same = str_equal(last_of(c->container), last_of(self->container));
    c->unrelated = !c->self && !(same && c->reason);
    if (c->unrelated) c->reason = false;
  }
}

void navigate_candidates(const QueryContext *context, const NavigateQuestion *question,
                         NavigateCandidates *out) {
  Gatherer g = {.context = context, .question = question, .out = out};
  out->count = 0;
  out->cut = false;
  if (question->name.len == 0 || question->name.len >= NAME_MAX_BYTES) return;
  g.depth = (uint32_t)scan_count_byte(question->path, '/');
  g.own = quality_class(quality_of(question->path, 0));
  Str qualifier = last_of(question->qualifier);
  for (size_t i = 0; question->imports && i < question->imports->count && qualifier.len; i++) {
    g.names_import |= imports_is_called(question->imports, i, qualifier);
  }
  for (uint32_t i = 0; i < context->snapshot->parts.count; i++) gather_part(&g, i);
  follow_includes(&g);
  credit_definitions(&g);
  tell_related(&g);
  settle(out);
}

void navigate_prefer_declarations(NavigateCandidates *all) {
  NavigateCandidate *ordered = xmalloc((all->count + 1) * sizeof *ordered);
  size_t count = 0;
  for (int group = 0; group < 6; group++) {
    for (size_t i = 0; i < all->count; i++) {
      const NavigateCandidate *c = &all->items[i];
      bool is_declaration = c->flags & SYMBOL_DECLARATION;
      if (2 * group_of(c) + !is_declaration == group) ordered[count++] = *c;
    }
  }
  if (count) memcpy(all->items, ordered, count * sizeof *ordered);
  free(ordered);
}

const NavigateCandidate *navigate_self(const NavigateCandidates *all) {
  for (size_t i = 0; i < all->count; i++) {
    if (all->items[i].self) return &all->items[i];
  }
  return NULL;
}

NavigateMember navigate_member(const NavigateQuestion *question, const NavigateCandidates *all) {
  if (has_implicit_members(question->language)) return MEMBER_UNKNOWN;
  const NavigateCandidate *best = navigate_self(all);
  if (!best && all->count) best = &all->items[0];
  if (best && best->kind == SYMBOL_ENUMERATOR) return MEMBER_UNKNOWN;
  if (best ? is_member_kind(best->kind) : question->member) return MEMBER_ALWAYS;
  // Elsewhere a module stands before its functions, too.
  bool tells = best && question->language == LANGUAGE_c && best->kind != SYMBOL_MACRO;
  return tells ? MEMBER_NEVER : MEMBER_UNKNOWN;
}

// ---- positions ----------------------------------------------------------------------------------

static int compare_positions(const void *a, const void *b) {
  const NavigateCandidate *x = a, *y = b;
  if (x->part != y->part) return x->part < y->part ? -1 : 1;
  if (x->document != y->document) return x->document < y->document ? -1 : 1;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  return (x->column > y->column) - (x->column < y->column);
}

void navigate_sort_by_position(NavigateCandidates *all) {
  if (all->count) qsort(all->items, all->count, sizeof *all->items, compare_positions);
}

const NavigateCandidate *navigate_candidate_at(const NavigateCandidates *sorted, uint32_t part,
                                               uint32_t document, uint32_t line, uint32_t column) {
  NavigateCandidate key = {.part = part, .document = document, .line = line, .column = column};
  if (sorted->count == 0) return NULL;
  return bsearch(&key, sorted->items, sorted->count, sizeof key, compare_positions);
}
