// Problem: standard input and output may be pipes, sockets, terminals or files, and the client may
// stop reading or writing at any byte. Approach: one thread each, blocking calls, bounded queues.
// Rejected: libuv streams on the loop, which print and parse large messages there, and which set a
// descriptor that other processes share to non-blocking.
#include "lsp/transport.h"

#include "base/err.h"
#include "base/trace.h"
#include "lsp/frame.h"

#include <stdlib.h>
#include <uv.h>

enum { READ_SIZE = 64 * 1024 };

typedef struct InNode InNode;
struct InNode {
  InNode *next;
  Incoming incoming;
};

struct Transport {
  int input, output;
  void (*wake)(void *user);
  void *user;
  uv_thread_t reader, writer;

  uv_mutex_t lock; // guards everything below
  uv_cond_t can_read, can_write, drained;
  InNode *first, *last;
  size_t waiting, waiting_bytes;
  Outbox outbox;
  size_t wake_below; // the loop waits to hear that the outbox holds fewer bytes; 0: it does not
  bool writing;      // a message is out of the outbox and not written
  bool input_ended, output_broken, closing;
  bool reader_gone, writer_gone;
};

static bool reader_may_go_on(const Transport *t) {
  return t->closing || t->waiting == 0
         || (t->waiting < INCOMING_MAX && t->waiting_bytes < INCOMING_BYTES_MAX);
}

static bool deliver(Transport *t, Incoming incoming) {
  InNode *node = xcalloc(1, sizeof *node);
  node->incoming = incoming;
  uv_mutex_lock(&t->lock);
  while (!reader_may_go_on(t)) uv_cond_wait(&t->can_read, &t->lock);
  if (t->last)
    t->last->next = node;
  else
    t->first = node;
  t->last = node;
  t->waiting++;
  t->waiting_bytes += incoming.bytes;
  bool go_on = !t->closing;
  uv_mutex_unlock(&t->lock);
  if (go_on) t->wake(t->user);
  return go_on;
}

static bool deliver_all(Transport *t, Frame *frame) {
  for (;;) {
    char *body;
    size_t length;
    Incoming incoming = {0};
    FrameResult result = frame_next(frame, &body, &length, &incoming.problem);
    if (result == FRAME_MORE) return true;
    if (result == FRAME_BODY) {
      int64_t traced = trace_begin();
      incoming.json = json_parse(body, length, &incoming.problem);
      trace_end("lsp", "parse message", traced);
      incoming.bytes = length;
    }
    if (!deliver(t, incoming)) return false;
  }
}

static void read_messages(void *user) {
  Transport *t = user;
  Frame frame = {0};
  trace_thread("reader");
  char *bytes = xmalloc(READ_SIZE);
  for (;;) {
    uv_fs_t request;
    uv_buf_t room = uv_buf_init(bytes, READ_SIZE);
    int got = uv_fs_read(NULL, &request, t->input, &room, 1, -1, NULL);
    uv_fs_req_cleanup(&request);
    if (got == UV_EINTR || got == UV_EAGAIN) continue;
    if (got <= 0) break;
    frame_feed(&frame, (Str){bytes, (size_t)got});
    if (!deliver_all(t, &frame)) break;
  }
  frame_release(&frame);
  free(bytes);
  uv_mutex_lock(&t->lock);
  t->input_ended = t->reader_gone = true;
  bool closing = t->closing;
  uv_mutex_unlock(&t->lock);
  if (!closing) t->wake(t->user);
}

static bool write_all(int output, Str bytes) {
  while (bytes.len) {
    uv_fs_t request;
    size_t size = bytes.len < 1u << 20 ? bytes.len : 1u << 20;
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes.ptr, (unsigned)size);
    int written = uv_fs_write(NULL, &request, output, &buffer, 1, -1, NULL);
    uv_fs_req_cleanup(&request);
    if (written == UV_EINTR || written == UV_EAGAIN) continue;
    if (written < 0) return false;
    bytes = str_slice(bytes, (size_t)written, bytes.len);
  }
  return true;
}

static bool write_message(int output, OutMessage *message) {
  Buf header = {0};
  buf_printf(&header, "Content-Length: %zu\r\n\r\n", message->body.len);
  bool small = message->body.len < 16 * 1024; // one write, and so one wake-up of the client
  if (small) buf_put(&header, message->body.data, message->body.len);
  bool ok =
      write_all(output, buf_str(&header)) && (small || write_all(output, buf_str(&message->body)));
  buf_release(&header);
  return ok;
}

// Waits for a message; NULL when closing.
static OutMessage *next_to_write(Transport *t) {
  uv_mutex_lock(&t->lock);
  OutMessage *message;
  while (!(message = outbox_pop(&t->outbox)) && !t->closing) uv_cond_wait(&t->can_write, &t->lock);
  t->writing = message;
  uv_mutex_unlock(&t->lock);
  return message;
}

