; Locals of Objective-C: C's, and those of methods and blocks.
; include c/scopes_common.scm

(method_definition) @scope.function
(block_literal) @scope.function
(catch_clause) @scope

(method_definition (identifier) @member)
(message_expression method: (identifier) @member)

(method_parameter (identifier) @binding.parameter)
((for_statement type: (_) . (identifier) @binding.loop) (#set! ordered))
((catch_clause (type_name (pointer_declarator) @bindings)) (#set! ordered))

(message_expression method: (identifier) @call)
