// Problem: spans come from any thread, thousands a millisecond at worst, and recording one must neither
// wait for a lock nor for the disk; a process that is killed should leave a file that can be read.
//
// Approach: one bounded queue of slots with a sequence number each (Vyukov's array queue): a thread takes a
// ticket, fills its slot and marks it. Who finds that enough has gathered, or that the last writing was a
// while ago, writes it out, if nobody else does so just then. When the queue is full spans are dropped and
// counted. Every writing goes over the closing bracket of the one before and ends with a new one.
//
// Rejected: a buffer a thread (who empties those of threads that sleep, and when may they be freed?), a
// thread that writes (it would have to be woken, or to poll, in a program that traces nothing most of
// the time).
#include "base/trace.h"

#include "base/buf.h"
#include "base/os.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  SLOTS = 1 << 14,            // a power of two; 56 bytes each
  WRITE_AT = SLOTS / 8,       // spans that wait
  WRITE_MOST = 4096,          // at a time, so that no thread is held up for long
  WRITE_EVERY_NS = 200000000, // at least, while spans come
};

typedef struct {
  atomic_size_t sequence; // ticket: free for it; ticket + 1: filled by it
  const char *category;   // NULL: `name` is the thread's
  const char *name;
  int64_t began_ns, ended_ns;
  uint32_t thread;
} Slot;

static struct {
  atomic_bool on;
  Slot *slots; // kept for the life of the process: a thread may be late
  atomic_size_t next_ticket;
  atomic_size_t written; // tickets; the writer's, others only look
  atomic_uint_fast64_t lost;
  atomic_int_fast64_t due_ns; // of the next writing
  atomic_uint next_thread;
  // These are the writer's: who has set `writing`.
  atomic_flag writing;
  FILE *file;
  long end; // where the next event goes
  int64_t started_ns;
  int64_t process;
  int write_error; // errno
} trace = {.writing = ATOMIC_FLAG_INIT};

static _Thread_local uint32_t thread_number; // 0: none yet

// ---- writing ------------------------------------------------------------------------------------

static void put_words(Buf *out, const char *words) {
  buf_byte(out, '"');
  for (const char *c = words; *c; c++) {
    bool plain = (unsigned char)*c >= 0x20 && *c != '"' && *c != '\\';
    buf_byte(out, (uint8_t)(plain ? *c : '_'));
  }
  buf_byte(out, '"');
}

static void put_microseconds(Buf *out, const char *key, int64_t ns) {
  if (ns < 0) ns = 0;
  buf_printf(out, ",\"%s\":%lld.%03d", key, (long long)(ns / 1000), (int)(ns % 1000));
}

static void put_name(Buf *out, const char *what, uint32_t thread, const char *name) {
  buf_printf(out, "{\"name\":\"%s\",\"ph\":\"M\",\"pid\":%lld,\"tid\":%u,\"args\":{\"name\":", what,
             (long long)trace.process, thread);
  put_words(out, name);
  buf_str_put(out, STR("}}"));
}

static void put_event(Buf *out, const Slot *slot) {
  buf_str_put(out, STR(",\n"));
  if (!slot->category) {
    put_name(out, "thread_name", slot->thread, slot->name);
    return;
  }
  buf_str_put(out, STR("{\"name\":"));
  put_words(out, slot->name);
  buf_str_put(out, STR(",\"cat\":"));
  put_words(out, slot->category);
  buf_printf(out, ",\"ph\":\"X\",\"pid\":%lld,\"tid\":%u", (long long)trace.process, slot->thread);
  put_microseconds(out, "ts", slot->began_ns - trace.started_ns);
  put_microseconds(out, "dur", slot->ended_ns - slot->began_ns);
  buf_byte(out, '}');
}

// Moves filled slots, in the order of their tickets, to `out`.
static void take_filled(Buf *out) {
  size_t ticket = atomic_load_explicit(&trace.written, memory_order_relaxed);
  for (size_t i = 0; i < WRITE_MOST; i++, ticket++) {
    Slot *slot = &trace.slots[ticket % SLOTS];
    if (atomic_load_explicit(&slot->sequence, memory_order_acquire) != ticket + 1) break;
    put_event(out, slot);
    atomic_store_explicit(&slot->sequence, ticket + SLOTS, memory_order_release);
  }
  atomic_store_explicit(&trace.written, ticket, memory_order_relaxed);
}

// Events over the closing bracket, and a new one. Without a buffer of stdio's this is one write.
static void write_out(Buf *text) {
  size_t events = text->len;
  buf_str_put(text, STR("\n]\n"));
  errno = 0;
  bool done = fseek(trace.file, trace.end, SEEK_SET) == 0
              && fwrite(text->data, 1, text->len, trace.file) == text->len;
  if (done) {
    trace.end += (long)events;
    return;
  }
  trace.write_error = errno ? errno : EIO;
  atomic_store(&trace.on, false);
}

// True if something was written.
static bool write_some(void) {
  Buf text = {0};
  take_filled(&text);
  bool some = text.len;
  if (some && trace.file && !trace.write_error) write_out(&text);
  buf_release(&text);
  return some;
}

