#include "intake/cwrite.h"
#include "intake/cpreproc.h"

enum { MAX_DECLARATOR_DEPTH = 8 };

static void put_space(const CWriter *w, uint32_t start) {
  const Skeleton *skeleton = w->skeleton;
  size_t length = skeleton->bytes.len;
  if (length == 0 || ascii_is_space(skeleton->bytes.data[length - 1])) return;
  if (skeleton->pieces.count) {
    const SkeletonPiece *last = &skeleton->pieces.items[skeleton->pieces.count - 1];
    if (last->text + last->length == start && last->at + last->length == length) return;
  }
  skeleton_insert(w->skeleton, STR(" "));
}

void cwrite_range(const CWriter *w, uint32_t start, uint32_t end) {
  put_space(w, start);
  skeleton_keep(w->skeleton, w->text, start, end);
}

void cwrite_mark(const CWriter *w, uint32_t at, char mark) {
  if (at < w->text.len && w->text.ptr[at] == mark) {
    skeleton_keep(w->skeleton, w->text, at, at + 1);
  } else {
    skeleton_insert(w->skeleton, str_make(&mark, 1));
  }
}

// The bracket that closes `group`; it may be missing in the text.
static void put_closing(const CWriter *w, const CToken *group) {
  char open = (char)group->byte;
  cwrite_mark(w, group->end - 1, open == '(' ? ')' : open == '[' ? ']' : '>');
}

static void put_brackets(const CWriter *w, const CToken *group) {
  cwrite_range(w, group->start, group->start + 1);
  put_closing(w, group);
}

static bool is_pointer(const CToken *token) {
  return ctoken_is_punct(token, '*') || ctoken_is_punct(token, '^') || ctoken_is_punct(token, '&');
}

// (*name[3])(...), (WINAPI *name), (Class::*name), (name): asterisks, the name, brackets.
static void put_declarator(const CWriter *w, const CToken *group, int depth) {
  CText inside = {
      .text = str_slice(w->text, 0, group->end - 1), .at = group->start + 1, .dialect = w->dialect};
  CToken name = {.kind = TOKEN_END};
  bool named = false;
  cwrite_range(w, group->start, group->start + 1);
  for (;;) {
    CToken token = ctoken_next(&inside);
    bool opens = ctoken_is_punct(&token, '(') || ctoken_is_punct(&token, '[');
    if (ctoken_is_word(&token, WORD_NAME) && !named) {
      name = token; // the last one: a calling convention may stand before it
    } else if (is_pointer(&token) && !named) {
      name.kind = TOKEN_END; // what stood before was a calling convention or a class
      cwrite_range(w, token.start, token.end);
    } else if (token.kind == TOKEN_DIRECTIVE) {
      cpreproc_pass_line(&inside, NULL);
    } else if (opens || token.kind == TOKEN_END) {
      if (name.kind != TOKEN_END && !named) {
        cwrite_range(w, name.start, name.end);
        named = true;
      }
      if (!opens || !ctoken_pass_inner_group(&inside, &token)) break;
      if (named) {
        put_brackets(w, &token);
      } else if (depth < MAX_DECLARATOR_DEPTH) {
        put_declarator(w, &token, depth + 1);
        named = true;
      }
    }
  }
  put_closing(w, group);
}

static void put_token(const CWriter *w, const CToken *token) {
  switch ((CUse)token->use) {
  case USE_NOTHING: break;
  case USE_WHOLE: cwrite_range(w, token->start, token->end); break;
  case USE_EMPTY: put_brackets(w, token); break;
  case USE_DECLARATOR: put_declarator(w, token, 0); break;
  case USE_TYPE:
    cwrite_range(w, token->start, token->start + 1);
    skeleton_insert(w->skeleton, STR("id"));
    put_closing(w, token);
    break;
  }
}

void cwrite_tokens(const CWriter *w, const CToken *tokens, size_t count, const CDecl *decl) {
  skeleton_insert(w->skeleton, decl && decl->like_call ? STR("\nconst ") : STR("\n"));
  for (size_t i = 0; i < count; i++) {
    if (decl && decl->type_missing == i) skeleton_insert(w->skeleton, STR(" int "));
    put_token(w, &tokens[i]);
    if (decl && decl->value_missing == i) skeleton_insert(w->skeleton, STR(" = x"));
  }
}

bool cwrite_enum_macro(const CWriter *w, const CToken *tokens, size_t count) {
  CToken name;
  for (size_t i = 0; i + 1 < count; i++) {
    if (!ctoken_is_word(&tokens[i], WORD_ENUM_MACRO) || !ctoken_is_group(&tokens[i + 1], '(')) {
      continue;
    }
    skeleton_insert(w->skeleton, STR("\nenum "));
    if (ctoken_argument(w->text, &tokens[i + 1], 1, &name)) cwrite_range(w, name.start, name.end);
    return true;
  }
  return false;
}
