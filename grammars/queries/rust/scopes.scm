; Locals of Rust: every `let` makes a new variable, from the statement's end on.

(function_item
  type_parameters: (_)? @scope.closed
  parameters: (_) @scope.closed
  body: (_) @scope.closed)
(function_signature_item
  type_parameters: (_)? @scope.closed
  parameters: (_) @scope.closed
  return_type: (_)? @scope.closed)
(closure_expression) @scope.function
(block) @scope
(if_expression condition: (_) @scope consequence: (_) @scope)
(while_expression condition: (_) @scope body: (_) @scope)
(for_expression pattern: (_) @scope body: (_) @scope)
(for_expression value: (_) @outer)
(match_arm) @scope
(mod_item body: (_) @scope.namespace)
(impl_item type_parameters: (_) @scope body: (_) @scope)
(trait_item type_parameters: (_) @scope body: (_) @scope)
(struct_item type_parameters: (_) @scope body: (_) @scope)
(enum_item type_parameters: (_) @scope body: (_) @scope)
(union_item type_parameters: (_) @scope body: (_) @scope)
(type_item type_parameters: (_) @scope type: (_) @scope)
(macro_rule) @scope

(field_identifier) @member
(label (identifier) @member)
(lifetime (identifier) @member)
(enum_variant name: (identifier) @member)
(scoped_identifier name: (identifier) @member)
(scoped_type_identifier name: (type_identifier) @member)
(macro_invocation macro: (identifier) @member)

(tuple_struct_pattern type: (_) @uses)
(struct_pattern type: (_) @uses)
(range_pattern) @uses
(scoped_identifier) @uses
(generic_pattern) @uses
(parameter type: (_) @uses)
((let_declaration pattern: (identifier) @binding.variable) @after (#set! shadow))
((let_declaration pattern: (_) @bindings) @after (#set! shadow) (#set! lower))
((let_condition pattern: (_) @bindings) @after (#set! shadow) (#set! lower))
((match_arm pattern: (match_pattern . (_) @bindings)) (#set! lower))
((for_expression pattern: (_) @bindings) (#set! lower))
(parameter pattern: (_) @bindings)
(closure_parameters) @bindings
(const_item name: (identifier) @binding.variable)
(static_item name: (identifier) @binding.variable)
(const_parameter name: (identifier) @binding.type)
(type_parameter name: (type_identifier) @binding.type)
(function_item name: (identifier) @binding.function)
(struct_item name: (type_identifier) @binding.type)
(enum_item name: (type_identifier) @binding.type)
(type_item name: (type_identifier) @binding.type)
(token_binding_pattern name: (metavariable) @binding.parameter)

(use_as_clause alias: (identifier) @binding.alias)
(use_as_clause path: (identifier) @member)
(use_declaration argument: [(identifier) (scoped_identifier)] @import) @import.all
(use_declaration argument: (scoped_use_list path: (_) @import)) @import.all
(use_declaration argument: (use_as_clause path: (_) @import)) @import.all
(use_declaration argument: (use_wildcard (_) @import)) @import.all
(mod_item !body name: (identifier) @import) @import.all

(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (field_identifier) @call))
(call_expression function: (scoped_identifier name: (identifier) @call))
(call_expression function: (generic_function function: (identifier) @call))
(call_expression function: (generic_function function: (scoped_identifier name: (identifier) @call)))
(call_expression function: (generic_function function: (field_expression field: (field_identifier) @call)))
(macro_invocation macro: (identifier) @call)
(macro_invocation macro: (scoped_identifier name: (identifier) @call))
