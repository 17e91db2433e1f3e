; Locals of Java: from their declarator on to the end of their block.

(method_declaration parameters: (_) @scope.function body: (_) @scope.function)
(method_declaration type_parameters: (_) @scope body: (_) @scope)
(constructor_declaration parameters: (_) @scope.function body: (_) @scope.function)
(lambda_expression) @scope.function
(class_body) @scope.type
(interface_body) @scope.type
(enum_body) @scope.type
(annotation_type_body) @scope.type
(record_declaration parameters: (_) @scope.type body: (_) @scope.type)
(class_declaration type_parameters: (_) @scope body: (_) @scope)
(interface_declaration type_parameters: (_) @scope body: (_) @scope)
(record_declaration type_parameters: (_) @scope body: (_) @scope)
(block) @scope
(for_statement) @scope
(enhanced_for_statement) @scope
(catch_clause) @scope
(try_with_resources_statement) @scope
(switch_block) @scope
(switch_rule) @scope

(field_access field: (identifier) @member)
(method_invocation name: (identifier) @member)
(method_declaration name: (identifier) @member)
(constructor_declaration name: (identifier) @member)
(method_reference (_) (identifier) @member .)
(scoped_identifier name: (identifier) @member)
(scoped_type_identifier (type_identifier) @member .)
(element_value_pair key: (identifier) @member)
(labeled_statement . (identifier) @member)
(break_statement (identifier) @member)
(continue_statement (identifier) @member)

(field_declaration declarator: (variable_declarator name: (identifier) @binding.member))
(enum_constant name: (identifier) @binding.member)
((local_variable_declaration declarator: (variable_declarator name: (identifier) @binding.variable))
  (#set! ordered))
(formal_parameter name: (identifier) @binding.parameter)
(spread_parameter (variable_declarator name: (identifier) @binding.parameter))
(inferred_parameters (identifier) @binding.parameter)
(lambda_expression parameters: (identifier) @binding.parameter)
((enhanced_for_statement name: (identifier) @binding.loop) (#set! ordered))
((resource name: (identifier) @binding.variable) (#set! ordered))
(catch_formal_parameter name: (identifier) @binding.catch)
((instanceof_expression name: (identifier) @binding.variable) (#set! ordered))
((type_pattern (identifier) @binding.variable) (#set! ordered))
((record_pattern_component (identifier) @binding.variable) (#set! ordered))
(type_parameter (type_identifier) @binding.type)
(class_declaration name: (identifier) @binding.type)
(interface_declaration name: (identifier) @binding.type)
(enum_declaration name: (identifier) @binding.type)
(record_declaration name: (identifier) @binding.type)

(import_declaration (scoped_identifier) @import) @import.all
(method_invocation name: (identifier) @call)
(object_creation_expression type: (type_identifier) @call)
(object_creation_expression type: (generic_type (type_identifier) @call))
