; An extension adds to a class that is defined elsewhere.
((class_interface "@interface" . (identifier) @name . "(" . ")") @def.class (#set! declaration))
(class_interface "@interface" . (identifier) @name !category) @def.class
(class_implementation "@implementation" . (identifier) @name !category) @def.class
; A category gives its methods to the class that it extends.
(class_interface "@interface" . (identifier) @scope.name category: (identifier)) @scope
(class_implementation "@implementation" . (identifier) @scope.name category: (identifier)) @scope
(class_interface category: (identifier) @name @def.module)
(class_implementation category: (identifier) @name @def.module)
(protocol_declaration "@protocol" . (identifier) @name) @def.interface
((class_declaration (identifier) @name) @def.class (#set! declaration))
((protocol_forward_declaration (identifier) @name) @def.interface (#set! declaration))
(compatibility_alias_declaration class: (identifier) @name) @def.type

((method_declaration) @def.method @name (#set! declaration) (#set! name.selector))
((method_definition) @def.method @name (#set! name.selector))

(property_declaration (struct_declaration (struct_declarator (_) @declarator))) @def.property
(instance_variable (struct_declaration (struct_declarator (_) @declarator)) @def.field)

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

; A function of C stays one inside @implementation.
((function_definition declarator: (_) @declarator) @def.function (#set! kind.in-type function))

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
