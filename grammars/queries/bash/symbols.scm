; Assignments in a function are taken for its locals, though the shell says otherwise.

(function_definition name: (word) @name) @def.function
((command
   name: (command_name (word) @_alias)
   argument: [(concatenation . (word) @name) (word) @name]) @def.function
  (#eq? @_alias "alias") (#match? @name "^[^-].*=") (#set! name.until "="))

; The environment of one command: A=1 command
((command (variable_assignment name: (variable_name) @name) @def.variable) (#set! skip))

((declaration_command
   "readonly"
   [(variable_assignment name: (variable_name) @name) (variable_name) @name]) @def.constant
  (#set! first))
((declaration_command
   ["declare" "typeset"]
   (word) @_options
   (variable_assignment name: (variable_name) @name)) @def.constant
  (#match? @_options "^-[a-zA-Z]*r") (#set! first))
((declaration_command
   ["declare" "typeset"] (variable_name) @name) @def.variable
  (#set! first))
((declaration_command
   "export" (variable_assignment name: (variable_name) @name)) @def.variable
  (#set! exported) (#set! first))
((variable_assignment name: (variable_name) @name) @def.variable (#set! first))

(ERROR (word) @name @def.function . "(" . ")")
