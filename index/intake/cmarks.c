// The state between declarations is small: the scopes and conditionals that are open. It does not depend
// on what the reader has written, but for the last bytes, to which the next may be joined; so two
// readings that agree in these agree in all that follows if the texts do.
#include "intake/cmarks.h"
#include "intake/creader.h"

enum {
  DISTANCE = 512, // between marks, at least
  // How far the reader looks ahead of where it stands (template arguments: 4096), and back.
  AHEAD = 4200,
  BACK = 600,
};

void cmarks_release(CMarks *marks) {
  array_free(&marks->items);
  array_free(&marks->states);
  array_free(&marks->scopes);
  array_free(&marks->conditionals);
}

void cmarks_clear(CMarks *marks) {
  marks->items.count = marks->states.count = marks->scopes.count = marks->conditionals.count = 0;
  marks->next = marks->ground = marks->made = 0;
  marks->sync = NULL;
  marks->uprooted = false;
}

size_t cmarks_memory(const CMarks *marks) {
  return sizeof(CMark) * marks->items.capacity + sizeof(CMarkState) * marks->states.capacity
         + sizeof(CMarkScope) * marks->scopes.capacity
         + sizeof(CConditional) * marks->conditionals.capacity;
}

// ---- states -------------------------------------------------------------------------------------

static CMarkScope scope_at(const CMask *m, size_t index) {
  const CScope *scope = &m->scopes.items[index];
  uint32_t name = scope->name.len ? (uint32_t)(scope->name.ptr - m->c.text.ptr) : 0;
  return (CMarkScope){scope->kind, name, (uint32_t)scope->name.len};
}

static bool same_scope(const CMarkScope *a, const CMarkScope *b) {
  return a->kind == b->kind && a->name == b->name && a->name_length == b->name_length;
}

static bool same_conditional(const CConditional *a, const CConditional *b) {
  return a->only == b->only && a->later == b->later && a->floor == b->floor
         && a->start.scopes == b->start.scopes && a->start.inner == b->start.inner
         && a->start.between == b->start.between;
}

static bool is_last_state(const CMarks *marks, const CMask *m) {
  if (marks->states.count == 0) return false;
  const CMarkState *last = &marks->states.items[marks->states.count - 1];
  bool same =
      last->scope_count == m->scopes.count && last->conditional_count == m->conditionals.count;
  for (size_t i = 0; same && i < m->scopes.count; i++) {
    CMarkScope scope = scope_at(m, i);
    same = same_scope(&scope, &marks->scopes.items[last->scopes + i]);
  }
  for (size_t i = 0; same && i < m->conditionals.count; i++) {
    const CConditional *a = &m->conditionals.items[i];
    const CConditional *b = &marks->conditionals.items[last->conditionals + i];
    same = same_conditional(a, b) && a->start.skeleton == b->start.skeleton
           && a->start.made == b->start.made;
  }
  return same;
}

static void push_state(CMarks *marks, const CMask *m) {
  CMarkState state = {(uint32_t)marks->scopes.count, (uint32_t)m->scopes.count,
                      (uint32_t)marks->conditionals.count, (uint32_t)m->conditionals.count};
  for (size_t i = 0; i < m->scopes.count; i++) array_push(&marks->scopes, scope_at(m, i));
  for (size_t i = 0; i < m->conditionals.count; i++) {
    array_push(&marks->conditionals, m->conditionals.items[i]);
  }
  array_push(&marks->states, state);
}

static CMark mark_here(const CMask *m) {
  const Skeleton *skeleton = &m->skeleton;
  CMark mark = {.at = m->c.at,
                .skeleton = (uint32_t)skeleton->bytes.len,
                .pieces = (uint32_t)skeleton->pieces.count,
                .made = (uint32_t)m->made.count,
                .macros = (uint32_t)m->macros->count,
                .spans = (uint32_t)m->c.out->spans.count,
                .angle_failures = m->angle_failures,
                .uneven = m->uneven,
                .inner = m->inner};
  if (mark.pieces) {
    const SkeletonPiece *last = &skeleton->pieces.items[mark.pieces - 1];
    mark.piece_end = last->at + last->length;
  }
  return mark;
}

// ---- meeting an old mark ------------------------------------------------------------------------

