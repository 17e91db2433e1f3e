// An index whose answers about places a test makes up, and requests that ask it without a client or a loop.
// It takes the place of index/run/navigate.c in the program.
#ifndef TREELINE_TESTS_LSP_FAKE_INDEX_H
#define TREELINE_TESTS_LSP_FAKE_INDEX_H

#include "lsp/features.h"
#include "lsp/unit/check.h"

#include <stdlib.h>

// What the index has to say; all of it the test's.
typedef struct {
  Status status;
  Str text; // of the document that is asked about
  const SourceTarget *targets;
  const SourceReference *references;
  const SourceCalls *calls;
  const SourceWord *words;
  const SourceHover *hover;
  const SourceFold *folds;
  const uint32_t *ranges; // enclosing
  size_t count;           // of whichever of them
  NavigationSummary summary;
  // What it was asked.
  size_t offset;
  uint64_t limit;
  int64_t timeout_ns;
  bool declarations, incoming;
} FakeIndex;
static FakeIndex fake;

static void ask_offset(const SourcePlace *place) {
  fake.offset = place->offset(place->user, fake.text);
  fake.timeout_ns = place->timeout_ns;
}

static Status fake_end(NavigationSummary *summary, Error *error) {
  if (fake.status != STATUS_OK) return error_set(error, fake.status, "words");
  if (summary) *summary = fake.summary;
  return STATUS_OK;
}

Status index_definitions(Index *index, const SourcePlace *place, bool declarations, uint64_t limit,
                         TargetFn fn, void *user, NavigationSummary *summary, Error *error) {
  (void)index;
  ask_offset(place);
  fake.declarations = declarations;
  fake.limit = limit;
  for (size_t i = 0; i < fake.count && fn(user, &fake.targets[i]); i++) {
  }
  return fake_end(summary, error);
}

Status index_references(Index *index, const SourcePlace *place, const ReferenceOptions *options,
                        ReferenceFn fn, void *user, NavigationSummary *summary, Error *error) {
  (void)index;
  ask_offset(place);
  fake.declarations = options->definitions;
  fake.limit = options->limit;
  for (size_t i = 0; i < fake.count && fn(user, &fake.references[i]); i++) {
  }
  return fake_end(summary, error);
}

Status index_highlights(Index *index, const SourcePlace *place, ReferenceFn fn, void *user,
                        NavigationSummary *summary, Error *error) {
  (void)index;
  ask_offset(place);
  for (size_t i = 0; i < fake.count && fn(user, &fake.references[i]); i++) {
  }
  return fake_end(summary, error);
}

Status index_hover(Index *index, const SourcePlace *place, HoverFn fn, void *user,
                   NavigationSummary *summary, Error *error) {
  (void)index;
  ask_offset(place);
  if (fake.hover) fn(user, fake.hover);
  return fake_end(summary, error);
}

Status index_calls(Index *index, const SourcePlace *place, bool incoming, uint64_t limit,
                   CallsFn fn, void *user, NavigationSummary *summary, Error *error) {
  (void)index;
  ask_offset(place);
  fake.incoming = incoming;
  fake.limit = limit;
  for (size_t i = 0; i < fake.count && fn(user, &fake.calls[i]); i++) {
  }
  return fake_end(summary, error);
}

Status index_words(Index *index, const SourcePlace *place, uint64_t limit, WordFn fn, void *user,
                   NavigationSummary *summary, Error *error) {
  (void)index;
  ask_offset(place);
  fake.limit = limit;
  for (size_t i = 0; i < fake.count && fn(user, &fake.words[i]); i++) {
  }
  return fake_end(summary, error);
}

Status index_folds(Index *index, Str path, const atomic_bool *cancelled, FoldsFn fn, void *user,
                   Error *error) {
  (void)index, (void)path, (void)cancelled;
  if (fake.status == STATUS_OK) fn(user, fake.text, fake.folds, fake.count);
  return fake_end(NULL, error);
}

Status index_enclosing(Index *index, const SourcePlace *place, EnclosingFn fn, void *user,
                       Error *error) {
  (void)index;
  ask_offset(place);
  if (fake.status == STATUS_OK) fn(user, fake.text, fake.ranges, fake.count);
  return fake_end(NULL, error);
}

typedef void (*Handler)(Server *server, Request *request, const cJSON *params);

// A server with one folder, /r, and a client that has said nothing yet.
static Server server;

static void reset(void) {
  settings_release(&server.settings);
  memset(&server, 0, sizeof server);
  memset(&fake, 0, sizeof fake);
  settings_init(&server.settings, NULL);
  server.settings.features[FEATURE_COMPLETION] = SERVE_ON;
  server.client.symbol_kinds = UINT32_MAX;
  fake.summary = (NavigationSummary){.reason = "", .covered = 1};
}

typedef struct {
  int error;
  char *text; // the result, or the error's words
  char note[96];
} Answer;

// The answer to a request about /r/a.c. Its text is to be freed.
static Answer ask(Handler handler, const char *json) {
  static char root[] = "/r";
  Folder folder = {.root = root, .index = (Index *)&fake};
  Folder *folders[] = {&folder};
  Request *request = calloc(1, sizeof *request);
  request->server = &server;
  request->encoding = server.client.encoding;
  cJSON *params = cJSON_Parse(json);
  assert_non_null(params);
  handler(&server, request, params);
  cJSON_Delete(params);
  if (request->work) {
    request->relative = STR("a.c");
    request->folders = folders;
    request->folder_count = 1;
    request->work(request);
  }
  Answer answer = {.error = request->error};
  answer.text = str_to_c(request->error ? str_from_c(request->message) : buf_str(&request->result));
  memcpy(answer.note, request->note, sizeof answer.note);
  buf_release(&request->result);
  arena_release(&request->arena);
  free(request);
  return answer;
}

#define RANGE(l, c, m, d)                                                                          \
  "{\"start\":{\"line\":" #l ",\"character\":" #c "},\"end\":{\"line\":" #m ",\"character\":" #d   \
  "}}"
#define AT(l, c)                                                                                   \
  "{\"textDocument\":{\"uri\":\"file:///r/a.c\"},\"position\":{\"line\":" #l ",\"character\":" #c  \
  "}}"

static void assert_answer(Handler handler, const char *params, const char *expected) {
  Answer answer = ask(handler, params);
  if (strcmp(answer.text, expected) != 0) print_message("is %s\n", answer.text);
  assert_int_equal(answer.error, 0);
  assert_string_equal(answer.text, expected);
  free(answer.text);
}

// How many items the answer has; frees it.
static inline int count_and_free(Answer answer) {
  cJSON *json = cJSON_Parse(answer.text);
  int count = cJSON_GetArraySize(json);
  cJSON_Delete(json);
  free(answer.text);
  return count;
}

// What a document that is not there, a language without structure, and a cancel come to.
static void assert_failures(Handler handler, const char *params) {
  fake.status = STATUS_NOT_FOUND;
  assert_answer(handler, params, "");
  fake.status = STATUS_IO;
  assert_answer(handler, params, "");
  fake.status = STATUS_UNSUPPORTED;
  assert_answer(handler, params, "");
  static const struct {
    Status status;
    int code;
  } failures[] = {{STATUS_CANCELLED, RPC_CANCELLED}, {STATUS_CORRUPT, RPC_FAILED}};
  for (size_t i = 0; i < COUNT_OF(failures); i++) {
    fake.status = failures[i].status;
    Answer answer = ask(handler, params);
    assert_int_equal(answer.error, failures[i].code);
    assert_string_equal(answer.text, "words");
    free(answer.text);
  }
  fake.status = STATUS_OK;
}

#endif
