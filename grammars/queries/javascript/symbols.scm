; Beside common.scm: the fields of classes.
(field_definition
  property: (_) @name
  value: [(arrow_function) (function_expression) (generator_function)]) @def.method
(field_definition property: (_) @name) @def.field
