; Types are values: a constant is what its value is.
(variable_declaration ["const" "var"] . (identifier) @name (struct_declaration)) @def.struct
(variable_declaration ["const" "var"] . (identifier) @name (opaque_declaration)) @def.struct
(variable_declaration ["const" "var"] . (identifier) @name (union_declaration)) @def.union
(variable_declaration ["const" "var"] . (identifier) @name (enum_declaration)) @def.enum
(variable_declaration ["const" "var"] . (identifier) @name (error_set_declaration)) @def.enum
((variable_declaration "const" . (identifier) @name
  (builtin_function (builtin_identifier) @_builtin)) @def.module
  (#eq? @_builtin "@import") (#set! declaration))

; A function that returns a type it writes out is a generic type.
(function_declaration name: (identifier) @name body: (block (expression_statement
  (return_expression (struct_declaration))))) @def.struct
(function_declaration name: (identifier) @name body: (block (expression_statement
  (return_expression (union_declaration))))) @def.union

(struct_declaration (function_declaration name: (identifier) @name) @def.method)
(union_declaration (function_declaration name: (identifier) @name) @def.method)
(enum_declaration (function_declaration name: (identifier) @name) @def.method)
(opaque_declaration (function_declaration name: (identifier) @name) @def.method)
(function_declaration name: (identifier) @name) @def.function
(test_declaration [(string) (identifier)] @name) @def.function

; `_` says that an enum has more values than it names.
((enum_declaration (container_field name: (identifier) @name) @def.enumerator)
  (#not-eq? @name "_"))
((enum_declaration (container_field name: (identifier) @name) @def.enumerator) (#set! skip))
(error_set_declaration (identifier) @name @def.enumerator)
(container_field name: (identifier) @name) @def.field

; Variables of blocks are locals, also where no function is around them.
[
  (source_file (variable_declaration "const" . (identifier) @name) @def.constant)
  (struct_declaration (variable_declaration "const" . (identifier) @name) @def.constant)
  (union_declaration (variable_declaration "const" . (identifier) @name) @def.constant)
  (enum_declaration (variable_declaration "const" . (identifier) @name) @def.constant)
  (opaque_declaration (variable_declaration "const" . (identifier) @name) @def.constant)
]
[
  (source_file (variable_declaration "var" . (identifier) @name) @def.variable)
  (struct_declaration (variable_declaration "var" . (identifier) @name) @def.variable)
  (union_declaration (variable_declaration "var" . (identifier) @name) @def.variable)
  (enum_declaration (variable_declaration "var" . (identifier) @name) @def.variable)
]

[
  (function_declaration ["pub" "export"] name: (identifier) @exported)
  (variable_declaration ["pub" "export"] ["const" "var"] . (identifier) @exported)
]
[
  (function_declaration "extern" name: (identifier) @declaration)
  (variable_declaration "extern" ["const" "var"] . (identifier) @declaration)
]
