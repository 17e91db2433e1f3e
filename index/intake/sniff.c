// Each test looks for words that one language has and its rivals cannot have, at places where they
// mean something: the start of a line that is not inside a comment. Rejected: statistics over
// tokens, whose mistakes nobody can explain.
#include "intake/sniff.h"
#include "base/compiler.h"

enum {
  SNIFF_MAX = 8192,       // bytes of text looked at
  SNIFF_LINES = 100,      // lines of code looked at, comments not counted
  INTERPRETER_LINE = 256, // bytes of a #! line
  MODELINE_LINES = 5,     // at either end, as Vim's default
  MODELINE_MAX = 3000,    // bytes at either end, as Emacs
};

static bool next_line(Str *rest, Str *line) {
  if (!str_next_field(rest, '\n', line)) return false;
  if (line->len && line->ptr[line->len - 1] == '\r') line->len--;
  return true;
}

// Cuts the next word off, at white space; empty at the end.
static Str next_word(Str *rest) {
  *rest = str_trim(*rest);
  size_t at = 0;
  while (at < rest->len && !ascii_is_space(rest->ptr[at])) at++;
  Str word = str_slice(*rest, 0, at);
  *rest = str_slice(*rest, at, rest->len);
  return word;
}

static bool contains(Str s, Str words) { return str_find(s, words) != SIZE_MAX; }

static bool starts_with_fold(Str s, Str prefix) {
  return s.len >= prefix.len && str_equal_fold(str_slice(s, 0, prefix.len), prefix);
}

// ---- #! -----------------------------------------------------------------------------------------

// env's own words: options (-u takes one more word, -S may have the program glued on) and settings.
static Str program_of_env(Str *rest) {
  for (;;) {
    Str word = next_word(rest);
    if (str_equal(word, STR("-u"))) {
      next_word(rest);
    } else if (str_starts_with(word, STR("-S")) && word.len > 2) {
      return str_slice(word, 2, word.len);
    } else if (!str_starts_with(word, STR("-")) && str_find_byte(word, 0, '=') == word.len) {
      return word;
    }
  }
}

Str sniff_interpreter(Str head) {
  Str rest = str_slice(head, 0, INTERPRETER_LINE), line;
  if (!str_starts_with(rest, STR("#!")) || !next_line(&rest, &line)) return STR("");
  line = str_slice(line, 2, line.len);
  Str program = str_base_name(next_word(&line));
  if (str_equal(program, STR("env"))) program = str_base_name(program_of_env(&line));
  if (str_equal(program, STR("busybox"))) program = next_word(&line);
  if (str_ends_with(program, STR(".exe"))) program.len -= 4;
  while (program.len > 1 && strchr("0123456789.-", program.ptr[program.len - 1])) program.len--;
  return program;
}

// ---- modelines ----------------------------------------------------------------------------------

static Str without_mode(Str name) {
  name = str_trim(name);
  if (name.len > 5 && starts_with_fold(str_slice(name, name.len - 5, name.len), STR("-mode"))) {
    name.len -= 5;
  }
  return name;
}

// "mode: X" among "a: b; c: d", or X alone.
static Str mode_of_variables(Str variables) {
  if (str_find_byte(variables, 0, ':') == variables.len) return without_mode(variables);
  Str variable;
  while (str_next_field(&variables, ';', &variable)) {
    variable = str_trim(variable);
    if (!starts_with_fold(variable, STR("mode:"))) continue;
    return without_mode(str_slice(variable, 5, variable.len));
  }
  return STR("");
}

// -*- ... -*- in the first line, or in the second below a #!.
static Str emacs_first_line(Str head) {
  Str line;
  for (int i = 0; i < 2 && next_line(&head, &line); i++) {
    size_t open = str_find(line, STR("-*-"));
    if (open != SIZE_MAX) {
      line = str_slice(line, open + 3, line.len);
      size_t close = str_find(line, STR("-*-"));
      if (close != SIZE_MAX) return mode_of_variables(str_slice(line, 0, close));
    }
    if (!str_starts_with(line, STR("#!"))) break;
  }
  return STR("");
}

// "mode: X" below "Local Variables:", each line behind the same prefix.
static Str emacs_local_variables(Str tail) {
  size_t at = str_find(tail, STR("Local Variables:"));
  if (at == SIZE_MAX) return STR("");
  tail = str_slice(tail, at, tail.len);
  Str line;
  while (next_line(&tail, &line) && !contains(line, STR("End:"))) {
    size_t mode = str_find(line, STR("mode:"));
    if (mode == SIZE_MAX || (mode > 0 && !ascii_is_space(line.ptr[mode - 1]))) continue;
    Str rest = str_slice(line, mode + 5, line.len);
    return without_mode(next_word(&rest));
  }
  return STR("");
}

