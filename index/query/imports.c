// Problem: `#include <linux/mutex.h>`, `import a.b`, `use crate::a::b` and `from "../util"` name files by
// rules that live in build systems, and there is no build system here.
//
// Approach: what all of them have in common is that the last names of the import are the last names of the
// path: read both as lists of names and compare backward. How far they agree says how likely it is. A
// language's own habits are few: a module may be a directory with a file of a known name in it, the last
// names may be of things within a module, a path relative to the importing file is exact.
//
// Rejected: resolving each import to files first. That asks every path of the tree for every import; a
// candidate's path asks a mask of 64 bits and seldom more.
#include "query/imports.h"

typedef enum {
  STYLE_FILES,       // names of files: C
  STYLE_PATHS,       // the same, the extension may be missing: JavaScript, Ruby
  STYLE_DIRECTORIES, // Go
  STYLE_DOTS,
  STYLE_COLONS,
  STYLE_BACKSLASHES,
} ImportStyle;

static ImportStyle style_of(LanguageId language) {
  switch (language) {
  case LANGUAGE_c:
  case LANGUAGE_cpp:
  case LANGUAGE_objc: return STYLE_FILES;
  case LANGUAGE_go: return STYLE_DIRECTORIES;
  case LANGUAGE_python:
  case LANGUAGE_java:
  case LANGUAGE_kotlin:
  case LANGUAGE_scala:
  case LANGUAGE_csharp:
  case LANGUAGE_haskell:
  case LANGUAGE_elixir:
  case LANGUAGE_julia:
  case LANGUAGE_swift:
  case LANGUAGE_elm:
  case LANGUAGE_clojure:
  case LANGUAGE_lua: return STYLE_DOTS;
  case LANGUAGE_rust:
  case LANGUAGE_perl: return STYLE_COLONS;
  case LANGUAGE_php: return STYLE_BACKSLASHES;
  default: return STYLE_PATHS;
  }
}

// Whether the last names of an import may be of things in a module.
static uint32_t items_of(const Imports *imports) {
  switch (style_of(imports->language)) {
  case STYLE_COLONS: return 2;
  case STYLE_DOTS:
  case STYLE_BACKSLASHES: return 1;
  default: return 0;
  }
}

// ---- paths --------------------------------------------------------------------------------------

Str imports_directory(Str path) {
  Str base = str_base_name(path);
  return base.len == path.len ? STR("") : str_slice(path, 0, path.len - base.len - 1);
}

Str imports_stem(Str path) {
  Str base = str_base_name(path), extension = str_extension(path);
  return extension.len ? str_slice(base, 0, base.len - extension.len - 1) : base;
}

uint32_t imports_common_directories(Str a, Str b) {
  Str x = imports_directory(a), y = imports_directory(b), head_x, head_y;
  uint32_t count = 0;
  while (str_next_field(&x, '/', &head_x) && str_next_field(&y, '/', &head_y)) {
    if (!str_equal(head_x, head_y)) break;
    count++;
  }
  return count;
}

// Cuts the last name off a path; false if there is none.
static bool last_name(Str *path, Str *name) {
  if (path->len == 0) return false;
  *name = str_base_name(*path);
  *path = imports_directory(*path);
  return true;
}

// Names of modules, where `-` may stand for `_` and capitals are the package's habit.
static bool names_equal(LanguageId language, Str a, Str b) {
  if (language == LANGUAGE_php) return str_equal_fold(a, b);
  if (language != LANGUAGE_rust) return str_equal(a, b);
  if (a.len != b.len) return false;
  for (size_t i = 0; i < a.len; i++) {
    char x = a.ptr[i] == '-' ? '_' : a.ptr[i], y = b.ptr[i] == '-' ? '_' : b.ptr[i];
    if (x != y) return false;
  }
  return true;
}

// ---- reading ------------------------------------------------------------------------------------

