// Processes of their own with an index each, told what to do and asked through pipes.
#ifndef TREELINE_TESTS_SERVERS_H
#define TREELINE_TESTS_SERVERS_H

#include "support/indexing.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

typedef struct {
  pid_t process;
  int to, from;
} Server;

typedef enum {
  ORDER_REFRESH,       // and wait: 1 if that ended well
  ORDER_REFRESH_LATER, // without waiting
  ORDER_TOUCH,         // a path
  ORDER_WAIT,          // for what is under way
  ORDER_COUNT,         // hits of a word
  ORDER_SYMBOLS,       // of this name
  ORDER_WRITER,        // whether it is
  ORDER_MEMORY,        // how many segments are in memory
  ORDER_MESSAGE,       // whether there is one
  ORDER_OPEN,          // a path, whose text becomes "int open_document;"
  ORDER_CLOSE,         // a path
  ORDER_RIGHT,         // of a tree: whether it says what an index built from nothing says
} OrderVerb;

typedef struct {
  OrderVerb verb;
  char text[124];
} Order;

static inline bool server_is_right(Index *index, const char *root) {
  static const char *const literals[] = {"alpha", "changed", "int", NULL};
  Tree tree;
  snprintf(tree.root, sizeof tree.root, "%s", root);
  return indexing_is_right(index, &tree, literals);
}

static inline uint64_t server_obey(Index *index, const Order *order) {
  Str text = str_from_c(order->text), open = STR("int open_document;\n");
  switch (order->verb) {
  case ORDER_REFRESH: index_refresh(index); return index_wait(index, PHASE_READY, 30000000000);
  case ORDER_REFRESH_LATER: index_refresh(index); return 1;
  case ORDER_TOUCH: index_touch(index, &text, 1); return 1;
  case ORDER_WAIT: return index_wait(index, PHASE_READY, 30000000000);
  case ORDER_COUNT: return indexing_count(index, order->text);
  case ORDER_SYMBOLS: return indexing_symbol_count(index, order->text);
  case ORDER_WRITER: return indexing_status(index).writer;
  case ORDER_MEMORY: return indexing_status(index).memory_segments;
  case ORDER_MESSAGE: return indexing_status(index).message[0] != '\0';
  case ORDER_OPEN: return index_document_set(index, text, STR("c"), open, NULL) == STATUS_OK;
  case ORDER_CLOSE: index_document_clear(index, text); return 1;
  case ORDER_RIGHT: return server_is_right(index, order->text);
  }
  return 0;
}

// A pipe that is closed without a word means: close the index and end.
static inline _Noreturn void server_run(const IndexOptions *options, int orders, int answers) {
  setenv("CMOCKA_TEST_ABORT", "1", 1); // what fails here must not go on with the other tests
  static const UpkeepDelays eager = {.rest = 1000000, .longest = 50000000, .retry = 5000000};
  Index *index = indexing_open_with(options);
  upkeep_set_delays(index, &eager);
  uint64_t answer = 1;
  Order order;
  do {
    if (write(answers, &answer, sizeof answer) != sizeof answer) break;
    if (read(orders, &order, sizeof order) != sizeof order) break;
    answer = server_obey(index, &order);
  } while (true);
  index_close(index);
  _exit(0);
}

static inline uint64_t server_answer(const Server *server) {
  uint64_t answer = 0;
  if (read(server->from, &answer, sizeof answer) != sizeof answer) fail_msg("a server has ended");
  return answer;
}

// Returns when the index is open. Nothing that runs threads may be in this process. Memory is flushed at
// once, as if a long time had passed.
static inline Server server_start(const IndexOptions *options) {
  int orders[2], answers[2];
  assert_int_equal(pipe(orders), 0);
  assert_int_equal(pipe(answers), 0);
  fflush(NULL);
  pid_t process = fork();
  assert_true(process >= 0);
  if (process == 0) {
    for (int fd = 3; fd < 64; fd++) { // other servers' ends, lest they outlive the test
      if (fd != orders[0] && fd != answers[1]) close(fd);
    }
    server_run(options, orders[0], answers[1]);
  }
  close(orders[0]);
  close(answers[1]);
  Server server = {process, orders[1], answers[0]};
  server_answer(&server);
  return server;
}

static inline void server_send(const Server *server, OrderVerb verb, const char *text) {
  Order order = {.verb = verb};
  snprintf(order.text, sizeof order.text, "%s", text);
  if (write(server->to, &order, sizeof order) != sizeof order) fail_msg("a server has ended");
}

static inline uint64_t server_ask(const Server *server, OrderVerb verb, const char *text) {
  server_send(server, verb, text);
  return server_answer(server);
}

// Asks until the answer is `wanted`, for at most `timeout_ms`.
static inline bool server_comes_to(const Server *server, OrderVerb verb, const char *text,
                                   uint64_t wanted, int timeout_ms) {
  int64_t end = os_monotonic_ns() + (int64_t)timeout_ms * 1000000;
  while (server_ask(server, verb, text) != wanted) {
    if (os_monotonic_ns() > end) return false;
    uv_sleep(10);
  }
  return true;
}

static inline bool server_runs(const Server *server) { return server->process > 0; }

static inline void server_forget(Server *server) {
  close(server->to);
  close(server->from);
  *server = (Server){0};
}

// It closes its index. How it ended is checked.
static inline void server_end(Server *server) {
  int status;
  close(server->to);
  assert_int_equal(waitpid(server->process, &status, 0), server->process);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  close(server->from);
  *server = (Server){0};
}

static inline void server_kill(Server *server) {
  assert_int_equal(kill(server->process, SIGKILL), 0);
  assert_int_equal(waitpid(server->process, NULL, 0), server->process);
  server_forget(server);
}

#endif