// Does "vim", "vi" or "ex" end here, at the line's start or behind a space?
static bool ends_with_vim(Str s) {
  static const Str names[] = {{"vim", 3}, {"vi", 2}, {"ex", 2}};
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    if (!str_ends_with(s, names[i])) continue;
    if (s.len == names[i].len || ascii_is_space(s.ptr[s.len - names[i].len - 1])) return true;
  }
  return false;
}

// Offset behind the colon of "vim:", "vi:", "ex:" or "vim>=800:" in a line; 0: none.
static size_t vim_marker(Str line) {
  for (size_t at = str_find_byte(line, 0, ':'); at < line.len;
       at = str_find_byte(line, at + 1, ':')) {
    size_t end = at;
    while (end > 0 && strchr("<=>0123456789", line.ptr[end - 1])) end--;
    if (ends_with_vim(str_slice(line, 0, end))) return at + 1;
  }
  return 0;
}

static Str vim_option(Str options) {
  static const Str names[] = {{"filetype=", 9}, {"ft=", 3}, {"syntax=", 7}, {"syn=", 4}};
  for (size_t at = 0; at < options.len; at++) {
    if (at > 0 && !ascii_is_space(options.ptr[at - 1]) && options.ptr[at - 1] != ':') continue;
    Str rest = str_slice(options, at, options.len);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
      if (!str_starts_with(rest, names[i])) continue;
      size_t end = names[i].len;
      while (end < rest.len && (is_word_byte(rest.ptr[end]) || strchr("+-", rest.ptr[end]))) end++;
      return str_slice(rest, names[i].len, end);
    }
  }
  return STR("");
}

static Str vim_line(Str line) {
  size_t options = vim_marker(line);
  return options ? vim_option(str_slice(line, options, line.len)) : STR("");
}

static Str vim_first_lines(Str head) {
  Str line, found = STR("");
  for (int i = 0; i < MODELINE_LINES && found.len == 0 && next_line(&head, &line); i++) {
    found = vim_line(line);
  }
  return found;
}

static Str vim_last_lines(Str tail) {
  Str found = STR("");
  for (int i = 0; i < MODELINE_LINES && found.len == 0 && tail.len; i++) {
    if (tail.ptr[tail.len - 1] == '\n') tail.len--;
    size_t start = tail.len;
    while (start > 0 && tail.ptr[start - 1] != '\n') start--;
    found = vim_line(str_slice(tail, start, tail.len));
    tail = str_slice(tail, 0, start);
  }
  return found;
}

Str sniff_modeline(Str head, Str tail) {
  head = str_slice(head, 0, MODELINE_MAX);
  if (tail.len > MODELINE_MAX) tail = str_slice(tail, tail.len - MODELINE_MAX, tail.len);
  Str found = emacs_first_line(head);
  if (found.len == 0) found = vim_first_lines(head);
  if (found.len == 0) found = emacs_local_variables(tail);
  if (found.len == 0) found = vim_last_lines(tail);
  return found;
}

// ---- lines of code ------------------------------------------------------------------------------

// Lines outside of C's comments, without white space around; empty ones are left out.
typedef struct {
  Str rest;
  int left; // of SNIFF_LINES
} CodeLines;

static CodeLines code_lines(Str head) {
  return (CodeLines){str_slice(head, 0, SNIFF_MAX), SNIFF_LINES};
}

// Moves behind the comment's end, if it is there.
static bool leave_comment(CodeLines *lines) {
  size_t end = str_find(lines->rest, STR("*/"));
  lines->rest = end == SIZE_MAX ? STR("") : str_slice(lines->rest, end + 2, lines->rest.len);
  return end != SIZE_MAX;
}

// The line up to its comment, if it has one. A comment of more lines is left behind.
static Str cut_comment(CodeLines *lines, Str line) {
  for (size_t at = str_find_byte(line, 0, '/'); at + 1 < line.len;
       at = str_find_byte(line, at + 1, '/')) {
    if (line.ptr[at + 1] == '/') return str_slice(line, 0, at);
    if (line.ptr[at + 1] != '*') continue;
    size_t left = (size_t)(lines->rest.ptr - line.ptr) - at - 2; // of the line, its end included
    lines->rest = (Str){line.ptr + at + 2, lines->rest.len + left};
    leave_comment(lines);
    return str_slice(line, 0, at);
  }
  return line;
}

static bool next_code_line(CodeLines *lines, Str *code) {
  Str line;
  while (lines->left > 0 && next_line(&lines->rest, &line)) {
    line = str_trim(cut_comment(lines, line));
    if (line.len == 0) continue;
    lines->left--;
    *code = line;
    return true;
  }
  return false;
}

