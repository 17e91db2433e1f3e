[(comment) (pod)] @comment
[(string_literal) (interpolated_string_literal) (command_string) (quoted_word_list)
 (heredoc_content)] @string
