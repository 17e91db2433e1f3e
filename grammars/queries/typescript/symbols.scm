; include javascript/common.scm

; ---- types ----

(export_statement
  declaration: [
    (interface_declaration name: (type_identifier) @name) @def.interface
    (type_alias_declaration name: (type_identifier) @name) @def.type
    (enum_declaration name: (identifier) @name) @def.enum
    (abstract_class_declaration name: (type_identifier) @name) @def.class
    (internal_module name: (_) @name) @def.namespace
    (module name: [(identifier) (nested_identifier)] @name) @def.namespace
    (ambient_declaration [
      (interface_declaration name: (type_identifier) @name) @def.interface
      (type_alias_declaration name: (type_identifier) @name) @def.type
      (enum_declaration name: (identifier) @name) @def.enum
      (class_declaration name: (type_identifier) @name) @def.class
      (abstract_class_declaration name: (type_identifier) @name) @def.class
      (internal_module name: (_) @name) @def.namespace])
  ] (#set! exported))
(interface_declaration name: (type_identifier) @name) @def.interface
(type_alias_declaration name: (type_identifier) @name) @def.type
(enum_declaration name: (identifier) @name) @def.enum
(abstract_class_declaration name: (type_identifier) @name) @def.class
(internal_module name: (_) @name) @def.namespace
(module name: (string) @name) @def.module
(module name: [(identifier) (nested_identifier)] @name) @def.namespace

(enum_body name: [(property_identifier) (string)] @name @def.enumerator)
(enum_assignment name: (_) @name) @def.enumerator

; ---- members ----

(interface_body
  (property_signature name: (_) @name type: (type_annotation (function_type))) @def.method)
(interface_body (property_signature name: (_) @name) @def.property)
(interface_body (method_signature name: (_) @name) @def.method)
(interface_body (construct_signature "new" @name) @def.constructor)
(type_alias_declaration
  value: (object_type
    (property_signature name: (_) @name type: (type_annotation (function_type))) @def.method))
(type_alias_declaration value: (object_type (property_signature name: (_) @name) @def.property))
(type_alias_declaration value: (object_type (method_signature name: (_) @name) @def.method))
; type A = B & { ... }, type A = { ... } | { ... }
(type_alias_declaration
  value: (intersection_type (object_type (property_signature name: (_) @name) @def.property)))
(type_alias_declaration
  value: (intersection_type (object_type (method_signature name: (_) @name) @def.method)))
((type_alias_declaration
   value: (union_type (object_type (property_signature name: (_) @name) @def.property)))
  (#set! first))
((type_alias_declaration
   value: (union_type
     (union_type (object_type (property_signature name: (_) @name) @def.property))))
  (#set! first))
(type_alias_declaration
  value: (union_type (object_type (method_signature name: (_) @name) @def.method)))
(type_alias_declaration
  value: (union_type (union_type (object_type (method_signature name: (_) @name) @def.method))))
; { ... } as const, { ... } satisfies T
(pair
  key: [(property_identifier) (string) (computed_property_name)] @name
  value: [(arrow_function) (function_expression) (generator_function)]) @def.method
(variable_declarator
  value: [
    (as_expression (object (pair key: (property_identifier) @name) @def.field))
    (satisfies_expression (object (pair key: (property_identifier) @name) @def.field))
  ])

((class_body (method_signature name: (_) @name) @def.constructor)
  (#eq? @name "constructor") (#set! declaration))
((class_body (method_signature name: (_) @name) @def.method) (#set! declaration))
(abstract_method_signature name: (_) @name) @def.method
(public_field_definition
  name: (_) @name
  value: [(arrow_function) (function_expression) (generator_function)]) @def.method
(public_field_definition name: (_) @name) @def.field

; constructor(private readonly x: number)
((required_parameter
   [(accessibility_modifier) "readonly"] pattern: (identifier) @name) @def.field (#set! member))
((optional_parameter
   [(accessibility_modifier) "readonly"] pattern: (identifier) @name) @def.field (#set! member))

; ---- declarations without a body ----

(export_statement
  declaration: [
    (function_signature name: (identifier) @name) @def.function
    (ambient_declaration (function_signature name: (identifier) @name) @def.function)
    (ambient_declaration
      (lexical_declaration
        kind: "const" (variable_declarator name: (identifier) @name) @def.constant))
    (ambient_declaration
      (lexical_declaration
        kind: "let" (variable_declarator name: (identifier) @name) @def.variable))
    (ambient_declaration
      (variable_declaration (variable_declarator name: (identifier) @name) @def.variable))
  ] (#set! declaration) (#set! exported))
((function_signature name: (identifier) @name) @def.function (#set! declaration))
((ambient_declaration
   (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @def.constant))
  (#set! declaration))
((ambient_declaration [
   (lexical_declaration kind: "let" (variable_declarator name: (identifier) @name) @def.variable)
   (variable_declaration (variable_declarator name: (identifier) @name) @def.variable)
   (statement_block
     (variable_declaration (variable_declarator name: (identifier) @name) @def.variable))])
  (#set! declaration))

; ---- variables of a namespace ----

(internal_module
  body: (statement_block
    (lexical_declaration
      kind: "const" (variable_declarator name: (identifier) @name) @def.constant)))
(internal_module
  body: (statement_block [
    (lexical_declaration
      kind: "let" (variable_declarator name: (identifier) @name) @def.variable)
    (variable_declaration (variable_declarator name: (identifier) @name) @def.variable)]))
(module
  body: (statement_block
    (lexical_declaration
      kind: "const" (variable_declarator name: (identifier) @name) @def.constant)))
(module
  body: (statement_block [
    (lexical_declaration
      kind: "let" (variable_declarator name: (identifier) @name) @def.variable)
    (variable_declaration (variable_declarator name: (identifier) @name) @def.variable)]))
