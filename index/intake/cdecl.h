// What one declaration of C, C++ or Objective-C says, told by the order of its words: which are its
// name, its type and its parameters, and which are macros that tree-sitter's grammar would trip
// over. Pure functions of the tokens.
#ifndef TREELINE_INTAKE_CDECL_H
#define TREELINE_INTAKE_CDECL_H

#include "intake/ctoken.h"

// What becomes of a token.
typedef enum {
  USE_NOTHING,    // dropped
  USE_WHOLE,      // kept as it is
  USE_EMPTY,      // the brackets are kept, what they enclose is dropped
  USE_DECLARATOR, // (*name[3])(...): the name is inside
  USE_TYPE,       // Objective-C's (type): becomes (id)
} CUse;

typedef enum {
  SCOPE_FILE,
  SCOPE_NAMESPACE,
  SCOPE_EXTERN_C, // its braces are dropped
  SCOPE_CLASS,
  SCOPE_ENUM,
  SCOPE_IVARS, // of an Objective-C class
} CScopeKind;

// Where a declaration stands.
typedef struct {
  Str text;
  CDialect dialect;
  CScopeKind scope;
  Str class_name; // of SCOPE_CLASS; may be empty
  bool has_type;  // it goes on behind the `}` of a struct or an enum
  bool has_body;  // `{` follows
} CContext;

// What a `{` opens.
typedef enum {
  BRACE_BLOCK, // nothing known: dropped with its statement
  BRACE_FUNCTION,
  BRACE_VALUE, // an initialiser; the statement goes on behind it
  BRACE_CLASS,
  BRACE_ENUM,
  BRACE_NAMESPACE,
  BRACE_EXTERN_C,
  BRACE_IVARS,
} CBrace;

enum { NO_TOKEN = UINT32_MAX };

typedef struct {
  bool keep;              // the uses of the tokens are set; else there is nothing for the grammar
  uint32_t type_missing;  // a type must be put before this token, or NO_TOKEN
  uint32_t value_missing; // a value must be put behind this token, or NO_TOKEN
  uint32_t macro;         // the word of a macro that makes a definition, or NO_TOKEN
  CMacro makes;           // if so, which
} CDecl;

// Removes attributes, template arguments and literals. Returns how many tokens are left.
size_t cdecl_strip(Str text, CToken *tokens, size_t count);
// The following take stripped tokens.
CBrace cdecl_brace(const CContext *context, const CToken *tokens, size_t count);
// A declaration, or the head of a function (context->has_body).
CDecl cdecl_read(const CContext *context, CToken *tokens, size_t count);
// The head of a class, enum or namespace: sets uses. Returns its name, the last part if qualified.
Str cdecl_read_head(const CContext *context, CToken *tokens, size_t count);
// `- (type)selector:(type)argument ...`: sets uses.
void cdecl_read_objc_method(CToken *tokens, size_t count);
// Whether the tokens are `f(a, b) int a;`: perhaps a K&R definition. If so, the index behind `)`.
bool cdecl_maybe_knr(Str text, const CToken *tokens, size_t count, size_t *behind_parameters);

#endif
