// Most of a text is inside of brackets, where only brackets and preprocessor lines count.
#include "intake/cbracket.h"
#include "intake/cbound.h"
#include "intake/cfinish.h"
#include "intake/cpreproc.h"

// ---- conditionals -------------------------------------------------------------------------------

static CPlace place_of(const CMask *m) {
  // In a body, a value or a group, only brackets count.
  bool between = m->inner > 0 || (m->tokens.count == 0 && !m->has_type);
  return (CPlace){m->skeleton.bytes.len, m->made.count, m->scopes.count, m->inner, between};
}

static void rewind_to(CMask *m, const CPlace *place) {
  skeleton_cut(&m->skeleton, place->skeleton);
  m->made.count = place->made;
  m->scopes.count = place->scopes;
  m->inner = place->inner;
  clocal_rewind(m);
  if (m->inner == 0) creader_forget(m);
  m->rewinds++;
  if (m->marks) cmarks_rewind(m, place);
}

static void open_conditional(CMask *m, Directive found) {
  CPlace here = place_of(m);
  if (found.zero || found.never) { // its #else is then the first branch
    Definitions *macros = found.zero ? NULL : m->macros;
    if (cpreproc_skip_branch(&m->c, macros, 0).kind != DIRECTIVE_ELSE) return;
  }
  ccond_open(&m->conditionals, &here, found.never_else);
}

static void go_on(CMask *m, CCondAction action, const CPlace *back) {
  if (action == CCOND_REWIND) rewind_to(m, back);
  while (action == CCOND_SKIP && cpreproc_skip_branch(&m->c, m->macros, 0).kind == DIRECTIVE_ELSE) {
    continue;
  }
}

void cbracket_abandon(CMask *m) {
  CPlace back;
  uint32_t open;
  if (!ccond_abandon(&m->conditionals, &back, &open)) return;
  rewind_to(m, &back);
  bool ended = cpreproc_skip_branch(&m->c, m->macros, open).kind != DIRECTIVE_ELSE;
  if (ended) m->conditionals.count--;
}

void cbracket_directive(CMask *m) {
  Directive found = cpreproc_pass_line(&m->c, m->macros);
  if (found.kind == DIRECTIVE_OTHER) return;
  if (m->inner == 0 && creader_scope(m) != SCOPE_ENUM) {
    cfinish_kept_back(m);
    CContext context = creader_context(m);
    if (cbound_only_macro_calls(&context, m->tokens.items, m->tokens.count)) {
      cfinish_declarations(m, (uint32_t)m->c.text.len);
    }
  }
  CPlace here = place_of(m), back = here;
  if (found.kind == DIRECTIVE_IF) {
    open_conditional(m, found);
  } else if (found.kind == DIRECTIVE_ELSE) {
    go_on(m, ccond_next(&m->conditionals, &here, &back), &back);
  } else {
    go_on(m, ccond_close(&m->conditionals, &here, &back), &back);
  }
}

// ---- passing what brackets enclose --------------------------------------------------------------

typedef struct {
  uint32_t start;  // of the opening bracket
  uint32_t base;   // m->inner outside
  uint32_t braces; // of what is open, how many are `{`
} Nest;

static bool is_same_line(Str text, uint32_t from, uint32_t to) {
  return memchr(text.ptr + from, '\n', to - from) == NULL;
}

// At a closing bracket. False if what it closes is not what was opened: the group ends before it.
static bool close_bracket(CMask *m, Nest *nest, int byte) {
  bool column_0 = byte == '}' && ctext_in_column_0(&m->c);
  bool outermost = m->inner == nest->base + 1;
  char opened = m->c.text.ptr[nest->start];
  if (byte == '}') {
    if (nest->braces == 0) {
      m->inner = nest->base;
      return false;
    }
    nest->braces--;
  }
  m->c.at++;
  if (m->by_column && opened == '{' && creader_scope(m) != SCOPE_CLASS) {
    if (column_0) {
      m->inner = nest->base;
      return true;
    }
    // In C, a body that is closed elsewhere had a brace too many, unless it is a line.
    bool one_line = is_same_line(m->c.text, nest->start, m->c.at);
    if (m->c.dialect == C_DIALECT_C && outermost && !one_line) {
      nest->braces++;
      return true;
    }
  }
  m->inner--;
  return true;
}

