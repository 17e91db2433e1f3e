#include "base/trace.h"

#include "base/array.h"
#include "base/os.h"
#include "support/cmocka_all.h"
#include "support/tree.h"

#include <unistd.h>
#include <uv.h>

enum { THREADS = 4, SPANS = 40000 };

typedef struct {
  char name[64];
  char phase;
  unsigned thread;
  double from, to; // microseconds
} Event;

typedef ARRAY(Event) Events;

static char path[64];

static int set_up(void **state) {
  (void)state;
  snprintf(path, sizeof path, "/tmp/treeline-trace-XXXXXX");
  int file = mkstemp(path);
  assert_true(file >= 0);
  close(file);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  return remove(path);
}

// Reads a file that trace.c wrote: one event a line. Fails where it is not what a JSON parser takes.
static void read_events(Events *out) {
  Buf text = {0};
  assert_int_equal(os_read_file(path, &text, NULL, NULL), STATUS_OK);
  Str rest = buf_str(&text), line;
  assert_true(str_next_field(&rest, '\n', &line) && str_equal(line, STR("[")));
  bool closed = false;
  out->count = 0;
  while (str_next_field(&rest, '\n', &line) && line.len) {
    assert_false(closed);
    closed = str_equal(line, STR("]"));
    if (closed) continue;
    bool last = str_starts_with(rest, STR("]"));
    assert_true(last ? line.ptr[line.len - 1] == '}' : line.ptr[line.len - 1] == ',');
    char copy[512];
    snprintf(copy, sizeof copy, "%.*s", STR_ARGS(line));
    Event event = {.phase = 0};
    double duration = 0;
    const char *phase = strstr(copy, "\"ph\":\""), *thread = strstr(copy, "\"tid\":");
    const char *from = strstr(copy, "\"ts\":"), *took = strstr(copy, "\"dur\":");
    assert_non_null(phase);
    assert_int_equal(sscanf(copy, "{\"name\":\"%63[^\"]\"", event.name), 1);
    assert_int_equal(sscanf(thread, "\"tid\":%u", &event.thread), 1);
    event.phase = phase[6];
    if (event.phase == 'X') {
      assert_int_equal(sscanf(from, "\"ts\":%lf", &event.from), 1);
      assert_int_equal(sscanf(took, "\"dur\":%lf", &duration), 1);
      event.to = event.from + duration;
    }
    array_push(out, event);
  }
  assert_true(closed);
  buf_release(&text);
}

static size_t count_of(const Events *events, const char *name) {
  size_t count = 0;
  for (size_t i = 0; i < events->count; i++) count += strcmp(events->items[i].name, name) == 0;
  return count;
}

static const Event *find(const Events *events, const char *name) {
  for (size_t i = 0; i < events->count; i++) {
    if (strcmp(events->items[i].name, name) == 0) return &events->items[i];
  }
  fail_msg("no event %s", name);
  return NULL;
}

static void nothing_is_recorded_while_it_is_off(void **state) {
  (void)state;
  assert_false(trace_on());
  assert_int_equal(trace_begin(), 0);
  trace_end("test", "unseen", 0);
  trace_thread("unseen");
  Error error;
  assert_int_equal(trace_open(path, &error), STATUS_OK);
  trace_end("test", "begun before", 0);
  assert_int_equal(trace_close(NULL, &error), STATUS_OK);
  Events events = {0};
  read_events(&events);
  assert_int_equal(events.count, 1);
  assert_string_equal(events.items[0].name, "process_name");
  array_free(&events);
}

static void a_span_lies_within_the_one_around_it(void **state) {
  (void)state;
  Error error;
  assert_int_equal(trace_open(path, &error), STATUS_OK);
  trace_thread("tester");
  int64_t outer = trace_begin(), inner = trace_begin();
  uv_sleep(2);
  trace_end("test", "inner", inner);
  trace_end("test", "outer", outer);
  assert_int_equal(trace_close(NULL, &error), STATUS_OK);
  Events events = {0};
  read_events(&events);
  const Event *o = find(&events, "outer"), *i = find(&events, "inner");
  assert_true(o->thread == i->thread && o->from <= i->from && i->to <= o->to);
  assert_true(i->to - i->from >= 2000);
  assert_int_equal(find(&events, "thread_name")->thread, o->thread);
  array_free(&events);
}

