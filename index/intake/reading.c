#include "intake/reading.h"

enum {
  MATCH_LIMIT = 512,
  SHAPELESS_CHILDREN = 1 << 13,
  SHAPELESS_RATIO = 64,
  LOOK_NS = 2000000, // between two looks at the thread's clock
};

void reading_init(Reading *reading) {
  *reading = (Reading){.parser = ts_parser_new(), .cursor = ts_query_cursor_new()};
  ts_query_cursor_set_match_limit(reading->cursor, MATCH_LIMIT);
}

void reading_release(Reading *reading) {
  ts_query_cursor_delete(reading->cursor);
  ts_parser_delete(reading->parser);
}

// ---- limits -------------------------------------------------------------------------------------

void reading_start(Reading *reading, const ExtractOptions *options, Arena *arena) {
  reading->arena = arena;
  reading->deadline_ns = options->timeout_ns ? os_thread_cpu_ns() + options->timeout_ns : INT64_MAX;
  reading->cancelled = options->cancelled;
  reading->parse_limit = options->parse_limit;
  reading->stopped = false;
  reading->looked_ns = os_monotonic_ns();
}

static bool is_cancelled(const Reading *reading) {
  return reading->cancelled && atomic_load_explicit(reading->cancelled, memory_order_relaxed);
}

bool reading_was_cancelled(const Reading *reading) {
  return reading->stopped && is_cancelled(reading);
}

// A hundred steps are some microseconds, but seconds where each goes through half a megabyte (a bracket
// that a scanner seeks the end of, a sibling that a cursor looks for). So it is time, and not the number of
// questions, that says when to look at the thread's clock, which is a system call.
bool reading_must_stop(Reading *reading) {
  if (is_cancelled(reading)) reading->stopped = true;
  if (reading->deadline_ns == INT64_MAX || reading->stopped) return reading->stopped;
  int64_t now = os_monotonic_ns();
  if (now - reading->looked_ns < LOOK_NS) return false;
  reading->looked_ns = now;
  if (os_thread_cpu_ns() > reading->deadline_ns) reading->stopped = true;
  return reading->stopped;
}

static bool on_parse_progress(TSParseState *state) { return reading_must_stop(state->payload); }
static bool on_query_progress(TSQueryCursorState *state) {
  return reading_must_stop(state->payload);
}

// ---- parsing ------------------------------------------------------------------------------------

bool reading_is_too_large(const Reading *reading, const Part *part) {
  size_t bytes = part->range ? part->range->end_byte - part->range->start_byte : part->text.len;
  return reading->parse_limit && bytes > reading->parse_limit;
}

static const char *read_text(void *payload, uint32_t offset, TSPoint point, uint32_t *size) {
  (void)point;
  const Str *text = payload;
  *size = offset < text->len ? (uint32_t)text->len - offset : 0;
  return *size ? text->ptr + offset : "";
}

TSTree *reading_parse(Reading *reading, const Part *part, Str view, const TSTree *old) {
  TSParser *parser = reading->parser;
  if (!ts_parser_set_language(parser, language_grammar(part->language)())) return NULL;
  if (!ts_parser_set_included_ranges(parser, part->range, part->range ? 1 : 0)) return NULL;
  TSInput input = {.payload = &view, .read = read_text, .encoding = TSInputEncodingUTF8};
  TSParseOptions options = {.payload = reading, .progress_callback = on_parse_progress};
  TSTree *tree = ts_parser_parse_with_options(parser, old, input, options);
  if (!tree) ts_parser_reset(parser);
  return tree;
}

// ---- matching -----------------------------------------------------------------------------------

size_t regions_meet(const Regions *regions, uint32_t start, uint32_t end) {
  for (size_t i = 0; i < regions->count; i++) {
    const Region *region = &regions->items[i];
    if (start >= region->end) continue;
    if (start == end ? end >= region->start : end > region->start) return i;
  }
  return regions->count;
}

// Those with roots that meet the region `index` and none before it.
static bool match_region(Reading *reading, const TSTree *tree, Matcher *matcher,
                         const Regions *regions, size_t index) {
  TSQueryCursor *cursor = reading->cursor;
  TSQueryCursorOptions options = {.payload = reading, .progress_callback = on_query_progress};
  uint32_t start = regions ? regions->items[index].start : 0;
  ts_query_cursor_set_byte_range(cursor, start, regions ? regions->items[index].end : UINT32_MAX);
  ts_query_cursor_exec_with_options(cursor, tags_query(matcher->tags), ts_tree_root_node(tree),
                                    &options);
  matcher->opaque_start = matcher->opaque_end = 0;
  TSQueryMatch match;
  while (ts_query_cursor_next_match(cursor, &match)) {
    if (regions) {
      MatchRoot root = matcher_root(matcher, &match);
      if (regions_meet(regions, root.start, root.end) != index) continue;
    }
    if (tags_match_holds(matcher->tags, &match, matcher->text)) matcher_take(matcher, &match);
  }
  return !ts_query_cursor_did_exceed_match_limit(cursor);
}

// At each of a node's children a cursor asks whether one with a name follows, and goes through all others
// to find out. Grammars put names between their tokens; only where nothing could be made of a text, as of
// half a million open brackets, do so many follow one another. These stand at the top of the tree.
static bool is_shapeless(TSNode node) {
  return ts_node_is_error(node) && ts_node_child_count(node) > SHAPELESS_CHILDREN
         && ts_node_named_child_count(node) < ts_node_child_count(node) / SHAPELESS_RATIO;
}

bool reading_is_shapeless(Reading *reading, const TSTree *tree) {
  TSNode root = ts_tree_root_node(tree);
  if (!ts_node_has_error(root)) return false;
  bool found = is_shapeless(root);
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  if (ts_tree_cursor_goto_first_child(&cursor)) {
    do {
      found |= is_shapeless(ts_tree_cursor_current_node(&cursor));
    } while (!found && ts_tree_cursor_goto_next_sibling(&cursor));
  }
  ts_tree_cursor_delete(&cursor);
  reading->stopped |= found;
  return found;
}

bool reading_match(Reading *reading, const TSTree *tree, Matcher *matcher, const Regions *regions) {
  bool complete = !reading_is_shapeless(reading, tree);
  for (size_t i = 0; i < (regions ? regions->count : 1) && !reading->stopped; i++) {
    complete = match_region(reading, tree, matcher, regions, i) && complete;
  }
  return complete;
}
