; A name is private to its library if it begins with an underscore, see the end.
((library_name (dotted_identifier_list) @name) @def.module (#set! exported))

((class_definition name: (identifier) @name) @def.class (#set! exported))
((class_definition (mixin_application_class . (identifier) @name)) @def.class (#set! exported))
((mixin_declaration (mixin) . (identifier) @name) @def.trait (#set! exported))
((enum_declaration name: (identifier) @name) @def.enum (#set! exported))
((enum_constant name: (identifier) @name) @def.enumerator (#set! exported))
((extension_type_declaration name: (identifier) @name) @def.class (#set! exported))
((representation_declaration name: (identifier) @name) @def.field (#set! exported))
((extension_declaration name: (identifier) @name) @def.class (#set! exported))
; Without a name its members belong to what it extends.
(extension_declaration !name class: (type_identifier) @scope.name) @scope
([
  (type_alias (type_identifier) @name . "=")
  (type_alias (type_identifier) @name . (type_parameters))
  (type_alias (type_identifier) @name . (formal_parameter_list))
] @def.type (#set! exported))

; `A()` is named A, `A.from()` is named from.
([
  (method_declaration signature: (method_signature [
    (constructor_signature (identifier) @name . (formal_parameter_list))
    (constant_constructor_signature (identifier) @name . (formal_parameter_list))
    (factory_constructor_signature (identifier) @name . (formal_parameter_list))
  ]))
  (declaration [
    (constructor_signature (identifier) @name . (formal_parameter_list))
    (constant_constructor_signature (identifier) @name . (formal_parameter_list))
    (factory_constructor_signature (identifier) @name . (formal_parameter_list))
    (redirecting_factory_constructor_signature (identifier) @name . (formal_parameter_list))
  ])
] @def.constructor (#set! exported))

([
  (method_declaration signature: (method_signature (function_signature name: (identifier) @name)))
  (declaration (function_signature name: (identifier) @name))
] @def.method (#set! exported))
([
  (method_declaration signature: (method_signature
    (operator_signature [(binary_operator) (tilde_operator) "[]" "[]="] @name)))
  (declaration (operator_signature [(binary_operator) (tilde_operator) "[]" "[]="] @name))
] @def.method (#set! name.prefix "operator ") (#set! exported))
([
  (method_declaration signature: (method_signature [
    (getter_signature name: (identifier) @name)
    (setter_signature name: (identifier) @name)
  ]))
  (declaration [
    (getter_signature name: (identifier) @name)
    (setter_signature name: (identifier) @name)
  ])
  (function_declaration signature: [
    (getter_signature name: (identifier) @name)
    (setter_signature name: (identifier) @name)
  ])
] @def.property (#set! exported))

((declaration (const_builtin) (static_final_declaration_list
  (static_final_declaration . (identifier) @name))) @def.constant (#set! exported))
([
  (declaration (static_final_declaration_list (static_final_declaration . (identifier) @name)))
  (declaration (initialized_identifier_list (initialized_identifier . (identifier) @name)))
] @def.field (#set! exported))

((function_declaration signature: (function_signature name: (identifier) @name)) @def.function
  (#set! exported))
(local_function_declaration (lambda_expression
  parameters: (function_signature name: (identifier) @name))) @def.function
((program (function_signature name: (identifier) @name) @def.function)
  (#set! exported) (#set! declaration))
((program (static_final_declaration_list
  (static_final_declaration . (identifier) @name) @def.constant)) (#set! exported))
((program (initialized_identifier_list
  (initialized_identifier . (identifier) @name) @def.variable)) (#set! exported))

([
  (class_definition name: (identifier) @private)
  (class_definition (mixin_application_class . (identifier) @private))
  (mixin_declaration (mixin) . (identifier) @private)
  (enum_declaration name: (identifier) @private)
  (extension_declaration name: (identifier) @private)
  (extension_type_declaration name: (identifier) @private)
  (representation_declaration name: (identifier) @private)
  (type_alias (type_identifier) @private)
  (function_signature name: (identifier) @private)
  (getter_signature name: (identifier) @private)
  (setter_signature name: (identifier) @private)
  (constructor_signature (identifier) @private . (formal_parameter_list))
  (constant_constructor_signature (identifier) @private . (formal_parameter_list))
  (factory_constructor_signature (identifier) @private . (formal_parameter_list))
  (static_final_declaration . (identifier) @private)
  (initialized_identifier . (identifier) @private)
] (#match? @private "^_"))