// Length of the word of the list that the line begins with, and not with a longer one; 0 if none.
static size_t begins_with_any(Str line, const Str *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    Str word = words[i];
    if (word.ptr[0] != line.ptr[0] || !str_starts_with(line, word)) continue;
    bool whole = !is_word_byte(word.ptr[word.len - 1]);
    if (whole || line.len == word.len || !is_word_byte(line.ptr[word.len])) return word.len;
  }
  return 0;
}

#define S(literal) STR_INIT(literal)
#define BEGINS(line, list) begins_with_any((line), list, COUNT_OF(list))

static const Str objc_words[] = {
    S("@interface"), S("@protocol"), S("@class"), S("@implementation"),
    S("@import"),    S("#import"),   S("@end"),   S("NS_ASSUME_NONNULL_BEGIN")};
// Words that are no C only where a name follows: C may call a variable `class`.
static const Str cpp_keywords[] = {S("class"),      S("namespace"),       S("template"),
                                   S("using"),      S("friend"),          S("virtual"),
                                   S("constexpr"),  S("concept"),         S("explicit"),
                                   S("enum class"), S("inline namespace")};
static const Str cpp_sections[] = {S("public:"), S("private:"), S("protected:")};
static const Str directives[] = {S("#include"), S("#define"), S("#if"),   S("#ifdef"),
                                 S("#ifndef"),  S("#pragma"), S("#undef")};
static const Str c_words[] = {S("static"), S("struct"), S("typedef"), S("extern"), S("{")};
static const Str assembly_words[] = {S(".macro"),  S(".section"), S(".globl"), S(".global"),
                                     S(".text"),   S(".equ"),     S(".set"),   S("%macro"),
                                     S("%define"), S(";")};

// `#include <vector>`: a standard header of C++, without .h.
static bool includes_cpp_header(Str line) {
  if (!str_starts_with(line, STR("#include <"))) return false;
  size_t end = str_find_byte(line, 0, '>');
  Str name = str_slice(line, 10, end);
  return end < line.len && str_find_byte(name, 0, '.') == name.len
         && str_find_byte(name, 0, '/') == name.len;
}

// `name::name`, not the bare `::` of an asm statement, and not in a string.
static bool has_scope_operator(Str line) {
  line.len = str_find_byte(line, 0, '"');
  for (size_t at = str_find_byte(line, 1, ':'); at + 2 < line.len;
       at = str_find_byte(line, at + 1, ':')) {
    if (line.ptr[at + 1] != ':' || !is_word_byte(line.ptr[at - 1])) continue;
    if (is_word_byte(line.ptr[at + 2]) || line.ptr[at + 2] == '~') return true;
  }
  return false;
}

static bool is_cpp_line(Str line) {
  if (line.ptr[0] == '#') return includes_cpp_header(line);
  size_t keyword = BEGINS(line, cpp_keywords);
  if (keyword) {
    Str next = str_trim(str_slice(line, keyword, line.len));
    return next.len && (is_word_byte(next.ptr[0]) || next.ptr[0] == '<' || next.ptr[0] == '{');
  }
  return BEGINS(line, cpp_sections) || has_scope_operator(line);
}

static LanguageId sniff_c_family(Str head, LanguageId otherwise) {
  CodeLines lines = code_lines(head);
  Str line;
  LanguageId found = otherwise;
  while (next_code_line(&lines, &line)) {
    if (BEGINS(line, objc_words)) return LANGUAGE_objc;
    if (found == LANGUAGE_cpp) continue; // an #import further down would still make it Objective-C
    if (is_cpp_line(line)) {
      found = LANGUAGE_cpp;
    } else if (found == LANGUAGE_text && (BEGINS(line, directives) || BEGINS(line, c_words))) {
      found = LANGUAGE_c;
    }
  }
  return found;
}

// ---- extensions that languages share ------------------------------------------------------------

static LanguageId sniff_h(Str head, LanguageId usual) {
  LanguageId found = sniff_c_family(head, usual);
  return found == LANGUAGE_text ? usual : found;
}

// Objective-C, or MATLAB and Octave (%, function), or Mathematica ((*): those are text to us.
static LanguageId sniff_m(Str head, LanguageId usual) {
  static const Str matlab[] = {S("%"), S("function"), S("classdef"), S("(*"), S("clear"), S("##")};
  Str line, rest = str_slice(head, 0, SNIFF_MAX);
  while (next_line(&rest, &line)) {
    line = str_trim(line);
    if (line.len == 0) continue;
    if (BEGINS(line, objc_words) || BEGINS(line, directives)) return LANGUAGE_objc;
    if (str_starts_with(line, STR("//")) || str_starts_with(line, STR("/*"))) return LANGUAGE_objc;
    if (BEGINS(line, matlab)) return LANGUAGE_text;
  }
  return usual;
}

