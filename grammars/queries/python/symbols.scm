(class_definition name: (identifier) @name) @def.class
(function_definition name: (identifier) @name) @def.function
