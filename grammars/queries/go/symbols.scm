; `var _ Reader = (*file)(nil)` checks a type, `var _ = Describe(func() { ... })` runs something:
; neither defines anything.
((var_spec . name: (identifier) @_name) @opaque (#eq? @_name "_"))

; The package clause names what the whole file defines.
(package_clause (package_identifier) @name) @def.package

(function_declaration name: (identifier) @name) @def.function

; The receiver is the container, without its pointer and type parameters.
(method_declaration
  receiver: (parameter_list
    (parameter_declaration
      type: [
        (type_identifier) @container
        (pointer_type (type_identifier) @container)
        (generic_type type: (type_identifier) @container)
        (pointer_type (generic_type type: (type_identifier) @container))
        (parenthesized_type (pointer_type (type_identifier) @container))
      ]))
  name: (field_identifier) @name) @def.method
(method_declaration name: (field_identifier) @name) @def.method

(type_spec name: (type_identifier) @name type: (struct_type)) @def.struct
(type_spec name: (type_identifier) @name type: (interface_type)) @def.interface
(type_spec name: (type_identifier) @name) @def.type
(type_alias name: (type_identifier) @name) @def.type

(method_elem name: (field_identifier) @name) @def.method
(field_declaration name: (field_identifier) @name) @def.field
; An embedded type is a field of its own name.
(field_declaration !name type: [
  (type_identifier) @name
  (qualified_type name: (type_identifier) @name)
  (generic_type type: (type_identifier) @name)
  (generic_type type: (qualified_type name: (type_identifier) @name))
]) @def.field

; Not by field: of several names only the first would be found.
(const_spec (identifier) @name) @def.constant
(var_spec name: (identifier) @name) @def.variable

; A capital letter exports.
([
  (function_declaration name: (identifier) @exported)
  (method_declaration name: (field_identifier) @exported)
  (method_elem name: (field_identifier) @exported)
  (field_declaration name: (field_identifier) @exported)
  (field_declaration !name type: [
    (type_identifier) @exported
    (qualified_type name: (type_identifier) @exported)
  ])
  (type_spec name: (type_identifier) @exported)
  (type_alias name: (type_identifier) @exported)
  (const_spec (identifier) @exported)
  (var_spec name: (identifier) @exported)
] (#match? @exported "^\\p{Lu}"))

; Without a body it is written in assembly.
(function_declaration name: (identifier) @declaration !body)
