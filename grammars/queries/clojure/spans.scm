(comment) @comment
(dis_expr) @comment
(str_lit) @string
(regex_lit) @string