static void write_if_due(int64_t now) {
  size_t waiting = atomic_load_explicit(&trace.next_ticket, memory_order_relaxed)
                   - atomic_load_explicit(&trace.written, memory_order_relaxed);
  if (waiting < WRITE_AT && now < atomic_load_explicit(&trace.due_ns, memory_order_relaxed)) return;
  if (atomic_flag_test_and_set_explicit(&trace.writing, memory_order_acquire)) return;
  atomic_store_explicit(&trace.due_ns, now + WRITE_EVERY_NS, memory_order_relaxed);
  write_some();
  atomic_flag_clear_explicit(&trace.writing, memory_order_release);
}

// ---- recording ----------------------------------------------------------------------------------

static uint32_t this_thread(void) {
  if (!thread_number) thread_number = atomic_fetch_add(&trace.next_thread, 1) + 1;
  return thread_number;
}

// A free slot and its ticket; NULL if all are full.
static Slot *take_slot(size_t *ticket) {
  size_t at = atomic_load_explicit(&trace.next_ticket, memory_order_relaxed);
  for (;;) {
    Slot *slot = &trace.slots[at % SLOTS];
    size_t sequence = atomic_load_explicit(&slot->sequence, memory_order_acquire);
    if (sequence == at) {
      if (atomic_compare_exchange_weak_explicit(&trace.next_ticket, &at, at + 1,
                                                memory_order_relaxed, memory_order_relaxed)) {
        *ticket = at;
        return slot;
      }
    } else if (sequence < at) {
      return NULL;
    } else {
      at = atomic_load_explicit(&trace.next_ticket, memory_order_relaxed);
    }
  }
}

static void record(const char *category, const char *name, int64_t began_ns, int64_t ended_ns) {
  size_t ticket;
  Slot *slot = take_slot(&ticket);
  if (!slot) {
    atomic_fetch_add_explicit(&trace.lost, 1, memory_order_relaxed);
  } else {
    slot->category = category;
    slot->name = name;
    slot->began_ns = began_ns;
    slot->ended_ns = ended_ns;
    slot->thread = this_thread();
    atomic_store_explicit(&slot->sequence, ticket + 1, memory_order_release);
  }
  write_if_due(ended_ns);
}

// Who sees that it is on sees the slots, too.
bool trace_on(void) { return atomic_load_explicit(&trace.on, memory_order_acquire); }

void trace_thread(const char *name) {
  if (trace_on()) record(NULL, name, 0, os_monotonic_ns());
}

int64_t trace_begin(void) { return trace_on() ? os_monotonic_ns() : 0; }

void trace_span(const char *category, const char *name, int64_t began_ns, int64_t ended_ns) {
  if (began_ns && trace_on()) record(category, name, began_ns, ended_ns);
}

void trace_end(const char *category, const char *name, int64_t began_ns) {
  if (began_ns && trace_on()) record(category, name, began_ns, os_monotonic_ns());
}

// ---- opening and closing ------------------------------------------------------------------------

static void clear_slots(void) {
  if (!trace.slots) trace.slots = xcalloc(SLOTS, sizeof *trace.slots);
  for (size_t i = 0; i < SLOTS; i++) atomic_init(&trace.slots[i].sequence, i);
  atomic_store(&trace.next_ticket, 0);
  atomic_store(&trace.written, 0);
  atomic_store(&trace.lost, 0);
}

Status trace_open(const char *path, Error *error) {
  FILE *file = fopen(path, "wb");
  if (!file) return error_set(error, STATUS_IO, "%s: %s", path, strerror(errno));
  setvbuf(file, NULL, _IONBF, 0);
  clear_slots();
  trace.file = file;
  trace.write_error = 0;
  trace.end = 0;
  trace.started_ns = os_monotonic_ns();
  trace.process = os_process_id();
  atomic_store(&trace.due_ns, trace.started_ns + WRITE_EVERY_NS);
  Buf text = {0};
  buf_str_put(&text, STR("[\n"));
  put_name(&text, "process_name", 0, "treeline " TREELINE_VERSION);
  write_out(&text);
  buf_release(&text);
  if (trace.write_error) return trace_close(NULL, error);
  atomic_store(&trace.on, true);
  return STATUS_OK;
}

Status trace_close(uint64_t *lost, Error *error) {
  if (lost) *lost = atomic_load(&trace.lost);
  if (!trace.file) return STATUS_OK;
  atomic_store(&trace.on, false);
  while (atomic_flag_test_and_set_explicit(&trace.writing, memory_order_acquire)) {
  }
  while (write_some()) {
  }
  bool closed = fclose(trace.file) == 0;
  trace.file = NULL;
  int number = trace.write_error;
  atomic_flag_clear_explicit(&trace.writing, memory_order_release);
  if (closed && !number) return STATUS_OK;
  return error_set(error, STATUS_IO, "writing the trace: %s", strerror(number ? number : EIO));
}