static void push_name(ImportPattern *pattern, Str name) {
  if (name.len == 0 || str_equal(name, STR("."))) return;
  if (str_equal(name, STR(".."))) {
    if (pattern->count) pattern->count--;
    return;
  }
  if (pattern->count == IMPORT_NAMES_MAX) { // the first names say least
    memmove(pattern->names, pattern->names + 1, (IMPORT_NAMES_MAX - 1) * sizeof *pattern->names);
    pattern->count--;
  }
  pattern->names[pattern->count++] = name;
}

static void push_path(ImportPattern *pattern, Str path) {
  Str name;
  while (str_next_field(&path, '/', &name)) push_name(pattern, name);
}

static void push_fields(ImportPattern *pattern, Str text, const char *separators) {
  size_t start = 0;
  for (size_t i = 0; i <= text.len; i++) {
    bool separates = i == text.len || strchr(separators, text.ptr[i]);
    if (!separates) continue;
    Str name = str_trim(str_slice(text, start, i));
    if (name.len && name.ptr[0] != '*' && name.ptr[0] != '{') push_name(pattern, name);
    start = i + 1;
  }
}

// `.mod`, `..pkg.mod`: one dot is the file's own directory.
static void read_dots(const Imports *imports, Str text, ImportPattern *out) {
  size_t dots = 0;
  while (dots < text.len && text.ptr[dots] == '.') dots++;
  if (dots) {
    out->relative = true;
    push_path(out, imports->directory);
    for (size_t i = 1; i < dots; i++) push_name(out, STR(".."));
  }
  push_fields(out, str_slice(text, dots, text.len), "./");
}

static void read_colons(Str text, ImportPattern *out) {
  size_t end = str_find_byte(text, 0, '{');
  push_fields(out, str_slice(text, 0, end), ":");
  static const char *const roots[] = {"crate", "self", "super"};
  uint32_t skip = 0;
  for (size_t i = 0; i < COUNT_OF(roots) && skip < out->count; i++) {
    while (skip < out->count && str_equal(out->names[skip], str_from_c(roots[i]))) skip++;
  }
  out->count -= skip;
  memmove(out->names, out->names + skip, out->count * sizeof *out->names);
}

static void read_path(const Imports *imports, Str text, ImportPattern *out) {
  text = str_slice(text, 0, str_find_byte(text, 0, '?'));
  if (str_starts_with(text, STR("./")) || str_starts_with(text, STR("../"))
      || str_equal(text, STR(".")) || str_equal(text, STR(".."))) {
    out->relative = true;
    push_path(out, imports->directory);
  } else if (str_starts_with(text, STR("@/")) || str_starts_with(text, STR("~/"))) {
    text = str_slice(text, 2, text.len); // a project's alias of a root of its own
  }
  push_path(out, text);
}

static void read_import(const Imports *imports, Str text, ImportPattern *out) {
  *out = (ImportPattern){.count = 0};
  switch (style_of(imports->language)) {
  case STYLE_DOTS: read_dots(imports, text, out); break;
  case STYLE_COLONS: read_colons(text, out); break;
  case STYLE_BACKSLASHES: push_fields(out, text, "\\/"); break;
  case STYLE_FILES:
  case STYLE_PATHS:
  case STYLE_DIRECTORIES: read_path(imports, text, out); break;
  }
}

static uint64_t mask_of(LanguageId language, Str name) {
  unsigned hash = 0;
  for (size_t i = 0; i < name.len; i++) {
    char c = name.ptr[i];
    if (language == LANGUAGE_rust && c == '-') c = '_';
    hash = hash * 31 + (unsigned char)ascii_lower(c);
  }
  return (uint64_t)1 << (hash * 0x9E3779B1u >> 26);
}

void imports_read(LanguageId language, Str path, const Str *written, size_t count, Arena *arena,
                  Imports *out) {
  if (count > IMPORTS_MAX) count = IMPORTS_MAX;
  *out = (Imports){.language = language, .directory = imports_directory(path)};
  out->items = arena_array(arena, ImportPattern, count + 1);
  for (size_t i = 0; i < count; i++) {
    ImportPattern *pattern = &out->items[out->count];
    read_import(out, written[i], pattern);
    if (pattern->count == 0) continue;
    out->count++;
    uint32_t dropped = items_of(out);
    for (uint32_t k = 0; k <= dropped && k < pattern->count; k++) {
      Str last = pattern->names[pattern->count - 1 - k];
      out->mask |= mask_of(language, last) | mask_of(language, imports_stem(last));
    }
  }
}

