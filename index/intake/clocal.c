// A body is passed by its braces, which costs next to nothing, and hardly one in a hundred holds a type.
// So at every `{` in it the reader looks back, over the few bytes that may stand between `struct` and its
// brace: nearly always the first is `)`, and that was all. What is found becomes a definition at once,
// beside those that macros make; it is not put into the skeleton, so its members have no names. Rejected:
// reading bodies as declarations, which is what the mask is there to avoid.
#include "intake/clocal.h"
#include "intake/creader.h"

enum { MAX_HEAD = 200 }; // bytes before the brace: less than cmarks.c allows for looking back

static bool is_head_byte(char byte) {
  return c_is_word_byte(byte) || byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r'
         || byte == ':' || byte == ',' || byte == '<' || byte == '>';
}

typedef struct {
  CToken tag, name; // of kind TOKEN_END: none
  bool has_base;    // behind it only the types it derives from
} Head;

static bool has_name(const Head *head) { return head->name.kind == TOKEN_WORD; }

static bool is_enum(const Head *head) {
  return head->tag.kind == TOKEN_WORD && head->tag.word == WORD_ENUM;
}

static bool is_tag(const CToken *token) {
  return ctoken_is_word(token, WORD_AGGREGATE) || ctoken_is_word(token, WORD_ENUM);
}

// Reads one more token of the head; what does not fit empties it.
static void take(Head *head, Str text, const CToken *token) {
  if (head->has_base) return;
  if (is_tag(token)) {
    bool scoped = is_enum(head) && !has_name(head); // enum class
    if (!scoped) *head = (Head){.tag = *token};
  } else if (head->tag.kind == TOKEN_END || ctoken_is_word(token, WORD_NOISE)) {
    return;
  } else if (ctoken_is_word(token, WORD_NAME)
             && (!has_name(head) || cword_looks_like_attribute(ctoken_text(text, &head->name)))) {
    head->name = *token;
  } else if (ctoken_is_punct(token, ':') && (has_name(head) || is_enum(head))) {
    head->has_base = true;
  } else {
    *head = (Head){0};
  }
}

static Head read_head(const CMask *m) {
  Str text = m->c.text;
  uint32_t brace = m->c.at, floor = brace > MAX_HEAD ? brace - MAX_HEAD : 0, start = brace;
  Head head = {0};
  while (start > floor && is_head_byte(text.ptr[start - 1])) start--;
  CText before = {.text = str_slice(text, 0, brace), .at = start, .dialect = m->c.dialect};
  for (;;) {
    CToken token = ctoken_next(&before);
    if (token.kind == TOKEN_END || token.kind == TOKEN_DIRECTIVE) break;
    take(&head, text, &token);
  }
  return head;
}

static SymbolKind kind_of(Str tag) {
  if (str_equal(tag, STR("struct"))) return SYMBOL_STRUCT;
  if (str_equal(tag, STR("union"))) return SYMBOL_UNION;
  return str_equal(tag, STR("enum")) ? SYMBOL_ENUM : SYMBOL_CLASS;
}

// Whether `at` is in the comment that was passed last; before that, its slashes end the head.
static bool is_in_comment(const CMask *m, uint32_t at) {
  const Extraction *out = m->c.out;
  return out->spans.count > m->locals.spans && out->spans.items[out->spans.count - 1].end > at;
}

void clocal_start(CMask *m) {
  m->locals.count = 0;
  m->locals.spans = m->c.out->spans.count;
}

void clocal_open(CMask *m) {
  uint32_t at = m->c.at;
  while (at > 0 && ascii_is_space(m->c.text.ptr[at - 1])) at--;
  if (at == 0 || m->locals.count == MAX_LOCALS) return;
  char before = m->c.text.ptr[at - 1];
  if (!c_is_word_byte(before) && before != '>') return;
  Head head = read_head(m);
  if (head.tag.kind == TOKEN_END || (!has_name(&head) && !is_enum(&head))) return;
  if (is_in_comment(m, head.tag.start)) return;
  CLocal local = {NO_LOCAL, m->inner, m->c.at, is_enum(&head)};
  if (has_name(&head)) {
    Definition d = {.name = ctoken_text(m->c.text, &head.name),
                    .kind = kind_of(ctoken_text(m->c.text, &head.tag)),
                    .name_start = head.name.start,
                    .name_end = head.name.end,
                    .start = head.tag.start,
                    .end = m->c.at + 1};
    local.made = (uint32_t)m->made.count;
    array_push(&m->made, d);
  }
  m->locals.items[m->locals.count++] = local;
}

// The names between the braces of an enum, one at its start and one behind each comma.
static void name_enumerators(CMask *m, uint32_t brace, uint32_t end) {
  CText inside = {.text = str_slice(m->c.text, 0, end), .at = brace + 1, .dialect = m->c.dialect};
  bool expected = true;
  for (;;) {
    CToken token = ctoken_next(&inside);
    if (token.kind == TOKEN_END) return;
    if (token.kind == TOKEN_DIRECTIVE) {
      size_t line = str_find_byte(inside.text, token.start, '\n');
      inside.at = line < end ? (uint32_t)line : end;
      continue;
    }
    if (ctoken_is_punct(&token, '(') || ctoken_is_punct(&token, '{')) {
      inside.at = token.start;
      if (!ctoken_pass_group(&inside)) return;
    } else if (expected && token.kind == TOKEN_WORD) {
      array_push(&m->made, ((Definition){.name = ctoken_text(m->c.text, &token),
                                         .kind = SYMBOL_ENUMERATOR,
                                         .name_start = token.start,
                                         .name_end = token.end,
                                         .start = token.start,
                                         .end = token.end}));
    }
    expected = ctoken_is_punct(&token, ',');
  }
}

void clocal_close(CMask *m) {
  while (m->locals.count && m->locals.items[m->locals.count - 1].inner >= m->inner) {
    CLocal local = m->locals.items[--m->locals.count];
    if (local.made != NO_LOCAL) m->made.items[local.made].end = m->c.at;
    if (local.is_enum) name_enumerators(m, local.brace, m->c.at - 1);
  }
}

void clocal_rewind(CMask *m) {
  while (m->locals.count) {
    CLocal *last = &m->locals.items[m->locals.count - 1];
    bool gone = last->made != NO_LOCAL ? last->made >= m->made.count : last->inner >= m->inner;
    if (!gone) return;
    m->locals.count--;
  }
}
