(comment) @comment
[(string) (heredoc_body) (subshell) (character) (string_array)] @string
