// Where one declaration ends and the next begins when no `;` or `}` says so: macro calls on lines
// of their own, parameters of K&R definitions. Pure functions of the tokens.
#ifndef TREELINE_INTAKE_CBOUND_H
#define TREELINE_INTAKE_CBOUND_H

#include "intake/cdecl.h"

// Whether the tokens are complete macro calls: BEGIN_DECLS FOO(x) BAR(y).
bool cbound_only_macro_calls(const CContext *context, const CToken *tokens, size_t count);
// Whether `next` begins another declaration behind the macro calls that the tokens are.
bool cbound_before(const CContext *context, const CToken *tokens, size_t count, const CToken *next);
// Whether a `{` behind the tokens belongs to a requires-expression, and not to a function's body.
bool cbound_in_requires_expression(const CToken *tokens, size_t count);
// Whether `next` goes on with an Objective-C class's head: `@interface Name (Category) : Super`.
bool cbound_in_objc_class(const CToken *tokens, size_t count, const CToken *next);
// Whether the tokens are `f(a, b) int a;`: perhaps a K&R definition. If so, the index behind `)`.
bool cbound_maybe_knr(Str text, const CToken *tokens, size_t count, size_t *behind_parameters);

#endif
