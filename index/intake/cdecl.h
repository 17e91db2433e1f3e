// What one declaration of C, C++ or Objective-C says, told by the order of its words: which are its
// name, its type and its parameters, and which are macros that tree-sitter's grammar would trip
// over. Pure functions of the tokens.
#ifndef TREELINE_INTAKE_CDECL_H
#define TREELINE_INTAKE_CDECL_H

#include "intake/cunit.h"

static const uint32_t NO_TOKEN = UINT32_MAX;

typedef struct {
  bool keep;              // the uses of the tokens are set; else there is nothing for the grammar
  uint32_t type_missing;  // a type must be put before this token, or NO_TOKEN
  uint32_t value_missing; // a value must be put behind this token, or NO_TOKEN
  bool like_call;         // type_t (*f)(int): to the grammar a call, without a qualifier before it
  uint32_t macro;         // the word of a macro that makes a definition, or NO_TOKEN
  CMacro makes;           // if so, which
} CDecl;

// Removes attributes, template arguments and literals. Returns how many tokens are left.
size_t cdecl_strip(Str text, CToken *tokens, size_t count);
// A declaration, or the head of a function (context->has_body), of stripped tokens.
CDecl cdecl_read(const CContext *context, CToken *tokens, size_t count);

#endif
