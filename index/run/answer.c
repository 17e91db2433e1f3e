// The packed form, all numbers varints: a hit begins with the number of its path; a number that was not
// there before is followed by path and language. Strings are a length and bytes. The line of a hit that is
// the line of the hit before has the length 0; others have theirs plus one.
//
// The bytes never leave the process. They are read through Reader all the same: it is no slower here.
#include "run/answer.h"

#include "base/codec.h"
#include "base/os.h"

enum { POLL_HITS = 64, FIRST_PATH_SLOTS = 64 };

Answer *answer_ref(Answer *answer) {
  atomic_fetch_add_explicit(&answer->references, 1, memory_order_relaxed);
  return answer;
}

void answer_unref(Answer *answer) {
  if (answer && atomic_fetch_sub_explicit(&answer->references, 1, memory_order_acq_rel) == 1) {
    free(answer);
  }
}

size_t answer_bytes(const Answer *answer) { return sizeof *answer + answer->bytes.len; }

// ---- recording ----------------------------------------------------------------------------------

Recorder recorder_make(size_t most_bytes, SearchFn take_hit, SymbolFn take_symbol, void *user) {
  return (Recorder){.take_hit = take_hit,
                    .take_symbol = take_symbol,
                    .user = user,
                    .bytes = {.max = most_bytes},
                    .made_ns = os_monotonic_ns()};
}

static void drop(Recorder *r) {
  r->dropped = true;
  buf_release(&r->bytes);
  free(r->paths);
  r->paths = NULL;
}

static void put_str(Recorder *r, Str s) {
  buf_varint(&r->bytes, s.len);
  buf_str_put(&r->bytes, s);
}

static bool is_path(const Recorder *r, const RecordedPath *known, Str path) {
  return str_equal(str_make(r->bytes.data + known->at, known->len), path);
}

static RecordedPath *path_slot(const Recorder *r, Str path) {
  size_t mask = r->path_slots - 1;
  size_t at = (size_t)str_hash(path) & mask;
  while (r->paths[at].len && !is_path(r, &r->paths[at], path)) at = (at + 1) & mask;
  return &r->paths[at];
}

static void make_room_for_path(Recorder *r) {
  if (r->path_count * 2 < r->path_slots) return;
  RecordedPath *old = r->paths;
  size_t count = r->path_slots;
  r->path_slots = count ? count * 2 : FIRST_PATH_SLOTS;
  r->paths = xcalloc(r->path_slots, sizeof *r->paths);
  for (size_t i = 0; i < count; i++) {
    if (!old[i].len) continue;
    *path_slot(r, str_make(r->bytes.data + old[i].at, old[i].len)) = old[i];
  }
  free(old);
}

static void put_path(Recorder *r, Str path, Str language) {
  if (r->last_path.len && is_path(r, &r->last_path, path)) {
    buf_varint(&r->bytes, r->last_path.number);
    return;
  }
  make_room_for_path(r);
  RecordedPath *slot = path_slot(r, path);
  if (slot->len) {
    buf_varint(&r->bytes, slot->number);
  } else {
    uint32_t number = r->path_count++;
    buf_varint(&r->bytes, number);
    buf_varint(&r->bytes, path.len);
    *slot = (RecordedPath){r->bytes.len, path.len, number};
    buf_str_put(&r->bytes, path);
    put_str(r, language);
  }
  r->last_path = *slot;
}

static void put_line(Recorder *r, Str text) {
  if (r->last_text_at
      && str_equal(text, str_make(r->bytes.data + r->last_text_at, r->last_text_len))) {
    buf_varint(&r->bytes, 0);
    return;
  }
  buf_varint(&r->bytes, text.len + 1);
  r->last_text_at = r->bytes.len;
  r->last_text_len = text.len;
  buf_str_put(&r->bytes, text);
}

static void put_lines(Recorder *r, const Str *lines, uint32_t count) {
  buf_varint(&r->bytes, count);
  for (uint32_t i = 0; i < count; i++) put_str(r, lines[i]);
}

