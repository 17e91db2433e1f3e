; Locals of Kotlin: from their declaration on.

(function_declaration (function_value_parameters) @scope.function (function_body) @scope.function)
(function_declaration (type_parameters) @scope (function_body) @scope)
(anonymous_function) @scope.function
(secondary_constructor) @scope.function
(lambda_literal) @scope.function
(class_declaration (type_parameters) @scope (class_body) @scope)
(class_declaration (primary_constructor) @scope.type (class_body) @scope.type)
(class_body) @scope.type
(anonymous_initializer) @scope
(getter) @scope.function
(setter) @scope.function
(block) @scope
(for_statement) @scope
(catch_block) @scope
(when_expression) @scope

(navigation_expression (_) (identifier) @member .)
(value_argument . (identifier) @member . (_))
(qualified_identifier (identifier) @member)
(return_expression label: (identifier) @member)

(parameter . (identifier) @binding.parameter)
(class_parameter (identifier) @binding.member)
((property_declaration (variable_declaration . (identifier) @binding.variable)) (#set! ordered))
((multi_variable_declaration (variable_declaration . (identifier) @binding.variable)) (#set! ordered))
((for_statement (variable_declaration . (identifier) @binding.loop)) (#set! ordered))
((when_subject (variable_declaration . (identifier) @binding.variable)) (#set! ordered))
(lambda_parameters (variable_declaration . (identifier) @binding.parameter))
(catch_block . (identifier) @binding.catch)
(type_parameter (identifier) @binding.type)
(function_declaration name: (identifier) @binding.function)
(class_declaration name: (identifier) @binding.type)
(object_declaration name: (identifier) @binding.type)

(import (identifier) @binding.alias .)
(import . (qualified_identifier) @import) @import.all

(call_expression . (identifier) @call)
(call_expression . (navigation_expression (identifier) @call .))
(constructor_invocation (user_type (identifier) @call))