// ---- comparing ----------------------------------------------------------------------------------

// Directories that a package's name leaves out: `@scope/name` may be @scope/name/lib/index.js.
static bool is_source_root(LanguageId language, Str name) {
  static const char *const names[] = {"src", "lib", "dist", "cjs", "commonjs", "esm", "build"};
  if (language == LANGUAGE_rust) return str_equal(name, STR("src"));
  for (size_t i = 0; i < COUNT_OF(names) && style_of(language) == STYLE_PATHS; i++) {
    if (str_equal(name, str_from_c(names[i]))) return true;
  }
  return false;
}

// The last `count` names of the import against a path of directories, `matched` names having agreed so far.
static ImportFit compare_directories(const Imports *imports, const ImportPattern *pattern,
                                     uint32_t count, Str directory, uint32_t matched) {
  LanguageId language = imports->language;
  Str rest = directory, name;
  while (count && last_name(&rest, &name)) {
    bool whole_package = language == LANGUAGE_rust || (matched == 0 && !pattern->relative);
    if (whole_package && is_source_root(language, name)) continue;
    if (!names_equal(language, name, pattern->names[count - 1])) {
      bool prefixed = matched >= 2 && style_of(language) != STYLE_FILES && !pattern->relative;
      return prefixed ? IMPORT_PART : IMPORT_NONE;
    }
    matched++;
    count--;
  }
  if (matched == 0) return IMPORT_NONE;
  if (pattern->relative) return count == 0 && rest.len == 0 ? IMPORT_EXACT : IMPORT_NONE;
  return count ? IMPORT_PART : IMPORT_WHOLE;
}

static bool is_package_file(Str stem) {
  static const char *const names[] = {"__init__", "index", "mod", "lib", "main", "init", "package"};
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    if (str_equal(stem, str_from_c(names[i]))) return true;
  }
  return false;
}

static bool is_file_name(const Imports *imports, Str name, Str base, Str stem) {
  if (style_of(imports->language) == STYLE_FILES) return str_equal(name, base);
  if (names_equal(imports->language, name, stem) || str_equal(name, base)) return true;
  bool extension_may_differ = style_of(imports->language) == STYLE_PATHS; // `./util.js` is util.ts
  return extension_may_differ && str_equal(imports_stem(name), stem);
}

static ImportFit better(ImportFit a, ImportFit b) { return a > b ? a : b; }

// The first `count` names of the import as a module.
static ImportFit fit_module(const Imports *imports, const ImportPattern *pattern, uint32_t count,
                            Str path) {
  Str directory = imports_directory(path), base = str_base_name(path), stem = imports_stem(path);
  ImportFit best = IMPORT_NONE;
  if (count == 0) return best;
  ImportStyle style = style_of(imports->language);
  if (style != STYLE_DIRECTORIES && is_file_name(imports, pattern->names[count - 1], base, stem))
    best = compare_directories(imports, pattern, count - 1, directory, 1);
  if (style == STYLE_FILES || best >= IMPORT_WHOLE) return best;
  ImportFit inside = compare_directories(imports, pattern, count, directory, 0);
  if (inside == IMPORT_NONE) return best;
  bool all = style == STYLE_DIRECTORIES || is_package_file(stem);
  return better(best, all ? inside : IMPORT_PACKAGE);
}

