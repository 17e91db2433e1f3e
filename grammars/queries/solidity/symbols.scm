(contract_declaration name: (identifier) @name) @def.class
(interface_declaration name: (identifier) @name) @def.interface
(library_declaration name: (identifier) @name) @def.module
(struct_declaration name: (identifier) @name) @def.struct
(enum_declaration name: (identifier) @name) @def.enum
(enum_value) @def.enumerator @name
(user_defined_type_definition name: (identifier) @name) @def.type
(event_definition name: (identifier) @name) @def.event
(error_declaration name: (identifier) @name) @def.type

(contract_body (function_definition name: (identifier) @name) @def.method)
(function_definition name: (identifier) @name) @def.function
(constructor_definition "constructor" @name) @def.constructor
(modifier_definition name: (identifier) @name) @def.method
(fallback_receive_definition ["fallback" "receive"] @name) @def.method
(yul_function_definition . (yul_identifier) @name) @def.function

(struct_member name: (identifier) @name) @def.field
(constant_variable_declaration name: (identifier) @name) @def.constant
(state_variable_declaration "constant" name: (identifier) @name) @def.constant
(state_variable_declaration name: (identifier) @name) @def.field

; What can be called from outside the contract.
[
  (function_definition name: (identifier) @exported (visibility ["public" "external"]))
  (fallback_receive_definition ["fallback" "receive"] @exported)
  (state_variable_declaration visibility: (visibility "public") name: (identifier) @exported)
]
