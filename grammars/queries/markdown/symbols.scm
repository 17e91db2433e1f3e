; Headings. The sections of the grammar do not know underlined headings, so nesting follows the levels.
; Headings inside quotes and lists are somebody else's.
((atx_heading (atx_h1_marker) heading_content: (inline) @name) @def.heading
  (#not-has-ancestor? @name "block_quote" "list_item") (#set! level "1"))
((atx_heading (atx_h2_marker) heading_content: (inline) @name) @def.heading
  (#not-has-ancestor? @name "block_quote" "list_item") (#set! level "2"))
((atx_heading (atx_h3_marker) heading_content: (inline) @name) @def.heading
  (#not-has-ancestor? @name "block_quote" "list_item") (#set! level "3"))
((atx_heading (atx_h4_marker) heading_content: (inline) @name) @def.heading
  (#not-has-ancestor? @name "block_quote" "list_item") (#set! level "4"))
((atx_heading (atx_h5_marker) heading_content: (inline) @name) @def.heading
  (#not-has-ancestor? @name "block_quote" "list_item") (#set! level "5"))
((atx_heading (atx_h6_marker) heading_content: (inline) @name) @def.heading
  (#not-has-ancestor? @name "block_quote" "list_item") (#set! level "6"))
((setext_heading heading_content: (paragraph) @name (setext_h1_underline)) @def.heading
  (#not-has-ancestor? @name "block_quote" "list_item") (#set! level "1"))
((setext_heading heading_content: (paragraph) @name (setext_h2_underline)) @def.heading
  (#not-has-ancestor? @name "block_quote" "list_item") (#set! level "2"))
