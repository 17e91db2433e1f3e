; Locals of JavaScript: `var` belongs to its function, the rest to its block.

(function_declaration parameters: (_) @scope.function body: (_) @scope.function)
(generator_function_declaration parameters: (_) @scope.function body: (_) @scope.function)
(method_definition parameters: (_) @scope.function body: (_) @scope.function)
(formal_parameters) @bindings
(class_declaration name: (identifier) @binding.type)
(class name: (identifier) @binding.type)
