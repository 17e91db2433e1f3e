// treeline/search: where a text occurs. docs/protocol.md has the parameters and the answer.
//
// Problem: several folders, asked one after the other, are to look like one list, whose first hit is with
// the client as soon as it is found, whose order is the same for every request, and which can be
// asked for in pages. Approach: of ranked answers the best of each folder come first, then the second
// best (lanes.h), and each goes out as soon as it is known to be next; exhaustive ones follow each
// other. A page of ranked hits is known by how many of each folder came before it (cursor.h), and those are
// found again and passed over; in the order of paths it begins with the file at which the one before has
// ended, so that no page costs more than another. Rejected: keeping what was found, which would hold
// memory for every list that somebody once looked at.
#include "lsp/features.h"
#include "lsp/lanes.h"
#include "lsp/results.h"
#include "lsp/search_ask.h"
#include "lsp/search_hit.h"

typedef struct {
  Request *request;
  const SearchAsk *ask;
  JsonOut out; // the answer
  HitWriter writer;
  size_t lane; // number of the present folder
  uint64_t
      skip; // its hits that earlier pages have given, or, in order of paths, those of the first file
  bool by_path;       // `all`: the order is that of paths; then of the last hit
  Buf path;           // the file, in the folder
  size_t file_lane;   // of this number,
  uint64_t file_hits; // and its hits that were given, on earlier pages, too
  uint64_t files;     // with hits, on this page
  bool enough;        // the page is full, whatever the search thinks
  bool interleave;
  Lanes lanes;      // of hits that are not given yet, if `interleave`
  HitGroups groups; // of hits that are given, but for others on their line, if lines are wanted
  uint64_t line;    // of the last of them
  Buf item;
  uint64_t given; // hits of this page
  size_t bytes;   // of them
  bool full;      // RESULTS_BYTES_MAX are reached
  bool more;      // hits are left for a further page
  Cursor cursor;  // where this page ends
  Arena arena;
  QuerySummary total;
} SearchWork;

// ---- hits ---------------------------------------------------------------------------------------

static void put_item(void *user, Str item) {
  SearchWork *work = user;
  if (work->request->stream)
    request_send_item(work->request, item);
  else
    json_raw(&work->out, item);
}

// In the order of paths, hits of a line follow each other; ranked ones are together when all are there.
static void group(SearchWork *work, const HitJson *hit) {
  bool ordered = work->ask->request.all;
  bool goes_on = hit->line && hit->line == work->line;
  if (ordered && !goes_on) hit_groups_take(&work->groups, put_item, work);
  work->line = hit->line;
  hit_groups_add(&work->groups, hit);
}

static void give(SearchWork *work, size_t lane, const HitJson *hit) {
  work->given++;
  if (!work->by_path) work->cursor.given[lane]++;
  if (work->ask->lines) {
    group(work, hit);
    return;
  }
  buf_clear(&work->item);
  buf_str_put(&work->item, hit->object);
  buf_byte(&work->item, '}');
  put_item(work, buf_str(&work->item));
}

// Gives what is known to be next.
static void give_lanes(SearchWork *work) {
  uint64_t limit = work->ask->request.limit;
  HitJson hit;
  size_t lane;
  while ((!limit || work->given < limit) && lanes_next(&work->lanes, &hit, &lane)) {
    give(work, lane, &hit);
  }
}

// Folders that are interleaved share the room: the last may have the best hits.
static bool has_room(const SearchWork *work) {
  if (!request_may_hold(work->request, work->bytes)) return false;
  if (!work->interleave) return work->bytes < RESULTS_BYTES_MAX;
  return lanes_bytes(&work->lanes, work->lane) < RESULTS_BYTES_MAX / work->lanes.count;
}

// In order of paths: which file the hit is of, and that it counts as given.
static void note_file(SearchWork *work, const SearchHit *hit) {
  bool same = work->files && work->file_lane == work->lane;
  if (!same || !str_equal(buf_str(&work->path), hit->path)) {
    buf_clear(&work->path);
    buf_str_put(&work->path, hit->path);
    work->file_lane = work->lane;
    work->files++;
    work->file_hits = 0;
  }
  work->file_hits++;
}

// Whether an earlier page has given the hit.
static bool was_given(SearchWork *work, const SearchHit *hit) {
  if (!work->skip) return false;
  if (work->by_path && !str_equal(hit->path, work->ask->cursor->path)) {
    work->skip = 0; // the file is gone, or has fewer now
    return false;
  }
  if (work->by_path) note_file(work, hit);
  work->skip--;
  return true;
}

static bool add_hit(void *user, const SearchHit *hit) {
  SearchWork *work = user;
  uint64_t limit = work->ask->request.limit;
  if (was_given(work, hit)) return true;
  if (work->by_path && limit && work->given == limit) {
    work->enough = work->more = true;
    return false;
  }
  if (!has_room(work)) {
    work->full = true;
    return false;
  }
  HitJson json = hit_writer_put(&work->writer, hit);
  work->bytes += json.object.len;
  if (work->by_path) note_file(work, hit);
  if (work->interleave) {
    lanes_add(&work->lanes, work->lane, &json);
    give_lanes(work);
  } else {
    give(work, work->lane, &json);
  }
  return true;
}