static void record_hit(Recorder *r, const SearchHit *hit) {
  put_path(r, hit->path, hit->language);
  buf_varint(&r->bytes, hit->line);
  buf_varint(&r->bytes, hit->column);
  buf_varint(&r->bytes, hit->length);
  buf_varint(&r->bytes, hit->end_line);
  buf_varint(&r->bytes, hit->end_column);
  buf_varint(&r->bytes, hit->folded);
  put_line(r, hit->text);
  put_lines(r, hit->before, hit->before_count);
  put_lines(r, hit->after, hit->after_count);
  if (r->bytes.failed) drop(r);
}

static void record_symbol(Recorder *r, const SymbolHit *hit) {
  uint64_t score;
  memcpy(&score, &hit->score, sizeof score);
  put_path(r, hit->path, hit->language);
  put_str(r, hit->name);
  put_str(r, hit->container);
  buf_varint(&r->bytes, (uint64_t)hit->kind);
  buf_byte(&r->bytes, hit->flags);
  buf_varint(&r->bytes, hit->line);
  buf_varint(&r->bytes, hit->column);
  buf_varint(&r->bytes, hit->column_utf16);
  buf_varint(&r->bytes, hit->end_line);
  buf_u64(&r->bytes, score);
  buf_varint(&r->bytes, hit->matched_count);
  for (uint32_t i = 0; i < hit->matched_count; i++) buf_varint(&r->bytes, hit->matched[i]);
  if (r->bytes.failed) drop(r);
}

bool recorder_take_hit(void *recorder, const SearchHit *hit) {
  Recorder *r = recorder;
  if (!r->dropped) record_hit(r, hit);
  if (r->take_hit(r->user, hit)) return true;
  drop(r);
  return false;
}

bool recorder_take_symbol(void *recorder, const SymbolHit *hit) {
  Recorder *r = recorder;
  if (!r->dropped) record_symbol(r, hit);
  if (r->take_symbol(r->user, hit)) return true;
  drop(r);
  return false;
}

// What cut it, if anything did, would cut it again.
static bool is_whole(const QuerySummary *summary) {
  static const char *const lasting[] = {"", "limit", "indexing"};
  for (size_t i = 0; i < COUNT_OF(lasting); i++) {
    if (strcmp(summary->reason, lasting[i]) == 0) return true;
  }
  return false;
}

Answer *recorder_finish(Recorder *r, const QuerySummary *summary) {
  Answer *answer = NULL;
  if (!r->dropped && summary && is_whole(summary)) {
    answer = xmalloc(sizeof *answer + r->bytes.len);
    char *copy = (char *)(answer + 1);
    if (r->bytes.len) memcpy(copy, r->bytes.data, r->bytes.len);
    *answer =
        (Answer){.summary = *summary, .made_ns = r->made_ns, .bytes = str_make(copy, r->bytes.len)};
    atomic_init(&answer->references, 1);
  }
  drop(r);
  return answer;
}

// ---- replaying ----------------------------------------------------------------------------------

typedef struct {
  Str path, language;
} ReplayedPath;

typedef struct {
  Reader reader;
  const ReplayLimits *limits;
  ARRAY(ReplayedPath) paths;
  ARRAY(Str) before, after;
  ARRAY(uint32_t) matched;
  Str last_text;
  uint64_t hits;
  const char *reason; // why it ended early; NULL: it did not
} Replay;

static bool goes_on(Replay *replay) {
  const ReplayLimits *limits = replay->limits;
  if (replay->reason) return false;
  if (replay->hits % POLL_HITS) return true;
  if (limits->cancelled && atomic_load_explicit(limits->cancelled, memory_order_relaxed)) {
    replay->reason = "cancelled";
  } else if (limits->deadline_ns && os_monotonic_ns() >= limits->deadline_ns) {
    replay->reason = "deadline";
  }
  return !replay->reason;
}

static Str read_str(Reader *reader) {
  size_t length = (size_t)reader_varint_max(reader, reader_left(reader));
  return reader_bytes(reader, length);
}

static ReplayedPath read_path(Replay *replay) {
  Reader *reader = &replay->reader;
  size_t number = (size_t)reader_varint_max(reader, replay->paths.count);
  if (number == replay->paths.count) {
    ReplayedPath path = {.path = read_str(reader)};
    path.language = read_str(reader);
    array_push(&replay->paths, path);
  }
  return replay->paths.items[number];
}

