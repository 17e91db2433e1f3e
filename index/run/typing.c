// Problem: a person types s, st, sta, stat; every query's documents are among those of the one before,
// and yet each reads all its candidates. Postings cannot tell more than grams do: of the candidates of a
// query with capitals, or of a long one, many hold its grams and not its text.
//
// Approach: a search notes what it has read in vain, and a search that implies an earlier one
// (query/implies.h) leaves that out from the start. Nothing has to be known completely, so that a page
// that was cut by its limit teaches as much as it has read.
//
// Rejected: keeping the candidates themselves. They come from posting lists in less time than it takes
// to find out that they may be taken over; see ARCHITECTURE.md.
#include "run/typing.h"

#include "base/os.h"
#include "query/implies.h"

#include <uv.h>

enum {
  KEPT = 8,        // searches that are remembered
  WORTH_NOTING = 4 // documents
};

typedef struct {
  Arena arena;
  Query query;
  Misses *misses; // NULL: an empty place
  uint64_t generation;
  int64_t made_ns;
  uint64_t used; // when, counted in uses
} Known;

struct Typing {
  uv_mutex_t mutex; // guards all below
  Known known[KEPT];
  uint64_t uses;
};

Typing *typing_new(void) {
  Typing *typing = xcalloc(1, sizeof *typing);
  uv_mutex_init(&typing->mutex);
  return typing;
}

static void release(Known *known) {
  misses_unref(known->misses);
  arena_release(&known->arena);
  *known = (Known){.misses = NULL};
}

void typing_free(Typing *typing) {
  if (!typing) return;
  for (size_t i = 0; i < KEPT; i++) release(&typing->known[i]);
  uv_mutex_destroy(&typing->mutex);
  free(typing);
}

static bool parse(TypingTurn *turn, const SearchRequest *request) {
  QueryOptions options = {
      .whole_word = request->whole_word, .regex = request->regex, .literal = request->literal};
  if (request->ignore_case) options.case_mode = CASE_IGNORE;
  if (request->match_case) options.case_mode = CASE_MATCH;
  return query_parse(request->query, &options, &turn->arena, &turn->query, NULL) == STATUS_OK;
}

// References to what counts for this query; `found` has room for KEPT.
static size_t take_implied(Typing *typing, TypingTurn *turn, int64_t since_ns, Misses **found) {
  size_t count = 0;
  uv_mutex_lock(&typing->mutex);
  for (size_t i = 0; i < KEPT; i++) {
    Known *known = &typing->known[i];
    if (!known->misses || known->generation != turn->generation) continue;
    if (known->made_ns < since_ns || !query_implies(&turn->query, &known->query)) continue;
    found[count++] = misses_ref(known->misses);
    known->used = ++typing->uses;
    if (known->made_ns < turn->made_ns) turn->made_ns = known->made_ns;
  }
  uv_mutex_unlock(&typing->mutex);
  return count;
}

TypingTurn typing_begin(Typing *typing, const SearchRequest *request, const Snapshot *snapshot,
                        int64_t since_ns) {
  TypingTurn turn = {
      .typing = typing, .generation = snapshot->generation, .made_ns = os_monotonic_ns()};
  if (!parse(&turn, request)) return turn;
  Misses *found[KEPT];
  size_t count = take_implied(typing, &turn, since_ns, found);
  if (count || query_may_be_implied(&turn.query)) turn.misses = misses_new(snapshot);
  for (size_t i = 0; i < count; i++) {
    misses_add(turn.misses, found[i]);
    misses_unref(found[i]);
  }
  return turn;
}

static bool is_over(const Typing *typing, uint64_t generation) {
  for (size_t i = 0; i < KEPT; i++) {
    if (typing->known[i].generation > generation) return true;
  }
  return false;
}

// An empty place, one of a generation that is over, or the one used longest ago.
static Known *choose_place(Typing *typing, uint64_t generation) {
  Known *chosen = &typing->known[0];
  for (size_t i = 0; i < KEPT; i++) {
    Known *known = &typing->known[i];
    if (!known->misses || known->generation != generation) return known;
    if (known->used < chosen->used) chosen = known;
  }
  return chosen;
}

static void keep(TypingTurn *turn) {
  Typing *typing = turn->typing;
  Known old;
  uv_mutex_lock(&typing->mutex);
  if (is_over(typing, turn->generation)) { // a long search; who types on has no use for it
    uv_mutex_unlock(&typing->mutex);
    return;
  }
  Known *place = choose_place(typing, turn->generation);
  old = *place;
  *place = (Known){.arena = turn->arena,
                   .query = turn->query,
                   .misses = turn->misses,
                   .generation = turn->generation,
                   .made_ns = turn->made_ns,
                   .used = ++typing->uses};
  uv_mutex_unlock(&typing->mutex);
  turn->arena = (Arena){0};
  turn->misses = NULL;
  release(&old);
}

void typing_end(TypingTurn *turn, bool cut) {
  bool noted = turn->misses && query_may_be_implied(&turn->query)
               && atomic_load(&turn->misses->count) >= WORTH_NOTING;
  if (noted && !cut) keep(turn);
  misses_unref(turn->misses);
  arena_release(&turn->arena);
}
