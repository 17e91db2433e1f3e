#include "base/sha.h"

#include "base/array.h"
#include "base/buf.h"
#include "support/cmocka_all.h"

static Str hex_of(bool is_256, Str text, size_t piece, Buf *out) {
  Sha sha = sha_begin(is_256);
  uint8_t hash[SHA256_BYTES];
  for (size_t at = 0; at < text.len; at += piece) sha_put(&sha, str_slice(text, at, at + piece));
  sha_end(&sha, hash);
  buf_clear(out);
  for (int i = 0; i < (is_256 ? SHA256_BYTES : SHA1_BYTES); i++) buf_printf(out, "%02x", hash[i]);
  return buf_str(out);
}

// The standard's examples, and an empty file's name in git.
static void hashes_are_the_standards(void **state) {
  (void)state;
  static const struct {
    const char *text, *sha1, *sha256;
  } rows[] = {
      {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d",
       "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
  };
  Buf out = {0};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    for (size_t piece = 1; piece < 70; piece++) {
      Str text = str_from_c(rows[i].text);
      assert_true(str_equal(hex_of(false, text, piece, &out), str_from_c(rows[i].sha1)));
      assert_true(str_equal(hex_of(true, text, piece, &out), str_from_c(rows[i].sha256)));
    }
  }
  Buf million = {0};
  for (int i = 0; i < 1000000; i++) buf_byte(&million, 'a');
  assert_true(str_equal(hex_of(false, buf_str(&million), 777, &out),
                        STR("34aa973cd4c4daa4f61eeb2bdbad27316534016f")));
  assert_true(str_equal(hex_of(true, buf_str(&million), 777, &out),
                        STR("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")));
  assert_true(str_equal(hex_of(false, STR("blob 0\0"), 9, &out),
                        STR("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")));
  buf_release(&million);
  buf_release(&out);
}

// However the bytes come, and whatever their number: lengths around the padding's edges.
static void pieces_make_no_difference(void **state) {
  (void)state;
  char text[300];
  Buf whole = {0}, parts = {0};
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * 7);
  for (size_t length = 0; length < sizeof text; length++) {
    for (int is_256 = 0; is_256 < 2; is_256++) {
      Str s = str_make(text, length);
      hex_of(is_256, s, sizeof text, &whole);
      assert_true(str_equal(buf_str(&whole), hex_of(is_256, s, 1 + length % 67, &parts)));
    }
  }
  buf_release(&whole);
  buf_release(&parts);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(hashes_are_the_standards),
                                     cmocka_unit_test(pieces_make_no_difference)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