// Perl, or Prolog (.pl), or other tests (.t).
static LanguageId sniff_perl(Str head, bool needs_proof) {
  static const Str perl[] = {S("use"),   S("my"),      S("our"),     S("package"),
                             S("sub"),   S("=head1"),  S("require"), S("local"),
                             S("BEGIN"), S("__END__"), S("=pod"),    S("print"),
                             S("plan"),  S("ok"),      S("eval"),    S("no")};
  static const Str prolog[] = {S(":-"), S("%"), S("/*")};
  Str line, rest = str_slice(head, 0, SNIFF_MAX);
  while (next_line(&rest, &line)) {
    line = str_trim(line);
    if (line.len == 0) continue;
    if (BEGINS(line, perl)) return LANGUAGE_perl;
    if (BEGINS(line, prolog)) return LANGUAGE_text;
  }
  return needs_proof ? LANGUAGE_text : LANGUAGE_perl;
}

static LanguageId sniff_inc(Str head) {
  LanguageId markup = sniff_markup(head);
  if (markup != LANGUAGE_text || contains(str_slice(head, 0, SNIFF_MAX), STR("<?php"))) {
    return markup == LANGUAGE_text ? LANGUAGE_php : markup;
  }
  LanguageId found = sniff_c_family(head, LANGUAGE_text);
  if (found != LANGUAGE_text) return found;
  CodeLines lines = code_lines(head);
  Str line;
  while (next_code_line(&lines, &line)) {
    if (BEGINS(line, assembly_words)) return LANGUAGE_assembly;
  }
  return LANGUAGE_text;
}

static LanguageId sniff_sc(Str head) {
  static const Str supercollider[] = {S("SynthDef"), S("s.boot"), S("Server."), S("Ndef("),
                                      S("Pbind("),   S("("),      S("~")};
  CodeLines lines = code_lines(head);
  Str line;
  if (!next_code_line(&lines, &line)) return LANGUAGE_scala;
  return BEGINS(line, supercollider) ? LANGUAGE_text : LANGUAGE_scala;
}

static LanguageId sniff_r(Str head) {
  Str line = str_trim(str_slice(head, 0, SNIFF_MAX));
  return starts_with_fold(line, STR("REBOL")) ? LANGUAGE_text : LANGUAGE_r;
}

static const Str shared[] = {S("h"), S("m"), S("pl"), S("t"), S("inc"), S("ts"), S("sc"), S("r")};

bool sniff_is_shared(Str extension) {
  for (size_t i = 0; i < COUNT_OF(shared); i++) {
    if (str_equal(shared[i], extension)) return true;
  }
  return false;
}

LanguageId sniff_shared(Str extension, Str head, LanguageId usual) {
  if (head.len == 0) return usual;
  if (str_equal(extension, STR("h"))) return sniff_h(head, usual);
  if (str_equal(extension, STR("m"))) return sniff_m(head, usual);
  if (str_equal(extension, STR("pl"))) return sniff_perl(head, false);
  if (str_equal(extension, STR("t"))) return sniff_perl(head, true);
  if (str_equal(extension, STR("inc"))) return sniff_inc(head);
  if (str_equal(extension, STR("sc"))) return sniff_sc(head);
  if (str_equal(extension, STR("r"))) return sniff_r(head);
  if (str_equal(extension, STR("ts"))) {
    return sniff_markup(head) == LANGUAGE_xml ? LANGUAGE_xml : usual; // Qt's translations
  }
  return usual;
}

LanguageId sniff_markup(Str head) {
  Str start = str_trim(str_slice(head, 0, SNIFF_MAX));
  if (start.len == 0 || start.ptr[0] != '<') return LANGUAGE_text;
  if (starts_with_fold(start, STR("<?php")) || str_starts_with(start, STR("<?="))) {
    return LANGUAGE_php;
  }
  bool html =
      starts_with_fold(start, STR("<!doctype html")) || starts_with_fold(start, STR("<html"));
  if (html) return LANGUAGE_html;
  if (str_starts_with(start, STR("<?xml"))) {
    Str early = str_slice(start, 0, 512);
    return contains(early, STR("<!DOCTYPE html")) || contains(early, STR("<html")) ? LANGUAGE_html
                                                                                   : LANGUAGE_xml;
  }
  bool xml = starts_with_fold(start, STR("<!doctype")) || str_starts_with(start, STR("<svg"));
  return xml ? LANGUAGE_xml : LANGUAGE_text;
}
