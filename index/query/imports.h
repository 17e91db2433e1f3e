// What a text imports or includes, and which files that may mean: by comparing the names of an import
// with those of a path, from the last one backward. No file is looked for on disk and no build system is
// asked, so an answer is a likelihood, and graded. Pure functions.
#ifndef TREELINE_QUERY_IMPORTS_H
#define TREELINE_QUERY_IMPORTS_H

#include "base/arena.h"
#include "base/array.h"
#include "intake/language.h"
#include "query/context.h"

// How well a path is what an import names; more is better.
typedef enum {
  IMPORT_NONE,
  IMPORT_PACKAGE, // it lies in the package or directory that is named
  IMPORT_PART,    // the last names agree, as far as the path or the import goes
  IMPORT_WHOLE,   // all names of the import agree
  IMPORT_EXACT,   // the path that a relative import leads to
} ImportFit;

enum { IMPORT_NAMES_MAX = 24, IMPORTS_MAX = 512 };

typedef struct {
  Str names[IMPORT_NAMES_MAX]; // directories and the file or module, `.` and `..` resolved
  uint32_t count;
  bool relative; // the names lead from the root
} ImportPattern;

typedef struct {
  LanguageId language;
  Str directory; // of the importing file
  ImportPattern *items;
  size_t count;
  uint64_t mask; // of what a fitting path can end with: a bit a name's hash
} Imports;

// Reads imports as written in a text of `language` at `path`. Borrows the strings; arrays are the arena's.
void imports_read(LanguageId language, Str path, const Str *written, size_t count, Arena *arena,
                  Imports *out);
// The best of the imports for a path; *which its number, if the fit is not IMPORT_NONE.
ImportFit imports_fit(const Imports *imports, Str path, size_t *which);
// How well a path is what import `which` names.
ImportFit imports_fit_one(const Imports *imports, size_t which, Str path);
// Whether import `which` ends with that name: `util` of `./lib/util`.
bool imports_is_called(const Imports *imports, size_t which, Str name);

// A file that an import may mean.
typedef struct {
  uint32_t part, document;
  ImportFit fit;
  Str path;
} ImportedFile;
typedef ARRAY(ImportedFile) ImportedFiles;
// The files of the snapshot that the imports may mean, those of the best fit alone, the nearest to the
// importing file first. array_free when done.
void imports_find(const QueryContext *context, const Imports *imports, ImportedFiles *out);

// How many directories two paths have in common at their beginning.
uint32_t imports_common_directories(Str a, Str b);
// The path without its base name and the slash before it.
Str imports_directory(Str path);
// The base name without its extension.
Str imports_stem(Str path);

#endif
