#include "cli/help.h"

#include "cli/query_page.h"

static const char about[] = "Treeline keeps one index of a tree's symbols and text and answers "
                            "from it within milliseconds: on "
                            "the command line, and in editors as a language server.";
static const char query_note[] =
    "DIR is the current directory, or the nearest one above it that has an index within the same "
    "repository, unless -C names it.";

static unsigned help_width(const Out *out) {
  if (!out->terminal || out->columns > 90) return 90;
  return out->columns < 40 ? 40 : out->columns;
}

static void put_indent(Out *out, unsigned columns) {
  while (columns-- > 0) buf_byte(&out->buf, ' ');
}

// One paragraph, wrapped, every line indented; the cursor stands at column `at`.
static void put_wrapped(Out *out, Str text, unsigned indent, unsigned at) {
  unsigned width = help_width(out);
  Str word;
  bool first = true;
  while (str_next_field(&text, ' ', &word)) {
    unsigned wide = out_width(word);
    if (!first && at + 1 + wide > width) {
      out_put(out, STR("\n"));
      at = 0;
      first = true;
    }
    if (first && at < indent) {
      put_indent(out, indent - at);
      at = indent;
    }
    if (!first) {
      out_put(out, STR(" "));
      at++;
    }
    out_put(out, word);
    at += wide;
    first = false;
  }
  out_put(out, STR("\n"));
}

static void put_title(Out *out, const char *title) {
  out_style(out, STYLE_BOLD);
  out_put(out, str_from_c(title));
  out_style(out, STYLE_NONE);
  out_put(out, STR("\n"));
}

// Cuts the first paragraph from *rest.
static bool next_paragraph(Str *rest, Str *paragraph) {
  if (!rest->len) return false;
  size_t end = str_find(*rest, STR("\n\n"));
  *paragraph = str_slice(*rest, 0, end);
  *rest = end == SIZE_MAX ? STR("") : str_slice(*rest, end + 2, rest->len);
  return true;
}

static Str option_label(Arena *arena, const Option *option) {
  Str value = option->value ? arena_printf(arena, "=%s", option->value) : STR("");
  if (option->letter) {
    return arena_printf(arena, "-%c, --%s%.*s", option->letter, option->name, STR_ARGS(value));
  }
  return arena_printf(arena, "--%s%.*s", option->name, STR_ARGS(value));
}

static void put_options(Out *out, unsigned verb) {
  enum { TEXT_AT = 26 };
  Arena arena = {0};
  for (size_t i = 0; i < args_option_count; i++) {
    const Option *option = &args_options[i];
    if (!(option->verbs & verb)) continue;
    Str label = option_label(&arena, option);
    out_put(out, option->letter ? STR("    ") : STR("        "));
    out_put(out, label);
    unsigned at = (option->letter ? 4u : 8u) + (unsigned)label.len;
    if (at + 2 > TEXT_AT) {
      out_put(out, STR("\n"));
      at = 0;
    }
    put_wrapped(out, str_from_c(option->help), TEXT_AT, at);
  }
  arena_release(&arena);
}

// Lines of "left\tright".
static void put_pairs(Out *out, const char *text, const char *prefix) {
  Str rest = str_from_c(text), line;
  while (str_next_field(&rest, '\n', &line)) {
    size_t tab = str_find_byte(line, 0, '\t');
    Str right = str_slice(line, tab + 1, line.len);
    out_put(out, STR("    "));
    out_put(out, str_from_c(prefix));
    out_put(out, str_slice(line, 0, tab));
    if (right.len && tab < 6) {
      put_wrapped(out, right, 10, 4 + (unsigned)tab);
      continue;
    }
    out_put(out, STR("\n"));
    if (right.len) put_wrapped(out, right, 10, 0);
  }
}

static void put_synopsis(Out *out, const Verb *verb) {
  out_printf(out, "    treeline %s [OPTION...]%s%s\n", verb->name, verb->operands[0] ? " " : "",
             verb->operands);
}

void help_overview(Out *out) {
  put_title(out, "NAME");
  out_put(out, STR("    treeline - search a tree's symbols and text from an index\n\n"));
  put_title(out, "SYNOPSIS");
  for (size_t i = 0; i < verb_count; i++) put_synopsis(out, &verbs[i]);
  out_put(out,
          STR("    treeline --version\n    treeline VERB --help\n    treeline help query\n\n"));
  put_title(out, "DESCRIPTION");
  put_wrapped(out, str_from_c(about), 4, 0);
  out_put(out, STR("\n"));
  put_wrapped(out, str_from_c(query_note), 4, 0);
  out_put(out, STR("\n"));
  put_title(out, "VERBS");
  for (size_t i = 0; i < verb_count; i++) {
    out_printf(out, "    %-12s%s\n", verbs[i].name, verbs[i].summary);
  }
  out_put(out, STR("\n"));
  put_title(out, "EXIT STATUS");
  put_pairs(out, "0\tfound, or done\n1\tnothing found\n2\tsomething went wrong", "");
}

