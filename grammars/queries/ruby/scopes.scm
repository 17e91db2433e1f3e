; Locals of Ruby: a method sees none around it, a block sees all, and an assignment makes one where none is.

(method) @scope.closed
(singleton_method) @scope.closed
(class body: (_) @scope.closed)
(module body: (_) @scope.closed)
(do_block) @scope
(block) @scope
(lambda) @scope

(keyword_pattern key: (hash_key_symbol) @binding.variable !value)
(method name: (_) @member)
(singleton_method name: (_) @member)
(call method: (_) @member)
(hash_key_symbol) @member
(simple_symbol) @member
(instance_variable) @member
(global_variable) @member

(method_parameters (identifier) @binding.parameter)
(block_parameters (identifier) @binding.parameter)
(lambda_parameters (identifier) @binding.parameter)
(destructured_parameter (identifier) @binding.parameter)
(optional_parameter name: (identifier) @binding.parameter)
(splat_parameter name: (identifier) @binding.parameter)
(keyword_parameter name: (identifier) @binding.parameter)
(hash_splat_parameter name: (identifier) @binding.parameter)
(block_parameter name: (identifier) @binding.parameter)
((assignment left: (identifier) @binding.variable) (#set! soft))
((operator_assignment left: (identifier) @binding.variable) (#set! soft))
((left_assignment_list (identifier) @binding.variable) (#set! soft))
((destructured_left_assignment (identifier) @binding.variable) (#set! soft))
((rest_assignment (identifier) @binding.variable) (#set! soft))
((for pattern: (identifier) @binding.loop) (#set! soft))
((exception_variable (identifier) @binding.catch) (#set! soft))
((array_pattern (identifier) @binding.variable) (#set! soft))
((keyword_pattern value: (identifier) @binding.variable) (#set! soft))
((as_pattern name: (identifier) @binding.variable) (#set! soft))

((call method: (identifier) @_require arguments: (argument_list . (string) @import)) @import.all
  (#any-of? @_require "require" "require_relative" "load"))

(call method: (identifier) @call)