static bool same_state(const CMask *m, const CMark *here, const CSync *sync, const CMark *old) {
  const CMarkState *state = &sync->marks->states.items[old->state];
  bool same = state->scope_count == m->scopes.count
              && state->conditional_count == m->conditionals.count && old->inner == here->inner;
  if (!same) return false;
  uint32_t added = sync->change.new_end - sync->change.old_end;
  for (size_t i = 0; i < m->scopes.count; i++) {
    CMarkScope now = scope_at(m, i), then = sync->marks->scopes.items[state->scopes + i];
    if (then.name_length && then.name >= sync->change.old_end) {
      then.name += added;
    } else if (then.name + then.name_length > sync->change.old_start) {
      return false; // the name itself has changed
    }
    if (!same_scope(&now, &then)) return false;
  }
  for (size_t i = 0; i < m->conditionals.count; i++) {
    const CConditional *now = &m->conditionals.items[i];
    const CConditional *then = &sync->marks->conditionals.items[state->conditionals + i];
    bool empty = now->start.skeleton == here->skeleton;
    bool was_empty = then->start.skeleton == old->skeleton;
    if (empty != was_empty || !same_conditional(now, then)) return false;
  }
  return true;
}

// Whether what is written next is joined to what was written last as it was then.
static bool same_join(const CMask *m, const CMark *here, const CSync *sync, const CMark *old) {
  if ((here->pieces == 0) != (old->pieces == 0)) return false;
  if ((here->skeleton == 0) != (old->skeleton == 0)) return false;
  if (here->skeleton
      && m->skeleton.bytes.data[here->skeleton - 1]
             != sync->skeleton->bytes.data[old->skeleton - 1])
    return false;
  if (here->pieces == 0) return true;
  if (here->skeleton - here->piece_end != old->skeleton - old->piece_end) return false;
  const SkeletonPiece *now = &m->skeleton.pieces.items[here->pieces - 1];
  const SkeletonPiece *then = &sync->skeleton->pieces.items[old->pieces - 1];
  uint32_t end = now->text + (here->piece_end - now->at);
  uint32_t was = then->text + (old->piece_end - then->at);
  if (was >= sync->change.old_end) return end == was - sync->change.old_end + sync->change.new_end;
  return was <= sync->change.old_start && end == was;
}

static bool meets_old(CMask *m, CSync *sync) {
  uint32_t at = m->c.at;
  if (at < sync->change.new_end + BACK) return false;
  uint32_t old_at = at - sync->change.new_end + sync->change.old_end;
  const CMarks *old = sync->marks;
  while (sync->next < old->items.count && old->items.items[sync->next].at < old_at) sync->next++;
  if (sync->next == old->items.count || old->items.items[sync->next].at != old_at) return false;
  const CMark *mark = &old->items.items[sync->next];
  CMark here = mark_here(m);
  return same_state(m, &here, sync, mark) && same_join(m, &here, sync, mark);
}

bool cmarks_pass(CMask *m) {
  if (m->tokens.count || m->has_type) return true;
  CMarks *marks = m->marks;
  if (marks->sync && !marks->uprooted && meets_old(m, marks->sync)) return false;
  if (m->c.at < marks->next) return true;
  CMark mark = mark_here(m);
  if (!is_last_state(marks, m)) push_state(marks, m);
  mark.state = (uint32_t)marks->states.count - 1;
  array_push(&marks->items, mark);
  marks->next = mark.at + DISTANCE;
  return true;
}

void cmarks_rewind(CMask *m, const CPlace *place) {
  CMarks *marks = m->marks;
  if (place->skeleton < marks->ground || place->made < marks->made) marks->uprooted = true;
  while (marks->items.count) {
    const CMark *last = &marks->items.items[marks->items.count - 1];
    if (last->skeleton <= place->skeleton && last->made <= place->made) break;
    marks->items.count--;
  }
}

// ---- starting again -----------------------------------------------------------------------------

