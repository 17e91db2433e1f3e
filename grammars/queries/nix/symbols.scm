; A binding is named by its whole path (`services.nginx.enable`). Bindings of `let` are variables, which
; makes those inside functions locals; attributes are keys, kept everywhere.
(binding
  attrpath: (attrpath) @name
  expression: (function_expression)) @def.function
(let_expression (binding_set (binding attrpath: (attrpath) @name) @def.variable))
(binding attrpath: (attrpath) @name) @def.key
