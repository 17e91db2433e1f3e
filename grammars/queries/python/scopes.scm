; Locals of Python: a name that a function assigns is its own everywhere in it.

(function_definition
  type_parameters: (_)? @scope.function
  parameters: (_) @scope.function
  body: (_) @scope.function)
(lambda) @scope.function
(class_definition body: (_) @scope.class)
(class_definition type_parameters: (_) @scope body: (_) @scope)
[(list_comprehension) (set_comprehension) (dictionary_comprehension) (generator_expression)] @scope
; What is gone through first is looked up outside, and so are default values.
(list_comprehension . (_) . (for_in_clause right: (_) @outer))
(set_comprehension . (_) . (for_in_clause right: (_) @outer))
(dictionary_comprehension . (_) . (for_in_clause right: (_) @outer))
(generator_expression . (_) . (for_in_clause right: (_) @outer))
(default_parameter value: (_) @outer @uses)
(typed_default_parameter value: (_) @outer @uses)

(keyword_argument name: (identifier) @member)
(attribute attribute: (identifier) @member)
(keyword_pattern . (identifier) @member)

(parameters) @bindings
(lambda_parameters) @bindings
(type) @uses
(attribute) @uses
(subscript) @uses
((assignment left: (_) @bindings) (#set! hoisted))
((named_expression name: (identifier) @binding.variable) (#set! hoisted))
((for_statement left: (_) @bindings) (#set! hoisted))
(for_in_clause left: (_) @bindings)
((as_pattern_target) @bindings (#set! hoisted))
((case_pattern (dotted_name . (identifier) @binding.variable .)) (#set! hoisted))
((keyword_pattern (dotted_name . (identifier) @binding.variable .)) (#set! hoisted))
((case_pattern (as_pattern (identifier) @binding.variable)) (#set! hoisted))
((splat_pattern (identifier) @binding.variable) (#set! hoisted))
((type_parameter (type (identifier) @binding.type)))
((function_definition name: (identifier) @binding.function) (#set! hoisted))
((class_definition name: (identifier) @binding.type) (#set! hoisted))
(global_statement (identifier) @global)
(nonlocal_statement (identifier) @nonlocal)

((aliased_import alias: (identifier) @binding.alias) (#set! hoisted))
(aliased_import name: (dotted_name (identifier) @member))
((import_statement name: (dotted_name . (identifier) @binding.import)) (#set! hoisted))
(import_statement name: (dotted_name (identifier) @member))
((import_from_statement name: (dotted_name . (identifier) @binding.import)) (#set! hoisted))
(import_from_statement module_name: (dotted_name (identifier) @member))
(import_from_statement module_name: (relative_import (dotted_name (identifier) @member)))
(import_statement name: (dotted_name) @import) @import.all
(import_statement name: (aliased_import name: (dotted_name) @import)) @import.all
(import_from_statement module_name: (_) @import) @import.all

(call function: (identifier) @call)
(call function: (attribute attribute: (identifier) @call))
