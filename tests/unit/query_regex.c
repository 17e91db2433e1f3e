// From regular expressions to the grams that they require. What is expected was reasoned out, not
// copied: read it as "a document with a match contains all of ( ), one of each |".
#include "query/regex.h"

#include "base/err.h"
#include "query/required.h"
#include "support/cmocka_all.h"

typedef struct {
  const char *pattern, *wanted; // grams in single quotes
} Row;

static const Row rows[] = {
    // literals
    {"abc", "'abc'"},
    {"abcd", "('abc' 'bcd')"},
    {"ABC", "'abc'"}, // grams are folded
    {"ab", "'ab'"},
    {"a", "all"},
    {"", "all"},
    {"a\\.b", "'a.b'"},
    {"\\x61\\x{62}c", "'abc'"},
    {"\\tab", "'\\x09ab'"},
    {"\\Qa.b\\E", "'a.b'"},
    {"\\Qa|b\\Ec", "('a|b' '|bc')"},
    {"\\Qab\\E*c", "all"}, // the star is b's
    {"ab(?#comment)c", "'abc'"},
    {"\xC3\xA9t", "'\\xc3\\xa9t'"},
    {"\xE4\xB8\xAD", "'\\xe4\\xb8\\xad'"},
    // anchors and other places
    {"^abc$", "'abc'"},
    {"\\bword\\b", "('ord' 'wor')"},
    {"\\Aabc\\z", "'abc'"},
    {"ab\\Bc", "'abc'"},
    {"ab\\Kc", "'abc'"},
    // any character
    {"ab.cd", "all"},
    {"abc.def", "('abc' 'def')"},
    {"abc.*def", "('abc' 'def')"},
    {"abc.{3}def", "('abc' 'def')"},
    {"abc\\wdef", "('abc' 'def')"},
    {"abc[^x]def", "('abc' 'def')"},
    {"abc\\s+def", "('abc' 'def')"},
    {"\\w+abc", "'abc'"},
    // classes
    {"foo[ab]bar", "('bar' 'foo' (('aba' 'oab' 'ooa')|('bba' 'obb' 'oob')))"},
    {"a[bc]d", "('abd'|'acd')"},
    {"[ab]cd", "('acd'|'bcd')"},
    {"ab[cd]", "('abc'|'abd')"},
    {"[a]bc", "'abc'"},
    {"[a-c]x[1-2]", "('ax1'|'ax2'|'bx1'|'bx2'|'cx1'|'cx2')"},
    {"[Aa]bc", "'abc'"},
    {"a[bC\xC3\xA9]d", "all"},                // beyond ASCII: any character
    {"abc[\\x00-\\x7f]def", "('abc' 'def')"}, // too many to list, and a \r has no grams
    {"[ab][cd][ef]", "('ace'|'acf'|'ade'|'adf'|'bce'|'bcf'|'bde'|'bdf')"},
    {"[a-z][a-z][a-z]", "all"}, // 17576 grams are no plan
    // alternation
    {"abc|def", "('abc'|'def')"},
    {"abc|de", "('abc'|'de')"},
    {"abc|d", "all"},
    {"abc|.*", "all"},
    {"(abc|def)ghi", "('ghi' (('abc' 'bcg' 'cgh')|('def' 'efg' 'fgh')))"},
    {"(abc|abcd)", "'abc'"},
    {"(abcd|abce)", "('abc' ('bcd'|'bce'))"},
    {"(kmalloc|kzalloc|vmalloc)\\(.*GFP_ATOMIC",
     "('_at' 'all' 'ato' 'fp_' 'gfp' 'llo' 'loc' 'mic' 'oc(' 'omi' 'p_a' 'tom' "
     "(('kma' 'mal')|('kza' 'zal')|('mal' 'vma')))"},
    {"(a|b)(c|d)e", "('ace'|'ade'|'bce'|'bde')"},
    {"(abc|)def", "'def'"},
    {"(abc.*|def.*)x", "('abc'|'def')"},
    {"x(abc.*|def.*)", "(('abc'|'def') ('xab'|'xde'))"},
    {"(?:abc.d|abc.e)", "'abc'"},
    {"(?|abc|abd)", "('abc'|'abd')"},
    // repetition
    {"x{2,3}", "('xxx'|'xx')"},
    {"x{3}", "'xxx'"},
    {"x{3,}", "'xxx'"},
    {"x{9}", "'xxx'"},
    {"ax{2,3}b", "('axx' 'xxb')"},
    {"ax{1,2}b", "('axb'|('axx' 'xxb'))"},
    {"(abc)+", "'abc'"},
    {"(abc)+d", "('abc' 'bcd')"},
    {"(abc){2}", "('abc' 'bca' 'cab')"},
    {"(abc)*def", "'def'"},
    {"(abc)?def", "'def'"},
    {"a+bc", "'abc'"},
    {"ab+c", "all"}, // abc or abbc
    {"ab?cd", "('acd'|('abc' 'bcd'))"},
    {"abc*", "all"},
    {"abcd*", "'abc'"},
    {"abcd{0}e", "('abc' 'bce')"},
    {"a{0,2}bcd", "'bcd'"},
    {"(abc){2,}x", "('abc' 'bca' 'bcx' 'cab')"},
    {"foo[a]{0,2}bar",
     "('bar' 'foo' (('aab' 'aba' 'oaa' 'ooa')|('aba' 'oab' 'ooa')|('oba' 'oob')))"},
    {"abc++d", "'abc'"},
    {"abc+?def", "('abc' 'cde' 'def')"},
    {"((abc)+x)+", "('abc' 'bcx')"},
    // flags and letter case
    {"(?i)abc", "'abc'"},
    {"(?i)\xC3\xA9", "('\\xc3\\x89'|'\\xc3\\xa9')"},
    {"\\bif\\b", "'if'"},
    {"(?i:abc)def", "('abc' 'bcd' 'cde' 'def')"},
    {"ab(?i)c(?-i)d", "('abc' 'bcd')"},
    {"(?i)abk", "('abk'|('ab\\xe2' 'b\\xe2\\x84' '\\xe2\\x84\\xaa'))"},
    {"(?i)\xC3\xA9t", "('\\xc3\\x89t'|'\\xc3\\xa9t')"},
    {"(?i)\xE4\xB8\xAD", "'\\xe4\\xb8\\xad'"},
    {"(?i)\xE1\xBC\x80xyz", "'xyz'"}, // Greek with breathing: its forms are not known
    // groups, look-around, references
    {"(?<name>abc)\\k<name>", "'abc'"},
    {"(abc)\\1", "'abc'"},
    {"(?>abc|abd)e", "(('abc' 'bce')|('abd' 'bde'))"},
    {"(?=abc)", "'abc'"},
    {"x(?=abc)y", "'abc'"},
    {"(?<=abc)def", "('abc' 'def')"},
    {"(?!abc)def", "'def'"},
    {"(?<!abc)def", "'def'"},
    {"(?=abc|def)ghi", "('ghi' ('abc'|'def'))"},
    {"(?=abc)*def", "'def'"},
    // over line ends
    {"abc\\ndef", "('abc' 'def')"},
    {"abc\\r?\\ndef", "('abc' 'def')"},
    {"abc\\Rdef", "('abc' 'def')"},
    {"a\\nb", "all"},
    {"abc[ \\n]def", "('abc' 'def')"},
    {"(?s)abc.def", "('abc' 'def')"},
    // not understood: may match anything
    {"abc(?x) def", "all"},
    {"abcx{3,2}", "all"}, // PCRE2 refuses it
    {"abc\\012", "all"},
    {"abc(*ACCEPT)", "all"},
    {"abc\\X", "all"},
    // as people write them
    {"EXPORT_SYMBOL_GPL\\(.*_register", "(_499 _1230 '_gp' '_re' '_sy' 'bol' 'egi' 'exp' 'gis' "
                                        "'gpl' 'ist' 'l_g' 'mbo' 'ol_' 'ort' 'pl(' "
                                        "'por' 'reg' 'rt_' 'ste' 'sym' 't_s' 'ter' 'xpo' 'ymb')"},
    {"^\\s*#\\s*define\\s+FOO_\\w+", "('def' 'efi' 'fin' 'foo' 'ine' 'oo_')"},
    {"\\bTODO\\b", "('odo' 'tod')"},
    {"https?://", "('://' 'htt' 'ttp' (('p:/' 'tp:')|('ps:' 's:/' 'tps')))"},
    {"v\\d+\\.\\d+", "all"},
    {"[0-9]+px", "('0px'|'1px'|'2px'|'3px'|'4px'|'5px'|'6px'|'7px'|'8px'|'9px')"},
    {"(un)?register_netdev\\(",
     "(_1876 '_ne' 'dev' 'egi' 'er_' 'etd' 'ev(' 'gis' 'ist' 'net' 'r_n' 'reg' 'ste' 'tde' 'ter')"},
};

static Str grams_of(Arena *arena, Str text, Buf *out) {
  Pattern pattern;
  assert_int_equal(pattern_parse(text, false, arena, &pattern, NULL), STATUS_OK);
  buf_clear(out);
  grams_print(regex_grams(arena, &pattern), out);
  for (size_t i = 0; i < out->len; i++) {
    if (out->data[i] == '"') out->data[i] = '\'';
  }
  return buf_str(out);
}

static void expressions_require_the_grams_that_reasoning_gives(void **state) {
  (void)state;
  Arena arena = {0};
  Buf out = {0};
  int wrong = 0;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Str got = grams_of(&arena, str_from_c(rows[i].pattern), &out);
    if (str_equal(got, str_from_c(rows[i].wanted))) continue;
    print_error("/%s/\n  wanted %s\n  got    %.*s\n", rows[i].pattern, rows[i].wanted,
                STR_ARGS(got));
    wrong++;
  }
  assert_int_equal(wrong, 0);
  assert_true(COUNT_OF(rows) >= 80);
  buf_release(&out);
  arena_release(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(expressions_require_the_grams_that_reasoning_gives)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
