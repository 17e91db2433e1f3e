// The query of a symbol search: what the name should look like, and filters.
//
//   name                    matched with whole names, their beginnings, any part, then letters in
//   order Foo::name Foo.name Foo/name Foo->name Foo#name     the last part is the name, the rest
//   the container kind:function,method    kinds as in format/record.h; -kind: excludes lang: file:
//   dir: ext:   as in text queries (filter.h); a minus excludes
#ifndef TREELINE_QUERY_SYMBOL_QUERY_H
#define TREELINE_QUERY_SYMBOL_QUERY_H

#include "base/scan.h"
#include "query/filter.h"
#include "store/snapshot.h"

// One reading of the words: `a.b` may be the name `a.b`, or `b` in a container `a`.
typedef struct {
  Str name;          // as typed
  Str folded;        // ASCII-lower-cased
  Str container;     // dotted; empty: any
  uint64_t mask;     // name_mask
  ScanNeedle needle; // of folded, if that is not empty
} SymbolTarget;

enum { SYMBOL_TARGETS_MAX = 2, SYMBOL_FILTERS_MAX = 16 };

typedef struct {
  SymbolTarget targets[SYMBOL_TARGETS_MAX];
  size_t target_count; // 0: the query names nothing, all symbols count
  uint32_t kinds;      // bit k: kind k counts
  bool filtered;       // kinds or filters leave something out
  Filter filters[SYMBOL_FILTERS_MAX];
  bool negated[SYMBOL_FILTERS_MAX];
  size_t filter_count;
  const Facts *facts; // for changed: and repo:; NULL: nothing is known. Not parsed: the caller's
} SymbolQuery;

// Strings live in the arena. STATUS_INVALID with words for people.
MUST_USE Status symbol_query_parse(Str text, Arena *arena, SymbolQuery *out, Error *error);
// Whether a live symbol passes the filters and lies in the target's container.
bool symbol_query_admits(const SymbolQuery *query, const SymbolTarget *target,
                         const SnapshotPart *part, const StoredSymbol *symbol);

#endif
