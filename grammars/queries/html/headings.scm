; A heading is named by all of its text. Here and not in symbols.scm, which Svelte includes: text in
; braces is code there. What nothing closes keeps the name that symbols.scm gives it.
((element (start_tag (tag_name) @_tag) (end_tag)) @def.heading @name
  (#any-of? @_tag "h1" "h2" "h3" "h4" "h5" "h6" "H1" "H2" "H3" "H4" "H5" "H6")
  (#set! name.text))
