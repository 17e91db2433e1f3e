// Declarators are written as their use, inside out, so the way to the name leads through the field
// `declarator` and what stands right around the name decides what is declared: in `*f(int)` a
// function, in `(*f)(int)` a pointer. Rejected: a query pattern for each shape up to some depth,
// which is slower and always misses the next one.
#include "intake/declarator.h"
#include "base/compiler.h"
#include "base/str.h"

enum { MAX_DEPTH = 64 };

static bool is_any_of(Str word, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (word.len == 0 || words[i][0] != word.ptr[0]) continue; // most of them, without a call
    if (str_equal(word, str_from_c(words[i]))) return true;
  }
  return false;
}

static bool type_is_one_of(TSNode node, const char *const *types, size_t count) {
  return is_any_of(str_from_c(ts_node_type(node)), types, count);
}

static bool type_is(TSNode node, const char *type) { return type_is_one_of(node, &type, 1); }

static TSNode child(TSNode node, const char *field) {
  return ts_node_child_by_field_name(node, field, (uint32_t)str_from_c(field).len);
}

// Those that have no field for what they wrap.
static bool is_wrapper(TSNode node) {
  static const char *const types[] = {"parenthesized_declarator", "reference_declarator",
                                      "attributed_declarator"};
  return type_is_one_of(node, types, COUNT_OF(types));
}

static bool is_name(TSNode node) {
  static const char *const types[] = {"identifier",      "field_identifier", "type_identifier",
                                      "destructor_name", "operator_name",    "primitive_type"};
  return type_is_one_of(node, types, COUNT_OF(types));
}

// Grammars of older formats do not know their names.
static bool is_cpp(TSNode node) {
  Str type = STR("class_specifier");
  return ts_language_symbol_for_name(ts_node_language(node), type.ptr, (uint32_t)type.len, true)
         != 0;
}

// What a grammar takes for a name where a macro misleads it: `EACH(i) if (x)` is no function `if`.
// Words that are names in C count in C++ only.
static bool is_keyword(Str name, TSNode node) {
  static const char *const words[] = {
      "if",     "else",   "for",   "while",  "do",       "switch", "case",   "return", "goto",
      "sizeof", "break",  "int",   "char",   "void",     "long",   "short",  "signed", "unsigned",
      "float",  "double", "const", "static", "volatile", "extern", "struct", "union",  "enum"};
  static const char *const more[] = {"typename", "explicit",  "class",  "template", "namespace",
                                     "operator", "public",    "using",  "private",  "protected",
                                     "virtual",  "constexpr", "friend", "noexcept", "decltype"};
  return is_any_of(name, words, COUNT_OF(words))
         || (is_any_of(name, more, COUNT_OF(more)) && is_cpp(node));
}

static TSNode inside_wrapper(TSNode node) {
  uint32_t count = ts_node_named_child_count(node);
  for (uint32_t i = 0; i < count; i++) {
    TSNode inner = ts_node_named_child(node, i);
    if (!type_is(inner, "ms_call_modifier") && !type_is(inner, "comment")) return inner;
  }
  return (TSNode){0};
}

static bool is_template(TSNode node) {
  static const char *const types[] = {"template_function", "template_method", "template_type"};
  return type_is_one_of(node, types, COUNT_OF(types));
}

bool declarator_follows_type(TSNode declaration) {
  static const char *const types[] = {"struct_specifier", "class_specifier", "union_specifier",
                                      "enum_specifier"};
  if (type_is(declaration, "function_definition")) return false;
  TSNode type = child(declaration, "type");
  return !ts_node_is_null(type) && type_is_one_of(type, types, COUNT_OF(types))
         && !ts_node_is_null(child(type, "name")) && !ts_node_is_null(child(type, "body"));
}

// A scope stands before each name: `a` and `B<T>` of `a::B<T>::f`.
static TSNode through_scopes(TSNode node, Declarator *out) {
  for (int depth = 0; depth < MAX_DEPTH && type_is(node, "qualified_identifier"); depth++) {
    TSNode scope = child(node, "scope");
    if (!ts_node_is_null(scope)) {
      if (out->container_end == out->container_start) {
        out->container_start = ts_node_start_byte(scope);
      }
      TSNode class = is_template(scope) ? child(scope, "name") : scope;
      out->class_start = ts_node_start_byte(class);
      out->class_end = ts_node_end_byte(class);
      out->container_end = out->class_end;
    }
    node = child(node, "name");
    if (ts_node_is_null(node)) break;
  }
  return node;
}

// `operator bool() const` is the function `operator bool`.
static void take_conversion(TSNode node, Declarator *out) {
  TSNode type = child(node, "type");
  out->function = true;
  out->name_start = ts_node_start_byte(node);
  out->name_end = ts_node_is_null(type) ? out->name_start : ts_node_end_byte(type);
}

static bool take_name(TSNode node, Str text, Declarator *out) {
  out->name_start = ts_node_start_byte(node);
  out->name_end = ts_node_end_byte(node);
  return out->name_end > out->name_start
         && !is_keyword(str_slice(text, out->name_start, out->name_end), node);
}

bool declarator_read(TSNode node, TSFieldId field, Str text, Declarator *out) {
  *out = (Declarator){0};
  for (int depth = 0; depth < MAX_DEPTH && !ts_node_is_null(node); depth++) {
    if (is_name(node)) return take_name(node, text, out);
    if (type_is(node, "operator_cast")) {
      take_conversion(node, out);
      return out->name_end > out->name_start;
    }
    if (is_wrapper(node)) {
      node = inside_wrapper(node);
    } else if (type_is(node, "qualified_identifier")) {
      node = through_scopes(node, out);
    } else if (is_template(node)) {
      node = child(node, "name");
    } else {
      if (type_is(node, "init_declarator")) {
        out->initialised = true;
      } else {
        out->function = type_is(node, "function_declarator");
      }
      node = ts_node_child_by_field_id(node, field);
    }
  }
  return false;
}
