// What the names within one text mean, as far as the text alone says it: local variables and parameters
// with their scopes, by tree-sitter and a query of the language (grammars/queries/LANGUAGE/scopes.scm);
// everything else is a free name, looked up elsewhere. Pure functions of text, language and place.
//
// Exact where the text parses: the name, its whole-word occurrences, which of them are the same local, what
// is in a comment or a string. By the letters around it, so a good guess: what a free occurrence is (called:
// `(` follows; written: `=` follows; defined: the head of a function, or a word like `class` before
// it), the qualifier, and `member` (`a.b` may be a module's). A name that is imported in a function is
// free: it hides locals and means what is defined elsewhere. An alias that an import makes is a local of
// the file. C, C++ and Objective-C are parsed a function at a time, others whole.
#ifndef TREELINE_INTAKE_SCOPE_H
#define TREELINE_INTAKE_SCOPE_H

#include "intake/extract.h"

typedef struct {
  uint32_t start, end; // byte offsets
  OccurrenceKind kind;
} ScopeOccurrence;

typedef struct {
  Str name;            // the identifier at the place, a slice of the text; empty: none is there
  uint32_t start, end; // its byte offsets
  bool in_comment, in_string;
  // What stands before it and its `.`, `->`, `::`, `\`: a slice of the text; or empty. Of a member that a
  // designated initializer of C sets, the type that is initialized.
  Str qualifier;
  Str type; // C: of the value before it, as the nearest declaration above says by its letters; or empty
  bool member; // reached through a value (`a.b`, `a->b`): a field or method, if the language tells
  bool called;
  // Bound within the text: `definition` is the index in `occurrences` of where. `scope_start` and
  // `scope_end` are the bytes in which the binding holds.
  bool local;
  bool label; // a local that is where `goto` leads to
  uint32_t definition, scope_start, scope_end;
  // Local: of the same binding. Free: of the same name in this text where no scope binds it. In order of
  // position. In comments and strings: OCCURRENCE_TEXT, of free names only.
  const ScopeOccurrence *occurrences;
  size_t count;
  // An include or import around the place: the file or module that it names, as written; or empty.
  Str import;
} ScopeAnswer;

typedef struct ScopeReader ScopeReader; // parser and cursors: one a thread
ScopeReader *scope_reader_new(void);
void scope_reader_free(ScopeReader *reader);

// What stands at byte `offset` (also right behind an identifier's last byte). Memory is the arena's.
// STATUS_CANCELLED; STATUS_LIMIT for texts beyond `options`' limits: then what no parser is needed for
// (name, qualifier, occurrences by letters) is filled. A language without a grammar or query has no locals.
MUST_USE Status scope_at(ScopeReader *reader, LanguageId language, Str text, uint32_t offset,
                         const ExtractOptions *options, Arena *arena, ScopeAnswer *out,
                         Error *error);

// Free occurrences of `name` in the text, and what they are. For references: a file at a time. No parser runs
// where, by the letters, no local scope of the text can bind the name: what is a comment or a string is then
// told by a light scan, which heredocs and deep interpolation mislead. Definitions are guessed by letters;
// who has the symbols of the text knows better.
MUST_USE Status scope_free_occurrences(ScopeReader *reader, LanguageId language, Str text, Str name,
                                       const ExtractOptions *options, Arena *arena,
                                       const ScopeOccurrence **out, size_t *count, Error *error);

// What is called within bytes [start, end): the names' places, in order. For call hierarchies.
MUST_USE Status scope_calls(ScopeReader *reader, LanguageId language, Str text, uint32_t start,
                            uint32_t end, const ExtractOptions *options, Arena *arena,
                            const ScopeOccurrence **out, size_t *count, Error *error);

// The files and modules that a text imports or includes, as written (without quotes), in order.
MUST_USE Status scope_imports(ScopeReader *reader, LanguageId language, Str text,
                              const ExtractOptions *options, Arena *arena, const Str **out,
                              size_t *count, Error *error);

// Whether locals are known in `language`; compiles its query, with words about what is wrong with it.
MUST_USE Status scope_check_query(LanguageId language, bool *has_query, Error *error);

#endif
