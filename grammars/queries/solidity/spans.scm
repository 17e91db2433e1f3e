(comment) @comment
[
  (string)
  (string_literal)
  (unicode_string_literal)
  (hex_string_literal)
  (yul_hex_string_literal)
  (yul_string_literal)
] @string
