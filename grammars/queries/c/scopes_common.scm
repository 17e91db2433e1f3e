; Locals of C. A function is read by itself, cleaned of what the grammar cannot take (intake/scope_c.h).
; C++ and Objective-C build on this.

(function_definition) @scope.function
(compound_statement) @scope
(for_statement) @scope
(declaration declarator: (function_declarator parameters: (_) @scope))
(declaration declarator: (pointer_declarator declarator: (function_declarator parameters: (_) @scope)))
(function_declarator declarator: (parenthesized_declarator) parameters: (_) @scope)

(function_declarator declarator: (identifier) @member)
(field_identifier) @member
(statement_identifier) @member

((declaration declarator: (_) @bindings) (#set! ordered))
((parameter_declaration declarator: (_) @bindings) (#set! ordered))
(parameter_declaration) @uses
(init_declarator value: (_) @uses)
(array_declarator size: (_) @uses)
((type_definition declarator: (type_identifier) @binding.type) (#set! ordered))
((type_definition declarator: (pointer_declarator declarator: (type_identifier) @binding.type)) (#set! ordered))
((enumerator name: (identifier) @binding.variable) (#set! ordered))
((struct_specifier name: (type_identifier) @binding.type body: (_)) (#set! ordered))
((union_specifier name: (type_identifier) @binding.type body: (_)) (#set! ordered))
((enum_specifier name: (type_identifier) @binding.type body: (_)) (#set! ordered))

(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (field_identifier) @call))
