; Locals of shells: those that say so.

(function_definition body: (_) @scope.function)

(word) @member

(declaration_command ["local" "declare" "typeset"] (variable_assignment name: (variable_name) @binding.variable))
(declaration_command ["local" "declare" "typeset"] (variable_name) @binding.variable)

((command name: (command_name (word) @_source) . argument: (_) @import) @import.all
  (#any-of? @_source "source" "."))

(command name: (command_name (word) @call))