static void a_file_that_is_not_closed_is_whole(void **state) {
  (void)state;
  Error error;
  assert_int_equal(trace_open(path, &error), STATUS_OK);
  Events events = {0};
  for (int i = 0; i < 20000; i++) trace_end("test", "span", trace_begin());
  read_events(&events); // as a killed process leaves it
  assert_true(count_of(&events, "span") > 1000);
  assert_int_equal(trace_close(NULL, &error), STATUS_OK);
  read_events(&events);
  assert_int_equal(count_of(&events, "span"), 20000);
  array_free(&events);
}

static void names_cannot_break_the_file(void **state) {
  (void)state;
  Error error;
  assert_int_equal(trace_open(path, &error), STATUS_OK);
  trace_end("a\\b", "say \"this\"\n", trace_begin());
  assert_int_equal(trace_close(NULL, &error), STATUS_OK);
  Events events = {0};
  read_events(&events);
  assert_int_equal(count_of(&events, "say _this__"), 1);
  array_free(&events);
}

static void a_file_that_cannot_be_made_is_an_error(void **state) {
  (void)state;
  Error error;
  assert_int_equal(trace_open("/no/such/directory/trace.json", &error), STATUS_IO);
  assert_non_null(strstr(error.message, "/no/such/directory"));
  assert_false(trace_on());
}

static void a_full_disk_ends_the_trace_and_is_told(void **state) {
  (void)state;
  Error error;
  if (access("/dev/full", W_OK) != 0) skip();
  assert_int_equal(trace_open("/dev/full", &error), STATUS_IO);
  assert_false(trace_on());
}

static void record_many(void *user) {
  (void)user;
  for (int i = 0; i < SPANS; i++) {
    int64_t outer = trace_begin(), inner = trace_begin();
    trace_end("test", "inner", inner);
    trace_end("test", "outer", outer);
  }
}

static int by_thread_and_start(const void *a, const void *b) {
  const Event *x = a, *y = b;
  if (x->thread != y->thread) return x->thread < y->thread ? -1 : 1;
  if (x->from != y->from) return x->from < y->from ? -1 : 1;
  return x->to > y->to ? -1 : x->to < y->to;
}

// Each begins after the end of the one before, or lies within it.
static void assert_nested(Events *events) {
  qsort(events->items, events->count, sizeof *events->items, by_thread_and_start);
  double ends[8];
  size_t depth = 0;
  for (size_t i = 0; i < events->count; i++) {
    const Event *event = &events->items[i];
    if (i == 0 || event[-1].thread != event->thread) depth = 0;
    while (depth && ends[depth - 1] <= event->from) depth--;
    if (depth) assert_true(event->to <= ends[depth - 1] + 0.0005);
    assert_true(depth < 8);
    ends[depth++] = event->to;
  }
}

static void threads_lose_nothing_but_what_is_counted(void **state) {
  (void)state;
  Error error;
  uint64_t lost;
  assert_int_equal(trace_open(path, &error), STATUS_OK);
  uv_thread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) uv_thread_create(&threads[i], record_many, NULL);
  for (int i = 0; i < THREADS; i++) uv_thread_join(&threads[i]);
  assert_int_equal(trace_close(&lost, &error), STATUS_OK);
  Events events = {0};
  read_events(&events);
  size_t found = count_of(&events, "inner") + count_of(&events, "outer");
  assert_int_equal(found + lost, (size_t)THREADS * SPANS * 2);
  assert_true(found > SPANS / 40); // how many are lost depends on how busy the machine is
  assert_nested(&events);
  array_free(&events);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_recorded_while_it_is_off),
      cmocka_unit_test(a_span_lies_within_the_one_around_it),
      cmocka_unit_test(a_file_that_is_not_closed_is_whole),
      cmocka_unit_test(names_cannot_break_the_file),
      cmocka_unit_test(a_file_that_cannot_be_made_is_an_error),
      cmocka_unit_test(a_full_disk_ends_the_trace_and_is_told),
      cmocka_unit_test(threads_lose_nothing_but_what_is_counted),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
