; Locals of C#: of the whole block that declares them.

(method_declaration parameters: (_) @scope.function body: (_) @scope.function)
(method_declaration type_parameters: (_) @scope body: (_) @scope)
(constructor_declaration parameters: (_) @scope.function body: (_) @scope.function)
(operator_declaration parameters: (_) @scope.function body: (_) @scope.function)
(indexer_declaration parameters: (_) @scope.function accessors: (_) @scope.function)
(local_function_statement parameters: (_) @scope.function body: (_) @scope.function)
(accessor_declaration) @scope.function
(lambda_expression) @scope.function
(anonymous_method_expression) @scope.function
(declaration_list) @scope.type
(class_declaration (type_parameter_list) @scope body: (_) @scope)
(struct_declaration (type_parameter_list) @scope body: (_) @scope)
(interface_declaration (type_parameter_list) @scope body: (_) @scope)
(record_declaration (parameter_list) @scope.type)
(block) @scope
(for_statement) @scope
(foreach_statement) @scope
(using_statement) @scope
(catch_clause) @scope
(switch_section) @scope
(switch_expression_arm) @scope
(query_expression) @scope

(member_access_expression name: (identifier) @member)
(member_binding_expression name: (identifier) @member)
(qualified_name name: (identifier) @member)
(argument name: (identifier) @member)
(method_declaration name: (identifier) @member)
(constructor_declaration name: (identifier) @member)
(property_declaration name: (identifier) @member)
(labeled_statement . (identifier) @member)
(goto_statement (identifier) @member)
(initializer_expression (assignment_expression left: (identifier) @member))

(variable_declarator name: (identifier) @binding.variable)
(parameter name: (identifier) @binding.parameter)
(parameter_list name: (identifier) @binding.parameter)
(implicit_parameter) @binding.parameter
(foreach_statement left: (identifier) @binding.loop)
(tuple_pattern name: (identifier) @binding.variable)
(declaration_pattern name: (identifier) @binding.variable)
(declaration_expression name: (identifier) @binding.variable)
(catch_declaration name: (identifier) @binding.catch)
(from_clause name: (identifier) @binding.variable)
(type_parameter name: (identifier) @binding.type)
(local_function_statement name: (identifier) @binding.function)

(using_directive name: (identifier) @binding.alias)
(using_directive [(qualified_name) (identifier)] @import .) @import.all

(invocation_expression function: (identifier) @call)
(invocation_expression function: (generic_name (identifier) @call))
(invocation_expression function: (member_access_expression name: (identifier) @call))
(invocation_expression function: (member_access_expression name: (generic_name (identifier) @call)))
(object_creation_expression type: (identifier) @call)
(object_creation_expression type: (generic_name (identifier) @call))
