; Locals of C++: C's, templates, lambdas.
; include c/scopes_common.scm

(template_declaration) @scope
(lambda_expression) @scope.function
(field_declaration_list) @scope.type
(catch_clause) @scope
(if_statement) @scope
(while_statement) @scope
(switch_statement) @scope
(for_range_loop) @scope
(for_range_loop right: (_) @outer)

; `Foo x(y);` may declare a function or a variable: in a body it is a variable.
((compound_statement (declaration declarator: (function_declarator declarator: (identifier) @binding.variable)))
  (#set! ordered))
(parameter_declaration type: (type_identifier) @value !declarator)

((for_range_loop declarator: (_) @bindings) (#set! ordered))
((optional_parameter_declaration declarator: (_) @bindings) (#set! ordered))
((variadic_parameter_declaration declarator: (_) @bindings) (#set! ordered))
(optional_parameter_declaration) @uses
(variadic_parameter_declaration) @uses
(type_parameter_declaration (type_identifier) @binding.type)
(variadic_type_parameter_declaration (type_identifier) @binding.type)
(optional_type_parameter_declaration name: (type_identifier) @binding.type)
((lambda_capture_initializer left: (identifier) @binding.variable) (#set! ordered))
(lambda_capture_initializer right: (_) @outer)
((alias_declaration name: (type_identifier) @binding.type) (#set! ordered))
((namespace_alias_definition name: (namespace_identifier) @binding.type) (#set! ordered))
((class_specifier name: (type_identifier) @binding.type body: (_)) (#set! ordered))

(qualified_identifier name: (identifier) @member)
(qualified_identifier name: (type_identifier) @member)

(call_expression function: (qualified_identifier name: (identifier) @call))
(call_expression function: (qualified_identifier name: (qualified_identifier name: (identifier) @call)))
(call_expression function: (template_function name: (identifier) @call))
(call_expression function: (qualified_identifier name: (template_function name: (identifier) @call)))
(template_method name: (field_identifier) @call)
(new_expression type: (type_identifier) @call)