static uint32_t read_u32(Reader *reader) { return (uint32_t)reader_varint_max(reader, UINT32_MAX); }

static SearchHit read_hit(Replay *replay) {
  Reader *reader = &replay->reader;
  ReplayedPath path = read_path(replay);
  SearchHit hit = {.path = path.path, .language = path.language};
  hit.line = read_u32(reader);
  hit.column = read_u32(reader);
  hit.length = read_u32(reader);
  hit.end_line = read_u32(reader);
  hit.end_column = read_u32(reader);
  hit.folded = read_u32(reader);
  size_t length = (size_t)reader_varint_max(reader, reader_left(reader));
  if (length) replay->last_text = reader_bytes(reader, length - 1);
  hit.text = replay->last_text;
  replay->before.count = replay->after.count = 0;
  hit.before_count = read_u32(reader);
  for (uint32_t i = 0; i < hit.before_count && !reader->failed; i++) {
    array_push(&replay->before, read_str(reader));
  }
  hit.after_count = read_u32(reader);
  for (uint32_t i = 0; i < hit.after_count && !reader->failed; i++) {
    array_push(&replay->after, read_str(reader));
  }
  hit.before = replay->before.items;
  hit.after = replay->after.items;
  return hit;
}

static SymbolHit read_symbol(Replay *replay) {
  Reader *reader = &replay->reader;
  ReplayedPath path = read_path(replay);
  SymbolHit hit = {.path = path.path, .language = path.language};
  hit.name = read_str(reader);
  hit.container = read_str(reader);
  hit.kind = (SymbolKind)read_u32(reader);
  hit.flags = reader_byte(reader);
  hit.line = read_u32(reader);
  hit.column = read_u32(reader);
  hit.column_utf16 = read_u32(reader);
  hit.end_line = read_u32(reader);
  uint64_t score = reader_u64(reader);
  memcpy(&hit.score, &score, sizeof score);
  replay->matched.count = 0;
  hit.matched_count = read_u32(reader);
  for (uint32_t i = 0; i < hit.matched_count && !reader->failed; i++) {
    array_push(&replay->matched, read_u32(reader));
  }
  hit.matched = replay->matched.items;
  return hit;
}

static Replay replay_begin(const Answer *answer, const ReplayLimits *limits) {
  return (Replay){.reader = reader_make(answer->bytes), .limits = limits};
}

static void replay_end(Replay *replay, const Answer *answer, int64_t began_ns, QuerySummary *out) {
  *out = answer->summary;
  if (replay->reason) {
    out->hits = replay->hits;
    out->documents = replay->paths.count;
    out->truncated = true;
    out->reason = replay->reason;
  }
  out->elapsed_ns = os_monotonic_ns() - began_ns;
  array_free(&replay->paths);
  array_free(&replay->before);
  array_free(&replay->after);
  array_free(&replay->matched);
}

void answer_replay_hits(const Answer *answer, const ReplayLimits *limits, SearchFn fn, void *user,
                        QuerySummary *summary) {
  int64_t began_ns = os_monotonic_ns();
  Replay replay = replay_begin(answer, limits);
  while (goes_on(&replay) && reader_left(&replay.reader)) {
    SearchHit hit = read_hit(&replay);
    if (replay.reader.failed) break;
    replay.hits++;
    if (!fn(user, &hit)) replay.reason = "stopped";
  }
  replay_end(&replay, answer, began_ns, summary);
}

void answer_replay_symbols(const Answer *answer, const ReplayLimits *limits, SymbolFn fn,
                           void *user, QuerySummary *summary) {
  int64_t began_ns = os_monotonic_ns();
  Replay replay = replay_begin(answer, limits);
  while (goes_on(&replay) && reader_left(&replay.reader)) {
    SymbolHit hit = read_symbol(&replay);
    if (replay.reader.failed) break;
    replay.hits++;
    if (!fn(user, &hit)) replay.reason = "stopped";
  }
  replay_end(&replay, answer, began_ns, summary);
}
