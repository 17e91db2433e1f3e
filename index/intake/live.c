// An open document is read again at every key, so the cost of a reading must follow the edit and not the
// document. Three things are kept from one text to the next: the tree, which tree-sitter repairs around
// the edit (live_tree.c); what was matched in it (kept.c), of which what is near the repaired places is
// replaced; and, for languages of C's kind, the skeleton: most edits leave it as it is, and then nothing
// is parsed at all. Nesting and the line patterns are cheap, and run whole.
//
// What is kept stands for the text of the last reading that came to its end; edits since then add up
// (text_changes.h), so that a reading that is cancelled costs nothing but itself.
#include "intake/live.h"
#include "intake/cmask.h"
#include "intake/lines.h"
#include "intake/live_tree.h"
#include "intake/masked.h"
#include "intake/patterns.h"
#include "intake/view.h"

// A part in another language.
typedef struct {
  LanguageId language;
  uint32_t start, end;
  bool same; // as a part of the last text, bounds and all
  LiveTree tree;
} Slot;

typedef ARRAY(Slot) Slots;

struct LiveReader {
  LanguageId language;
  Reading reading;
  LiveRoom room;
  LiveTree host; // of the text, or of the skeleton
  Slots slots;   // in the order of the text
  CMask *mask;   // NULL: not a language of C's kind
  CDialect dialect;

  bool has_text; // the following hold
  Buf text;      // that all the above is of; of a masked language, its skeleton
  Buf view;      // of the text, if it differs; else empty
  Buf next_view;
  uint32_t anchor, anchor_row; // an offset in the text, and its line

  bool mask_follows;       // the mask has read the text of the last call
  TextChanges edited;      // by the present call
  TextChanges pending;     // from `text` to the text of the last call
  size_t pending_length;   // of that
  TextChanges changes;     // the same, as the parser sees them
  TreeEdits edits;         // as tree-sitter does
  Definitions definitions; // of the present call, as the following
  Injections injections;
};

// One call.
typedef struct {
  LiveReader *live;
  Str text;
  Arena *arena;
  Extraction *out;
} Call;

LiveReader *live_reader_new(LanguageId language) {
  LiveReader *live = xcalloc(1, sizeof *live);
  live->language = language;
  reading_init(&live->reading);
  if (cmask_applies(language, &live->dialect)) live->mask = cmask_new();
  return live;
}

static void release_slots(Slots *slots) {
  for (size_t i = 0; i < slots->count; i++) live_tree_release(&slots->items[i].tree);
  slots->count = 0;
}

void live_reader_forget(LiveReader *live) {
  live_tree_release(&live->host);
  release_slots(&live->slots);
  array_free(&live->slots);
  live_room_release(&live->room);
  live->has_text = false;
  buf_release(&live->text);
  buf_release(&live->view);
  buf_release(&live->next_view);
  live->mask_follows = false;
  cmask_free(live->mask);
  live->mask = cmask_applies(live->language, &live->dialect) ? cmask_new() : NULL;
  array_free(&live->edited);
  array_free(&live->pending);
  array_free(&live->changes);
  array_free(&live->edits);
  array_free(&live->definitions);
  array_free(&live->injections);
}

void live_reader_free(LiveReader *live) {
  if (!live) return;
  live_reader_forget(live);
  reading_release(&live->reading);
  cmask_free(live->mask);
  free(live);
}

bool live_reader_is_exact(const LiveReader *live) {
  bool exact = live->host.exact || !language_grammar(live->language);
  for (size_t i = 0; i < live->slots.count; i++) exact = exact && live->slots.items[i].tree.exact;
  return exact;
}

size_t live_reader_memory(const LiveReader *live) {
  size_t bytes = live_tree_memory(&live->host) + live->text.capacity + live->view.capacity
                 + live->next_view.capacity + kept_memory(&live->room.spare)
                 + (live->mask ? cmask_memory(live->mask) : 0)
                 + sizeof(Definition) * live->definitions.capacity;
  for (size_t i = 0; i < live->slots.count; i++) {
    bytes += live_tree_memory(&live->slots.items[i].tree);
  }
  return bytes;
}

