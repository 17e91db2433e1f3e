; Each selector of a list is one symbol; a rule in a rule is named by the outer one.

(rule_set (selectors (_) @name)) @def.selector
(keyframes_statement (keyframes_name) @name) @def.label
((declaration (property_name) @name) @def.variable (#match? @name "^--"))
((at_rule (at_keyword) @_at (keyword_query) @name) @def.variable (#eq? @_at "@property"))
((at_rule (at_keyword) @_at (keyword_query) @name) @def.label
  (#any-of? @_at "@layer" "@counter-style" "@font-palette-values"))

(ERROR (selectors (_) @name @def.selector))
