// One document of a ranked search, read: its hits, judged and in order.
#ifndef TREELINE_QUERY_RANK_HITS_H
#define TREELINE_QUERY_RANK_HITS_H

#include "query/delivery.h"
#include "query/rank_order.h"
#include "query/workspace.h"

// What a hit is; more is better.
typedef enum { TIER_PART, TIER_WORD, TIER_DECLARATION, TIER_DEFINITION } RankTier;

// What stands with it, of a query for several texts; more is better: nothing, all of them within a few
// lines, all of them on its line.
typedef enum { TOGETHER_NOT, TOGETHER_CLOSE, TOGETHER_ON_LINE } RankTogether;

enum { HITS_A_ROUND = 2 };

typedef struct {
  RankTier tier;
  RankTogether together;
  uint32_t round;      // how many pairs of hits of its tier its document has before it
  float score;         // the document's, and for a definition what it is worth
  uint32_t line_worth; // how much of the query its line has
  bool out;            // it has been handed over
  SearchHit shown;     // without path and language; strings live in the turn's arena
} RankHit;

// One document's turn to be read. Arena and list are its own, so that threads share nothing.
typedef struct {
  Ranked at;
  size_t sequence; // of all turns
  size_t block;    // see rank.c
  size_t file;     // of a chunk: which large file; else SIZE_MAX
  Arena arena;
  ARRAY(RankHit) hits; // best first
  bool more;           // hits were left out
  bool gave_up;        // the expression took too long on some lines
  bool gone;           // there was nothing to read
  uint64_t put;        // hits that have gone out
  bool told;           // it has been counted among the documents with hits
} RankTurn;

typedef struct {
  const QueryContext *context;
  const SearchRequest *request;
  const Query *query;
  const Matcher *matcher;
  const RankWords *words;
  Workspaces *workspaces;
  size_t keep;   // hits of one document, at most; 0: all
  bool together; // whether it says something that texts stand together (together.h)
} RankReader;

// The best that a definition in the document may be: its tier (TIER_PART: there is none that the
// query asks for) and score.
RankTier rank_claim(const Ranked *document, const RankWords *words, float *score);
// Reads the document and finds its hits. Any thread.
void rank_turn_read(RankTurn *turn, const RankReader *reader);
void rank_turn_release(RankTurn *turn);

#endif
