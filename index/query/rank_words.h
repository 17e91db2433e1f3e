// From a query to the words that decide how good a document is: those it asks for, and the names
// that several of them make together.
#ifndef TREELINE_QUERY_RANK_WORDS_H
#define TREELINE_QUERY_RANK_WORDS_H

#include "base/arena.h"
#include "base/scan.h"
#include "query/query.h"
#include "store/snapshot.h"

enum { RANK_WORDS_MAX = 24, RANK_WORD_MIN = 2 };

typedef struct {
  Str word;        // ASCII-folded, as the index has it
  Str name;        // as written
  bool match_case; // of the name
  bool joined;     // made of several words: page_fault of `page fault`
  uint8_t first;   // of a joined one, which of the words it begins with
  // Bit k: a definition of this name and of SymbolKind k is what the query is for. 0: none is.
  uint64_t asks_for;
  ScanNeedle needle; // the word, for paths
} RankWord;

typedef struct {
  RankWord items[RANK_WORDS_MAX];
  size_t count;
} RankWords;

// Strings live in `arena` or are the query's.
void rank_words_find(const Query *query, Arena *arena, RankWords *out);
// Puts what stands in the tree in the place of words that are looked for within edits (near_words.h): who
// types a word wrong is served as if it were right.
void rank_words_add_near(const Query *query, const Snapshot *snapshot, Arena *arena,
                         RankWords *out);

#endif