static ImportFit fit_one(const Imports *imports, const ImportPattern *pattern, Str path) {
  ImportFit best = fit_module(imports, pattern, pattern->count, path);
  for (uint32_t dropped = 1; dropped <= items_of(imports) && best < IMPORT_WHOLE; dropped++) {
    if (dropped >= pattern->count) break;
    best = better(best, fit_module(imports, pattern, pattern->count - dropped, path));
  }
  if (best != IMPORT_WHOLE || style_of(imports->language) != STYLE_FILES) return best;
  // An include looks beside the including file first.
  Str directory = imports_directory(path);
  for (uint32_t i = pattern->count - 1; i > 0; i--) directory = imports_directory(directory);
  return str_equal(directory, imports->directory) ? IMPORT_EXACT : best;
}

ImportFit imports_fit_one(const Imports *imports, size_t which, Str path) {
  return fit_one(imports, &imports->items[which], path);
}

ImportFit imports_fit(const Imports *imports, Str path, size_t *which) {
  Str directory = imports_directory(path), base = str_base_name(path);
  uint64_t mask = mask_of(imports->language, base) | mask_of(imports->language, imports_stem(path))
                  | mask_of(imports->language, str_base_name(directory));
  while (is_source_root(imports->language, str_base_name(directory))) {
    directory = imports_directory(directory);
    mask |= mask_of(imports->language, str_base_name(directory));
  }
  ImportFit best = IMPORT_NONE;
  if (!(imports->mask & mask)) return best;
  for (size_t i = 0; i < imports->count && best < IMPORT_EXACT; i++) {
    ImportFit fit = fit_one(imports, &imports->items[i], path);
    if (fit <= best) continue;
    best = fit;
    *which = i;
  }
  return best;
}

bool imports_is_called(const Imports *imports, size_t which, Str name) {
  const ImportPattern *pattern = &imports->items[which];
  Str last = pattern->names[pattern->count - 1];
  return names_equal(imports->language, last, name)
         || names_equal(imports->language, imports_stem(last), name);
}

// ---- finding files ------------------------------------------------------------------------------

enum { FOUND_MAX = 4096, POLL_DOCUMENTS = 4096 };

typedef struct {
  ImportedFile file;
  uint32_t common;
} Ordered;

static int compare_ordered(const void *a, const void *b) {
  const Ordered *x = a, *y = b;
  if (x->common != y->common) return x->common > y->common ? -1 : 1;
  if (x->file.path.len != y->file.path.len) return x->file.path.len < y->file.path.len ? -1 : 1;
  return str_compare(x->file.path, y->file.path);
}

static void sort_by_nearness(const Imports *imports, ImportedFiles *files) {
  if (files->count < 2) return;
  Arena arena = {0};
  Str near = arena_join_path(&arena, imports->directory, STR("x"));
  Ordered *all = arena_array(&arena, Ordered, files->count);
  for (size_t i = 0; i < files->count; i++) {
    all[i] = (Ordered){files->items[i], imports_common_directories(near, files->items[i].path)};
  }
  qsort(all, files->count, sizeof *all, compare_ordered);
  for (size_t i = 0; i < files->count; i++) files->items[i] = all[i].file;
  arena_release(&arena);
}

static bool is_later_chunk(const SnapshotPart *part, uint32_t document) {
  Document record;
  if (segment_document(part->segment, document, &record) != STATUS_OK) return true;
  return record.chunk_start > 0;
}

void imports_find(const QueryContext *context, const Imports *imports, ImportedFiles *out) {
  ImportFit best = IMPORT_PART; // what only lies in a package is not what is named
  size_t which;
  for (uint32_t p = 0; p < context->snapshot->parts.count; p++) {
    const SnapshotPart *part = &context->snapshot->parts.items[p];
    for (uint32_t d = 0; d < segment_documents(part->segment); d++) {
      if (d % POLL_DOCUMENTS == 0 && query_cancelled(context)) break;
      Str path = segment_path(part->segment, d);
      ImportFit fit = imports_fit(imports, path, &which);
      if (fit < best || snapshot_part_is_dead(part, d) || is_later_chunk(part, d)) continue;
      if (fit > best) out->count = 0;
      best = fit;
      if (out->count < FOUND_MAX) array_push(out, ((ImportedFile){p, d, fit, path}));
    }
  }
  sort_by_nearness(imports, out);
}
