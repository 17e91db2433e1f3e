// A chain is a path, so two passes settle it: from the first side to the last, a mark stays if one that
// stayed in the side before is near; and back. Near is told from the nearest mark on either side alone:
// the further, the more lies between. Between two marks words and lines are counted no further than the
// distance asked for, as most pairs are far apart; for large distances once for all marks, in order of
// offset, so that no text is gone through again for each mark.
//
// Rejected: pairs as occurrences of their own, which are as many as the square of the marks.
#include "query/near.h"

#include "base/scan.h"

enum { DIRECT_MAX = 64 }; // distances up to this are counted for each pair

// ---- counting -----------------------------------------------------------------------------------

// What is left of a word that the mark ends within is a run of its own.
static bool cuts_word(Str text, const NearMark *mark) {
  return mark->end > 0 && mark->end < text.len && is_word_byte(text.ptr[mark->end - 1])
         && is_word_byte(text.ptr[mark->end]);
}

// Whether at most `most` words begin between the two.
static bool few_words(Str text, const NearMark *first, const NearMark *second, uint32_t most) {
  uint32_t count = cuts_word(text, first);
  bool inside = first->end > 0 && is_word_byte(text.ptr[first->end - 1]);
  for (size_t i = first->end; i < second->start && count <= most; i++) {
    bool word = is_word_byte(text.ptr[i]);
    count += word && !inside;
    inside = word;
  }
  return count <= most;
}

static bool few_lines(Str text, const NearMark *first, const NearMark *second, uint32_t most) {
  size_t at = first->end;
  for (uint32_t count = 0; count <= most; count++) {
    at = str_find_byte(text, at, '\n');
    if (at >= second->start) return true;
    at++;
  }
  return false;
}

typedef struct {
  size_t offset;
  NearCount *count;
} Stop;

static int compare_stops(const void *a, const void *b) {
  const Stop *x = a, *y = b;
  return (x->offset > y->offset) - (x->offset < y->offset);
}

// Runs of word bytes that start in [from, to).
static uint32_t word_starts(Str text, size_t from, size_t to) {
  uint32_t count = 0;
  bool inside = from > 0 && from <= text.len && is_word_byte(text.ptr[from - 1]);
  for (size_t i = from; i < to && i < text.len; i++) {
    bool word = is_word_byte(text.ptr[i]);
    count += word && !inside;
    inside = word;
  }
  return count;
}

static void count_before(Str text, NearMarks *sides, size_t count) {
  ARRAY(Stop) stops = {0};
  for (size_t s = 0; s < count; s++) {
    for (size_t i = 0; i < sides[s].count; i++) {
      NearMark *mark = &sides[s].items[i];
      array_push(&stops, ((Stop){mark->start, &mark->before}));
      array_push(&stops, ((Stop){mark->end, &mark->after}));
    }
  }
  if (stops.count) qsort(stops.items, stops.count, sizeof *stops.items, compare_stops);
  NearCount so_far = {0, 0};
  size_t at = 0;
  for (size_t i = 0; i < stops.count; i++) {
    size_t offset = stops.items[i].offset;
    if (offset > at) {
      so_far.words += word_starts(text, at, offset);
      so_far.lines += (uint32_t)scan_count_byte(str_slice(text, at, offset), '\n');
      at = offset;
    }
    *stops.items[i].count = so_far;
  }
  array_free(&stops);
  for (size_t s = 0; s < count; s++) {
    for (size_t i = 0; i < sides[s].count; i++) {
      NearMark *mark = &sides[s].items[i];
      if (cuts_word(text, mark)) mark->after.words--;
    }
  }
}

// ---- neighbours ---------------------------------------------------------------------------------

// Marks in order of start, and in order of end.
typedef struct {
  const NearMark **by_start, **by_end;
  size_t count;
} Order;

static int compare_starts(const void *a, const void *b) {
  const NearMark *x = *(const NearMark *const *)a, *y = *(const NearMark *const *)b;
  return (x->start > y->start) - (x->start < y->start);
}

static int compare_ends(const void *a, const void *b) {
  const NearMark *x = *(const NearMark *const *)a, *y = *(const NearMark *const *)b;
  if (x->end != y->end) return x->end > y->end ? 1 : -1;
  return (x->start > y->start) - (x->start < y->start);
}

static Order order_new(const NearMarks *marks) {
  Order order = {xmalloc((marks->count + 1) * sizeof(NearMark *)),
                 xmalloc((marks->count + 1) * sizeof(NearMark *)), marks->count};
  for (size_t i = 0; i < marks->count; i++) {
    order.by_start[i] = order.by_end[i] = &marks->items[i];
  }
  qsort(order.by_start, order.count, sizeof *order.by_start, compare_starts);
  qsort(order.by_end, order.count, sizeof *order.by_end, compare_ends);
  return order;
}

static void order_free(Order *order) {
  free(order->by_start);
  free(order->by_end);
}

static bool within(Str text, const NearLink *link, const NearMark *first, const NearMark *second) {
  bool direct = link->distance <= DIRECT_MAX, lines = link->unit == NEAR_LINES;
  if (direct && lines) return few_lines(text, first, second, link->distance);
  if (lines) return second->before.lines - first->after.lines <= link->distance;
  if (second->start == first->end) return true;
  if (direct) return few_words(text, first, second, link->distance);
  return second->before.words - first->after.words <= link->distance;
}

// The first mark that begins behind the end of this one, and behind its start.
static bool near_behind(const Order *order, Str text, const NearLink *link, const NearMark *mark) {
  size_t from = mark->end > mark->start ? mark->end : mark->start + 1;
  size_t low = 0, high = order->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (order->by_start[middle]->start < from)
      low = middle + 1;
    else
      high = middle;
  }
  return low < order->count && within(text, link, mark, order->by_start[low]);
}

// The last mark that ends before this one begins, and begins before it.
static bool near_before(const Order *order, Str text, const NearLink *link, const NearMark *mark) {
  size_t low = 0, high = order->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (order->by_end[middle]->end <= mark->start)
      low = middle + 1;
    else
      high = middle;
  }
  while (low > 0 && order->by_end[low - 1]->start >= mark->start) low--; // empty ones, at the start
  return low > 0 && within(text, link, order->by_end[low - 1], mark);
}

// Drops what has no neighbour among the others. `first`: the marks are of the side before the link.
static void keep_near(NearMarks *marks, const NearMarks *others, Str text, const NearLink *link,
                      bool first) {
  Order order = order_new(others);
  size_t kept = 0;
  for (size_t i = 0; i < marks->count; i++) {
    const NearMark *mark = &marks->items[i];
    bool near = (first || !link->ordered) && near_behind(&order, text, link, mark);
    if (!near && (!first || !link->ordered)) near = near_before(&order, text, link, mark);
    if (near) marks->items[kept++] = *mark;
  }
  marks->count = kept;
  order_free(&order);
}

bool near_settle(Str text, NearMarks *sides, const NearLink *links, size_t count) {
  bool far = false;
  for (size_t i = 0; i + 1 < count; i++) far = far || links[i].distance > DIRECT_MAX;
  if (far) count_before(text, sides, count);
  for (size_t i = 1; i < count; i++) {
    keep_near(&sides[i], &sides[i - 1], text, &links[i - 1], false);
  }
  for (size_t i = count - 1; i > 0; i--) {
    keep_near(&sides[i - 1], &sides[i], text, &links[i - 1], true);
  }
  return sides[0].count > 0;
}
