; What JavaScript, TypeScript and TSX have in common. Variables count at the top of a file (or of a
; namespace, in TypeScript) only; functions count wherever they have a name.

[(comment) (html_comment) (hash_bang_line)] @comment
[(string) (template_string)] @string

; Imports in the manner of CommonJS define nothing.
((variable_declarator
   name: (identifier) @name
   value: (call_expression function: (identifier) @_require)) @def.constant
  (#eq? @_require "require") (#set! skip))
((variable_declarator
   name: (object_pattern
     [(shorthand_property_identifier_pattern) @name (pair_pattern value: (identifier) @name)])
   value: (call_expression function: (identifier) @_require)) @def.constant
  (#eq? @_require "require") (#set! skip))

; ---- exported ----

(export_statement
  declaration: [
    (function_declaration name: (identifier) @name)
    (generator_function_declaration name: (identifier) @name)
  ] @def.function (#set! exported))
(export_statement
  declaration: (class_declaration name: (_) @name) @def.class (#set! exported))
(export_statement
  declaration: [
    (lexical_declaration
      (variable_declarator
        name: (identifier) @name
        value: [(arrow_function) (function_expression) (generator_function)]) @def.function)
    (variable_declaration
      (variable_declarator
        name: (identifier) @name
        value: [(arrow_function) (function_expression) (generator_function)]) @def.function)
  ] (#set! exported))
(export_statement
  declaration: (lexical_declaration
    (variable_declarator name: (identifier) @name value: (class)) @def.class) (#set! exported))
; A component in a wrapper: const Button = memo(function (props) { ... })
((variable_declarator
   name: (identifier) @name
   value: (call_expression
     function: [(identifier) @_wrap (member_expression property: (property_identifier) @_wrap)]
     arguments: (arguments . [(arrow_function) (function_expression)]))) @def.function
  (#any-of? @_wrap "memo" "forwardRef" "observer"))
(export_statement
  declaration: (lexical_declaration
    (variable_declarator name: (identifier) @exported value: (call_expression))))
(export_statement
  declaration: (lexical_declaration
    kind: "const"
    (variable_declarator
      name: [
        (identifier) @name
        (object_pattern [
          (shorthand_property_identifier_pattern) @name
          (pair_pattern value: (identifier) @name)
          (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)
          (rest_pattern (identifier) @name)])
        (array_pattern [(identifier) @name (rest_pattern (identifier) @name)])
      ]) @def.constant) (#set! exported))
(export_statement
  declaration: [
    (lexical_declaration kind: "let" (variable_declarator name: (identifier) @name) @def.variable)
    (variable_declaration (variable_declarator name: (identifier) @name) @def.variable)
  ] (#set! exported))
(export_statement "default" @name value: (class) @def.class (#set! exported))
(export_statement "default" @name
  value: [(function_expression) (generator_function) (arrow_function)] @def.function
  (#set! exported))

; exports.f = function ..., module.exports.f = ...
((assignment_expression
   left: (member_expression
     object: [(identifier) @_exports
              (member_expression object: (identifier) property: (property_identifier) @_exports)]
     property: (property_identifier) @name)
   right: [(function_expression) (arrow_function) (generator_function)]) @def.function
  (#eq? @_exports "exports") (#set! exported))
((assignment_expression
   left: (member_expression
     object: [(identifier) @_exports
              (member_expression object: (identifier) property: (property_identifier) @_exports)]
     property: (property_identifier) @name)
   right: (class)) @def.class
  (#eq? @_exports "exports") (#set! exported))
((assignment_expression
   left: (member_expression
     object: [(identifier) @_exports
              (member_expression object: (identifier) property: (property_identifier) @_exports)]
     property: (property_identifier) @name)
   right: [(string) (number) (template_string) (object) (array) (regex) (new_expression) (true)
           (false) (call_expression)] @_value) @def.variable
  (#eq? @_exports "exports") (#not-match? @_value "^(?:require\\(|_|tslib)") (#set! exported)
  (#set! first))
; module.exports = { name: 1 }
((assignment_expression
   left: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
   right: (object
     (pair
       key: (property_identifier) @name
       value: [(string) (number) (template_string) (object) (array) (regex) (true) (false)
               (new_expression) (binary_expression) (call_expression)] @_value)
     @def.field))
  (#eq? @_module "module") (#eq? @_exports "exports")
  (#not-match? @_value "^(?:require\\(|_|tslib)") (#set! exported))
((assignment_expression
   left: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
   right: [(function_expression name: (identifier) @name) @def.function
           (class name: (_) @name) @def.class])
  (#eq? @_module "module") (#eq? @_exports "exports") (#set! exported))

; ---- functions and classes ----

(function_declaration name: (identifier) @name) @def.function
(generator_function_declaration name: (identifier) @name) @def.function
(class_declaration name: (_) @name) @def.class
(variable_declarator
  name: (identifier) @name
  value: [(arrow_function) (function_expression) (generator_function)]) @def.function
(variable_declarator name: (identifier) @name value: (class)) @def.class
(assignment_expression
  left: (identifier) @name
  right: [(arrow_function) (function_expression) (generator_function)]) @def.function
(assignment_expression left: (identifier) @name right: (class)) @def.class

; function (a) { return function b() {} }, use(function b() {}); but X = wrap(function X() {}) is one
; symbol. An object that is made once: X = new function () {}.
((variable_declarator
   name: (identifier) @_variable
   value: (call_expression
     arguments: (arguments (function_expression name: (identifier) @name) @def.function)))
  (#eq? @name @_variable) (#set! skip))
(arguments (function_expression name: (identifier) @name) @def.function)
(return_statement (function_expression name: (identifier) @name) @def.function)
(variable_declarator
  name: (identifier) @name
  value: (new_expression constructor: (function_expression))) @def.class
(assignment_expression
  left: (identifier) @name
  right: (new_expression constructor: (function_expression))) @def.class

; ---- members ----

; What transpilers make of a class: { key: "name", value: function name() {} }
((object
   . (pair key: (property_identifier) @_key value: (string) @name)
   . (pair key: (property_identifier) @_value value: (function_expression))) @def.method
  (#eq? @_key "key") (#any-of? @_value "value" "get" "set"))
((object
   . (pair key: (property_identifier) @_key value: (string))
   . (pair key: (property_identifier) @name value: (function_expression))) @def.method
  (#eq? @_key "key") (#any-of? @name "value" "get" "set") (#set! skip))

((method_definition name: (property_identifier) @name) @def.constructor
  (#eq? @name "constructor"))
(method_definition name: (_) @name) @def.method
(pair
  key: [(property_identifier) (string) (computed_property_name)] @name
  value: [(arrow_function) (function_expression) (generator_function)]) @def.method
(class_static_block "static" @name) @def.method

; Foo.prototype.bar = function ..., and all that hangs on one prototype.
((assignment_expression
   left: (member_expression
     object: (member_expression
       object: [(identifier) (member_expression)] @container
       property: (property_identifier) @_prototype)
     property: (property_identifier) @name)
   right: [(function_expression) (arrow_function) (generator_function)]) @def.method
  (#eq? @_prototype "prototype"))
((assignment_expression
   left: (member_expression
     object: (member_expression
       object: [(identifier) (member_expression)] @container
       property: (property_identifier) @_prototype)
     property: (property_identifier) @name)) @def.field
  (#eq? @_prototype "prototype") (#not-eq? @name "constructor") (#set! first))
((assignment_expression
   left: (member_expression
     object: [(identifier) (member_expression)] @scope.name
     property: (property_identifier) @_prototype)
   right: [(object) (new_expression constructor: (function_expression))]) @scope
  (#eq? @_prototype "prototype"))

; Foo.bar = function ...; this.bar = function ...; this.x = 1
((assignment_expression
   left: (member_expression object: (this) property: (property_identifier) @name)
   right: [(function_expression) (arrow_function) (generator_function)]) @def.method
  (#set! member))
((assignment_expression
   left: (member_expression
     object: [(identifier) (member_expression object: (identifier))] @container
     property: (property_identifier) @name)
   right: [(function_expression) (arrow_function) (generator_function)]) @def.method
  (#not-eq? @name "exports"))
((assignment_expression
   left: (member_expression
     object: [(identifier) (member_expression object: (identifier))] @container
     property: (property_identifier) @name)
   right: (class)) @def.class
  (#not-eq? @name "exports"))
((assignment_expression
   left: (member_expression
     object: (this)
     property: [(property_identifier) (private_property_identifier)] @name)) @def.field
  (#set! member) (#set! first))
; What is put on the global object, and on a class at the top of the file: Shape.SIDES = 4
((assignment_expression
   left: (member_expression object: (identifier) @_global property: (property_identifier) @name)
   right: [(object) (new_expression) (call_expression)]) @def.variable
  (#any-of? @_global "window" "globalThis" "global") (#set! first))
((program
   (expression_statement
     (assignment_expression
       left: (member_expression
         object: (identifier) @container property: (property_identifier) @name)) @def.field))
  (#match? @container "^[A-Z]") (#not-eq? @name "prototype") (#set! first))
((expression_statement
   (call_expression
     function: (member_expression object: (identifier) @_object property: (property_identifier) @_call)
     arguments: (arguments
       . [(identifier) @container
          (member_expression object: (identifier) @container property: (property_identifier))]
       . (string) @name)) @def.property)
  (#eq? @_object "Object") (#eq? @_call "defineProperty")
  (#not-any-of? @container "exports" "module"))

; The keys of an object at the top of a file are its fields, those of a frozen one an enumeration.
(program [
  (lexical_declaration
    (variable_declarator value: (object (pair key: (property_identifier) @name) @def.field)))
  (variable_declaration
    (variable_declarator value: (object (pair key: (property_identifier) @name) @def.field)))
  (export_statement
    declaration: (lexical_declaration
      (variable_declarator value: (object (pair key: (property_identifier) @name) @def.field))))
])
((variable_declarator
   value: (call_expression
     function: (member_expression
       object: (identifier) @_object property: (property_identifier) @_call)
     arguments: (arguments . (object (pair key: (_) @name) @def.enumerator))))
  (#eq? @_object "Object") (#eq? @_call "freeze"))

; ---- variables at the top ----

(program
  (lexical_declaration
    kind: "const"
    (variable_declarator
      name: [
        (identifier) @name
        (object_pattern [
          (shorthand_property_identifier_pattern) @name
          (pair_pattern value: (identifier) @name)
          (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)
          (rest_pattern (identifier) @name)])
        (array_pattern [(identifier) @name (rest_pattern (identifier) @name)])
      ]) @def.constant))
(program
  [(lexical_declaration
     kind: "let"
     (variable_declarator
       name: [
         (identifier) @name
         (object_pattern [
           (shorthand_property_identifier_pattern) @name
           (pair_pattern value: (identifier) @name)])
         (array_pattern (identifier) @name)
       ]) @def.variable)
   (variable_declaration
     (variable_declarator
       name: [
         (identifier) @name
         (object_pattern [
           (shorthand_property_identifier_pattern) @name
           (pair_pattern value: (identifier) @name)])
         (array_pattern (identifier) @name)
       ]) @def.variable)])
; Svelte's `$: doubled = count * 2`
((program
   (labeled_statement
     label: (statement_identifier) @_label
     body: (expression_statement (assignment_expression left: (identifier) @name)) @def.variable))
  (#eq? @_label "$") (#set! first))
; A file whose root is an error.
(ERROR (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @def.constant))
(ERROR (lexical_declaration kind: "let" (variable_declarator name: (identifier) @name) @def.variable))
(ERROR "class" . (_) @name @def.class)
(ERROR "function" . (identifier) @name @def.function)
