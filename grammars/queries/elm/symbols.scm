; The module holds the whole file. A value is its annotation and its definition, merged; what `let`
; binds is local.
(file moduleDeclaration: (module_declaration name: (upper_case_qid) @name)) @def.module

(file (type_annotation name: (lower_case_identifier) @name) @def.function
  (#set! merge) (#set! declaration))
(file (value_declaration
  functionDeclarationLeft:
    (function_declaration_left . (lower_case_identifier) @name . (_))) @def.function
  (#set! merge))
(file (value_declaration
  functionDeclarationLeft: (function_declaration_left . (lower_case_identifier) @name)) @def.constant
  (#set! merge))
(port_annotation name: (lower_case_identifier) @name) @def.function
(infix_declaration operator: (operator_identifier) @name) @def.function

(type_declaration name: (upper_case_identifier) @name) @def.enum
(union_variant name: (upper_case_identifier) @name) @def.enumerator
(type_alias_declaration
  name: (upper_case_identifier) @name
  typeExpression: (type_expression part: (record_type))) @def.struct
(type_alias_declaration name: (upper_case_identifier) @name) @def.type
(type_alias_declaration
  typeExpression:
    (type_expression
      part: (record_type fieldType: (field_type name: (lower_case_identifier) @name) @def.field)))
