// The loop: it takes messages from the transport, events from the workers, and time. It never
// waits for any of them, and ends when the client is gone and every index is closed.
#include "lsp/lsp.h"

#include "base/log.h"
#include "base/os.h"
#include "lsp/bulletins.h"
#include "lsp/offers.h"
#include "lsp/progress.h"
#include "lsp/rpc.h"
#include "lsp/server.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  TAKE_MAX = 256,          // messages of one turn, so that timers come to their turn
  LINGER_MS = 2000,        // for open requests, when the input has ended
  END_TIMEOUT_MS = 5000,   // for indexes to close
  FLUSH_TIMEOUT_MS = 2000, // for the last answers to be read
};

void server_wake(Server *server) { uv_async_send(&server->async); }

void server_post(Server *server, Event *event) {
  event->next = NULL;
  uv_mutex_lock(&server->lock);
  if (server->last_event)
    server->last_event->next = event;
  else
    server->events = event;
  server->last_event = event;
  uv_mutex_unlock(&server->lock);
  server_wake(server);
}

static Event *take_events(Server *server) {
  uv_mutex_lock(&server->lock);
  Event *events = server->events;
  server->events = server->last_event = NULL;
  uv_mutex_unlock(&server->lock);
  return events;
}

static void handle_events(Server *server) {
  for (Event *event = take_events(server), *next; event; event = next) {
    next = event->next;
    event->handle(server, event);
  }
}

// ---- the loop's turns ---------------------------------------------------------------------------

// Input is left where it is while too much is open or unread: see RPC_OPEN_MAX, OUTBOX_FULL and
// SYNC_WAITING_MAX.
static void take_messages(Server *server) {
  for (int taken = 0; server->state != SERVER_ENDING; taken++) {
    Incoming incoming;
    if (server->open_count >= RPC_OPEN_MAX) return;
    if (!transport_has_room(server->transport, OUTBOX_FULL)) return;
    if (server->documents.changes_bytes >= SYNC_WAITING_MAX) return; // a sync job is under way
    if (taken == TAKE_MAX) {
      server_wake(server);
      return;
    }
    if (!transport_take(server->transport, &incoming)) break;
    rpc_receive(server, incoming);
  }
}

static void linger_timed_out(uv_timer_t *timer) { server_end(timer->data); }

// Who closes its end may still read the answers that are under way, for a moment.
static void look_at_transport(Server *server) {
  TransportState state = transport_state(server->transport);
  if (state == TRANSPORT_OPEN || server->state == SERVER_ENDING) return;
  uv_timer_t *timer = &server->end_timer;
  if (state == TRANSPORT_BROKEN || server->open_count == 0)
    server_end(server);
  else if (!uv_is_active((uv_handle_t *)timer))
    uv_timer_start(timer, linger_timed_out, LINGER_MS, 0);
}

static bool has_events(Server *server) {
  uv_mutex_lock(&server->lock);
  bool some = server->events;
  uv_mutex_unlock(&server->lock);
  return some;
}

static bool has_ended(Server *server) {
  const Workspace *w = &server->workspace;
  return server->state == SERVER_ENDING && !server->at_work && !sync_is_busy(server->sync)
         && !w->opening && !w->closing && !has_events(server);
}

static void look_around(uv_async_t *async) {
  Server *server = async->data;
  handle_events(server);
  progress_look(server);
  rpc_send_parts(server);
  rpc_dispatch(server);
  take_messages(server);
  look_at_transport(server);
  if (has_ended(server)) uv_stop(server->loop);
}

static void end_timed_out(uv_timer_t *timer) {
  Server *server = timer->data;
  server->gave_up = true;
  uv_stop(server->loop);
}

void server_end(Server *server) {
  if (server->state == SERVER_ENDING) return;
  server->clean_exit = server->state == SERVER_SHUT_DOWN;
  server->state = SERVER_ENDING;
  uv_timer_stop(&server->progress_timer);
  bulletins_stop(server);
  uv_timer_stop(&server->parts_timer);
  uv_timer_stop(&server->work_timer);
  uv_timer_stop(&server->parent_timer);
  rpc_abandon_all(server);
  workspace_remove_all(server);
  uv_timer_start(&server->end_timer, end_timed_out, END_TIMEOUT_MS, 0);
  server_wake(server);
}

// ---- logging ------------------------------------------------------------------------------------

typedef struct {
  Event event;
  int type;
  char message[1024];
} LogEvent;

static void log_arrived(Server *server, Event *event) {
  LogEvent *log = (LogEvent *)event;
  bool may_send = server->state == SERVER_RUNNING || server->state == SERVER_SHUT_DOWN;
  if (may_send) rpc_log_message(server, log->type, log->message);
  free(log);
}

static void log_from_any_thread(void *user, LogLevel level, const char *message) {
  LogEvent *log = xmalloc(sizeof *log);
  log->event.handle = log_arrived;
  log->type = level == LOG_ERROR ? 1 : level == LOG_WARNING ? 2 : 3;
  snprintf(log->message, sizeof log->message, "%s", message);
  server_post(user, &log->event);
}

// ---- from beginning to end ----------------------------------------------------------------------

static void woken_by_transport(void *user) { server_wake(user); }

static void init_timer(Server *server, uv_timer_t *timer) {
  uv_timer_init(server->loop, timer);
  timer->data = server;
}

static Server *server_new(const LspOptions *options) {
  Server *server = xcalloc(1, sizeof *server);
  server->loop = xcalloc(1, sizeof *server->loop);
  server->client.encoding = POSITION_UTF16;
  settings_init(&server->settings, options ? &options->index : NULL);
  if (uv_loop_init(server->loop) || uv_mutex_init(&server->lock)
      || uv_async_init(server->loop, &server->async, look_around)) {
    abort(); // the system refuses a pipe and a lock: nothing can be served
  }
  server->async.data = server;
  init_timer(server, &server->progress_timer);
  init_timer(server, &server->bulletin_timer);
  init_timer(server, &server->parts_timer);
  init_timer(server, &server->work_timer);
  init_timer(server, &server->parent_timer);
  init_timer(server, &server->end_timer);
  return server;
}

static void close_handle(uv_handle_t *handle, void *user) {
  (void)user;
  if (!uv_is_closing(handle)) uv_close(handle, NULL);
}

static void server_free(Server *server) {
  uv_walk(server->loop, close_handle, NULL);
  uv_run(server->loop, UV_RUN_DEFAULT);
  uv_loop_close(server->loop);
  free(server->loop);
  uv_mutex_destroy(&server->lock);
  rpc_forget_calls(server);
  latencies_release(&server->latencies);
  documents_release(&server->documents);
  offers_release(server);
  settings_release(&server->settings);
  free(server);
}

int lsp_main(const LspOptions *options) {
  os_ignore_broken_pipes();
  Server *server = server_new(options);
  log_set_sink(log_from_any_thread, server, LOG_WARNING);
  server->sync = sync_open(server);
  server->transport = transport_open(0, 1, woken_by_transport, server);
  bulletins_start(server);
  uv_run(server->loop, UV_RUN_DEFAULT);
  log_set_sink(NULL, NULL, LOG_ERROR);
  int code = server->clean_exit ? 0 : 1;
  bool threads_ended = transport_close(server->transport, FLUSH_TIMEOUT_MS);
  if (threads_ended && !server->gave_up) {
    sync_close(server->sync);
    server_free(server);
  }
  return code;
}
