// Places in a text of C's kind where the masked reader stood between declarations, with its state there:
// where it can start again, and where a later reading can tell that from here on all is as it was.
#ifndef TREELINE_INTAKE_CMARKS_H
#define TREELINE_INTAKE_CMARKS_H

#include "intake/ccond.h"
#include "intake/cmask.h"

// How much there was of everything at the place.
typedef struct {
  uint32_t at;        // offset in the text
  uint32_t skeleton;  // bytes,
  uint32_t pieces;    // of which the last ...
  uint32_t piece_end; // ... ended here, in the skeleton
  uint32_t made, macros, spans;
  uint32_t angle_failures, uneven;
  uint32_t inner; // brackets that a conditional left open
  uint32_t state; // index in CMarks.states
} CMark;

// What was open at marks: ranges of CMarks.scopes and CMarks.conditionals.
typedef struct {
  uint32_t scopes, scope_count, conditionals, conditional_count;
} CMarkState;

typedef struct {
  uint32_t kind; // CScopeKind
  uint32_t name, name_length;
} CMarkScope;

typedef struct CMarks CMarks;

// Until where a text is as it was, and from where on it is again.
typedef struct {
  const CMarks *marks; // of the old text
  const Skeleton *skeleton;
  TextChange change;
  size_t next; // the first old mark that may still be met
} CSync;

// All-zero is empty.
struct CMarks {
  ARRAY(CMark) items; // ascending
  ARRAY(CMarkState) states;
  ARRAY(CMarkScope) scopes;
  CConditionals conditionals;
  uint32_t next;   // where the next mark is due
  CSync *sync;     // while reading; NULL: to the end
  uint32_t ground; // bytes of skeleton that the reading started with, ...
  uint32_t made;   // ... and definitions
  bool uprooted;   // these were taken back: the reading is void
};

void cmarks_release(CMarks *marks);
void cmarks_clear(CMarks *marks);
size_t cmarks_memory(const CMarks *marks);

// At every token. False if the reader stands at an old mark, and in the same state: sync->next is it.
bool cmarks_pass(CMask *m);
// The reader went back to `place`.
void cmarks_rewind(CMask *m, const CPlace *place);

// The last mark that lies so far before `start` that nothing behind it had a say, or NULL.
const CMark *cmarks_before(const CMarks *marks, uint32_t start);
// Brings the reader, which has just been started, to the state at `mark`; `skeleton` is the whole one.
void cmarks_restore(CMask *m, const CMarks *marks, const CMark *mark, const Skeleton *skeleton);

// Appends the marks up to `mark`, as they are.
void cmarks_take_head(CMarks *marks, const CMarks *from, const CMark *mark);
// Appends the marks from `index` of `from` on. The reader stands where the first of them is now.
void cmarks_take_tail(CMarks *marks, const CMarks *from, size_t index, const CMask *m);

#endif
