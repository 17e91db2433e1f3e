(comment) @comment
[(string) (multiline_string) (character)] @string
