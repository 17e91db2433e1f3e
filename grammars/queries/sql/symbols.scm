(create_table
  [(keyword_table) (keyword_exists)]
  . (object_reference schema: (identifier)? @container name: (identifier) @name)) @def.table
(create_view
  [(keyword_view) (keyword_exists)]
  . (object_reference schema: (identifier)? @container name: (identifier) @name)) @def.table
(create_materialized_view
  [(keyword_view) (keyword_exists)]
  . (object_reference schema: (identifier)? @container name: (identifier) @name)) @def.table
(create_function
  [(keyword_function) (keyword_exists)]
  . (object_reference schema: (identifier)? @container name: (identifier) @name)) @def.function
(create_trigger
  [(keyword_trigger) (keyword_exists)]
  . (object_reference schema: (identifier)? @container name: (identifier) @name)) @def.event
(create_type
  (keyword_type)
  . (object_reference schema: (identifier)? @container name: (identifier) @name)) @def.type
(create_sequence
  [(keyword_sequence) (keyword_exists)]
  . (object_reference schema: (identifier)? @container name: (identifier) @name)) @def.variable
(create_index column: (identifier) @name . (keyword_on)) @def.key
(create_schema (identifier) @name) @def.namespace
(create_database (identifier) @name) @def.namespace

; (citext, citext) of a statement that the grammar does not know.
((column_definition name: (_) @name (ERROR) @_error) @def.field
  (#eq? @_error ",") (#set! skip))
; CREATE OPERATOR CLASS ... AS FUNCTION 1 f (...), which it does not know either.
((column_definition name: (_) @name) @def.field
  (#any-of? @name "FUNCTION" "OPERATOR" "STORAGE") (#set! skip))
(alter_table
  (object_reference name: (identifier) @container)
  (add_column (column_definition name: [(identifier) (literal)] @name) @def.field))
(column_definition name: [(identifier) (literal)] @name) @def.field
(enum_elements enum_element: (literal) @name) @def.enumerator
