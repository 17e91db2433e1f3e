#include "intake/live_tree.h"

// More regions than this are not worth their walks over the tree.
enum { MAX_REGIONS = 24 };

// ---- edits --------------------------------------------------------------------------------------

// The point behind `bytes`, which start at `from`.
static TSPoint point_behind(TSPoint from, Str bytes) {
  size_t line = 0;
  for (size_t at; (at = str_find_byte(bytes, line, '\n')) < bytes.len; line = at + 1) {
    from.row++;
    from.column = 0;
  }
  from.column += (uint32_t)(bytes.len - line);
  return from;
}

static uint32_t column_of(Str text, uint32_t offset) {
  uint32_t at = offset;
  while (at > 0 && text.ptr[at - 1] != '\n') at--;
  return offset - at;
}

void tree_edits_make(TreeEdits *edits, const TextChanges *changes, Str old_view, Str new_view,
                     uint32_t row_of_first) {
  edits->count = 0;
  uint32_t from = changes->count ? changes->items[0].new_start : 0;
  TSPoint point = {row_of_first, column_of(new_view, from)};
  for (size_t i = 0; i < changes->count; i++) {
    const TextChange *change = &changes->items[i];
    point = point_behind(point, str_slice(new_view, from, change->new_start));
    TSInputEdit edit = {.start_byte = change->new_start,
                        .old_end_byte = change->new_start + change->old_end - change->old_start,
                        .new_end_byte = change->new_end,
                        .start_point = point};
    edit.old_end_point =
        point_behind(point, str_slice(old_view, change->old_start, change->old_end));
    edit.new_end_point =
        point_behind(point, str_slice(new_view, change->new_start, change->new_end));
    array_push(edits, edit);
    point = edit.new_end_point;
    from = change->new_end;
  }
}

static TSTree *edited_copy(const TSTree *tree, const TreeEdits *edits) {
  TSTree *copy = ts_tree_copy(tree);
  for (size_t i = 0; i < edits->count; i++) ts_tree_edit(copy, &edits->items[i]);
  return copy;
}

// ---- lifetime -----------------------------------------------------------------------------------

void live_tree_forget(LiveTree *live) {
  if (live->tree) ts_tree_delete(live->tree);
  live->tree = NULL;
  kept_clear(&live->kept);
  live->size = 0;
  live->exact = live->lossy = live->has_errors = live->too_large = false;
}

void live_tree_release(LiveTree *live) {
  live_tree_forget(live);
  kept_release(&live->kept);
}

size_t live_tree_memory(const LiveTree *live) {
  enum { TREE_BYTES = 17 }; // for a byte of text, measured
  return kept_memory(&live->kept) + (live->tree ? live->size * TREE_BYTES : 0);
}

void live_room_release(LiveRoom *room) {
  matched_release(&room->matched);
  kept_release(&room->spare);
  array_free(&room->regions);
}

// ---- where to match anew ------------------------------------------------------------------------

static void add_region(Regions *regions, uint32_t start, uint32_t end) {
  // What touches counts as met: a token may have been longer.
  Region region = {start > 0 ? start - 1 : 0, end < UINT32_MAX ? end + 1 : end};
  array_push(regions, region);
}

static int by_start(const void *a, const void *b) {
  const Region *x = a, *y = b;
  return (x->start > y->start) - (x->start < y->start);
}

// In order, not overlapping, few.
static void settle_regions(Regions *regions) {
  if (regions->count == 0) return;
  qsort(regions->items, regions->count, sizeof *regions->items, by_start);
  size_t kept = 1;
  for (size_t i = 1; i < regions->count; i++) {
    Region *last = &regions->items[kept - 1], next = regions->items[i];
    if (next.start <= last->end) {
      if (next.end > last->end) last->end = next.end;
    } else {
      regions->items[kept++] = next;
    }
  }
  regions->count = kept;
  if (kept <= MAX_REGIONS) return;
  regions->items[0].end = regions->items[kept - 1].end;
  regions->count = 1;
}

