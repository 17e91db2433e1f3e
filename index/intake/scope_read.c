// Two passes over the part of the tree that matters. One walk down to every occurrence says whether it is
// code at all, and whether the grammar takes it for a type. Then the query runs, on the ranges of the
// occurrences: tree-sitter's cursor passes by what does not touch a range, so that a place in a long file
// costs little more than its ancestors.
#include "intake/scope_read.h"
#include "base/os.h"

enum { NEAR_BYTES = 1024, MAX_RANGES = 64 };

bool scope_is_comment_type(const char *type) { return strstr(type, "comment") != NULL; }

bool scope_is_string_type(const char *type) {
  static const char *const parts[] = {"string",   "char",     "heredoc", "regex",
                                      "rune",     "raw_text", "nowdoc",  "escape_sequence",
                                      "jsx_text", "str_text", "str_part"};
  for (size_t i = 0; i < COUNT_OF(parts); i++) {
    if (strstr(type, parts[i])) return true;
  }
  return false;
}

// ---- what the places are ------------------------------------------------------------------------

static void classify_leaf(const ScopeSource *source, ScopePlace *place, TSNode node) {
  const char *type = ts_node_type(node);
  uint32_t before = place->start - ts_node_start_byte(node);
  bool ends = ts_node_end_byte(node) == place->end;
  bool exact = ends && before <= 1 && ts_node_is_named(node);
  // Kotlin's grammar takes the name in "$name" for a part of the string.
  bool interpolated = source->language == LANGUAGE_kotlin && place->start > 0
                      && source->text.ptr[place->start - 1] == '$';
  place->comment = scope_is_comment_type(type);
  if (place->comment || (scope_is_string_type(type) && !interpolated)) {
    place->nature = PLACE_TEXT;
    place->kind = OCCURRENCE_TEXT;
  } else if (exact) {
    place->type = strstr(type, "type") != NULL;
  } else if (ends && before == 2 && ts_node_child_count(node) == 0) {
    place->nature = PLACE_MEMBER; // @@name
  }
}

// From the present node forward and up to one that does not end before `end`. Siblings are never gone
// through twice, so that a long list costs no more for many places.
static void move_forward(TSTreeCursor *cursor, uint32_t end) {
  while (ts_node_end_byte(ts_tree_cursor_current_node(cursor)) < end) {
    if (!ts_tree_cursor_goto_next_sibling(cursor) && !ts_tree_cursor_goto_parent(cursor)) return;
  }
}

// To the first child that does not end before `end`; false, without moving, if there is none.
static bool enter(TSTreeCursor *cursor, uint32_t end) {
  if (!ts_tree_cursor_goto_first_child(cursor)) return false;
  while (ts_node_end_byte(ts_tree_cursor_current_node(cursor)) < end) {
    if (ts_tree_cursor_goto_next_sibling(cursor)) continue;
    ts_tree_cursor_goto_parent(cursor);
    return false;
  }
  return true;
}

// Down to the deepest node around each place, all in one walk.
static void classify_places(const ScopeSource *source, const TSTree *tree, ScopeMap *map) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  for (size_t i = 0; i < map->places.count; i++) {
    ScopePlace *place = &map->places.items[i];
    move_forward(&cursor, place->end);
    while (ts_node_start_byte(ts_tree_cursor_current_node(&cursor)) <= place->start
           && enter(&cursor, place->end)) {
    }
    // What begins behind the place is a sibling: the place is in a gap of the parent.
    TSNode node = ts_tree_cursor_current_node(&cursor);
    if (ts_node_start_byte(node) > place->start) node = ts_node_parent(node);
    if (ts_node_is_null(node)) node = ts_tree_root_node(tree);
    classify_leaf(source, place, node);
  }
  ts_tree_cursor_delete(&cursor);
}

// ---- what a match says --------------------------------------------------------------------------

// What the captures of one match have in common.
typedef struct {
  uint32_t scope_start, scope_end;
  ScopeKind scope_kind;
  uint32_t after;
  Str import;
  bool has_scope, imports_here;
  uint32_t import_start, import_end; // of the statement
} MatchFrame;

void scope_strip_quotes(Str text, uint32_t *start, uint32_t *end) {
  while (*end - *start >= 2) {
    char first = text.ptr[*start], last = text.ptr[*end - 1];
    bool quotes = (first == last && (first == '"' || first == '\'' || first == '`'))
                  || (first == '<' && last == '>');
    if (!quotes) return;
    ++*start, --*end;
  }
}

