// How well a name fits a target, as a number: what symbol search orders names by before it looks at their
// symbols, and symbols by before it looks at their documents. Pure functions.
#ifndef TREELINE_QUERY_NAMES_H
#define TREELINE_QUERY_NAMES_H

#include "index.h"
#include "query/symbol_query.h"

// How a name matches, the loosest first. What is of a better class comes first, whatever else there is.
typedef enum {
  NAME_SCATTERED, // the letters in order, but all over the name: seldom what is meant
  NAME_TYPO,      // but for one slip: typo.h
  NAME_LETTERS,   // the letters in order
  NAME_SUBSTRING, // within a word
  NAME_STARTS,    // every letter starts a word or is in the word of the one before it
  NAME_PREFIX,
  NAME_EXACT,
} NameClass;

// The loosest class that counts for a match, and whether what was typed must stand in one piece.
NameClass names_loosest(SymbolMatch match);
bool names_in_one_piece(const SymbolTarget *target, SymbolMatch match);

// From the highest bit: class (3), same case as typed (1), score (20), shorter name (11): what
// the name alone decides. Then kind (4), definition (1), document quality (23). Without a target:
// class, worth showing, quality, kind, shorter name.
enum { NAMES_BELOW_BITS = 28 };
#define NAMES_BELOW_NAME (((uint64_t)1 << NAMES_BELOW_BITS) - 1)

// The key of a name in its class, from what else it depends on there. `score` counts for starts, letters,
// scattered ones and typos, `same_case` for the others.
uint64_t names_key_make(NameClass class, bool same_case, int32_t score, size_t length);
// Exact or prefix; 0: neither.
uint64_t names_prefix_key(const SymbolTarget *target, Str name);
// Of a name that has the letters in order and does not begin with them: whether it is of class
// NAME_SUBSTRING, or by its fuzzy_score of another.
bool names_is_substring(const SymbolTarget *target, Str name);
NameClass names_class_by_score(const SymbolTarget *target, Str name, int32_t score);
// Of a name that is below a prefix match, in one piece or not; 0: none.
uint64_t names_loose_key(const SymbolTarget *target, Str name, bool in_one_piece);
uint64_t names_typo_key(const SymbolTarget *target, Str name);
// The best of all: of a class no looser than the match. 0: the name does not match. Without a
// target every name does.
uint64_t names_key(const SymbolTarget *target, Str name, SymbolMatch match);

NameClass names_class(uint64_t key);
bool names_same_case(uint64_t key);
int32_t names_score(uint64_t key);
// The key of one symbol of a name whose own key is `name_key`; `rank`: how many documents are
// better than its.
uint64_t names_symbol_key(bool targeted, uint64_t name_key, uint64_t rank,
                          const StoredSymbol *symbol);
// Where the target's letters stand in a name that matches: offsets, ascending, FUZZY_NEEDLE_MAX at most.
// Returns how many.
uint32_t names_matched(const SymbolTarget *target, Str name, uint32_t *places);

#endif
