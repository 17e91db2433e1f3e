(preproc_def name: (identifier) @name) @def.macro
(preproc_function_def name: (identifier) @name) @def.macro

(namespace_definition name: (_) @name) @def.namespace
(namespace_alias_definition name: (_) @name) @def.namespace

; A specialisation has the name of its template; `class a::B {` is B in a.
(class_specifier name: [
  (type_identifier) @name
  (template_type name: (type_identifier) @name)
] body: (_)) @def.class
(struct_specifier name: [
  (type_identifier) @name
  (template_type name: (type_identifier) @name)
] body: (_)) @def.struct
(union_specifier name: [
  (type_identifier) @name
  (template_type name: (type_identifier) @name)
] body: (_)) @def.union
((class_specifier name: (qualified_identifier scope: (_) @container name: [
  (type_identifier) @name
  (template_type name: (type_identifier) @name)
  (qualified_identifier scope: (_) @container name: (type_identifier) @name)
]) body: (_)) @def.class (#set! container.inside))
((struct_specifier name: (qualified_identifier scope: (_) @container name: [
  (type_identifier) @name
  (template_type name: (type_identifier) @name)
  (qualified_identifier scope: (_) @container name: (type_identifier) @name)
]) body: (_)) @def.struct (#set! container.inside))

(enum_specifier name: (type_identifier) @name body: (_)) @def.enum
((enum_specifier name: (qualified_identifier scope: (_) @container name: (type_identifier) @name)
  body: (_)) @def.enum (#set! container.inside))
(enumerator name: (identifier) @name) @def.enumerator

; `class Name;` alone: elsewhere the same node is a use.
([
  (translation_unit (class_specifier name: (type_identifier) @name !body) @def.class)
  (declaration_list (class_specifier name: (type_identifier) @name !body) @def.class)
  (template_declaration (class_specifier name: (type_identifier) @name !body) @def.class)
  (preproc_ifdef (class_specifier name: (type_identifier) @name !body) @def.class)
  (preproc_if (class_specifier name: (type_identifier) @name !body) @def.class)
  (field_declaration
    type: (class_specifier name: (type_identifier) @name !body) !declarator) @def.class
] (#set! declaration))
([
  (translation_unit (struct_specifier name: (type_identifier) @name !body) @def.struct)
  (declaration_list (struct_specifier name: (type_identifier) @name !body) @def.struct)
  (template_declaration (struct_specifier name: (type_identifier) @name !body) @def.struct)
  (preproc_ifdef (struct_specifier name: (type_identifier) @name !body) @def.struct)
  (preproc_if (struct_specifier name: (type_identifier) @name !body) @def.struct)
  (field_declaration
    type: (struct_specifier name: (type_identifier) @name !body) !declarator) @def.struct
] (#set! declaration))
([
  (translation_unit (union_specifier name: (type_identifier) @name !body) @def.union)
  (declaration_list (union_specifier name: (type_identifier) @name !body) @def.union)
] (#set! declaration))
([
  (translation_unit (enum_specifier name: (type_identifier) @name !body) @def.enum)
  (declaration_list (enum_specifier name: (type_identifier) @name !body) @def.enum)
  (preproc_ifdef (enum_specifier name: (type_identifier) @name !body) @def.enum)
  (field_declaration
    type: (enum_specifier name: (type_identifier) @name !body) !declarator) @def.enum
] (#set! declaration))

(function_definition declarator: (_) @declarator) @def.function

(alias_declaration name: (type_identifier) @name) @def.type
(concept_definition name: (identifier) @name) @def.interface

; An anonymous type is known by its typedef's name.
(type_definition type: (struct_specifier !name body: (_))
  declarator: (type_identifier) @name) @def.struct
(type_definition type: (union_specifier !name body: (_))
  declarator: (type_identifier) @name) @def.union
(type_definition type: (enum_specifier !name body: (_))
  declarator: (type_identifier) @name) @def.enum
(type_definition declarator: (_) @declarator) @def.type

(field_declaration (type_qualifier "constexpr") declarator: (field_identifier) @name) @def.constant
(field_declaration declarator: (_) @declarator) @def.field

(declaration (type_qualifier "constexpr") declarator: (init_declarator) @declarator) @def.constant
((declaration declarator: (_) @declarator) @def.variable
  (#not-has-parent? @def.variable friend_declaration))
