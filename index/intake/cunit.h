// A declaration's tokens put together to units: qualified names, tags, groups told apart by what
// they are. What cdecl.c and chead.c read declarations from.
#ifndef TREELINE_INTAKE_CUNIT_H
#define TREELINE_INTAKE_CUNIT_H

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

typedef struct {
  const CContext *context;
  CToken *tokens;
  uint32_t count;
} CUnitReader;

typedef enum {
  UNIT_NAME,
  UNIT_TYPE,
  UNIT_TAG,
  UNIT_SPECIFIER,
  UNIT_POINTER,
  UNIT_PARENS,
  UNIT_DECLARATOR, // (*f) of (*f)(int)
  UNIT_ARRAY,
  UNIT_OTHER
} CUnitKind;

// Tokens that count as one: `a::b::~c`, `struct tag`.
typedef struct {
  CUnitKind kind;
  uint32_t first, last; // tokens; `last` is the last one's index
} CUnit;

enum { MAX_UNITS = 64 };

typedef struct {
  CUnit items[MAX_UNITS];
  size_t count;
  uint32_t end; // the token behind the last unit
} CUnits;

// The units from token `from` to the end of the declarator: `,`, `=`, `:`, a value in braces.
void cunit_read(const CUnitReader *r, uint32_t from, CUnits *units);
void cunit_use(const CUnitReader *r, const CUnit *unit, CUse use);

bool cunit_is_name(const CToken *token);
bool cunit_starts_name(const CUnitReader *r, uint32_t i);
// The last token of the qualified name that starts at token `i`.
uint32_t cunit_end_of_name(const CUnitReader *r, uint32_t i);
// `c` of `a::b::~c`.
Str cunit_last_part(const CUnitReader *r, const CUnit *unit);
bool cunit_looks_like_attribute(const CUnitReader *r, const CUnit *unit);
// Constructors, destructors, operators: names that need no type before them.
bool cunit_needs_no_type(const CUnitReader *r, const CUnit *unit);
// The first byte inside a group that is no white space (0: none), and whether words and then a `*`
// are the first things there.
char cunit_first_inside(Str text, const CToken *group, bool *word_then_star);

#endif
