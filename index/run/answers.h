// Answers that are kept, so that who types back and forth does not search again. An answer counts for the
// generation it was made from and for no other; of that generation the ones used last are kept, as far as
// their bytes go. Any thread.
//
// Searches read files as they stand, so a kept answer may be older than a file whose change nobody has
// noticed yet. The generation grows when it is noticed; callers who cannot trust that to be soon say how old
// an answer may be.
#ifndef TREELINE_RUN_ANSWERS_H
#define TREELINE_RUN_ANSWERS_H

#include "run/answer.h"

enum {
  ANSWERS_BYTES = 8 << 20, // of all answers together
  ANSWERS_SHARE = 8,       // one may take 1/8 of that
};

typedef struct Answers Answers;

typedef struct {
  uint64_t asked, hit, bytes, count;
} AnswersStatus;

Answers *answers_new(size_t most_bytes);
void answers_free(Answers *answers); // NULL is allowed
// Bytes of the largest answer that is kept.
size_t answers_largest(const Answers *answers);

// Whether the query's text has a filter on what the index does not know: what git says, or the clock.
bool answers_names_facts(Str query);
// What tells one request from another, as bytes. False: it is none whose answer may be kept.
bool answers_search_key(const SearchRequest *request, Buf *key);
bool answers_symbols_key(const SymbolRequest *request, Buf *key);

// A kept answer of this generation that was not made before `since_ns`, with a reference; NULL if there is
// none. Forgets those of older generations.
Answer *answers_find(Answers *answers, Str key, uint64_t generation, int64_t since_ns);
// Keeps it, if the generation is not over and it is not too large. Adds a reference. Of equal requests the
// last one's answer stays.
void answers_keep(Answers *answers, Str key, uint64_t generation, Answer *answer);
void answers_status(Answers *answers, AnswersStatus *out);

#endif
