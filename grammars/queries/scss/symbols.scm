; As CSS, with variables (named without `$`), mixins and functions. Variables in a mixin are its locals.

(mixin_statement name: (identifier) @name) @def.function
(function_statement name: (identifier) @name) @def.function
(rule_set (selectors (_) @name)) @def.selector
(keyframes_statement (keyframes_name) @name) @def.label
((declaration (property_name) @name) @def.variable (#match? @name "^--"))
((declaration (property_name) @name) @def.variable
  (#match? @name "^\\$") (#set! first) (#set! name.strip "$"))

(ERROR (selectors (_) @name @def.selector))
