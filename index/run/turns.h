// Whose turn it is, when more wants to run than there are workers: the policy of a lane, without threads or
// clocks. Work that has had little of the processors goes first, so that a scan of seconds does not
// hold up a look-up of a millisecond; among equals, first come, first served; and nobody waits for ever.
//
// Levels of service, each four times the one before (Kleinrock's feedback queues): within the lowest,
// which is all that most queries ever need, work is not interrupted. All times in nanoseconds. Not
// thread-safe: the lane's mutex guards it.
#ifndef TREELINE_RUN_TURNS_H
#define TREELINE_RUN_TURNS_H

#include <stdbool.h>
#include <stdint.h>

enum {
  TURN_LEVELS = 5,
  TURN_FIRST_NS = 4000000,      // of service, before work leaves the lowest level
  TURN_SLICE_NS = 2000000,      // work that has got its turn keeps it so long
  TURN_EQUALS_NS = 8000000,     // and this long against work of its own level
  TURN_PATIENCE_NS = 200000000, // who has waited longer goes first, whatever the level
};

// Something that waits for a worker; embedded in what it is.
typedef struct Turn Turn;
struct Turn {
  Turn *next, *before;
  int64_t since; // when it began to wait
  unsigned level;
  bool waits; // is in a queue
};

// All zero: nothing waits.
typedef struct {
  Turn *first[TURN_LEVELS], *last[TURN_LEVELS];
} Turns;

unsigned turns_level(int64_t service);
// Puts what has had so much service at the end of its level.
void turns_wait(Turns *turns, Turn *turn, int64_t service, int64_t now);
// Takes it out, if it waits.
void turns_leave(Turns *turns, Turn *turn);
// Who is next; it stays in. NULL: nobody waits.
Turn *turns_next(const Turns *turns, int64_t now);
// Whether work that has had so much `service`, and has run for `slice` now, should let another run.
bool turns_give_way(const Turns *turns, int64_t service, int64_t slice, int64_t now);

#endif
