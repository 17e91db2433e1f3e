[(comment) (documentation_comment) (script_tag)] @comment
(string_literal) @string