// ---- edits --------------------------------------------------------------------------------------

static bool take_edits(LiveReader *live, Str text, const TextEdit *edits, size_t count) {
  size_t length = live->pending_length, again = length;
  live->edited.count = 0;
  for (size_t i = 0; i < count; i++) {
    if (!text_changes_add(&live->pending, &edits[i], &length)) return false;
    if (live->mask && !text_changes_add(&live->edited, &edits[i], &again)) return false;
  }
  return count > 0 && length == text.len;
}

// From now on all that is kept counts for nothing.
static void start_anew(LiveReader *live) {
  live->has_text = false;
  live->anchor = live->anchor_row = 0;
  live_tree_forget(&live->host);
  release_slots(&live->slots);
}

// What is kept is of `text` now.
static void settle(LiveReader *live, Str text, Str view) {
  if (live->has_text) {
    text_changes_apply(&live->changes, &live->text, text);
  } else {
    buf_clear(&live->text);
    buf_str_put(&live->text, text);
  }
  if (view.ptr == live->next_view.data) {
    Buf other = live->view;
    live->view = live->next_view;
    live->next_view = other;
  } else {
    buf_clear(&live->view);
    if (view.ptr != text.ptr) buf_str_put(&live->view, view);
  }
  live->has_text = true;
  live->pending.count = 0;
}

// The line of the first change, counted from where the last one was.
static uint32_t row_of_first(LiveReader *live, Str old_view) {
  uint32_t at = live->changes.count ? live->changes.items[0].old_start : 0;
  if (at >= live->anchor) {
    live->anchor_row += lines_count(old_view, live->anchor, at);
  } else {
    live->anchor_row -= lines_count(old_view, at, live->anchor);
  }
  live->anchor = at;
  return live->anchor_row;
}

// ---- the parser's view --------------------------------------------------------------------------

static void put_view_of_change(Call *call, const TextChange *change, bool *differs) {
  LiveReader *live = call->live;
  Str lines = str_slice(call->text, change->new_start, change->new_end);
  Str view = view_for_parser(live->language, lines, call->arena);
  *differs = *differs || view.ptr != lines.ptr;
  buf_str_put(&live->next_view, view);
}

// The view of a text of which only some lines changed.
static Str changed_view(Call *call, Str old_view) {
  LiveReader *live = call->live;
  const TextChanges *changes = &live->changes;
  buf_clear(&live->next_view);
  bool differs = live->view.len > 0;
  if (!differs) { // nearly always it stays so
    for (size_t i = 0; i < changes->count; i++) {
      put_view_of_change(call, &changes->items[i], &differs);
    }
    if (!differs) return call->text;
    buf_clear(&live->next_view);
  }
  uint32_t at = 0;
  for (size_t i = 0; i < changes->count; i++) {
    buf_str_put(&live->next_view, str_slice(old_view, at, changes->items[i].old_start));
    put_view_of_change(call, &changes->items[i], &differs);
    at = changes->items[i].old_end;
  }
  buf_str_put(&live->next_view, str_slice(old_view, at, old_view.len));
  return buf_str(&live->next_view);
}

static void copy_changes(TextChanges *to, const TextChanges *from) {
  to->count = 0;
  for (size_t i = 0; i < from->count; i++) array_push(to, from->items[i]);
}

