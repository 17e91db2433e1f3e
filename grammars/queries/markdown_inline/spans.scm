(code_span) @string
((html_tag) @comment (#match? @comment "^<!--"))
