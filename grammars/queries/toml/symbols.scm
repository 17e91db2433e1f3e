; Tables and the keys in them. Arrays are data, as in JSON.
(array) @opaque
(table [(bare_key) (quoted_key) (dotted_key)] @name) @def.table
(table_array_element [(bare_key) (quoted_key) (dotted_key)] @name) @def.table
(pair . [(bare_key) (quoted_key) (dotted_key)] @name) @def.key
