(class_declaration "class" name: (type_identifier) @name) @def.class
(class_declaration "actor" name: (type_identifier) @name) @def.class
(class_declaration "struct" name: (type_identifier) @name) @def.struct
(class_declaration "enum" name: (type_identifier) @name) @def.enum
(protocol_declaration name: (type_identifier) @name) @def.interface
; An extension's members belong to the type that it extends.
(class_declaration "extension" name: [
  (user_type . (type_identifier) @scope.name .)
  (user_type . (type_identifier) @scope.name . (type_arguments))
  (user_type (type_identifier) . (type_identifier)) @scope.name
]) @scope

(enum_entry name: (simple_identifier) @name) @def.enumerator
(typealias_declaration "typealias" . name: (type_identifier) @name) @def.type
(associatedtype_declaration "associatedtype" . name: (type_identifier) @name) @def.type

; The grammar's field `name` is also on a function's types.
(function_declaration name: (simple_identifier) @name) @def.function
(protocol_function_declaration name: (simple_identifier) @name) @def.method
(function_declaration name: [
  (custom_operator) (bang)
  "==" "!=" "===" "!==" "<" ">" "<=" ">=" "+" "-" "*" "/" "%" "++" "--" "+=" "-=" "*=" "/=" "%="
  "&" "|" "^" "~" "<<" ">>"
] @name) @def.function
(init_declaration "init" @name) @def.constructor
(deinit_declaration "deinit" @name) @def.method
(macro_declaration (simple_identifier) @name) @def.macro

(subscript_declaration "subscript" @name) @def.property
(protocol_property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)) @def.property
(class_body (property_declaration name: (pattern [
  bound_identifier: (simple_identifier) @name
  (pattern (simple_identifier) @name)
])) @def.property)
(enum_class_body (property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)) @def.property)
(source_file (property_declaration (value_binding_pattern "let") name: (pattern [
  bound_identifier: (simple_identifier) @name
  (pattern (simple_identifier) @name)
])) @def.constant)
(source_file (property_declaration name: (pattern [
  bound_identifier: (simple_identifier) @name
  (pattern (simple_identifier) @name)
])) @def.variable)

(modifiers (visibility_modifier ["public" "open"])) @exported.start
((modifiers (attribute (user_type (type_identifier) @_a) (simple_identifier) @_d))
  @deprecated.start (#eq? @_a "available") (#eq? @_d "deprecated"))
