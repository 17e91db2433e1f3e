; What has no visibility is public; @private.start, at the end, takes that away.
(package_header (qualified_identifier) @name) @def.package

((class_declaration "interface" name: (identifier) @name) @def.interface (#set! exported))
((class_declaration (modifiers (class_modifier "enum")) name: (identifier) @name) @def.enum
  (#set! exported))
((class_declaration name: (identifier) @name) @def.class (#set! exported))
((object_declaration name: (identifier) @name) @def.module (#set! exported))
; One without a name is named through its class, which contains its members.
((companion_object name: (identifier) @name) @def.module (#set! exported))
((type_alias type: (identifier) @name) @def.type (#set! exported))
((enum_entry (identifier) @name) @def.enumerator (#set! exported))

((class_body (function_declaration name: (identifier) @name) @def.method) (#set! exported))
((function_declaration name: (identifier) @name) @def.function (#set! exported))
((secondary_constructor "constructor" @name) @def.constructor (#set! exported))

([
  (class_body (property_declaration (modifiers (property_modifier "const"))
    (variable_declaration (identifier) @name)) @def.constant)
  (source_file (property_declaration "val" (variable_declaration (identifier) @name)) @def.constant)
] (#set! exported))
([
  (class_body (property_declaration (variable_declaration (identifier) @name)) @def.property)
  (enum_class_body (property_declaration (variable_declaration (identifier) @name)) @def.property)
  (class_parameter ["val" "var"] . (identifier) @name) @def.property
] (#set! exported))
([
  (source_file (property_declaration (variable_declaration (identifier) @name)) @def.variable)
  (source_file (property_declaration
    (multi_variable_declaration (variable_declaration (identifier) @name))) @def.variable)
] (#set! exported))

; Behind two annotations the grammar reads `data class A` as an operator between names.
((infix_expression
   (identifier) @_keyword . [(identifier) @name (call_expression . (identifier) @name)] .) @def.class
  (#eq? @_keyword "class") (#set! exported))
((infix_expression (identifier) @_keyword . (identifier) @name .) @def.interface
  (#eq? @_keyword "interface") (#set! exported))
((infix_expression (identifier) @_keyword . (identifier) @name .) @def.module
  (#eq? @_keyword "object") (#set! exported))
((infix_expression (identifier) @_keyword . (identifier) @name .) @def.type
  (#eq? @_keyword "typealias") (#set! exported))
; An even number of modifiers, and the name becomes an operator on what follows.
((infix_expression . (infix_expression (identifier) @_keyword .)
   . [(identifier) @name @def.class (call_expression . (identifier) @name @def.class)])
  (#eq? @_keyword "class") (#set! exported))
((infix_expression . (infix_expression (identifier) @_keyword .) . (identifier) @name @def.interface)
  (#eq? @_keyword "interface") (#set! exported))
((infix_expression . (infix_expression (identifier) @_keyword .) . (identifier) @name @def.module)
  (#eq? @_keyword "object") (#set! exported))
((infix_expression . (identifier) @private.start) (#any-of? @private.start "private" "internal"))

(modifiers (visibility_modifier ["private" "internal"])) @private.start
((modifiers (annotation [
    (user_type (identifier) @_a)
    (constructor_invocation (user_type (identifier) @_a))
  ])) @deprecated.start (#eq? @_a "Deprecated"))
