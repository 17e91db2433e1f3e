// Rejected: plain round robin (a hundred equal queries would all end at the end, instead of one after the
// other: half of them twice as late); shortest first by the planner's estimate (estimates are of
// documents, and a regular expression over few may cost more than a word over many); a thread a query and
// the system's scheduler (it knows nothing of a query's two threads, and switches within items).
#include "run/turns.h"

#include <stddef.h>

unsigned turns_level(int64_t service) {
  unsigned level = 0;
  for (int64_t bound = TURN_FIRST_NS; service >= bound && level < TURN_LEVELS - 1; bound *= 4)
    level++;
  return level;
}

void turns_wait(Turns *turns, Turn *turn, int64_t service, int64_t now) {
  unsigned level = turns_level(service);
  *turn = (Turn){.before = turns->last[level], .since = now, .level = level, .waits = true};
  if (turn->before)
    turn->before->next = turn;
  else
    turns->first[level] = turn;
  turns->last[level] = turn;
}

void turns_leave(Turns *turns, Turn *turn) {
  if (!turn->waits) return;
  if (turn->before)
    turn->before->next = turn->next;
  else
    turns->first[turn->level] = turn->next;
  if (turn->next)
    turn->next->before = turn->before;
  else
    turns->last[turn->level] = turn->before;
  turn->waits = false;
}

// The one who has waited longest, if that is too long. The first of a level has waited longest of it.
static Turn *impatient(const Turns *turns, int64_t now) {
  Turn *oldest = NULL;
  for (int level = 0; level < TURN_LEVELS; level++) {
    Turn *turn = turns->first[level];
    if (turn && (!oldest || turn->since < oldest->since)) oldest = turn;
  }
  return oldest && now - oldest->since >= TURN_PATIENCE_NS ? oldest : NULL;
}

Turn *turns_next(const Turns *turns, int64_t now) {
  Turn *turn = impatient(turns, now);
  for (int level = 0; level < TURN_LEVELS && !turn; level++) turn = turns->first[level];
  return turn;
}

bool turns_give_way(const Turns *turns, int64_t service, int64_t slice, int64_t now) {
  unsigned level = turns_level(service);
  if (level == 0 || slice < TURN_SLICE_NS) return false;
  if (impatient(turns, now)) return true;
  for (unsigned i = 0; i < level; i++) {
    if (turns->first[i]) return true;
  }
  return turns->first[level] && slice >= TURN_EQUALS_NS;
}
