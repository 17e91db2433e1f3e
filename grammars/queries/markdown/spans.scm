; Code in prose counts as a string: it is what the prose talks about.
(code_fence_content) @string
(indented_code_block) @string
((html_block) @comment (#match? @comment "^\\s*<!--"))

; Only texts that can hold a code span or a comment are worth a second parser.
((inline) @inject.markdown_inline (#match? @inject.markdown_inline "`|<!--"))
((pipe_table_cell) @inject.markdown_inline (#match? @inject.markdown_inline "`|<!--"))