// At a `;`: whether the bracket was never closed. Macros have statements as arguments, so only a
// line that opens it and ends here says so.
static bool is_left_open(const CMask *m, const Nest *nest) {
  char next = ctext_peek(&m->c, 1);
  return nest->braces == 0 && (next == '\n' || next == '\r')
         && is_same_line(m->c.text, nest->start, m->c.at);
}

// At a `{` behind a `)`, in parentheses that a declaration at the top of the file left open on a line
// before: half a list of parameters, if this line starts a definition. Goes back to its start.
static bool starts_anew(CMask *m, const Nest *nest) {
  Str text = m->c.text;
  uint32_t at = m->c.at, line = at;
  if (!m->may_cut || nest->base > 0 || m->inner != 1 || text.ptr[nest->start] != '(') return false;
  while (at > nest->start && ascii_is_space(text.ptr[at - 1])) at--;
  while (line > nest->start && text.ptr[line - 1] != '\n') line--;
  if (text.ptr[at - 1] != ')' || line == nest->start || !c_is_word_byte(text.ptr[line]))
    return false;
  Extraction *out = m->c.out;
  size_t before = m->locals.spans, kept = out->spans.count;
  while (kept > before && out->spans.items[kept - 1].start >= line) kept--;
  if (kept > before && out->spans.items[kept - 1].end > line) return false; // inside a comment
  out->spans.count = kept;
  m->c.at = line;
  m->cut = true;
  return true;
}

bool cbracket_pass(CMask *m, CStop stop) {
  Nest nest = {m->c.at, m->inner, m->c.text.ptr[m->c.at] == '{'};
  uint32_t rewinds = m->rewinds;
  m->c.at++;
  m->inner++;
  clocal_start(m);
  while (m->inner > nest.base) {
    int byte = ctext_find(&m->c, stop);
    if (byte == C_TEXT_END) {
      m->inner = nest.base;
      m->uneven++;
      return true;
    }
    if (byte == '#') {
      if (ctext_at_line_start(&m->c)) {
        cbracket_directive(m);
      } else {
        m->c.at++;
      }
    } else if (byte == '{' || byte == '(' || byte == '[') {
      if (byte == '{' && nest.braces == 0 && (ctext_in_column_0(&m->c) || starts_anew(m, &nest))) {
        m->inner = nest.base; // a bracket left open
        return true;
      }
      if (stop == C_STOP_BODY) clocal_open(m);
      nest.braces += byte == '{';
      m->c.at++;
      m->inner++;
    } else if (byte == ';') {
      if (is_left_open(m, &nest)) {
        m->inner = nest.base;
        return true;
      }
      m->c.at++;
    } else if (creader_depth(m) <= ccond_floor(&m->conditionals)) {
      cbracket_abandon(m);
    } else if (!close_bracket(m, &nest, byte)) {
      return true;
    } else if (m->locals.count) {
      clocal_close(m);
    }
    if (m->rewinds != rewinds) {
      if (m->inner <= nest.base) return false;
      rewinds = m->rewinds;
    }
  }
  return true;
}

void cbracket_group(CMask *m, CTokenKind kind) {
  CToken token = {.start = m->c.at, .kind = (uint8_t)kind};
  token.byte = (uint8_t)m->c.text.ptr[m->c.at];
  if (!cbracket_pass(m, C_STOP_GROUP)) return;
  token.end = m->c.at;
  creader_push(m, token);
}

bool cbracket_less(CMask *m) {
  bool may = m->c.dialect != C_DIALECT_C && m->angle_failures < MAX_ANGLE_FAILURES;
  if (may && ctoken_pass_angles(&m->c)) return true;
  m->angle_failures += may;
  m->c.at++;
  return false;
}

void cbracket_value(CMask *m) {
  for (;;) {
    int byte = ctext_find(&m->c, C_STOP_VALUE);
    switch (byte) {
    case '(':
    case '[':
    case '{':
      if (!cbracket_pass(m, C_STOP_GROUP)) return;
      break;
    case '#':
      if (ctext_at_line_start(&m->c)) {
        uint32_t rewinds = m->rewinds;
        cbracket_directive(m);
        if (m->rewinds != rewinds) return;
        break;
      }
      m->c.at++;
      break;
    case '<': cbracket_less(m); break;
    case ')':
    case ']': m->c.at++; break;
    default: return;
    }
  }
}
