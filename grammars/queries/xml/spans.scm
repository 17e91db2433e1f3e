(Comment) @comment
(AttValue) @string
(EntityValue) @string