static MatchFrame read_frame(const ScopeSource *source, const TSQueryMatch *match) {
  MatchFrame frame = {0};
  for (uint16_t i = 0; i < match->capture_count; i++) {
    TSNode node = match->captures[i].node;
    ScopeCapture capture = scope_query_capture(source->query, match->captures[i].index);
    uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
    if (capture.role == MARK_SCOPE && capture.kind != SCOPE_OUTER) {
      if (!frame.has_scope) frame.scope_start = start, frame.scope_kind = capture.kind;
      frame.has_scope = true;
      frame.scope_end = end;
    } else if (capture.role == MARK_AFTER) {
      frame.after = end;
    } else if (capture.role == MARK_IMPORT) {
      // Several make one path, from the first to the last.
      if (frame.import.len) start = (uint32_t)(frame.import.ptr - source->text.ptr);
      scope_strip_quotes(source->text, &start, &end);
      frame.import = str_slice(source->text, start, end);
    } else if (capture.role == MARK_IMPORT_ALL) {
      frame.import_start = start;
      frame.import_end = end;
    }
  }
  return frame;
}

static void add_scope(ScopeMap *map, uint32_t start, uint32_t end, ScopeKind kind) {
  if (start >= end || !scope_map_has_place(map, start, end)) return;
  Scope scope = {start, end, kind, NO_SCOPE, NO_VARIABLE, NO_VARIABLE, NO_VARIABLE};
  array_push(&map->scopes, scope);
}

static void add_region(ScopeMap *map, const ScopeRegion *region) {
  if (scope_map_has_place(map, region->start, region->end)) array_push(&map->regions, *region);
}

static void mark_place(ScopePlace *place, MarkRole role, const ScopeRegion *binding) {
  if (role == MARK_CALL) place->kind = OCCURRENCE_CALL;
  if (role == MARK_WRITE) place->kind = OCCURRENCE_WRITE;
  bool says_nature = role != MARK_CALL && role != MARK_WRITE;
  if (!says_nature || place->nature == PLACE_TEXT) return;
  if (place->settled && place->order <= binding->order) return;
  static const PlaceNature natures[] = {[MARK_BINDING] = PLACE_BINDING,
                                        [MARK_MEMBER] = PLACE_MEMBER,
                                        [MARK_VALUE] = PLACE_USE,
                                        [MARK_GLOBAL] = PLACE_GLOBAL,
                                        [MARK_NONLOCAL] = PLACE_NONLOCAL};
  if (role == MARK_VALUE) place->type = false;
  place->nature = natures[role];
  place->settled = true;
  place->order = binding->order;
  place->flags = binding->flags;
  place->from = binding->from;
}

static void take_capture(const ScopeSource *source, ScopeMap *map, const TSQueryMatch *match,
                         uint16_t index, const MatchFrame *frame) {
  ScopeCapture capture = scope_query_capture(source->query, match->captures[index].index);
  TSNode node = match->captures[index].node;
  ScopeRegion region = {.start = ts_node_start_byte(node),
                        .end = ts_node_end_byte(node),
                        .binds = capture.role == MARK_BINDINGS,
                        .flags =
                            capture.flags | scope_query_flags(source->query, match->pattern_index),
                        .from = frame->after,
                        .order = match->pattern_index};
  ScopePlace *place = NULL;
  switch (capture.role) {
  case MARK_SCOPE:
    if (capture.kind == SCOPE_OUTER) add_scope(map, region.start, region.end, SCOPE_OUTER);
    return;
  case MARK_BINDINGS:
  case MARK_USES: add_region(map, &region); return;
  case MARK_IMPORT_ALL:
    for (size_t i = 0; i < map->places.count; i++) {
      ScopePlace *other = &map->places.items[i];
      bool inside = other->start >= region.start && other->end <= region.end;
      if (inside && other->nature != PLACE_TEXT) other->kind = OCCURRENCE_IMPORT;
    }
    return;
  case MARK_BINDING:
  case MARK_MEMBER:
  case MARK_VALUE:
  case MARK_GLOBAL:
  case MARK_NONLOCAL:
  case MARK_WRITE:
  case MARK_CALL:
    place = scope_map_place(map, region.start, region.end);
    if (place) mark_place(place, capture.role, &region);
    return;
  default: return;
  }
}

