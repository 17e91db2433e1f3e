; Locals of PHP: variables of a function, which sees none around it; a closure names those it uses.

(function_definition parameters: (_) @scope.closed body: (_) @scope.closed)
(method_declaration parameters: (_) @scope.closed body: (_) @scope.closed)
(anonymous_function) @scope.closed
(arrow_function) @scope

(anonymous_function_use_clause (variable_name) @nonlocal)
(anonymous_function_use_clause (by_ref (variable_name) @nonlocal))
(global_declaration (variable_name) @global)
(property_element name: (variable_name) @member)
(scoped_property_access_expression name: (variable_name) @member)

(simple_parameter name: (variable_name) @binding.parameter)
(variadic_parameter name: (variable_name) @binding.parameter)
(property_promotion_parameter name: (variable_name) @binding.parameter)
((assignment_expression left: (variable_name) @binding.variable) (#set! hoisted))
((reference_assignment_expression left: (variable_name) @binding.variable) (#set! hoisted))
((reference_assignment_expression right: (variable_name) @binding.variable) (#set! hoisted))
((list_literal (variable_name) @binding.variable) (#set! hoisted))
((foreach_statement . (_) . (variable_name) @binding.loop) (#set! hoisted))
((foreach_statement . (_) . (by_ref (variable_name) @binding.loop)) (#set! hoisted))
((foreach_statement (pair (variable_name) @binding.loop)) (#set! hoisted))
((foreach_statement (pair (by_ref (variable_name) @binding.loop))) (#set! hoisted))
((catch_clause name: (variable_name) @binding.catch) (#set! hoisted))
((static_variable_declaration name: (variable_name) @binding.variable) (#set! hoisted))

(namespace_use_clause alias: (name) @binding.alias)
(namespace_use_clause (qualified_name) @import) @import.all
(require_expression [(string) (encapsed_string)] @import) @import.all
(require_once_expression [(string) (encapsed_string)] @import) @import.all
(include_expression [(string) (encapsed_string)] @import) @import.all
(include_once_expression [(string) (encapsed_string)] @import) @import.all

(function_call_expression function: (name) @call)
(function_call_expression function: (qualified_name (name) @call))
(member_call_expression name: (name) @call)
(nullsafe_member_call_expression name: (name) @call)
(scoped_call_expression name: (name) @call)
(object_creation_expression (name) @call)
(object_creation_expression (qualified_name (name) @call))
