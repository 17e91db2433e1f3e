; Functions are values with a name; classes are what the makers of S4, reference and R6 classes return.

(binary_operator
  lhs: [(identifier) (string)] @name
  operator: ["<-" "<<-" "=" ":="]
  rhs: (function_definition)) @def.function
(binary_operator
  lhs: (function_definition) operator: ["->" "->>"] rhs: (identifier) @name) @def.function
(binary_operator
  lhs: (extract_operator lhs: (_) @container rhs: [(identifier) (string)] @name)
  operator: ["<-" "<<-" "="]
  rhs: (function_definition)) @def.function

((binary_operator
   lhs: (identifier) @name
   operator: ["<-" "<<-" "="]
   rhs: (call function: [
     (identifier) @_maker
     (namespace_operator rhs: (identifier) @_maker)
   ])) @def.class
  (#any-of? @_maker "R6Class" "setRefClass" "setClass" "setClassUnion" "new_class" "ggproto"))
((program
   (call
     function: (identifier) @_maker
     arguments: (arguments . argument: (argument value: (string) @name))) @def.class)
  (#any-of? @_maker "setClass" "setRefClass" "setClassUnion"))
((program
   (call
     function: (identifier) @_maker
     arguments: (arguments . argument: (argument value: (string) @name))) @def.function)
  (#eq? @_maker "setGeneric"))
((call
   function: (identifier) @_maker
   arguments: (arguments
     . argument: (argument value: (string) @name) . (comma)
     . argument: (argument value: (string content: (string_content) @container)))) @def.method
  (#any-of? @_maker "setMethod" "setReplaceMethod"))
((call
   function: (identifier) @_maker
   arguments: (arguments
     . argument: (argument value: (string) @name) . (comma)
     . argument: (argument
       value: (call
         arguments: (arguments
           . argument: (argument value: (string content: (string_content) @container)))))))
  @def.method
  (#any-of? @_maker "setMethod" "setReplaceMethod"))

; public = list(name = NULL, greet = function() ...), fields = list(...), representation(...)
((argument
   name: (identifier) @_section
   value: (call
     arguments: (arguments
       argument: (argument name: (_) @name value: (function_definition)) @def.method)))
  (#any-of? @_section "public" "private" "active" "methods"))
((argument
   name: (identifier) @_section
   value: (call arguments: (arguments argument: (argument name: (_) @name) @def.field)))
  (#any-of? @_section "public" "private" "fields" "slots" "representation" "properties"))
((argument
   value: (call
     function: (identifier) @_call
     arguments: (arguments argument: (argument name: (_) @name) @def.field)))
  (#eq? @_call "representation"))

; Variables of the file.
((program
   (binary_operator lhs: [(identifier) (string)] @name operator: ["<-" "<<-" "="]) @def.variable)
  (#set! first))
((program (binary_operator operator: ["->" "->>"] rhs: (identifier) @name) @def.variable)
  (#set! first))
((program
   (if_statement
     (braced_expression
       (binary_operator
         lhs: [(identifier) (string)] @name operator: ["<-" "<<-" "="]) @def.variable)))
  (#set! first))
((program
   (call
     function: (identifier) @_assign
     arguments: (arguments . argument: (argument value: (string) @name))) @def.variable)
  (#eq? @_assign "assign") (#set! first))

; handlers <- list(open = function(x) ...)
((program
   (binary_operator
     lhs: (identifier)
     rhs: (call
       function: (identifier) @_list
       arguments: (arguments
         argument: (argument name: (_) @name value: (function_definition)) @def.function))))
  (#eq? @_list "list"))

((ERROR (identifier) @name @def.function . ["<-" "="] . ["function" "\\"]))
((ERROR (binary_operator lhs: (identifier) @name operator: ["<-" "="]) @def.variable)
  (#set! first))
