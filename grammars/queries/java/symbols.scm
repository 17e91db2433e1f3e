(package_declaration [(identifier) (scoped_identifier)] @name) @def.package
(module_declaration name: (_) @name) @def.module

(class_declaration name: (identifier) @name) @def.class
(record_declaration name: (identifier) @name) @def.class
(interface_declaration name: (identifier) @name) @def.interface
(annotation_type_declaration name: (identifier) @name) @def.interface
(enum_declaration name: (identifier) @name) @def.enum
(enum_constant name: (identifier) @name) @def.enumerator

(method_declaration name: (identifier) @name) @def.method
(annotation_type_element_declaration name: (identifier) @name) @def.method
(constructor_declaration name: (identifier) @name) @def.constructor
(compact_constructor_declaration name: (identifier) @name) @def.constructor

(field_declaration (modifiers "static" "final")
  declarator: (variable_declarator name: (identifier) @name)) @def.constant
(field_declaration (modifiers "final" "static")
  declarator: (variable_declarator name: (identifier) @name)) @def.constant
(field_declaration declarator: (variable_declarator name: (identifier) @name)) @def.field
(constant_declaration declarator: (variable_declarator name: (identifier) @name)) @def.constant
; A record's components are its fields.
(record_declaration parameters: (formal_parameters
  (formal_parameter name: (identifier) @name) @def.field))

; Exported is what is public, by its word or by standing in an interface or enum. (Private
; methods of interfaces are rare enough.)
[
  (class_declaration (modifiers "public") name: (identifier) @exported)
  (record_declaration (modifiers "public") name: (identifier) @exported)
  (interface_declaration (modifiers "public") name: (identifier) @exported)
  (annotation_type_declaration (modifiers "public") name: (identifier) @exported)
  (enum_declaration (modifiers "public") name: (identifier) @exported)
  (enum_constant name: (identifier) @exported)
  (method_declaration (modifiers "public") name: (identifier) @exported)
  (interface_body (method_declaration name: (identifier) @exported))
  (annotation_type_element_declaration name: (identifier) @exported)
  (constructor_declaration (modifiers "public") name: (identifier) @exported)
  (compact_constructor_declaration (modifiers "public") name: (identifier) @exported)
  (field_declaration (modifiers "public")
    declarator: (variable_declarator name: (identifier) @exported))
  (constant_declaration declarator: (variable_declarator name: (identifier) @exported))
]

([
  (class_declaration (modifiers (_ name: (identifier) @_annotation)) name: (_) @deprecated)
  (interface_declaration (modifiers (_ name: (identifier) @_annotation)) name: (_) @deprecated)
  (enum_declaration (modifiers (_ name: (identifier) @_annotation)) name: (_) @deprecated)
  (record_declaration (modifiers (_ name: (identifier) @_annotation)) name: (_) @deprecated)
  (enum_constant (modifiers (_ name: (identifier) @_annotation)) name: (_) @deprecated)
  (method_declaration (modifiers (_ name: (identifier) @_annotation)) name: (_) @deprecated)
  (constructor_declaration (modifiers (_ name: (identifier) @_annotation)) name: (_) @deprecated)
  (field_declaration (modifiers (_ name: (identifier) @_annotation))
    declarator: (variable_declarator name: (_) @deprecated))
] (#eq? @_annotation "Deprecated"))