static void find_regions(const LiveTree *live, const TSTree *old, const TSTree *new,
                         const TextChanges *changes, Regions *regions) {
  regions->count = 0;
  kept_add_restless(&live->kept, changes, regions);
  for (size_t i = 0; i < changes->count; i++) {
    add_region(regions, changes->items[i].new_start, changes->items[i].new_end);
  }
  uint32_t count;
  TSRange *ranges = ts_tree_get_changed_ranges(old, new, &count);
  for (uint32_t i = 0; i < count; i++) {
    add_region(regions, ranges[i].start_byte, ranges[i].end_byte);
  }
  free(ranges);
  settle_regions(regions);
}

// ---- reading ------------------------------------------------------------------------------------

static bool match(LiveTree *live, Reading *reading, const Part *part, const Tags *tags,
                  const TSTree *tree, LiveRoom *room, const Regions *regions) {
  Matched *matched = &room->matched;
  matched_clear(matched);
  Matcher matcher = {.tags = tags,
                     .text = part->text,
                     .priority = part->priority,
                     .arena = reading->arena,
                     .definitions = &matched->definitions,
                     .injections = &matched->injections,
                     .out = &matched->spans,
                     .roots = &matched->roots};
  bool complete = reading_match(reading, tree, &matcher, regions);
  live->lossy = live->lossy || !complete;
  return complete;
}

// Takes over `tree`, and what is in it. `old` is the tree before, edited, or NULL.
static void match_tree(LiveTree *live, Reading *reading, const Part *part, const Tags *tags,
                       TSTree *tree, TSTree *old, const LiveText *text, LiveRoom *room) {
  bool spliced = old && !live->lossy;
  if (spliced) {
    find_regions(live, old, tree, text->changes, &room->regions);
    spliced = match(live, reading, part, tags, tree, room, &room->regions);
  }
  if (!spliced && !reading->stopped) {
    live->lossy = false;
    match(live, reading, part, tags, tree, room, NULL);
  }
  if (reading_was_cancelled(reading)) {
    ts_tree_delete(tree);
    return;
  }
  if (spliced && !reading->stopped) {
    kept_splice(&live->kept, &room->spare, text->changes, &room->regions, &room->matched,
                part->text);
  } else {
    kept_take(&live->kept, &room->matched, part->text);
  }
  if (live->tree) ts_tree_delete(live->tree);
  live->tree = tree;
  live->size = part->text.len;
  live->exact = !old;
  live->has_errors = ts_node_has_error(ts_tree_root_node(tree));
  if (!reading->stopped) return;
  ts_tree_delete(tree); // out of time
  live->tree = NULL;
}

// Dart's grammar settles many ambiguities by weighing whole alternatives; a repaired tree often
// comes out otherwise, with errors in text that has none.
static bool may_repair(LanguageId language) { return language != LANGUAGE_dart; }

Status live_tree_read(LiveTree *live, Reading *reading, const Part *part, const LiveText *text,
                      LiveRoom *room, Error *error) {
  const Tags *tags = NULL;
  Status status = tags_for_language(part->language, &tags, error);
  if (status != STATUS_OK || !tags || reading_is_too_large(reading, part)) {
    live_tree_forget(live);
    live->too_large = status == STATUS_OK && tags;
    live->exact = true;
    return status;
  }
  live->too_large = false;
  if (live->tree && text->changes && text->changes->count == 0) return STATUS_OK;
  bool repairs = live->tree && text->changes && may_repair(part->language);
  TSTree *old = repairs ? edited_copy(live->tree, text->edits) : NULL;
  TSTree *tree = reading_parse(reading, part, text->view, old);
  if (tree) {
    match_tree(live, reading, part, tags, tree, old, text, room);
  } else if (!reading_was_cancelled(reading)) {
    live_tree_forget(live);
  }
  if (old) ts_tree_delete(old);
  return STATUS_OK;
}

void live_tree_move(LiveTree *live, const LiveText *text) {
  if (live->tree) {
    TSTree *moved = edited_copy(live->tree, text->edits);
    ts_tree_delete(live->tree);
    live->tree = moved;
  }
  kept_shift(&live->kept, text->changes);
}
