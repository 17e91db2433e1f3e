// One segment's share of a ranked search: its candidates, what the index knows of them, their
// scores, and the candidates from the best on. Parts are worked on side by side, each by one thread
// at a time.
#ifndef TREELINE_QUERY_RANK_PART_H
#define TREELINE_QUERY_RANK_PART_H

#include "format/weight.h"
#include "query/candidates.h"
#include "query/definitions.h"
#include "query/standing.h"

// What all parts share, borrowed.
typedef struct {
  const QueryContext *context;
  const PlanInput *plan;
  const RankWords *words;
  Str near; // or empty
  uint8_t near_language;
  const Str *recent;
  size_t recent_count;
  double shares[RANK_WORDS_MAX]; // of the words in a score; see rank_shares
  // Of a word that stands nowhere but in the text, by its weight and the text's length.
  double content_scores[WORD_WEIGHTS][STANDING_LENGTHS];
} RankInput;

// Where a word stands in a document beside its text, normalised as in score.h.
typedef struct {
  float symbols, name, path;
} RankFields;

typedef struct {
  const SnapshotPart *part;
  uint32_t number; // of the part in its snapshot
  const Standing *standing;
  Arena arena;
  CandidateDocuments documents; // ascending
  Definitions definitions;
  const uint8_t *levels[RANK_WORDS_MAX]; // of each candidate, format/weight.h; NULL: 0 of all
  RankFields *fields[RANK_WORDS_MAX];    // of each candidate; NULL: none of any
  uint32_t containing[RANK_WORDS_MAX];   // documents with the word, roughly
  float *relevance;                      // of the candidates: BM25F over the most it could be
  float *scores;                         // with what is not in the query
  // Order and number of each candidate; the first `sorted` are in order, and no other comes before
  // them.
  uint64_t *keys;
  size_t sorted, next;
  uint64_t *taken; // bit i: candidate i has been taken out of turn
} RankPart;

// First the candidates and what is known of them, from the part alone.
void rank_part_gather(RankPart *part, const RankInput *input);
// Then, over all parts, what each word is worth in a score, and what its weights are.
void rank_shares(RankInput *input, const RankPart *parts, size_t count);
// Then the scores.
void rank_part_score(RankPart *part, const RankInput *input);
void rank_part_release(RankPart *part);

// The number of the best candidate that has not been taken; SIZE_MAX if all have been.
size_t rank_part_best(RankPart *part);
void rank_part_take(RankPart *part);
// The number of a document among the candidates; SIZE_MAX if it is none.
size_t rank_part_find(const RankPart *part, uint32_t document);

#endif
