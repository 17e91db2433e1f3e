; `package A;` reaches to the next package of the same block. Package names are
; complete as they stand; names come without sigil.

((package_statement name: (package) @name (block)) @def.package (#set! top))
((package_statement name: (package) @name) @def.package (#set! rest) (#set! top))
((class_statement name: (package) @name (block)) @def.class (#set! top))
((class_statement name: (package) @name) @def.class (#set! rest) (#set! top))
((role_statement name: (package) @name) @def.trait (#set! top))

((subroutine_declaration_statement name: (bareword) @name !body) @def.function
  (#set! declaration))
(subroutine_declaration_statement name: (bareword) @name) @def.function
(method_declaration_statement name: (bareword) @name) @def.method
(assignment_expression
  left: [(variable_declaration variable: (scalar (varname) @name))
         (glob (varname) @name)]
  right: (anonymous_subroutine_expression)) @def.function

((use_statement
   module: (package) @_module
   (list_expression . [(autoquoted_bareword) (string_literal)] @name)) @def.constant
  (#eq? @_module "constant"))
((use_statement module: (package) @_module (autoquoted_bareword) @name) @def.constant
  (#eq? @_module "constant"))
((use_statement
   module: (package) @_module
   (anonymous_hash_expression (list_expression (autoquoted_bareword) @name @def.constant)))
  (#eq? @_module "constant"))

; has name => (is => 'ro'), of Moose and Moo
((ambiguous_function_call_expression
   function: (function) @_has
   arguments: (list_expression . [(autoquoted_bareword) (string_literal)] @name)) @def.property
  (#eq? @_has "has") (#set! name.strip "+"))
((ambiguous_function_call_expression
   function: (function) @_has
   arguments: (list_expression
     . (anonymous_array_expression (list_expression (string_literal) @name @def.property))))
  (#eq? @_has "has") (#set! name.strip "+"))

((variable_declaration
   "our" [
     variable: (scalar (varname) @name) variable: (array (varname) @name)
     variable: (hash (varname) @name) variables: (scalar (varname) @name)
     variables: (array (varname) @name) variables: (hash (varname) @name)]) @def.variable
  (#set! exported) (#set! first))
((variable_declaration
   "field" variable: [(scalar (varname) @name) (array (varname) @name) (hash (varname) @name)])
  @def.field)
(source_file
  (expression_statement
    [(variable_declaration
       "my" [variable: (scalar (varname) @name) variable: (array (varname) @name)
             variable: (hash (varname) @name) variables: (scalar (varname) @name)
             variables: (array (varname) @name) variables: (hash (varname) @name)])
     (assignment_expression
       left: (variable_declaration
         "my" [variable: (scalar (varname) @name) variable: (array (varname) @name)
               variable: (hash (varname) @name) variables: (scalar (varname) @name)
               variables: (array (varname) @name) variables: (hash (varname) @name)]))])
  @def.variable)

(ERROR "sub" . (bareword) @name @def.function)
(ERROR "package" . (package) @name @def.package)
