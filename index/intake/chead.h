// What stands before a brace: whether it opens a class, an enum, a function's body or a value, and
// how the heads of classes and of Objective-C's methods read.
#ifndef TREELINE_INTAKE_CHEAD_H
#define TREELINE_INTAKE_CHEAD_H

#include "intake/cunit.h"

typedef enum {
  BRACE_BLOCK, // nothing known: dropped with its statement
  BRACE_FUNCTION,
  BRACE_VALUE, // an initialiser; the statement goes on behind it
  BRACE_CLASS,
  BRACE_ENUM,
  BRACE_NAMESPACE,
  BRACE_EXTERN_C, // its braces are to leave no trace
  BRACE_IVARS,    // of an Objective-C class
} CBrace;

// What a `{` behind the tokens opens. The tokens are stripped (cdecl_strip).
CBrace chead_brace(const CContext *context, const CToken *tokens, size_t count);
// The head of a class, enum or namespace: sets uses. Returns its name, the last part if qualified.
Str chead_read(const CContext *context, CToken *tokens, size_t count);
// `- (type)selector:(type)argument ...`: sets uses.
void chead_read_objc_method(CToken *tokens, size_t count);
// `@interface Name (Category) : Super`: sets uses. Strips the tokens; returns how many are left.
size_t chead_read_objc_class(Str text, CToken *tokens, size_t count);

#endif
