(comment) @comment
(marginalia) @comment
((literal) @string (#match? @string "^[^-+.0-9a-zA-Z]|^[eEnNxXbBuU]&?'"))
