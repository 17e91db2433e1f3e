#include "lsp/uri.h"

#include "lsp/unit/check.h"

static Str path_of(Arena *arena, const char *uri) {
  Str path = {"?", 1};
  if (!uri_to_path(str_from_c(uri), arena, &path)) return STR("refused");
  return path;
}

static void uris_become_paths(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"file:///home/me/a.c", "/home/me/a.c"},
      {"file:///a%20b/%C3%A9", "/a b/\xC3\xA9"},
      {"FILE:///a", "/a"},
      {"file:/a", "/a"},
      {"file://localhost/a", "/a"},
      {"file:///a?query#fragment", "/a"},
      {"file:///a%3Fb%23c", "/a?b#c"},
      {"file:///100%", "/100%"},
      {"file:///a%2", "/a%2"},
      {"file:///a%zz", "/a%zz"},
      {"file:///c%3A/dir/a.c", "c:/dir/a.c"},
      {"file:///C:/dir", "C:/dir"},
      {"file:///C:", "C:"},
      {"file:///C:x", "/C:x"},
      {"file://server/share/a", "//server/share/a"},
      {"file:///", "/"},
      {"file://", "refused"},
      {"file:", "refused"},
      {"file:relative", "refused"},
      {"file:///a%00b", "refused"},
      {"untitled:Untitled-1", "refused"},
      {"http://host/a", "refused"},
      {"", "refused"},
  };
  Arena arena = {0};
  for (size_t i = 0; i < COUNT_OF(pairs); i++)
    assert_str(path_of(&arena, pairs[i][0]), pairs[i][1]);
  arena_release(&arena);
}

static void paths_become_uris(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"/home/me/a-b_c.d~e", "file:///home/me/a-b_c.d~e"},
      {"/a b/\xC3\xA9#?%", "file:///a%20b/%C3%A9%23%3F%25"},
      {"C:/dir/a.c", "file:///c%3A/dir/a.c"},
      {"//server/share/a", "file://server/share/a"},
      {"/", "file:///"},
  };
  for (size_t i = 0; i < COUNT_OF(pairs); i++) {
    Buf out = {0};
    uri_put(&out, str_from_c(pairs[i][0]));
    assert_str(buf_str(&out), pairs[i][1]);
    buf_release(&out);
  }
}

static void a_root_and_what_lies_below_are_joined_by_one_slash(void **state) {
  (void)state;
  Buf out = {0};
  uri_put_joined(&out, STR("/home"), STR("a/b c"));
  assert_str(buf_str(&out), "file:///home/a/b%20c");
  buf_clear(&out);
  uri_put_joined(&out, STR("/"), STR("etc/a"));
  assert_str(buf_str(&out), "file:///etc/a");
  buf_release(&out);
}

static void every_byte_of_a_path_comes_back(void **state) {
  (void)state;
  Arena arena = {0};
  for (int byte = 1; byte < 256; byte++) {
    char name[] = {'/', 'x', (char)byte, 'y', 0};
    Buf uri = {0};
    uri_put(&uri, str_from_c(name));
    Str path;
    assert_true(uri_to_path(buf_str(&uri), &arena, &path));
    assert_str(path, name);
    buf_release(&uri);
  }
  arena_release(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(uris_become_paths),
      cmocka_unit_test(paths_become_uris),
      cmocka_unit_test(a_root_and_what_lies_below_are_joined_by_one_slash),
      cmocka_unit_test(every_byte_of_a_path_comes_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
