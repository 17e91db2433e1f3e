; Locals of Swift: `let` and `var` hold behind the statement, those of a condition behind it.

(function_declaration) @scope.function
(function_declaration name: (simple_identifier) @outer @binding.function)
(init_declaration) @scope.function
(subscript_declaration) @scope.function
(computed_getter) @scope.function
(computed_setter) @scope.function
(lambda_literal) @scope.function
(class_declaration (type_parameters) @scope body: (_) @scope)
(class_body) @scope.type
(enum_class_body) @scope.type
(statements) @scope
(if_statement) @scope
(while_statement) @scope
(for_statement) @scope
(for_statement collection: (_) @outer)
(switch_entry) @scope
(catch_block) @scope

(navigation_suffix suffix: (simple_identifier) @member)
(value_argument_label (simple_identifier) @member)
(parameter external_name: (simple_identifier) @member)
(enum_entry name: (simple_identifier) @member)
(enum_type_parameters (simple_identifier) @member)

(parameter name: (simple_identifier) @binding.parameter)
(lambda_parameter name: (simple_identifier) @binding.parameter)
(computed_setter (simple_identifier) @binding.parameter)
(property_declaration name: (pattern) @bindings) @after
(for_statement item: (pattern) @bindings)
(catch_block error: (pattern) @bindings)
(pattern (value_binding_pattern)) @bindings
((if_statement bound_identifier: (simple_identifier) @binding.variable . "=" . condition: (_) @after) (#set! shadow))
((if_statement bound_identifier: (simple_identifier) @binding.variable) (#set! ordered))
((guard_statement bound_identifier: (simple_identifier) @binding.variable . "=" . condition: (_) @after)
  (#set! shadow))
((guard_statement bound_identifier: (simple_identifier) @binding.variable) (#set! ordered))
((while_statement bound_identifier: (simple_identifier) @binding.variable . "=" . condition: (_) @after)
  (#set! shadow))
(type_parameter (type_identifier) @binding.type)

(import_declaration (identifier) @import) @import.all

(call_expression . (simple_identifier) @call)
(call_expression . (navigation_expression suffix: (navigation_suffix suffix: (simple_identifier) @call)))
