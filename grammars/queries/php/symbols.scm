; A name has no `$`. A namespace without braces reaches to the next one.

((namespace_definition name: (namespace_name) @name !body) @def.namespace (#set! rest))
(namespace_definition name: (namespace_name) @name) @def.namespace

(class_declaration name: (name) @name) @def.class
(anonymous_class "class" @name) @def.class
(interface_declaration name: (name) @name) @def.interface
(trait_declaration name: (name) @name) @def.trait
(enum_declaration name: (name) @name) @def.enum
(enum_case name: (name) @name) @def.enumerator

((method_declaration name: (name) @name) @def.constructor (#eq? @name "__construct"))
(method_declaration name: (name) @name) @def.method
(function_definition name: (name) @name) @def.function
(assignment_expression
  left: (variable_name (name) @name)
  right: [(anonymous_function) (arrow_function)]) @def.function

(property_declaration (property_element name: (variable_name (name) @name)) @def.property)
((property_promotion_parameter name: (variable_name (name) @name)) @def.property (#set! member))

(const_declaration (const_element . (name) @name) @def.constant)
((function_call_expression
   function: (name) @_define
   arguments: (arguments . (argument [(string) (encapsed_string)] @name))) @def.constant
  (#eq? @_define "define"))

((assignment_expression
   left: (member_access_expression object: (variable_name) @_this name: (name) @name)) @def.property
  (#eq? @_this "$this") (#set! member) (#set! first))
((program
   (expression_statement (assignment_expression left: (variable_name (name) @name)) @def.variable))
  (#set! first))
((program
   (expression_statement
     (assignment_expression left: (list_literal (variable_name (name) @name))) @def.variable))
  (#set! first))
((namespace_definition
   body: (compound_statement
     (expression_statement (assignment_expression left: (variable_name (name) @name)) @def.variable)))
  (#set! first))
((program (if_statement body: (compound_statement
   (expression_statement (assignment_expression left: (variable_name (name) @name)) @def.variable))))
  (#set! first))
