(preproc_def name: (identifier) @name) @def.macro
(preproc_function_def name: (identifier) @name) @def.macro

(struct_specifier name: (type_identifier) @name body: (_)) @def.struct
(union_specifier name: (type_identifier) @name body: (_)) @def.union
(enum_specifier name: (type_identifier) @name body: (_)) @def.enum
(enumerator name: (identifier) @name) @def.enumerator

; `struct name;` alone: elsewhere the same node is a use.
([
  (translation_unit (struct_specifier name: (type_identifier) @name !body) @def.struct)
  (declaration_list (struct_specifier name: (type_identifier) @name !body) @def.struct)
  (preproc_ifdef (struct_specifier name: (type_identifier) @name !body) @def.struct)
  (preproc_if (struct_specifier name: (type_identifier) @name !body) @def.struct)
  (preproc_else (struct_specifier name: (type_identifier) @name !body) @def.struct)
] (#set! declaration))
([
  (translation_unit (union_specifier name: (type_identifier) @name !body) @def.union)
  (declaration_list (union_specifier name: (type_identifier) @name !body) @def.union)
  (preproc_ifdef (union_specifier name: (type_identifier) @name !body) @def.union)
  (preproc_if (union_specifier name: (type_identifier) @name !body) @def.union)
  (preproc_else (union_specifier name: (type_identifier) @name !body) @def.union)
] (#set! declaration))
([
  (translation_unit (enum_specifier name: (type_identifier) @name !body) @def.enum)
  (declaration_list (enum_specifier name: (type_identifier) @name !body) @def.enum)
  (preproc_ifdef (enum_specifier name: (type_identifier) @name !body) @def.enum)
] (#set! declaration))

(function_definition declarator: (_) @declarator) @def.function

; An anonymous type is known by its typedef's name.
(type_definition type: (struct_specifier !name body: (_))
  declarator: (type_identifier) @name) @def.struct
(type_definition type: (union_specifier !name body: (_))
  declarator: (type_identifier) @name) @def.union
(type_definition type: (enum_specifier !name body: (_))
  declarator: (type_identifier) @name) @def.enum
(type_definition declarator: (_) @declarator) @def.type

(field_declaration declarator: (_) @declarator) @def.field

(declaration declarator: (_) @declarator) @def.variable
