; Two labels: the last is the name and the first, its type, the container (`resource "type" "name"`).
(block . (identifier)
  . [(string_lit (template_literal) @container) (identifier) @container]
  . [(string_lit (template_literal) @name) (identifier) @name]
  . (block_start)) @def.class

; One label.
(block . (identifier) @_type
  . [(string_lit (template_literal) @name) (identifier) @name] . (block_start)
  (#any-of? @_type "variable" "output")) @def.variable
(block . (identifier) @_type
  . [(string_lit (template_literal) @name) (identifier) @name] . (block_start)
  (#eq? @_type "module")) @def.module
(block . (identifier)
  . [(string_lit (template_literal) @name) (identifier) @name] . (block_start)) @def.class

; None.
(block . (identifier) @scope.name . (block_start) (#eq? @scope.name "locals")) @scope
(config_file (body (block . (identifier) @name . (block_start) (#not-eq? @name "locals")) @def.key))

(block . (identifier) @_type . (block_start)
  . (body (attribute . (identifier) @name) @def.variable)
  (#eq? @_type "locals"))
(config_file (body (attribute . (identifier) @name) @def.variable))
