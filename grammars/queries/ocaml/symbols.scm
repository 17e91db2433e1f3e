; Everything in `let ... in` is local.
(let_expression) @opaque

(module_binding . (module_name) @name) @def.module
(module_type_definition (module_type_name) @name) @def.interface
((value_specification (value_name) @name type: (function_type)) @def.function (#set! declaration))
((value_specification (parenthesized_operator (_) @name)) @def.function (#set! declaration))
((value_specification (value_name) @name) @def.variable (#set! declaration))
(external (value_name) @name) @def.function
(external (parenthesized_operator (_) @name)) @def.function

(exception_definition (constructor_declaration (constructor_name) @name)) @def.type
(type_binding
  name: (type_constructor_path) @container
  body: (variant_declaration (constructor_declaration (constructor_name) @name) @def.enumerator))
(type_binding name: (type_constructor) @name body: (variant_declaration)) @def.enum
(type_binding name: (type_constructor) @name body: (record_declaration)) @def.struct
(type_binding name: (type_constructor) @name) @def.type
(constructor_declaration (constructor_name) @name) @def.enumerator
(field_declaration (field_name) @name) @def.field

(class_binding (class_name) @name) @def.class
(class_type_binding (class_type_name) @name) @def.interface
((method_specification (method_name) @name) @def.method (#set! declaration))
((method_definition "virtual" (method_name) @name) @def.method (#set! declaration))
(method_definition (method_name) @name) @def.method
(instance_variable_definition (instance_variable_name) @name) @def.field
(instance_variable_specification (instance_variable_name) @name) @def.field

(value_definition (let_binding pattern: (value_name) @name . (parameter)) @def.function)
(value_definition (let_binding pattern: (value_name) @name body: (fun_expression)) @def.function)
(value_definition
  (let_binding pattern: (value_name) @name body: (function_expression)) @def.function)
(value_definition (let_binding pattern: (parenthesized_operator (_) @name)) @def.function)
((value_definition (let_binding pattern: (value_name) @name) @def.variable) (#not-eq? @name "_"))
((value_definition
  (let_binding pattern: (parenthesized_pattern (tuple_pattern (value_name) @name))) @def.variable)
  (#not-eq? @name "_"))
((value_definition (let_binding pattern: (tuple_pattern (value_name) @name)) @def.variable)
  (#not-eq? @name "_"))
