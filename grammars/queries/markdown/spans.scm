; Code in prose counts as a string: it is what the prose talks about.
(code_fence_content) @string
(indented_code_block) @string
((html_block) @comment (#match? @comment "^\\s*<!--"))

(inline) @prose
(pipe_table_cell) @prose
