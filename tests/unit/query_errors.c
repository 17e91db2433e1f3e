// What a malformed query is told: at which character, and what was expected there. Where the words could
// have been meant as text, how to say so.
#include "query/match.h"
#include "support/cmocka_all.h"

#include <stdio.h>

#define QUOTE "to look for it as text, quote it"

static const struct {
  const char *query;
  unsigned column;
  const char *expected; // words of the message
} malformed[] = {
    // quotes
    {"\"foo", 1, "this quote is never closed"},
    {"foo \"bar baz", 5, "this quote is never closed"},
    {"\xC3\xA9\xC3\xA9 \"foo", 4, "this quote is never closed"},
    {"foo \"\"", 6, "nothing stands between these two \""},
    {"a \"b c\"~5", 8, "a NEAR/5 b"},
    {"\"b c\"~", 6, "a NEAR/5 b"},
    {"file:\"x", 6, "this quote is never closed"},
    {"a file:\"\"", 9, "nothing stands between"},
    // operators
    {"", 1, "the query is empty"},
    {"   ", 1, "the query is empty"},
    {"a OR", 3, "OR needs something on both sides"},
    {"OR a", 1, "something is missing here"},
    {"a OR OR b", 6, "something is missing here"},
    {"AND a", 1, "AND needs something on both sides"},
    {"a AND", 3, "AND needs something on both sides"},
    {"a NOT", 3, "nothing follows this negation"},
    {"a (b OR -)", 0, NULL},
    {"a NOT OR b", 7, "OR needs something on both sides"},
    {"(a OR b", 1, "this ( is never closed"},
    {"x (a (b OR c)", 3, "this ( is never closed"},
    {"a OR ()", 7, "something is missing here"},
    {"(a OR )", 7, "something is missing here"},
    // NEAR
    {"NEAR/5 b", 1, "NEAR/5 needs something on both sides"},
    {"a NEAR/5", 3, "NEAR/5 needs something on both sides"},
    {"a ONEAR/5", 3, "ONEAR/5 needs something on both sides"},
    {"a OR NEAR/5 b", 6, "needs something on both sides"},
    {"a NEAR/5x b", 8, "takes a number up to"},
    {"a NEAR/5> b", 8, "ONEAR/5 wants the first one first"},
    {"a NEAR/5LL b", 8, "takes a number"},
    {"a ONEAR/10000 b", 9, "takes a number up to 9999"},
    {"a NEAR/99999999999999999999 b", 8, "takes a number"},
    {"a NEAR/5 OR b", 10, "OR needs something"},
    {"-a NEAR/5 b", 1, "no negated side"},
    {"a NEAR/5 -b", 10, "no negated side"},
    {"a NEAR/5 file:x", 10, "wants a text on each side"},
    {"file:x NEAR/5 a", 1, "wants a text on each side"},
    {"a NEAR/5 (b c)", 10, "wants a text on each side"},
    {"(a NOT b) NEAR/5 c", 1, "wants a text on each side"},
    {"a NEAR/5 (b NEAR/2 c)", 10, "a chain is written"},
    {"a NEAR/5 (b OR c NEAR/2 d)", 10, "wants a text on each side"},
    {"in:code NEAR/5 a", 1, "wants a text on each side"},
    // edits
    {"word~3", 6, "takes 1 or 2"},
    {"a word~0", 8, "takes 1 or 2"},
    {"word~99999999999999999999", 6, "takes 1 or 2"},
    {"a->b~1", 2, "takes a word of letters"},
    {"x f*o~2", 4, "takes a word of letters"},
    {"sym:lock~3", 10, "takes 1 or 2"},
    {"sym:a.b~1", 6, "takes a word of letters"},
    // fields
    {"foo file:", 10, "file: needs a value"},
    {"foo sym:", 9, "sym: needs a value"},
    {"foo (lang: OR x)", 11, "lang: needs a value"},
    {"foo lang:nonesuch", 10, "no language is called nonesuch"},
    {"in:foo x", 4, "in: takes code, comment, string or def, not foo"},
    {"in:code,text x", 9, "in: takes code, comment, string or def, not text"},
    {"in:code, x", 9, "empty item"},
    {"in:,code x", 4, "empty item"},
    {"in: x", 4, "in: needs a value"},
    {"kind:func x", 6, "there is no kind of symbol called func; kind: takes module"},
    {"kind:class,func x", 12, "there is no kind of symbol called func"},
    {"kind:class,,struct x", 12, "empty item"},
    {"in:comment in:code x", 12, "leaves no place"},
    {"x -in:code,comment,string", 4, "leaves no place"},
    {"kind:class kind:struct x", 12, "leaves no kind"},
    {"in:comment (in:code x)", 1, "leave no place"},
    {"kind:class -in:def x", 13, "leave no place"},
    {"-in:def sym:x", 2, "leave no place"},
    {"kind:class", 1, "there is none: sym:* is any name"},
    {"kind:class file:x", 1, "there is none"},
    {"in:comment", 1, "there is none"},
    {"x OR in:comment file:y", 6, "there is none"},
    {"(in:comment) x", 2, "there is none"},
    {"sym:/foo", 5, "this / is never closed"},
    {"sym:\"foo", 5, "this quote is never closed"},
    {"sym:\"a\nb\"", 5, "no name spans lines"},
    {"sym:a*(b", 5, "write an expression"},
    {"case: x", 6, "case: needs a value"},
    {"case:maybe foo", 6, "case: takes yes or no"},
    {"foo word:maybe", 10, "word: takes yes or no"},
    // what finds nothing to show
    {"file:x", 1, "say also what text to look for"},
    {"-foo", 1, "say also what text to look for"},
    {"foo OR file:x", 8, "this side of OR only filters"},
    {"a (b OR -c)", 0, NULL}, // a is something to look for: this is none
    {"case:yes", 1, "the query is empty"},
    // expressions
    {"foo /(/", 5, "in the regular expression, at its byte"},
    {"foo sym:/[/ x", 5, "in the regular expression"},
};