// ---- folders ------------------------------------------------------------------------------------

// Out of time outweighs all else: then not even the order is known to be right.
static void note_reason(QuerySummary *total, const char *reason) {
  if (!reason || !*reason) return;
  if (!*total->reason || strcmp(reason, "deadline") == 0) total->reason = reason;
}

static void add_summary(SearchWork *work, const QuerySummary *summary, bool asked) {
  QuerySummary *total = &work->total;
  total->generation += summary->generation;
  if (summary->covered < total->covered) total->covered = summary->covered;
  total->documents_covered += summary->documents_covered;
  total->documents_known += summary->documents_known;
  if (!asked) return;
  total->hits += summary->hits;
  total->documents += summary->documents;
  total->candidates += summary->candidates;
  total->truncated |= summary->truncated;
  bool out_of_hits = summary->truncated && strcmp(summary->reason, "limit") == 0;
  work->more |= out_of_hits;
  if (!work->full && !work->enough) note_reason(total, summary->reason);
}

static uint64_t hash_with(uint64_t hash, uint64_t value) {
  const uint64_t both[] = {hash, value};
  return str_hash(str_make((const char *)both, sizeof both));
}

// How many hits the folder is to find: those of earlier pages again, and as many as are wanted. False
// if none: the folders before it have them all.
static bool find_limit(const SearchWork *work, SearchRequest *ask) {
  if (!ask->limit || ask->count_only) return true;
  uint64_t wanted = ask->limit;
  if (!work->interleave) {
    if (work->given >= wanted) return false;
    wanted -= work->given;
  }
  ask->limit = work->skip + wanted;
  return true;
}

static bool drop_hit(void *user, const SearchHit *hit) {
  (void)user, (void)hit;
  return false;
}

// False if the request has failed.
static bool search_folder(SearchWork *work, size_t i) {
  Request *request = work->request;
  const Folder *folder = request->folders[i];
  work->lane = i;
  const Cursor *before = work->ask->cursor;
  work->skip = before ? before->given[i] : 0;
  hit_writer_start(&work->writer, folder);
  SearchRequest ask = search_ask_folder(work->ask, folder, &work->arena);
  bool over = work->by_path && before && i < before->turn; // earlier pages have all of it
  bool begins = work->by_path && before && i == before->turn;
  if (begins) ask.start_path = before->path;
  bool asked = !over && !(work->full && !work->interleave) && find_limit(work, &ask);
  if (!asked) { // only what the summary must know of it
    ask.count_only = true;
    ask.timeout_ns = 1;
    work->more |= !over;
  }
  QuerySummary summary = {.covered = 1, .reason = ""};
  Error error = {0};
  SearchFn take = asked ? add_hit : drop_hit;
  Status status = index_search(folder->index, &ask, take, work, &summary, &error);
  if (work->interleave) {
    lanes_end(&work->lanes, i);
    give_lanes(work);
  }
  if (status == STATUS_OK) {
    add_summary(work, &summary, asked);
    work->cursor.index = hash_with(work->cursor.index, summary.generation);
    return true;
  }
  int code = status == STATUS_INVALID ? RPC_INVALID_PARAMS : RPC_FAILED;
  request_fail(request, status == STATUS_CANCELLED ? RPC_CANCELLED : code, "%s", error.message);
  return false;
}

// ---- the answer ---------------------------------------------------------------------------------

static void finish_total(SearchWork *work, int64_t begun_ns) {
  QuerySummary *total = &work->total;
  if (work->interleave) work->more |= lanes_some_left(&work->lanes);
  bool out_of_time = strcmp(total->reason, "deadline") == 0;
  if (work->full || work->more) {
    total->truncated = true;
    bool other = *total->reason && strcmp(total->reason, "indexing") != 0;
    if (!other) total->reason = work->full ? "size" : "limit";
  }
  bool counts = work->ask->request.count_only;
  work->more = (work->more || work->full) && !out_of_time && !counts && work->given;
  if (!counts) total->hits = work->given;
  total->elapsed_ns = os_monotonic_ns() - begun_ns;
}

static void put_cursor(SearchWork *work) {
  work->cursor.query = work->ask->hash;
  const Cursor *before = work->ask->cursor;
  work->cursor.turn = work->interleave ? work->lanes.turn : 0;
  if (work->by_path) {
    work->cursor.turn = work->file_lane;
    work->cursor.given[work->file_lane] = work->file_hits;
    work->cursor.path = buf_str(&work->path);
    work->cursor.documents = (before ? before->documents : 0) + work->files - 1;
  }
  Buf text = {0};
  cursor_print(&work->cursor, &text);
  json_put_string(&work->out, "cursor", buf_str(&text));
  buf_release(&text);
}