static void take_match(ScopeSource *source, ScopeMap *map, const TSQueryMatch *match) {
  MatchFrame frame = read_frame(source, match);
  bool here = frame.import_end > 0 && source->offset >= frame.import_start
              && source->offset <= frame.import_end;
  // Of several in one statement the last before the place, or the first.
  bool nearer = source->import.len == 0
                || (frame.import.len && frame.import.ptr <= source->text.ptr + source->offset);
  if (here && frame.import.len && nearer) source->import = frame.import;
  if (frame.has_scope) add_scope(map, frame.scope_start, frame.scope_end, frame.scope_kind);
  for (uint16_t i = 0; i < match->capture_count; i++) take_capture(source, map, match, i, &frame);
}

// ---- where to look ------------------------------------------------------------------------------

static bool must_stop(TSQueryCursorState *state) { return reading_must_stop(state->payload); }

// `options` must live as long as the cursor is asked.
static void start_query(ScopeSource *source, const TSTree *tree, uint32_t start, uint32_t end,
                        TSQueryCursorOptions *options) {
  *options = (TSQueryCursorOptions){.payload = source->reading, .progress_callback = must_stop};
  ts_query_cursor_set_byte_range(source->reading->cursor, start, end);
  ts_query_cursor_exec_with_options(source->reading->cursor, scope_query_compiled(source->query),
                                    ts_tree_root_node(tree), options);
}

static void match_range(ScopeSource *source, const TSTree *tree, uint32_t start, uint32_t end,
                        ScopeMap *map) {
  TSQueryCursorOptions options;
  start_query(source, tree, start, end, &options);
  TSQueryMatch match;
  while (ts_query_cursor_next_match(source->reading->cursor, &match)) {
    if (scope_query_holds(source->query, &match, source->text)) take_match(source, map, &match);
  }
}

// From `first` on, the place behind the last that is looked at together with it.
static size_t group_end(const ScopeMap *map, size_t first, uint32_t near) {
  size_t next = first + 1;
  const ScopePlace *places = map->places.items;
  while (next < map->places.count && places[next].start - places[next - 1].end <= near) next++;
  return next;
}

static uint32_t choose_nearness(const ScopeMap *map) {
  for (uint32_t near = NEAR_BYTES; near < UINT32_MAX / 16; near *= 8) {
    size_t groups = 0;
    for (size_t i = 0; i < map->places.count; i = group_end(map, i, near)) groups++;
    if (groups <= MAX_RANGES) return near;
  }
  return UINT32_MAX;
}

void scope_read_map(ScopeSource *source, const TSTree *tree, ScopeMap *map) {
  classify_places(source, tree, map);
  if (reading_is_shapeless(source->reading, tree)) return;
  uint32_t near = choose_nearness(map);
  for (size_t i = 0; i < map->places.count && !source->reading->stopped;) {
    size_t next = group_end(map, i, near);
    uint32_t start = map->places.items[i].start;
    match_range(source, tree, start > 0 ? start - 1 : 0, map->places.items[next - 1].end, map);
    i = next;
  }
  if (map->places.count == 0 && source->offset != UINT32_MAX) {
    match_range(source, tree, source->offset, source->offset + 1, map);
  }
}

void scope_read_marks(ScopeSource *source, const TSTree *tree, MarkRole role, uint32_t start,
                      uint32_t end, ScopeMarkFn fn, void *user) {
  TSQueryCursorOptions options;
  if (reading_is_shapeless(source->reading, tree)) return;
  start_query(source, tree, start, end, &options);
  TSQueryMatch match;
  while (ts_query_cursor_next_match(source->reading->cursor, &match)) {
    if (!scope_query_holds(source->query, &match, source->text)) continue;
    if (role == MARK_IMPORT) {
      Str import = read_frame(source, &match).import;
      uint32_t from = import.len ? (uint32_t)(import.ptr - source->text.ptr) : 0;
      if (import.len && from >= start) fn(user, from, from + (uint32_t)import.len);
      continue;
    }
    for (uint16_t i = 0; i < match.capture_count; i++) {
      if (scope_query_capture(source->query, match.captures[i].index).role != role) continue;
      TSNode node = match.captures[i].node;
      uint32_t from = ts_node_start_byte(node), to = ts_node_end_byte(node);
      // What the parser put in where it misses a name is empty.
      if (from >= start && from < to && to <= end) fn(user, from, to);
    }
  }
}
