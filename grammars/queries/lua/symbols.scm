; What is before the last dot or the colon of a function's name is its container.

(function_declaration name: (identifier) @name) @def.function
(function_declaration
  name: (dot_index_expression table: (_) @container field: (identifier) @name)) @def.function
(function_declaration
  name: (method_index_expression table: (_) @container method: (identifier) @name)) @def.method
(assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition))) @def.function
(assignment_statement
  (variable_list . name: (dot_index_expression table: (_) @container field: (identifier) @name))
  (expression_list . value: (function_definition))) @def.function
(assignment_statement
  (variable_list . name: (bracket_index_expression table: (_) @container field: (string) @name))
  (expression_list . value: (function_definition))) @def.function
(field name: [(identifier) (string)] @name value: (function_definition)) @def.function

; Variables of the file, and what tables that are one consist of.
(chunk
  (variable_declaration
    (assignment_statement
      (variable_list name: (identifier) @name . attribute: (attribute (identifier) @_attribute)))
    @def.constant)
  (#eq? @_attribute "const"))
((chunk (variable_declaration (assignment_statement (variable_list name: (identifier) @name)))
   @def.variable)
  (#set! first))
((chunk (variable_declaration (variable_list name: (identifier) @name)) @def.variable)
  (#set! first))
((chunk (assignment_statement (variable_list name: (identifier) @name)) @def.variable)
  (#set! first))
((chunk
   (assignment_statement
     (variable_list
       name: (dot_index_expression table: (identifier) @container field: (identifier) @name)))
   @def.field)
  (#set! first))
(chunk
  [(variable_declaration
     (assignment_statement
       (expression_list
         value: (table_constructor
           (field name: [(identifier) (string)] @name) @def.field))))
   (assignment_statement
     (expression_list
       value: (table_constructor (field name: [(identifier) (string)] @name) @def.field)))])

(ERROR "function" . (identifier) @name @def.function)
