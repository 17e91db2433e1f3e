; An extension adds to a class that is defined elsewhere.
((class_interface "@interface" . (identifier) @name . "(" . ")") @def.class (#set! declaration))
(class_interface "@interface" . (identifier) @name !category) @def.class
(class_implementation "@implementation" . (identifier) @name !category) @def.class
; A category gives its methods to the class that it extends.
(class_interface "@interface" . (identifier) @scope.name category: (identifier)) @scope
(class_implementation "@implementation" . (identifier) @scope.name category: (identifier)) @scope
(class_interface category: (identifier) @name @def.module)
(class_implementation category: (identifier) @name @def.module)
(protocol_declaration "@protocol" . (identifier) @name) @def.interface
((class_declaration (identifier) @name) @def.class (#set! declaration))
((protocol_forward_declaration (identifier) @name) @def.interface (#set! declaration))
(compatibility_alias_declaration class: (identifier) @name) @def.type

((method_declaration) @def.method @name (#set! declaration) (#set! name.selector))
((method_definition) @def.method @name (#set! name.selector))

(property_declaration (struct_declaration (struct_declarator (_) @declarator))) @def.property
(instance_variable (struct_declaration (struct_declarator (_) @declarator)) @def.field)

; A function of C stays one inside @implementation. The rest is C.
((function_definition declarator: (_) @declarator) @def.function (#set! kind.in-type function))
; include c/symbols.scm
