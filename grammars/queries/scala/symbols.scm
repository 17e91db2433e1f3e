; What is not private is exported: see the end.
(package_clause name: (package_identifier) @name) @def.package
((package_object name: (_) @name) @def.module (#set! exported))

((class_definition name: (_) @name) @def.class (#set! exported))
((trait_definition name: (_) @name) @def.trait (#set! exported))
((object_definition name: (_) @name) @def.module (#set! exported))
((enum_definition name: (_) @name) @def.enum (#set! exported))
((simple_enum_case name: (_) @name) @def.enumerator (#set! exported))
((full_enum_case name: (_) @name) @def.enumerator (#set! exported))
((type_definition name: (type_identifier) @name) @def.type (#set! exported))
((given_definition name: (_) @name) @def.constant (#set! exported))

; An extension's methods belong to the type that it extends.
(extension_definition parameters: (parameters (parameter type: [
  (type_identifier) @scope.name
  (generic_type type: (type_identifier) @scope.name)
  (stable_type_identifier (type_identifier) @scope.name)
]))) @scope

((function_definition name: (identifier) @name) @def.constructor
  (#eq? @name "this") (#set! exported))
([
  (template_body (function_definition name: (_) @name) @def.method)
  (template_body (function_declaration name: (_) @name) @def.method)
  (with_template_body (function_definition name: (_) @name) @def.method)
  (enum_body (function_definition name: (_) @name) @def.method)
  (extension_definition (function_definition name: (_) @name) @def.method)
] (#set! exported))
((function_definition name: (_) @name) @def.function (#set! exported))
((function_declaration name: (_) @name) @def.function (#set! exported))

([
  (template_body [
    (val_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
    ])
    (var_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
    ])
    (val_declaration name: (identifier) @name)
    (var_declaration name: (identifier) @name)
  ] @def.field)
  (with_template_body [
    (val_definition pattern: (identifier) @name)
    (var_definition pattern: (identifier) @name)
  ] @def.field)
  (enum_body [
    (val_definition pattern: (identifier) @name)
    (var_definition pattern: (identifier) @name)
  ] @def.field)
  (class_definition "case" class_parameters: (class_parameters
    (class_parameter name: (_) @name) @def.field))
  (full_enum_case class_parameters: (class_parameters
    (class_parameter name: (_) @name) @def.field))
  (class_parameter ["val" "var"] name: (_) @name) @def.field
] (#set! exported))
([
  (compilation_unit (val_definition pattern: [
    (identifier) @name
    (identifiers (identifier) @name)
    (tuple_pattern (identifier) @name)
  ]) @def.constant)
  (compilation_unit (var_definition pattern: [
    (identifier) @name
    (identifiers (identifier) @name)
    (tuple_pattern (identifier) @name)
  ]) @def.variable)
] (#set! exported))

(modifiers (access_modifier "private")) @private.start
((annotation)+ @private.start . (modifiers (access_modifier "private")))
((annotation name: (type_identifier) @_a) @deprecated.start (#eq? @_a "deprecated"))
