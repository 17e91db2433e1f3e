; Locals of Lua: every `local` makes a new variable behind its statement, and at the top one of the file.

(function_declaration parameters: (_) @scope.function body: (_)? @scope.function)
(function_definition) @scope.function
(block) @scope
(for_statement) @scope
(repeat_statement) @scope

(field "[" name: (identifier) @value)
(field name: (identifier) @member)
(dot_index_expression field: (identifier) @member)
(method_index_expression method: (identifier) @member)
(attribute (identifier) @member)
(label_statement (identifier) @member)
(goto_statement (identifier) @member)

((variable_declaration (assignment_statement (variable_list name: (identifier) @binding.variable))) @after
  (#set! shadow) (#set! file))
((variable_declaration (variable_list name: (identifier) @binding.variable)) @after (#set! shadow) (#set! file))
(for_numeric_clause name: (identifier) @binding.loop) @after
(for_generic_clause (variable_list name: (identifier) @binding.loop)) @after
(parameters name: (identifier) @binding.parameter)
(_ local_declaration: (function_declaration name: (identifier) @binding.function))

((function_call name: (identifier) @_require arguments: (arguments (string content: (_) @import))) @import.all
  (#eq? @_require "require"))

(function_call name: (identifier) @call)
(function_call name: (dot_index_expression field: (identifier) @call))
(function_call name: (method_index_expression method: (identifier) @call))
