; `Base.show(x) = ...` adds a method to Base's function: Base is its container. An inner constructor is a
; function directly in a struct.

(module_definition name: (identifier) @name) @def.module

((function_definition
   (signature [
     (call_expression . [(identifier) (operator)] @name)
     (typed_expression . (call_expression . [(identifier) (operator)] @name))
     (where_expression . (call_expression . [(identifier) (operator)] @name))
     (where_expression . (typed_expression . (call_expression . [(identifier) (operator)] @name)))
     (call_expression . (parametrized_type_expression . (identifier) @name))
     (where_expression . (call_expression . (parametrized_type_expression . (identifier) @name)))
   ])) @def.function
  (#set! kind.in-type constructor))
((function_definition (signature . (identifier) @name)) @def.function (#set! declaration))
((assignment . [
   (call_expression . [(identifier) (operator)] @name)
   (typed_expression . (call_expression . [(identifier) (operator)] @name))
   (where_expression . (call_expression . [(identifier) (operator)] @name))
   (where_expression . (typed_expression . (call_expression . (identifier) @name)))
   (call_expression . (parametrized_type_expression . (identifier) @name))
   (where_expression . (call_expression . (parametrized_type_expression . (identifier) @name)))
 ]) @def.function
  (#set! kind.in-type constructor))

((function_definition
  (signature [
    (call_expression . (field_expression value: (_) @container [(identifier) (quote_expression)] @name .))
    (typed_expression . (call_expression .
      (field_expression value: (_) @container [(identifier) (quote_expression)] @name .)))
    (where_expression . (call_expression .
      (field_expression value: (_) @container [(identifier) (quote_expression)] @name .)))
    (where_expression . (typed_expression . (call_expression .
      (field_expression value: (_) @container [(identifier) (quote_expression)] @name .))))
  ])) @def.function
  (#set! name.strip ":(") (#set! name.until ")"))
((assignment . [
  (call_expression . (field_expression value: (_) @container [(identifier) (quote_expression)] @name .))
  (typed_expression . (call_expression .
    (field_expression value: (_) @container [(identifier) (quote_expression)] @name .)))
  (where_expression . (call_expression .
    (field_expression value: (_) @container [(identifier) (quote_expression)] @name .)))
]) @def.function
  (#set! name.strip ":(") (#set! name.until ")"))

; (f::Model)(x): the model is callable.
(function_definition
  (signature
    (call_expression . (parenthesized_expression (typed_expression (identifier) @name .)))))
  @def.function
(assignment .
  (call_expression . (parenthesized_expression (typed_expression (identifier) @name .))))
  @def.function
(assignment . (identifier) @name (operator) . (arrow_function_expression)) @def.function
(const_statement
  (assignment . (identifier) @name (operator) . (arrow_function_expression)) @def.function)

(macro_definition (signature (call_expression . (identifier) @name))) @def.macro

; `Circle{T<:Real} <: Round{T}`
((struct_definition (type_head (_) @name)) @def.struct (#set! name.until "{<: "))
((abstract_definition (type_head (_) @name)) @def.type (#set! name.until "{<: "))
((primitive_definition (type_head (_) @name)) @def.type (#set! name.until "{<: "))

(struct_definition [
  (identifier) @name @def.field
  (typed_expression . (identifier) @name) @def.field
  (assignment . (identifier) @name) @def.field
  (assignment . (typed_expression . (identifier) @name)) @def.field
  (const_statement (assignment . (identifier) @name)) @def.field
  (const_statement (assignment . (typed_expression . (identifier) @name))) @def.field
])

; `const` fields, which the grammar does not know.
(struct_definition (ERROR "const" (typed_expression . (identifier) @name) @def.field))

; @enum Colour red green=2, or with begin ... end
((macrocall_expression
   (macro_identifier (identifier) @_macro)
   (macro_argument_list . [(identifier) @name (typed_expression . (identifier) @name)])) @def.enum
  (#eq? @_macro "enum"))
((macrocall_expression
   (macro_identifier (identifier) @_macro)
   (macro_argument_list
     (_)
     [(identifier) @name @def.enumerator
      (assignment . (identifier) @name) @def.enumerator
      (compound_statement (identifier) @name @def.enumerator)
      (compound_statement (assignment . (identifier) @name) @def.enumerator)]))
  (#eq? @_macro "enum"))

(const_statement
  (assignment . [
    (identifier) @name
    (typed_expression . (identifier) @name)
    (tuple_expression (identifier) @name)
    (open_tuple (identifier) @name)
  ])) @def.constant
((global_statement
   (assignment . [(identifier) @name (typed_expression . (identifier) @name)])) @def.variable
  (#set! first))
((source_file
   (assignment . [
     (identifier) @name
     (typed_expression . (identifier) @name)
     (tuple_expression (identifier) @name)
     (open_tuple (identifier) @name)
   ]) @def.variable)
  (#set! first))
((module_definition
   (assignment . [
     (identifier) @name
     (typed_expression . (identifier) @name)
     (tuple_expression (identifier) @name)
     (open_tuple (identifier) @name)
   ]) @def.variable)
  (#set! first))

(ERROR "module" . (identifier) @name @def.module)
(ERROR (type_head (identifier) @name @def.struct))
