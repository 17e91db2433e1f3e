; Locals of TypeScript: JavaScript's, and type parameters.
; include javascript/scopes_common.scm

(function_declaration
  type_parameters: (_)? @scope.function
  parameters: (_) @scope.function
  body: (_) @scope.function)
(generator_function_declaration
  type_parameters: (_)? @scope.function
  parameters: (_) @scope.function
  body: (_) @scope.function)
(method_definition
  type_parameters: (_)? @scope.function
  parameters: (_) @scope.function
  body: (_) @scope.function)
(function_signature type_parameters: (_)? @scope parameters: (_) @scope return_type: (_)? @scope)
(method_signature type_parameters: (_)? @scope parameters: (_) @scope return_type: (_)? @scope)
(abstract_method_signature type_parameters: (_)? @scope parameters: (_) @scope return_type: (_)? @scope)
(call_signature) @scope
(construct_signature) @scope
(function_type) @scope
(constructor_type) @scope
(class_declaration type_parameters: (_) @scope body: (_) @scope)
(abstract_class_declaration type_parameters: (_) @scope body: (_) @scope)
(interface_declaration type_parameters: (_) @scope body: (_) @scope)
(type_alias_declaration type_parameters: (_) @scope value: (_) @scope)
(index_signature) @scope
(conditional_type) @scope
(internal_module body: (_) @scope.namespace)
(module body: (_) @scope.namespace)

(required_parameter pattern: (_) @bindings)
(optional_parameter pattern: (_) @bindings)
(required_parameter value: (_) @uses)
(type_parameter name: (type_identifier) @binding.type)
(mapped_type_clause name: (type_identifier) @binding.type)
(infer_type (type_identifier) @binding.type)
(index_signature name: (identifier) @member)
(class_declaration name: (type_identifier) @binding.type)
(abstract_class_declaration name: (type_identifier) @binding.type)
(class name: (type_identifier) @binding.type)
(interface_declaration name: (type_identifier) @binding.type)
(type_alias_declaration name: (type_identifier) @binding.type)
(enum_declaration name: (identifier) @binding.type)
(import_require_clause (identifier) @binding.import source: (string) @import) @import.all
