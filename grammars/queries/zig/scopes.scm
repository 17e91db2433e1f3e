; Locals of Zig: from their declaration on; no name hides another.

(function_declaration (parameters) @scope.closed body: (_) @scope.closed)
(block) @scope
(for_statement) @scope
(while_statement) @scope
(if_statement (payload) @scope body: (_) @scope)
(else_clause) @scope
(switch_case) @scope
(catch_expression) @scope

(field_expression member: (identifier) @member)
(function_declaration name: (identifier) @member)

(parameter name: (identifier) @binding.type)
((block (variable_declaration . (identifier) @binding.variable)) (#set! ordered) (#set! type))
(payload (identifier) @binding.variable)

((variable_declaration (identifier) (builtin_function (builtin_identifier) @_import
  (arguments . (string) @import))) @import.all (#eq? @_import "@import"))

(call_expression function: (identifier) @call)
(call_expression function: (field_expression member: (identifier) @call))
