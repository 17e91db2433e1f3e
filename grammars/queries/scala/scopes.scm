; Locals of Scala: in patterns a name with a capital is a constant.

(function_definition parameters: (_)+ @scope.function body: (_) @scope.function)
(lambda_expression) @scope.function
(class_definition class_parameters: (_) @scope.type body: (_) @scope.type)
(class_definition type_parameters: (_) @scope body: (_) @scope)
(trait_definition type_parameters: (_) @scope body: (_) @scope)
(type_definition type_parameters: (_) @scope type: (_) @scope)
(template_body) @scope.type
(block) @scope
(indented_block) @scope
(case_clause) @scope
(for_expression) @scope

(field_expression field: (identifier) @member)
(arguments (assignment_expression left: (identifier) @member))
(infix_expression operator: (identifier) @member)
(interpolated_string_expression interpolator: (identifier) @member)
(import_declaration path: (identifier) @member)

(stable_identifier) @uses
(parameter name: (identifier) @binding.parameter)
(class_parameter name: (identifier) @binding.member)
(binding name: (identifier) @binding.parameter)
(lambda_expression parameters: (identifier) @binding.parameter)
((val_definition pattern: (_) @bindings) (#set! lower))
((var_definition pattern: (_) @bindings) (#set! lower))
(val_definition pattern: (identifier) @binding.variable)
((enumerator . (_) @bindings) (#set! lower))
((case_clause pattern: (_) @bindings) (#set! lower))
(type_parameters name: (identifier) @binding.type)
(function_definition name: (identifier) @binding.function)
(class_definition name: (identifier) @binding.type)
(object_definition name: (identifier) @binding.type)
(trait_definition name: (identifier) @binding.type)

(arrow_renamed_identifier name: (identifier) @member alias: (identifier) @binding.alias)
(import_declaration . (identifier) @import (identifier) @import .) @import.all
(import_declaration . (identifier) @import (identifier) @import . (namespace_selectors)) @import.all

(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (identifier) @call))
(call_expression function: (generic_function function: (identifier) @call))
(instance_expression (type_identifier) @call)