static Status compile(Str text, QueryOptions options, Error *error) {
  Arena arena = {0};
  Query query;
  Matcher *matcher;
  Status status = query_parse(text, &options, &arena, &query, error);
  if (status == STATUS_OK) {
    status = matcher_new(&query, &matcher, error);
    if (status == STATUS_OK) matcher_free(matcher);
  }
  arena_release(&arena);
  return status;
}

static void every_error_points_at_its_column(void **state) {
  (void)state;
  size_t errors = 0;
  for (size_t i = 0; i < COUNT_OF(malformed); i++) {
    Error error = {.message = ""};
    Status status = compile(str_from_c(malformed[i].query), (QueryOptions){0}, &error);
    if (malformed[i].column == 0) {
      assert_int_equal(status, STATUS_OK);
      continue;
    }
    unsigned column = 0;
    errors++;
    bool right = status == STATUS_INVALID
                 && sscanf(error.message, "at character %u: ", &column) == 1
                 && column == malformed[i].column;
    if (malformed[i].expected) right &= strstr(error.message, malformed[i].expected) != NULL;
    if (!right) fail_msg("%s\n  %u: %s", malformed[i].query, malformed[i].column, error.message);
  }
  assert_true(errors >= 60);
}

// What the message says to do about it does it.
static void what_is_quoted_is_text(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(malformed); i++) {
    Error error = {.message = ""};
    Str query = str_from_c(malformed[i].query);
    if (compile(query, (QueryOptions){0}, &error) == STATUS_OK || !strstr(error.message, QUOTE)) {
      continue;
    }
    Buf quoted = {0};
    buf_byte(&quoted, '"');
    for (size_t k = 0; k < query.len; k++) {
      if (query.ptr[k] == '"' || query.ptr[k] == '\\') buf_byte(&quoted, '\\');
      buf_byte(&quoted, (uint8_t)query.ptr[k]);
    }
    buf_byte(&quoted, '"');
    if (str_find_byte(query, 0, '\n') == query.len
        && compile(buf_str(&quoted), (QueryOptions){0}, &error) != STATUS_OK) {
      fail_msg("%.*s: %s", STR_ARGS(buf_str(&quoted)), error.message);
    }
    buf_release(&quoted);
  }
}

static void a_long_word_leaves_room_for_the_hint(void **state) {
  (void)state;
  char query[2000] = "a NEAR/5";
  memset(query + 8, '7', 1800);
  Error error;
  assert_int_equal(compile(str_from_c(query), (QueryOptions){0}, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, QUOTE));
  memcpy(query, "kind:", 5);
  assert_int_equal(compile(str_from_c(query), (QueryOptions){0}, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, QUOTE));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_error_points_at_its_column),
                                     cmocka_unit_test(what_is_quoted_is_text),
                                     cmocka_unit_test(a_long_word_leaves_room_for_the_hint)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
