(comment) @comment
[(string) (charlist) (sigil)] @string