void help_verb(Out *out, const Verb *verb) {
  put_title(out, "NAME");
  out_printf(out, "    treeline %s - %s\n\n", verb->name, verb->summary);
  put_title(out, "SYNOPSIS");
  put_synopsis(out, verb);
  out_put(out, STR("\n"));
  put_title(out, "DESCRIPTION");
  Str rest = str_from_c(verb->description), paragraph;
  while (next_paragraph(&rest, &paragraph)) {
    put_wrapped(out, paragraph, 4, 0);
    out_put(out, STR("\n"));
  }
  put_title(out, "OPTIONS");
  put_options(out, verb->bit);
  out_put(out, STR("\n"));
  put_title(out, "EXAMPLES");
  put_pairs(out, verb->examples, "");
  out_put(out, STR("\n"));
  put_title(out, "EXIT STATUS");
  put_pairs(out, verb->exits, "");
}

void help_query(Out *out) {
  put_title(out, "NAME");
  out_put(out, STR("    query - the language of treeline search and treeline explain\n\n"));
  for (size_t i = 0; i < query_page_sections; i++) {
    const QuerySection *section = &query_page[i];
    if (i) out_put(out, STR("\n"));
    put_title(out, section->title);
    put_wrapped(out, str_from_c(section->words), 4, 0);
    put_pairs(out, section->pairs, "");
  }
}

// ---- the manual page ----------------------------------------------------------------------------

// Backslashes, and dots and quotes at the start of a line, mean something to roff; a plain - is a
// hyphen.
static void put_roff(Out *out, Str text) {
  if (!text.len) return;
  if (text.ptr[0] == '.' || text.ptr[0] == '\'') out_put(out, STR("\\&"));
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (c == '\\') {
      out_put(out, STR("\\e"));
    } else if (c == '-') {
      out_put(out, STR("\\-"));
    } else if (c == '\'') {
      out_put(out, STR("\\(aq"));
    } else {
      buf_byte(&out->buf, (uint8_t)c);
    }
  }
  out_put(out, STR("\n"));
}

static void roff_pairs(Out *out, const char *text) {
  Str rest = str_from_c(text), line;
  while (str_next_field(&rest, '\n', &line)) {
    size_t tab = str_find_byte(line, 0, '\t');
    out_put(out, STR(".TP\n.B "));
    put_roff(out, str_slice(line, 0, tab));
    put_roff(out, str_slice(line, tab + 1, line.len));
  }
}

static void roff_options(Out *out, unsigned verb) {
  Arena arena = {0};
  for (size_t i = 0; i < args_option_count; i++) {
    if (!(args_options[i].verbs & verb)) continue;
    out_put(out, STR(".TP\n.B "));
    put_roff(out, option_label(&arena, &args_options[i]));
    put_roff(out, str_from_c(args_options[i].help));
  }
  arena_release(&arena);
}

static void roff_verb(Out *out, const Verb *verb) {
  out_printf(out, ".SH treeline %s\n", verb->name);
  out_printf(out, ".B treeline %s\n", verb->name);
  put_roff(out, str_from_c("[OPTION...]"));
  put_roff(out, str_from_c(verb->operands));
  Str rest = str_from_c(verb->description), paragraph;
  while (next_paragraph(&rest, &paragraph)) {
    out_put(out, STR(".PP\n"));
    put_roff(out, paragraph);
  }
  out_put(out, STR(".SS Options\n"));
  roff_options(out, verb->bit);
  out_put(out, STR(".SS Examples\n"));
  roff_pairs(out, verb->examples);
  out_put(out, STR(".SS Exit status\n"));
  roff_pairs(out, verb->exits);
}

void help_manual(Out *out) {
  out_put(out, STR(".TH TREELINE 1 \"\" \"treeline " TREELINE_VERSION "\"\n.SH NAME\n"));
  out_put(out, STR("treeline \\- search a tree's symbols and text from an index\n.SH SYNOPSIS\n"));
  for (size_t i = 0; i < verb_count; i++) {
    out_printf(out, ".B treeline %s\n", verbs[i].name);
    put_roff(out, str_from_c(verbs[i].operands));
    out_put(out, STR(".br\n"));
  }
  out_put(out, STR(".B treeline \\-\\-version\n.SH DESCRIPTION\n"));
  put_roff(out, str_from_c(about));
  out_put(out, STR(".PP\n"));
  put_roff(out, str_from_c(query_note));
  for (size_t i = 0; i < verb_count; i++) roff_verb(out, &verbs[i]);
  out_put(out, STR(".SH QUERIES\n"));
  for (size_t i = 0; i < query_page_sections; i++) {
    out_printf(out, ".SS %s\n", query_page[i].title);
    put_roff(out, str_from_c(query_page[i].words));
    roff_pairs(out, query_page[i].pairs);
  }
}
