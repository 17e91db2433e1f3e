// A client that was asked for a token may show it from then on, and until its end: Helix turns a wheel. So
// each token that was granted begins and ends, even if the work, or the folder, was gone before the client
// answered.
#include "lsp/progress.h"

#include "lsp/features.h"

#include <stdio.h>
#include <stdlib.h>

enum { LOOK_MS = 100 };
static const int64_t REPORT_NS = 200000000;
static const int64_t MOMENT_NS = 90000000; // work that ends within it is not worth showing

#define TOKEN "treeline/index/"

static JsonOut open_progress(Buf *body, uint64_t token, const char *kind) {
  JsonOut out = rpc_notification(body, "$/progress");
  json_open(&out, '{');
  char name[64];
  snprintf(name, sizeof name, TOKEN "%llu", (unsigned long long)token);
  json_put_string(&out, "token", str_from_c(name));
  json_key(&out, "value");
  json_open(&out, '{');
  json_put_string(&out, "kind", str_from_c(kind));
  return out;
}

static void send_progress(Server *server, Buf *body, JsonOut *out, OutKind kind, uint64_t key) {
  json_close(out, '}');
  json_close(out, '}');
  json_close(out, '}');
  rpc_notify(server, body, kind, key);
}

// Text and symbols are one pass each over the bytes that were found. Never goes back.
static unsigned percentage_of(Folder *folder, const IndexStatus *s) {
  double all = 2.0 * (double)s->bytes_found;
  double done = (double)s->text_bytes_done + (double)s->symbol_bytes_done;
  double share = all > 0 ? done / all : 0;
  unsigned percentage = share >= 1 ? 100 : (unsigned)(share * 100);
  if (percentage > folder->percentage) folder->percentage = percentage;
  return folder->percentage;
}

static Str describe(const IndexStatus *s, Arena *arena) {
  Str phase = index_phase_name(s->phase);
  double seconds = (double)s->elapsed_ns / 1e9;
  double megabytes = (double)s->text_bytes_done / 1e6;
  return arena_printf(arena, "%.*s: %llu of %llu files, %.0f MB/s, %llu symbols", STR_ARGS(phase),
                      (unsigned long long)(s->files_found - s->files_pending),
                      (unsigned long long)s->files_found, seconds > 0 ? megabytes / seconds : 0.0,
                      (unsigned long long)s->symbols);
}

static void send_begin(Server *server, Folder *folder, const IndexStatus *s) {
  Buf body = {0};
  JsonOut out = open_progress(&body, folder->progress_token, "begin");
  Arena arena = {0};
  Str name = str_base_name(str_from_c(folder->root));
  json_put_string(&out, "title", arena_printf(&arena, "Treeline: indexing %.*s", STR_ARGS(name)));
  json_put_bool(&out, "cancellable", true);
  json_put_string(&out, "message", describe(s, &arena));
  json_put_unsigned(&out, "percentage", percentage_of(folder, s));
  send_progress(server, &body, &out, OUT_NEEDED, 0);
  arena_release(&arena);
}

static void send_report(Server *server, Folder *folder, const IndexStatus *s) {
  Buf body = {0};
  JsonOut out = open_progress(&body, folder->progress_token, "report");
  Arena arena = {0};
  json_put_string(&out, "message", describe(s, &arena));
  json_put_unsigned(&out, "percentage", percentage_of(folder, s));
  send_progress(server, &body, &out, OUT_NEWS, folder->progress_token);
  arena_release(&arena);
}

static void send_end(Server *server, uint64_t token, Str message) {
  Buf body = {0};
  JsonOut out = open_progress(&body, token, "end");
  if (message.len) json_put_string(&out, "message", message);
  send_progress(server, &body, &out, OUT_NEEDED, 0);
}

// Of a folder that is gone.
static void send_nothing(Server *server, uint64_t token) {
  Buf body = {0};
  JsonOut out = open_progress(&body, token, "begin");
  json_put_string(&out, "title", STR("Treeline: indexing"));
  send_progress(server, &body, &out, OUT_NEEDED, 0);
  send_end(server, token, (Str){"", 0});
}

static bool at_rest(const IndexStatus *s) {
  return s->phase == PHASE_READY || s->phase == PHASE_FAILED || s->phase == PHASE_IDLE;
}

static Folder *find_token(Server *server, uint64_t token) {
  Folder *folder = server->workspace.first;
  while (folder && folder->progress_token != token) folder = folder->next;
  return folder;
}

static void start_look(Server *server, Folder *folder);

// The client has the token, or does not want it. The folder may be gone, or its work over.
static void token_created(Server *server, void *user, bool ok) {
  uint64_t token = (uint64_t)(uintptr_t)user;
  Folder *folder = find_token(server, token);
  if (!folder && ok) send_nothing(server, token);
  if (!folder || folder->progress != PROGRESS_ASKED) return;
  folder->progress = ok ? PROGRESS_GRANTED : PROGRESS_REFUSED;
  start_look(server, folder);
}

static void ask_for_token(Server *server, Folder *folder) {
  folder->progress = PROGRESS_ASKED;
  folder->percentage = 0;
  folder->progress_token = ++server->progress_count;
  char params[80];
  snprintf(params, sizeof params, "{\"token\":\"" TOKEN "%llu\"}",
           (unsigned long long)folder->progress_token);
  rpc_call(server, "window/workDoneProgress/create", str_from_c(params), token_created,
           (void *)(uintptr_t)folder->progress_token);
}