static void put_summary(SearchWork *work) {
  const QuerySummary *summary = &work->total;
  const Cursor *before = work->ask->cursor;
  JsonOut *out = &work->out;
  json_open(out, '{');
  json_put_unsigned(out, "hits", summary->hits);
  json_put_unsigned(out, "documents", summary->documents);
  json_put_unsigned(out, "generation", summary->generation);
  json_put_real(out, "covered", summary->covered);
  json_put_unsigned(out, "documentsCovered", summary->documents_covered);
  json_put_unsigned(out, "documentsKnown", summary->documents_known);
  json_put_bool(out, "truncated", summary->truncated);
  json_put_string(out, "reason", str_from_c(summary->reason));
  json_put_unsigned(out, "candidates", summary->candidates);
  json_put_unsigned(out, "elapsedUs", (uint64_t)(summary->elapsed_ns / 1000));
  if (before) json_put_bool(out, "changed", before->index != work->cursor.index);
  if (work->more) put_cursor(work);
  json_close(out, '}');
}

// Begins where the page before has ended. False if that was of other folders.
static bool open_page(SearchWork *work) {
  const Request *request = work->request;
  size_t count = request->folder_count;
  const Cursor *before = work->ask->cursor;
  for (size_t i = 0; i < count; i++) {
    uint64_t root = str_hash(str_from_c(request->folders[i]->root));
    work->cursor.folders = hash_with(work->cursor.folders, root);
  }
  if (before && (before->folder_count != count || before->folders != work->cursor.folders)) {
    return false;
  }
  work->by_path = work->ask->request.all;
  if (before && !work->by_path) memcpy(work->cursor.given, before->given, sizeof before->given);
  if (before && work->by_path) work->total.documents = before->documents;
  work->cursor.folder_count = count;
  work->interleave = count > 1 && !work->ask->request.all;
  if (work->interleave) lanes_init(&work->lanes, count, before ? (size_t)before->turn : 0);
  return true;
}

static void search_folders(SearchWork *work) {
  Request *request = work->request;
  int64_t begun_ns = os_monotonic_ns();
  json_open(&work->out, '{');
  json_key(&work->out, "hits");
  json_open(&work->out, '[');
  for (size_t i = 0; i < request->folder_count; i++) {
    if (!search_folder(work, i)) return;
  }
  hit_groups_take(&work->groups, put_item, work);
  json_close(&work->out, ']');
  json_key(&work->out, "summary");
  finish_total(work, begun_ns);
  put_summary(work);
  json_close(&work->out, '}');
}

static void search_work(Request *request) {
  const SearchAsk *ask = request->params;
  const SearchRequest *wanted = &ask->request;
  SearchWork work = {.request = request,
                     .ask = ask,
                     .out = json_out(&request->result),
                     .writer.form = {.encoding = request->encoding,
                                     .before = wanted->before > 0,
                                     .after = wanted->after > 0},
                     .total = {.covered = 1, .reason = ""}};
  if (open_page(&work)) {
    search_folders(&work);
  } else {
    request_fail(request, RPC_INVALID_PARAMS,
                 "params.cursor is of other folders: without it the search begins anew");
  }
  hit_writer_release(&work.writer);
  hit_groups_release(&work.groups);
  buf_release(&work.item);
  buf_release(&work.path);
  lanes_release(&work.lanes);
  arena_release(&work.arena);
}

void search_request(Server *server, Request *request, const cJSON *params) {
  request->params = search_ask_read(server, request, params);
  if (!request->params) return;
  request->work = search_work;
  request_stream(request, "hits");
}

// ---- treeline/explain ---------------------------------------------------------------------------

static void put_line(void *user, Str line) { json_string(user, line); }

static void explain_work(Request *request) {
  Arena arena = {0};
  JsonOut out = json_out(&request->result);
  json_open(&out, '{');
  json_key(&out, "plans");
  json_open(&out, '[');
  for (size_t i = 0; i < request->folder_count && !request->error; i++) {
    const Folder *folder = request->folders[i];
    SearchRequest ask = search_ask_folder(request->params, folder, &arena);
    Error error = {0};
    json_open(&out, '{');
    json_put_string(&out, "folder", str_from_c(folder->uri));
    json_key(&out, "lines");
    json_open(&out, '[');
    Status status = index_explain(folder->index, &ask, put_line, &out, &error);
    json_close(&out, ']');
    json_close(&out, '}');
    if (status == STATUS_OK) continue;
    int code = status == STATUS_INVALID ? RPC_INVALID_PARAMS : RPC_FAILED;
    request_fail(request, code, "%s", error.message);
  }
  json_close(&out, ']');
  json_close(&out, '}');
  arena_release(&arena);
}

void explain_request(Server *server, Request *request, const cJSON *params) {
  request->params = search_ask_read(server, request, params);
  if (request->params) request->work = explain_work;
}
