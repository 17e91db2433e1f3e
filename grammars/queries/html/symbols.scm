; Headings, elements with an id or a name, and what scripts and style sheets inside define.

((element (start_tag (tag_name) @_tag) . (text) @name) @def.heading
  (#any-of? @_tag "h1" "h2" "h3" "h4" "h5" "h6" "H1" "H2" "H3" "H4" "H5" "H6"))
((element (start_tag (tag_name) @_tag) . (element (start_tag) . (text) @name)) @def.heading
  (#any-of? @_tag "h1" "h2" "h3" "h4" "h5" "h6" "H1" "H2" "H3" "H4" "H5" "H6"))

((element
   (start_tag
     (tag_name) @_tag
     (attribute
       (attribute_name) @_attribute
       [(quoted_attribute_value (attribute_value) @name) (attribute_value) @name]))) @def.key
  (#any-of? @_attribute "id" "name" "ID" "NAME") (#not-any-of? @_tag "meta" "param" "META"))
((element
   (self_closing_tag
     (tag_name) @_tag
     (attribute
       (attribute_name) @_attribute
       [(quoted_attribute_value (attribute_value) @name) (attribute_value) @name]))) @def.key
  (#any-of? @_attribute "id" "name" "ID" "NAME") (#not-any-of? @_tag "meta" "param" "META"))
((script_element
   (start_tag
     (attribute
       (attribute_name) @_attribute
       [(quoted_attribute_value (attribute_value) @name) (attribute_value) @name]))) @def.key
  (#any-of? @_attribute "id" "ID") (#set! leaf))

; A script is TypeScript by its lang or type, JavaScript unless its type is another's (JSON, a template).
((script_element (start_tag) @_tag (raw_text) @inject.typescript)
  (#match? @_tag "(lang|type)\\s*=\\s*[\"']?(ts|typescript|text/typescript)\\b"))
((script_element (start_tag) @_tag (raw_text) @inject.javascript)
  (#not-match? @_tag "lang\\s*=\\s*[\"']?(ts|typescript)\\b")
  (#not-match? @_tag "type\\s*=\\s*[\"']?(?!module|[\"']|(text|application)/(java|ecma)script|text/babel)"))
((style_element (start_tag) @_tag (raw_text) @inject.scss)
  (#match? @_tag "(lang|type)\\s*=\\s*[\"']?(text/)?scss"))
((style_element (start_tag) @_tag (raw_text) @inject.css)
  (#not-match? @_tag "(lang|type)\\s*=\\s*[\"']?(?!css|text/css|[\"'])"))