// What a cancelled batch has left undone, and how to go on.
static Str describe_left(const IndexStatus *s, Arena *arena) {
  unsigned long long texts = s->files_pending + s->touched, symbols = s->symbols_pending;
  if (!texts && !symbols) return (Str){"", 0};
  Str left = texts ? arena_printf(arena, "%llu files are not searchable as they are now", texts)
                   : arena_printf(arena, "symbols of %llu files are missing", symbols);
  return arena_printf(arena, "Stopped: %.*s; the command treeline.reindex goes on", STR_ARGS(left));
}

static void end_shown(Server *server, Folder *folder, const IndexStatus *status) {
  Arena arena = {0};
  Str words = str_from_c(status->message);
  if (!words.len && folder->progress_cancelled) words = describe_left(status, &arena);
  if (!words.len) {
    words = arena_printf(&arena, "%llu files, %llu symbols", (unsigned long long)status->files,
                         (unsigned long long)status->symbols);
  }
  send_end(server, folder->progress_token, words);
  arena_release(&arena);
}

// ---- looking ------------------------------------------------------------------------------------
// Counting what an index has takes milliseconds on a large tree, so a worker does it.

typedef struct {
  Event event;
  Folder *folder; // referenced
  IndexStatus status;
} Look;

static void show(Server *server, Folder *folder, const IndexStatus *status) {
  int64_t now = os_monotonic_ns();
  if (folder->progress == PROGRESS_NONE && server->client.progress) {
    if (now - folder->watched_since_ns >= MOMENT_NS) ask_for_token(server, folder);
  } else if (folder->progress == PROGRESS_GRANTED) {
    folder->progress = PROGRESS_SHOWN;
    folder->progress_sent_ns = now;
    send_begin(server, folder, status);
  } else if (folder->progress == PROGRESS_SHOWN && now - folder->progress_sent_ns >= REPORT_NS) {
    folder->progress_sent_ns = now;
    send_report(server, folder, status);
  }
}

// A token that is still asked for is kept, and ended by the look that its coming causes.
static void rest(Server *server, Folder *folder, const IndexStatus *status) {
  if (folder->progress == PROGRESS_GRANTED) send_begin(server, folder, status);
  if (folder->progress >= PROGRESS_GRANTED) end_shown(server, folder, status);
  if (folder->progress != PROGRESS_ASKED) folder->progress = PROGRESS_NONE;
  folder->watched = folder->progress_cancelled = false;
}

static void looked(Server *server, Event *event) {
  Look *look = (Look *)event;
  Folder *folder = look->folder;
  server->at_work--;
  folder->looking = false;
  if (folder->removed) {
    // What was shown has ended with its removal.
  } else if (at_rest(&look->status)) {
    rest(server, folder, &look->status);
  } else {
    show(server, folder, &look->status);
    progress_watch(server, folder);
  }
  folder_unref(folder);
  free(look);
}

static void look_on_worker(void *user) {
  Look *look = user;
  index_status(look->folder->index, &look->status);
  server_post(look->folder->server, &look->event);
}

static void start_look(Server *server, Folder *folder) {
  if (folder->looking || !folder->index) return;
  Look *look = xcalloc(1, sizeof *look);
  look->event.handle = looked;
  look->folder = folder;
  folder->looking = true;
  folder->references++;
  server->at_work++;
  index_run(folder->index, look_on_worker, look);
}

static void timer_ticked(uv_timer_t *timer) {
  Server *server = timer->data;
  bool watched = false;
  for (Folder *f = server->workspace.first; f; f = f->next) {
    if (!f->watched) continue;
    watched = true;
    start_look(server, f);
  }
  if (!watched) uv_timer_stop(timer);
}

void progress_watch(Server *server, Folder *folder) {
  if (!folder->watched) folder->watched_since_ns = os_monotonic_ns();
  folder->watched = true;
  uv_timer_t *timer = &server->progress_timer;
  if (!uv_is_active((uv_handle_t *)timer)) uv_timer_start(timer, timer_ticked, LOOK_MS, LOOK_MS);
}

void progress_look(Server *server) {
  for (Folder *f = server->workspace.first; f; f = f->next) {
    if (atomic_exchange(&f->news, false)) progress_watch(server, f);
  }
}

void progress_forget(Server *server, Folder *folder) {
  if (folder->progress == PROGRESS_GRANTED) send_nothing(server, folder->progress_token);
  if (folder->progress == PROGRESS_SHOWN) {
    send_end(server, folder->progress_token, (Str){"", 0});
  }
  folder->progress = PROGRESS_NONE;
}

void progress_cancel(Server *server, const cJSON *params) {
  Str token;
  uint64_t number;
  if (!json_get_string(params, "token", &token) || !str_starts_with(token, STR(TOKEN))) return;
  if (!str_to_u64(str_slice(token, sizeof TOKEN - 1, token.len), &number) || !number) return;
  Folder *folder = find_token(server, number);
  if (!folder || folder->progress != PROGRESS_SHOWN) return;
  folder->progress_cancelled = true;
  index_cancel(folder->index); // the next look finds it at rest
}
