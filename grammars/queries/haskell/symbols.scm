; The module holds the whole file. A function is its signature and all its equations, merged; what
; `where` and `let` bind is local.
(local_binds) @opaque
(default_signature) @opaque

(haskell (header module: (module) @name)) @def.module

(class name: (name) @name) @def.class
(class_declarations (signature name: (variable) @name) @def.method (#set! merge) (#set! declaration))
(class_declarations (signature name: (prefix_id (operator) @name)) @def.method
  (#set! merge) (#set! declaration))
(class_declarations (signature names: (binding_list name: (variable) @name)) @def.method
  (#set! declaration))
(class_declarations [(function name: (variable) @name) (bind name: (variable) @name)] @def.method
  (#set! merge))
(class_declarations (function . (infix operator: (operator) @name)) @def.method (#set! merge))

(instance name: (name) @scope.name patterns: (type_patterns) @scope.name) @scope
(instance_declarations [(function name: (variable) @name) (bind name: (variable) @name)] @def.method
  (#set! merge))
(instance_declarations (function name: (prefix_id (operator) @name)) @def.method (#set! merge))
(instance_declarations (function . (infix operator: (operator) @name)) @def.method (#set! merge))

((instance_declarations (signature name: (variable) @name) @def.method)
  (#set! merge) (#set! declaration))
(foreign_import signature: (signature name: (variable) @name)) @def.function
((signature name: (variable) @name) @def.function (#set! merge) (#set! declaration))
((signature name: (prefix_id (operator) @name)) @def.function (#set! merge) (#set! declaration))
((function name: (variable) @name) @def.function (#set! merge))
((function name: (prefix_id (operator) @name)) @def.function (#set! merge))
((function . (infix operator: (operator) @name)) @def.function (#set! merge))
((function . (infix operator: (infix_id (variable) @name))) @def.function (#set! merge))
((bind name: (variable) @name) @def.variable (#set! merge))
((bind name: (prefix_id (operator) @name)) @def.variable (#set! merge))
(bind pattern: (tuple element: (variable) @name)) @def.variable
(bind pattern: (strict pattern: (variable) @name)) @def.variable
(pattern_synonym (equation synonym: [
  (constructor) @name
  (apply function: (constructor) @name)
  (apply function: (apply function: (constructor) @name))
  (apply function: (apply function: (apply function: (constructor) @name)))
  (record constructor: (constructor) @name)
  (infix operator: (constructor_operator) @name)
])) @def.constant

(data_type name: (name) @name) @def.struct
(data_type name: (prefix_id (constructor_operator) @name)) @def.struct
(newtype name: (name) @name) @def.struct
(type_synomym name: (name) @name) @def.type
(type_family name: (name) @name) @def.type
(data_family name: (name) @name) @def.type
(data_constructor (prefix name: (constructor) @name)) @def.enumerator
(data_constructor (record name: (constructor) @name)) @def.enumerator
(data_constructor (infix operator: (constructor_operator) @name)) @def.enumerator
(newtype_constructor name: (constructor) @name) @def.enumerator
(gadt_constructor name: (constructor) @name) @def.enumerator
(gadt_constructor names: (binding_list name: (constructor) @name)) @def.enumerator
(field name: (field_name (variable) @name)) @def.field
