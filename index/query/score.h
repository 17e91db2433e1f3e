// The formulas of ranking: how well a document answers, from what the index knows of it. Pure
// functions.
//
// BM25F as Robertson and Zaragoza have it ("The Probabilistic Relevance Framework: BM25 and
// Beyond", 2009, section 3.6): how often a word occurs in each field is normalised by the field's
// length, weighted and summed, and only the sum is saturated, so that a word in two fields does not
// count as two words.
#ifndef TREELINE_QUERY_SCORE_H
#define TREELINE_QUERY_SCORE_H

#include "intake/quality.h"

typedef enum {
  FIELD_CONTENT, // the text: format/weight.h's levels
  FIELD_SYMBOLS, // definitions with the word as their name
  FIELD_NAME,    // the file's name without its extension
  FIELD_PATH,    // the directories that it lies in
  SCORE_FIELDS
} ScoreField;

// How a field counts: its weight beside content, how far its length matters (0: not, 1: in full),
// and what its usual length is.
typedef struct {
  double weight, b, average;
} ScoreFieldRule;
extern const ScoreFieldRule score_fields[SCORE_FIELDS];
#define SCORE_K1 1.2

// Of a word that `containing` of `documents` hold: never negative, 0 for no documents.
double score_idf(uint64_t documents, uint64_t containing);
// How often a word occurs in a field of that length, as if the field were of the usual length.
double score_normalised(const ScoreFieldRule *rule, double count, double length);
// The same for the content, from what a level of format/weight.h stands for, which is normalised
// with another b: for a document of `length` times the usual one.
double score_content(double level_value, double length);
// A word's share, 0 .. 1, from its normalised frequencies; times its idf, it is what BM25F adds for
// it.
double score_word(const double normalised[SCORE_FIELDS]);

// What is added to a document's relevance (BM25F over the most that it could be, 0 .. 1) for
// reasons that are not in the query.
double score_quality(Quality quality, bool auxiliary); // 0 or less
// Nearness of a file to the one the person is in: itself, in the same directory, beside or below
// it, with a common prefix. 0 .. SCORE_NEAR_MAX. Paths are relative to the root.
double score_near(Str near, Str path, bool same_language);
#define SCORE_NEAR_MAX 0.3
// For the file edited last (place 0), the one before it (1) ...
double score_recent(size_t place);

// The score of a definition: by what kind of thing it is (`worth` 0 .. 15, definition_kind_weight),
// how far its file is named for it, what its document has for reasons not in the query, and, least,
// by its document's relevance.
double score_definition(unsigned worth, double named_for, double standing, double relevance);
// How far, 0 .. 1, a file is named for an identifier: by its name (list.h and list, less for
// list_add), or by its directory, which counts half (mutex/impl.c and mutex_lock).
double score_named_for(Str path, Str identifier);

#endif
