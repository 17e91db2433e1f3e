// A query of any text, however it is meant. What parses prints, and what is printed parses to the
// same.
#include "fuzz/fuzz.h"
#include "query/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  QueryOptions options = {.case_mode = (CaseMode)(data[0] % 3),
                          .whole_word = data[0] & 4,
                          .regex = data[0] & 8,
                          .literal = data[0] & 16,
                          .files = data[0] & 32};
  Arena arena = {0};
  Query query, again;
  Error error = {.message = ""};
  Status status = query_parse(fuzz_str(data + 1, size - 1), &options, &arena, &query, &error);
  if (status != STATUS_OK) fuzz_require(error.message[0] != '\0');
  if (status == STATUS_OK && !(data[0] & 31)) {
    Buf first = {0}, second = {0};
    query_print(&query, &first);
    if (query_parse(buf_str(&first), &options, &arena, &again, NULL) == STATUS_OK) {
      query_print(&again, &second);
      if (!str_equal(buf_str(&first), buf_str(&second))) {
        fprintf(stderr, "%.*s\n%.*s\n%.*s\n", (int)size - 1, (const char *)data + 1,
                STR_ARGS(buf_str(&first)), STR_ARGS(buf_str(&second)));
        abort();
      }
    } else { // the canonical form may be longer than what was typed
      fprintf(stderr, "%.*s\n%.*s\n", (int)size - 1, (const char *)data + 1,
              STR_ARGS(buf_str(&first)));
      fuzz_require(first.len > QUERY_MAX_BYTES || query.text_count > QUERY_MAX_TEXTS);
    }
    buf_release(&first);
    buf_release(&second);
  }
  arena_release(&arena);
  return 0;
}

void fuzz_seeds(FuzzSeedFn take, void *user) {
  static const char *const queries[] = {"word other",
                                        "\"a phrase\" -not",
                                        "a OR b AND NOT (c OR -d)",
                                        "/re.gex[a-z]+\\d/",
                                        "wild*card colo?r",
                                        "file:*.c -lang:python x",
                                        "case:yes Word",
                                        "word:yes ext:h dir:src y",
                                        "std::vector<int> a->b #include",
                                        "\"quoted \\\" and \\\\\"",
                                        "( a OR b ) c",
                                        "size:>=1.5M changed:2h repo:lib x",
                                        "size:4k..64k -changed:git similar~2",
                                        "/foo\\r?\\nbar/ NEAR/5 b",
                                        "-1 ->x --x /usr/lib //",
                                        "a NEAR/5 b NEAR/3L (c OR \"d e\")",
                                        "a ONEAR/0 b -(c ONEAR/2L /d+/)",
                                        "colour~ simlar~2 case:no word:yes -tyop~1",
                                        "changed:git changed:30m -changed:7d x",
                                        "size:0 size:<10k size:64k.. size:4k..4k x",
                                        "in:comment,string TODO OR (in:code -in:def x)",
                                        "repo:lib -repo:a/b dir:/src x",
                                        "sym:get* kind:function,method -kind:class sym:/^a.b$/",
                                        "sym:* sym:lock~1 -sym:\"a b\" word:yes",
                                        "lang:c,cpp ext:h,hpp file:\"a b\" dir:d",
                                        "file:*.c OR -size:0 changed:git"};
  for (size_t i = 0; i < COUNT_OF(queries); i++) {
    char seed[128];
    for (int files = 0; files < 2; files++) {
      int length = snprintf(seed, sizeof seed, "%c%s", files ? 32 : 0, queries[i]);
      take(user, str_make(seed, (size_t)length));
    }
  }
}
