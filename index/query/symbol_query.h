// The query of a symbol search: what the name should look like, and filters.
//
//   name                    matched with whole names, their beginnings, any part, then letters in order
//   Foo::name Foo->name Foo#name   the last part is the name; the rest is the container, from the start of
//                           a name in it, not always to its end
//   Foo.name dir/name       the same; the rest may also be a part of the path
//   word word               all must match: the name, the container or the path, one of them the name
//   dir/ name  dir/dir name a word with a slash beside others is a part of the path, or the container
//   get*page  *_in?t        wildcards: the whole name
//   kind:function,method    kinds as in format/record.h, or how they begin; -kind: excludes
//   name:f  :f  f:name      the same by a letter: f functions, m members, c classes, t types, v variables,
//                           d macros, n namespaces
//   lang: file: dir: ext:   as in text queries (filter.h); a minus excludes
#ifndef TREELINE_QUERY_SYMBOL_QUERY_H
#define TREELINE_QUERY_SYMBOL_QUERY_H

#include "base/scan.h"
#include "query/filter.h"
#include "store/snapshot.h"

enum {
  SYMBOL_TARGETS_MAX = 4,
  SYMBOL_WORDS_MAX = 8,
  SYMBOL_FILTERS_MAX = 16,
};

// One reading of the words: `a.b` may be the name `a.b`, or `b` in a container `a`; of several words each
// may be the name's.
typedef struct {
  Str name;          // as typed, without wildcards: of a pattern its longest piece
  Str folded;        // ASCII-lower-cased
  Str container;     // dotted; empty: any
  Str path;          // with a container: the same as a part of the path; empty: that does not count
  Str glob;          // folded; empty: none
  uint64_t mask;     // name_mask
  ScanNeedle needle; // of folded
  uint64_t places[256]; // bit i: the byte is letter i of the name, in either case; for the first 63
  uint32_t others;      // bit w: word w must match, too
} SymbolTarget;

// A word that something about a symbol must have, beside its name being found by another.
typedef struct {
  ScanNeedle needle;
  bool place; // has a slash: a part of the path, or the container
} SymbolWord;

typedef struct {
  SymbolTarget targets[SYMBOL_TARGETS_MAX];
  size_t target_count; // 0: the query names nothing, all symbols count
  SymbolWord words[SYMBOL_WORDS_MAX];
  size_t word_count;
  uint32_t places; // bit w: word w is a place, which every symbol must be in
  uint32_t kinds;  // bit k: kind k counts
  bool filtered;   // kinds or filters leave something out
  Filter filters[SYMBOL_FILTERS_MAX];
  bool negated[SYMBOL_FILTERS_MAX];
  bool alternative[SYMBOL_FILTERS_MAX]; // either it or the one before will do: a list of paths
  size_t filter_count;
  uint64_t **passing; // NULL, or for each part a bit for each document that passes the filters
  const Facts *facts; // for changed: and repo:; NULL: nothing is known. Not parsed: the caller's
} SymbolQuery;

// Strings live in the arena. STATUS_INVALID with words for people that name the column; `typing`:
// a filter that cannot be read is one that is not finished, and counts for nothing.
MUST_USE Status symbol_query_parse(Str text, bool typing, Arena *arena, SymbolQuery *out,
                                   Error *error);
// Whether a live symbol passes the filters, lies in the target's container and has the other words.
bool symbol_query_admits(const SymbolQuery *query, const SymbolTarget *target,
                         const Snapshot *snapshot, uint32_t part, Str name,
                         const StoredSymbol *symbol);
// Finds out once which documents pass the filters: worth its time for who will ask for many
// symbols. In the arena.
void symbol_query_filter_documents(SymbolQuery *query, const Snapshot *snapshot, Arena *arena);
// Whether it may refuse symbols whose names match.
bool symbol_query_is_selective(const SymbolQuery *query, const SymbolTarget *target);
// The whole name matches the folded pattern: * any bytes, ? one. Case is ignored.
bool symbol_glob(Str glob, Str name);
// Whether the container is the wanted one (dotted), or ends with it from the start of a word.
bool symbol_in_container(Str container, Str wanted);

#endif
