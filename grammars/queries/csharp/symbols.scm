(namespace_declaration name: (_) @name) @def.namespace
((file_scoped_namespace_declaration name: (_) @name) @def.namespace (#set! rest))

(class_declaration name: (identifier) @name) @def.class
(record_declaration "struct" name: (identifier) @name) @def.struct
(record_declaration name: (identifier) @name) @def.class
(struct_declaration name: (identifier) @name) @def.struct
(interface_declaration name: (identifier) @name) @def.interface
(enum_declaration name: (identifier) @name) @def.enum
(enum_member_declaration name: (identifier) @name) @def.enumerator
(delegate_declaration name: (identifier) @name) @def.type

(method_declaration name: (identifier) @name) @def.method
; `extension(string s) { ... }` holds methods for another type.
((constructor_declaration name: (identifier) @name) @def.constructor
  (#not-eq? @name "extension"))
((destructor_declaration name: (identifier) @name) @def.method (#set! name.prefix "~"))
((operator_declaration operator: _ @name) @def.method (#set! name.prefix "operator "))
((conversion_operator_declaration type: (_) @name) @def.method (#set! name.prefix "operator "))
(local_function_statement name: (identifier) @name) @def.function

(property_declaration name: (identifier) @name) @def.property
(indexer_declaration "this" @name) @def.property
; A record's parameters are its properties.
(record_declaration (parameter_list (parameter name: (identifier) @name) @def.property))

(event_field_declaration
  (variable_declaration (variable_declarator name: (identifier) @name))) @def.event
(event_declaration name: (identifier) @name) @def.event
(field_declaration (modifier "const")
  (variable_declaration (variable_declarator name: (identifier) @name))) @def.constant
(field_declaration
  (variable_declaration (variable_declarator name: (identifier) @name))) @def.field

(preproc_define (preproc_arg) @name) @def.macro

; Exported is what is public, by its word or by standing in an interface or enum.
[
  (class_declaration (modifier "public") name: (_) @exported)
  (record_declaration (modifier "public") name: (_) @exported)
  (struct_declaration (modifier "public") name: (_) @exported)
  (interface_declaration (modifier "public") name: (_) @exported)
  (enum_declaration (modifier "public") name: (_) @exported)
  (enum_member_declaration name: (_) @exported)
  (delegate_declaration (modifier "public") name: (_) @exported)
  (method_declaration (modifier "public") name: (_) @exported)
  (constructor_declaration (modifier "public") name: (_) @exported)
  (operator_declaration (modifier "public") operator: _ @exported)
  (conversion_operator_declaration (modifier "public") type: (_) @exported)
  (property_declaration (modifier "public") name: (_) @exported)
  (indexer_declaration (modifier "public") "this" @exported)
  (event_declaration (modifier "public") name: (_) @exported)
  (event_field_declaration (modifier "public")
    (variable_declaration (variable_declarator name: (_) @exported)))
  (field_declaration (modifier "public")
    (variable_declaration (variable_declarator name: (_) @exported)))
  (interface_declaration body: (declaration_list [
    (method_declaration name: (_) @exported)
    (property_declaration name: (_) @exported)
    (event_field_declaration (variable_declaration (variable_declarator name: (_) @exported)))
  ]))
  (record_declaration (parameter_list (parameter name: (_) @exported)))
]

([
  (class_declaration (attribute_list (attribute name: (identifier) @_a)) name: (_) @deprecated)
  (struct_declaration (attribute_list (attribute name: (identifier) @_a)) name: (_) @deprecated)
  (interface_declaration (attribute_list (attribute name: (identifier) @_a)) name: (_) @deprecated)
  (enum_declaration (attribute_list (attribute name: (identifier) @_a)) name: (_) @deprecated)
  (enum_member_declaration
    (attribute_list (attribute name: (identifier) @_a)) name: (_) @deprecated)
  (method_declaration (attribute_list (attribute name: (identifier) @_a)) name: (_) @deprecated)
  (constructor_declaration
    (attribute_list (attribute name: (identifier) @_a)) name: (_) @deprecated)
  (property_declaration (attribute_list (attribute name: (identifier) @_a)) name: (_) @deprecated)
] (#any-of? @_a "Obsolete" "ObsoleteAttribute"))
