(comment) @comment
(string_expression) @string
(indented_string_expression) @string
