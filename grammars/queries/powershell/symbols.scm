; Names have neither `$` nor scope (`$script:x` is x). Variables count at the top of a file, and in its
; blocks; the chain of expressions is how the grammar writes one variable.

((function_statement (function_name) @name) @def.function (#set! name.after ":"))
(class_statement . (simple_name) @name) @def.class
(enum_statement . (simple_name) @name) @def.enum
(enum_member (simple_name) @name) @def.enumerator
((class_property_definition (variable) @name) @def.property (#set! name.strip "$"))
((class_statement
   . (simple_name) @_class
   (class_method_definition (simple_name) @name) @def.constructor)
  (#eq? @name @_class))
(class_method_definition (simple_name) @name) @def.method

((command
   command_name: (command_name) @_command
   command_elements: (command_elements . (command_argument_sep) . (generic_token) @name))
  @def.function
  (#any-of? @_command "Set-Alias" "New-Alias" "set-alias" "new-alias"))
((command
   command_name: (command_name) @_command
   command_elements: (command_elements
     (command_parameter) @_parameter . (command_argument_sep) . (generic_token) @name))
  @def.function
  (#any-of? @_command "Set-Alias" "New-Alias" "set-alias" "new-alias") (#eq? @_parameter "-Name"))
((command
   command_name: (command_name) @_command
   command_elements: (command_elements
     (command_parameter) @_parameter . (command_argument_sep) . (generic_token) @name))
  @def.variable
  (#any-of? @_command "Set-Variable" "New-Variable") (#eq? @_parameter "-Name"))

; param(...) of a script
((program
   (param_block (parameter_list (script_parameter (variable) @name) @def.variable)))
  (#set! name.strip "$") (#set! first))

((program
   (statement_list
     (pipeline
       (assignment_expression
         (left_assignment_expression
           (logical_expression (bitwise_expression (comparison_expression (additive_expression
             (multiplicative_expression (format_expression (range_expression (array_literal_expression
               [(unary_expression (variable) @name)
                (unary_expression
                  (expression_with_unary_operator
                    (cast_expression (unary_expression (variable) @name))))])))))))))) @def.variable)))
  (#set! name.strip "$") (#set! name.after ":") (#set! first))
((program
   (statement_list
     [(if_statement (statement_block (statement_list
       (pipeline
         (assignment_expression
         (left_assignment_expression
           (logical_expression (bitwise_expression (comparison_expression (additive_expression
             (multiplicative_expression (format_expression (range_expression (array_literal_expression
               [(unary_expression (variable) @name)
                (unary_expression
                  (expression_with_unary_operator
                    (cast_expression (unary_expression (variable) @name))))])))))))))) @def.variable))))
      (try_statement (statement_block (statement_list
       (pipeline
         (assignment_expression
         (left_assignment_expression
           (logical_expression (bitwise_expression (comparison_expression (additive_expression
             (multiplicative_expression (format_expression (range_expression (array_literal_expression
               [(unary_expression (variable) @name)
                (unary_expression
                  (expression_with_unary_operator
                    (cast_expression (unary_expression (variable) @name))))])))))))))) @def.variable))))]))
  (#set! name.strip "$") (#set! name.after ":") (#set! first))

((ERROR
   (pipeline
       (assignment_expression
         (left_assignment_expression
           (logical_expression (bitwise_expression (comparison_expression (additive_expression
             (multiplicative_expression (format_expression (range_expression (array_literal_expression
               [(unary_expression (variable) @name)
                (unary_expression
                  (expression_with_unary_operator
                    (cast_expression (unary_expression (variable) @name))))])))))))))) @def.variable))
  (#set! name.strip "$") (#set! name.after ":") (#set! first))
(ERROR "function" . (function_name) @name @def.function)