// How the text came from the one before, for the parser.
static LiveText prepare(Call *call) {
  LiveReader *live = call->live;
  bool has_view = view_may_differ(live->language);
  if (!live->has_text) {
    Str view = view_for_parser(live->language, call->text, call->arena);
    return (LiveText){.text = call->text, .view = view};
  }
  Str old_text = buf_str(&live->text);
  Str old_view = live->view.len ? buf_str(&live->view) : old_text;
  copy_changes(&live->changes, &live->pending);
  text_changes_trim(&live->changes, old_text, call->text);
  // A view may change up to the ends of lines.
  if (has_view || live->slots.count) text_changes_widen(&live->changes, call->text);
  Str view = has_view ? changed_view(call, old_view) : call->text;
  tree_edits_make(&live->edits, &live->changes, old_view, view, row_of_first(live, old_view));
  return (LiveText){call->text, view, &live->changes, &live->edits};
}

// ---- parts in other languages -------------------------------------------------------------------

static TSPoint point_at(Str text, uint32_t offset) {
  TSPoint point = {lines_count(text, 0, offset), 0};
  for (uint32_t at = offset; at > 0 && text.ptr[at - 1] != '\n'; at--) point.column++;
  return point;
}

// Whether a change lies in the lines of the part, or at its ends.
static bool is_touched(const Slot *slot, const TextChanges *changes, Str text) {
  uint32_t start = slot->start;
  while (start > 0 && text.ptr[start - 1] != '\n') start--;
  for (size_t i = 0; i < changes->count; i++) {
    if (changes->items[i].new_start <= slot->end && changes->items[i].new_end >= start) return true;
  }
  return false;
}

// The tree of the last text that goes on in the part `slot`: taken out of `old`. A part that starts
// where one did, or ends there, is that part.
static void inherit_tree(Slot *slot, Slots *old, const TextChanges *changes) {
  for (size_t i = 0; i < old->count; i++) {
    Slot *before = &old->items[i];
    if (before->language != slot->language || !before->tree.tree) continue;
    bool starts = text_changes_map(changes, before->start) == slot->start;
    bool ends = text_changes_map(changes, before->end) == slot->end;
    if (!starts && !ends) continue;
    slot->same = starts && ends;
    slot->tree = before->tree;
    before->tree = (LiveTree){0};
    return;
  }
}

static Status read_slot(Call *call, Slot *slot, const LiveText *text, Error *error) {
  LiveReader *live = call->live;
  if (slot->same && !is_touched(slot, text->changes, call->text)) {
    live_tree_move(&slot->tree, text);
    return STATUS_OK;
  }
  TSRange range = {point_at(call->text, slot->start), point_at(call->text, slot->end), slot->start,
                   slot->end};
  Part part = {slot->language, call->text, &range, BEHIND_HOST};
  LiveText seen = *text;
  seen.view = view_for_parser(slot->language, call->text, call->arena);
  return live_tree_read(&slot->tree, &live->reading, &part, &seen, &live->room, error);
}

static void emit(Call *call, const LiveTree *tree, Str text) {
  kept_emit(&tree->kept, text, call->arena, &call->live->definitions, call->out);
  call->out->has_errors = call->out->has_errors || tree->has_errors;
  call->out->too_large = call->out->too_large || tree->too_large;
}

static Status read_slots(Call *call, const LiveText *text, Error *error) {
  LiveReader *live = call->live;
  injections_settle(&live->injections);
  Slots slots = {0};
  Status status = STATUS_OK;
  for (size_t i = 0; i < live->injections.count && status == STATUS_OK; i++) {
    const Injection *injection = &live->injections.items[i];
    Slot slot = {.language = injection->language,
                 .start = injection->range.start_byte,
                 .end = injection->range.end_byte};
    if (!language_grammar(slot.language) || live->reading.stopped) continue;
    if (text->changes) inherit_tree(&slot, &live->slots, text->changes);
    status = read_slot(call, &slot, text, error);
    if (live->reading.stopped) live_tree_forget(&slot.tree); // it is of another text
    emit(call, &slot.tree, call->text);
    array_push(&slots, slot);
  }
  release_slots(&live->slots);
  array_free(&live->slots);
  live->slots = slots;
  return status;
}

// ---- reading ------------------------------------------------------------------------------------

