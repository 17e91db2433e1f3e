(comment) @comment
(haddock) @comment
(string) @string
(quasiquote_body) @string
