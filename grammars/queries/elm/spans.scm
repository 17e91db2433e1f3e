(line_comment) @comment
(block_comment) @comment
(string_constant_expr) @string