static Status read_unmasked(Call *call, Error *error) {
  LiveReader *live = call->live;
  LiveText text = prepare(call);
  Part whole = {.language = live->language, .text = call->text};
  bool has_grammar = language_grammar(live->language) != NULL;
  Status status = STATUS_OK;
  if (has_grammar) {
    status = live_tree_read(&live->host, &live->reading, &whole, &text, &live->room, error);
  }
  if (status != STATUS_OK || reading_was_cancelled(&live->reading)) return status;
  emit(call, &live->host, call->text);
  for (size_t i = 0; i < live->host.kept.injections.count; i++) {
    array_push(&live->injections, live->host.kept.injections.items[i]);
  }
  if (!has_grammar || live->host.has_errors) {
    patterns_extract(live->language, call->text, call->arena, &live->definitions, call->out);
    injections_add_sections(&live->injections, live->language, call->text);
  }
  status = read_slots(call, &text, error);
  settle(live, call->text, text.view);
  return status;
}

// All that this call changed, as one.
static TextChange whole_change(const TextChanges *changes) {
  const TextChange *first = &changes->items[0], *last = &changes->items[changes->count - 1];
  return (TextChange){first->old_start, last->old_end, first->new_start, last->new_end};
}

static Status read_masked(Call *call, Error *error) {
  LiveReader *live = call->live;
  bool follows = live->mask_follows && live->edited.count > 0;
  TextChange change = follows ? whole_change(&live->edited) : (TextChange){0};
  const Skeleton *skeleton = cmask_follow(live->mask, live->dialect, call->text,
                                          follows ? &change : NULL, &live->definitions, call->out);
  live->mask_follows = true;
  Str bytes = buf_str(&skeleton->bytes);
  LiveText text = {.text = bytes, .view = bytes};
  if (live->has_text) {
    Str old = buf_str(&live->text);
    text_changes_between(&live->changes, old, bytes);
    tree_edits_make(&live->edits, &live->changes, old, bytes, row_of_first(live, old));
    text.changes = &live->changes;
    text.edits = &live->edits;
  }
  Part part = {.language = live->language, .text = bytes};
  Status status = live_tree_read(&live->host, &live->reading, &part, &text, &live->room, error);
  if (status != STATUS_OK || reading_was_cancelled(&live->reading)) return status;
  size_t first = live->definitions.count, spans = call->out->spans.count;
  emit(call, &live->host, bytes);
  call->out->spans.count = spans; // the mask has found them all
  masked_move(&live->definitions, first, skeleton, call->text, call->arena);
  settle(live, bytes, bytes);
  return STATUS_OK;
}

Status live_reader_read(LiveReader *live, Str text, const TextEdit *edits, size_t count,
                        const ExtractOptions *options, Arena *arena, Extraction *out,
                        Error *error) {
  out->symbols.count = out->spans.count = 0;
  out->timed_out = out->has_errors = out->too_large = false;
  live->definitions.count = live->injections.count = 0;
  bool follows = take_edits(live, text, edits, count);
  if (!follows) live->mask_follows = false;
  if (!follows || !live->has_text) start_anew(live);
  if (!live->has_text) live->pending.count = 0;
  live->pending_length = text.len;
  if (text.len >= UINT32_MAX) {
    start_anew(live);
    live->mask_follows = false;
    return error_set(error, STATUS_LIMIT, "text over 4 GiB");
  }
  reading_start(&live->reading, options, arena);
  Call call = {live, text, arena, out};
  Status status = live->mask ? read_masked(&call, error) : read_unmasked(&call, error);
  if (status != STATUS_OK) start_anew(live);
  if (status != STATUS_OK) return status;
  if (reading_was_cancelled(&live->reading)) {
    return error_set(error, STATUS_CANCELLED, "cancelled");
  }
  out->timed_out = live->reading.stopped;
  nest_definitions(&live->definitions, text, nest_separator(live->language), arena, out);
  nest_spans(out);
  return STATUS_OK;
}
