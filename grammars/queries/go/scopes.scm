; Locals of Go: what `:=`, `var` and `const` declare holds behind the statement.

(function_declaration
  type_parameters: (_)? @scope.function
  parameters: (_) @scope.function
  body: (_) @scope.function)
(method_declaration receiver: (_) @scope.function body: (_) @scope.function)
(func_literal) @scope.function
(function_type) @scope
(method_elem) @scope
(block) @scope
(if_statement) @scope
(for_statement) @scope
(expression_switch_statement) @scope
(type_switch_statement) @scope
(expression_case) @scope
(default_case) @scope
(type_case) @scope
(communication_case) @scope
(type_spec type_parameters: (_) @scope type: (_) @scope)

(field_identifier) @member
(label_name) @member
(keyed_element key: (literal_element (identifier) @member))
(package_clause (package_identifier) @member)

(parameter_declaration name: (identifier) @binding.parameter)
(variadic_parameter_declaration name: (identifier) @binding.parameter)
(short_var_declaration left: (expression_list (identifier) @binding.variable)) @after
(var_spec name: (identifier) @binding.variable) @after
(const_spec name: (identifier) @binding.variable) @after
(range_clause left: (expression_list (identifier) @binding.loop) ":=") @after
(receive_statement left: (expression_list (identifier) @binding.variable) ":=") @after
(type_switch_statement alias: (expression_list (identifier) @binding.variable))
(type_spec name: (type_identifier) @binding.type)
(type_alias name: (type_identifier) @binding.type)
(type_parameter_declaration name: (identifier) @binding.type)
(method_declaration receiver: (parameter_list (parameter_declaration type:
  (generic_type type_arguments: (type_arguments (type_elem (type_identifier) @binding.type))))))
(method_declaration receiver: (parameter_list (parameter_declaration type: (pointer_type
  (generic_type type_arguments: (type_arguments (type_elem (type_identifier) @binding.type)))))))
(function_declaration name: (identifier) @binding.function)

(import_spec name: (package_identifier) @binding.alias)
(import_spec path: (_) @import) @import.all

(call_expression function: (identifier) @call)
(call_expression function: (selector_expression field: (field_identifier) @call))
(call_expression function: (type_instantiation_expression type: (type_identifier) @call))
