(comment) @comment
(string_lit) @string
(quoted_template) @string
(heredoc_template) @string
