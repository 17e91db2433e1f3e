; Keys, named by the objects around them. What is inside an array is data (rows, often thousands with
; the same keys) and gives no symbols.
(array) @opaque
(pair key: (string) @name) @def.key