const CMark *cmarks_before(const CMarks *marks, uint32_t start) {
  size_t low = 0, high = marks->items.count; // how many lie so far before it
  while (low < high) {
    size_t middle = (low + high) / 2;
    if ((uint64_t)marks->items.items[middle].at + AHEAD <= start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low ? &marks->items.items[low - 1] : NULL;
}

static void restore_skeleton(Skeleton *skeleton, const CMark *mark, const Skeleton *from) {
  skeleton_clear(skeleton);
  buf_put(&skeleton->bytes, from->bytes.data, mark->skeleton);
  if (mark->pieces == 0) return;
  array_reserve(&skeleton->pieces, mark->pieces);
  memcpy(skeleton->pieces.items, from->pieces.items, sizeof(SkeletonPiece) * mark->pieces);
  skeleton->pieces.count = mark->pieces;
  SkeletonPiece *last = &skeleton->pieces.items[mark->pieces - 1];
  last->length = mark->piece_end - last->at;
}

void cmarks_restore(CMask *m, const CMarks *marks, const CMark *mark, const Skeleton *skeleton) {
  m->c.at = mark->at;
  m->angle_failures = mark->angle_failures;
  m->uneven = mark->uneven;
  m->inner = mark->inner;
  restore_skeleton(&m->skeleton, mark, skeleton);
  const CMarkState *state = &marks->states.items[mark->state];
  for (uint32_t i = 0; i < state->scope_count; i++) {
    const CMarkScope *scope = &marks->scopes.items[state->scopes + i];
    Str name = str_slice(m->c.text, scope->name, scope->name + scope->name_length);
    array_push(&m->scopes, ((CScope){(CScopeKind)scope->kind, name}));
  }
  for (uint32_t i = 0; i < state->conditional_count; i++) {
    array_push(&m->conditionals, marks->conditionals.items[state->conditionals + i]);
  }
}

// ---- marks of the parts that are not read again -------------------------------------------------

void cmarks_take_head(CMarks *marks, const CMarks *from, const CMark *mark) {
  if (!mark) return;
  size_t count = (size_t)(mark - from->items.items) + 1;
  size_t states = mark->state + 1;
  const CMarkState *last = &from->states.items[mark->state];
  for (size_t i = 0; i < count; i++) array_push(&marks->items, from->items.items[i]);
  for (size_t i = 0; i < states; i++) array_push(&marks->states, from->states.items[i]);
  for (size_t i = 0; i < last->scopes + last->scope_count; i++) {
    array_push(&marks->scopes, from->scopes.items[i]);
  }
  for (size_t i = 0; i < last->conditionals + last->conditional_count; i++) {
    array_push(&marks->conditionals, from->conditionals.items[i]);
  }
  marks->next = mark->at + DISTANCE;
}

// What a state of the old tail is now. What was open already at the first mark of the tail started
// where the same thing starts in the reader; the rest has moved with the text.
static void move_state(CMarks *marks, const CMarks *from, const CMarkState *state,
                       const CMark *first, const CMask *m) {
  const TextChange *change = &marks->sync->change;
  CMark here = mark_here(m);
  CMarkState moved = {(uint32_t)marks->scopes.count, state->scope_count,
                      (uint32_t)marks->conditionals.count, state->conditional_count};
  for (uint32_t i = 0; i < state->scope_count; i++) {
    CMarkScope scope = from->scopes.items[state->scopes + i];
    bool behind = scope.name_length && scope.name >= change->old_end;
    if (behind) scope.name += change->new_end - change->old_end;
    array_push(&marks->scopes, scope);
  }
  for (uint32_t i = 0; i < state->conditional_count; i++) {
    CConditional conditional = from->conditionals.items[state->conditionals + i];
    CPlace *start = &conditional.start;
    bool before = start->skeleton < first->skeleton && i < m->conditionals.count;
    start->skeleton = before ? m->conditionals.items[i].start.skeleton
                             : start->skeleton - first->skeleton + here.skeleton;
    start->made =
        before ? m->conditionals.items[i].start.made : start->made - first->made + here.made;
    array_push(&marks->conditionals, conditional);
  }
  array_push(&marks->states, moved);
}

void cmarks_take_tail(CMarks *marks, const CMarks *from, size_t index, const CMask *m) {
  const CMark *first = &from->items.items[index];
  CMark here = mark_here(m);
  uint32_t state = UINT32_MAX;
  for (size_t i = index; i < from->items.count; i++) {
    CMark mark = from->items.items[i];
    if (mark.state != state) move_state(marks, from, &from->states.items[mark.state], first, m);
    state = mark.state;
    mark.state = (uint32_t)marks->states.count - 1;
    mark.at += here.at - first->at; // modulo 2^32, here and below
    mark.skeleton += here.skeleton - first->skeleton;
    mark.pieces += here.pieces - first->pieces;
    mark.piece_end += here.skeleton - first->skeleton;
    mark.made += here.made - first->made;
    mark.macros += here.macros - first->macros;
    mark.spans += here.spans - first->spans;
    mark.angle_failures += here.angle_failures - first->angle_failures;
    mark.uneven += here.uneven - first->uneven;
    array_push(&marks->items, mark);
  }
}
