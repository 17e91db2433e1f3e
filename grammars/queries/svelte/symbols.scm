; include html/symbols.scm
; Beside HTML's: {#snippet name()}. The properties of a component are the exported variables of its script.
(snippet_statement (snippet_start (snippet_name) @name)) @def.function