static void written(Transport *t, OutMessage *message, bool ok) {
  uv_mutex_lock(&t->lock);
  t->writing = false;
  outbox_written(&t->outbox, message->body.len);
  if (!ok) t->output_broken = true;
  bool room = t->outbox.bytes < t->wake_below;
  if (room) t->wake_below = 0;
  bool wake = (room || !ok) && !t->closing;
  if (!t->outbox.first || !ok) uv_cond_signal(&t->drained);
  uv_mutex_unlock(&t->lock);
  out_message_free(message);
  if (wake) t->wake(t->user);
}

static void write_messages(void *user) {
  Transport *t = user;
  OutMessage *message;
  bool ok = true;
  trace_thread("writer");
  while (ok && (message = next_to_write(t))) {
    int64_t traced = trace_begin();
    ok = write_message(t->output, message);
    trace_end("lsp", "write message", traced);
    written(t, message, ok);
  }
  uv_mutex_lock(&t->lock);
  t->writer_gone = true;
  uv_mutex_unlock(&t->lock);
}

Transport *transport_open(int input, int output, void (*wake)(void *user), void *user) {
  Transport *t = xcalloc(1, sizeof *t);
  *t = (Transport){.input = input, .output = output, .wake = wake, .user = user};
  bool failed = uv_mutex_init(&t->lock) || uv_cond_init(&t->can_read) || uv_cond_init(&t->can_write)
                || uv_cond_init(&t->drained) || uv_thread_create(&t->reader, read_messages, t)
                || uv_thread_create(&t->writer, write_messages, t);
  if (failed) abort(); // a process that may not start two threads cannot serve
  return t;
}

bool transport_take(Transport *t, Incoming *incoming) {
  uv_mutex_lock(&t->lock);
  InNode *node = t->first;
  if (node) {
    t->first = node->next;
    if (!t->first) t->last = NULL;
    t->waiting--;
    t->waiting_bytes -= node->incoming.bytes;
    if (reader_may_go_on(t)) uv_cond_signal(&t->can_read);
  }
  uv_mutex_unlock(&t->lock);
  if (!node) return false;
  *incoming = node->incoming;
  free(node);
  return true;
}

TransportState transport_state(Transport *t) {
  uv_mutex_lock(&t->lock);
  TransportState state = t->input_ended && !t->first ? TRANSPORT_INPUT_ENDED : TRANSPORT_OPEN;
  if (t->output_broken) state = TRANSPORT_BROKEN;
  uv_mutex_unlock(&t->lock);
  return state;
}

void transport_send(Transport *t, Buf *body, OutKind kind, uint64_t key) {
  uv_mutex_lock(&t->lock);
  if (t->output_broken)
    buf_release(body);
  else
    outbox_push(&t->outbox, body, kind, key);
  uv_cond_signal(&t->can_write);
  uv_mutex_unlock(&t->lock);
}

size_t transport_backlog(Transport *t) {
  uv_mutex_lock(&t->lock);
  size_t bytes = t->outbox.bytes;
  uv_mutex_unlock(&t->lock);
  return bytes;
}

bool transport_has_room(Transport *t, size_t limit) {
  uv_mutex_lock(&t->lock);
  bool room = t->outbox.bytes < limit;
  // Who waits for less hears of more, too, and asks again.
  if (!room && t->wake_below < limit / 2) t->wake_below = limit / 2;
  uv_mutex_unlock(&t->lock);
  return room;
}

static void transport_free(Transport *t) {
  Incoming incoming;
  while (transport_take(t, &incoming)) cJSON_Delete(incoming.json);
  outbox_release(&t->outbox);
  uv_cond_destroy(&t->can_read);
  uv_cond_destroy(&t->can_write);
  uv_cond_destroy(&t->drained);
  uv_mutex_destroy(&t->lock);
  free(t);
}

bool transport_close(Transport *t, uint64_t flush_ms) {
  uint64_t deadline = uv_hrtime() + flush_ms * 1000000, now;
  uv_mutex_lock(&t->lock);
  while ((t->outbox.first || t->writing) && !t->output_broken && (now = uv_hrtime()) < deadline) {
    uv_cond_timedwait(&t->drained, &t->lock, deadline - now);
  }
  t->closing = true;
  bool writer_ends = !t->writing, reader_ends = t->reader_gone;
  uv_cond_signal(&t->can_read);
  uv_cond_signal(&t->can_write);
  uv_mutex_unlock(&t->lock);
  if (writer_ends) uv_thread_join(&t->writer);
  if (reader_ends) uv_thread_join(&t->reader);
  if (!writer_ends || !reader_ends) return false;
  transport_free(t);
  return true;
}
