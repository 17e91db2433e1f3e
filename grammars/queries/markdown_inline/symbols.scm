; Text inside a paragraph defines nothing. Nothing injects this language yet: its grammar takes three times
; as long as Markdown's own for the same file, and `@prose` finds code spans for next to nothing.
