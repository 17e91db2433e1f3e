; Definitions are calls of macros. Every clause of a function is a symbol; the private are not exported.

((call
   target: (identifier) @_keyword
   (arguments . (alias) @name)) @def.module
  (#eq? @_keyword "defmodule"))
((call
   target: (identifier) @_keyword
   (arguments . (alias) @name)) @def.interface
  (#eq? @_keyword "defprotocol"))
((call
   target: (identifier) @_keyword
   (arguments . (alias) @scope.name)) @scope
  (#eq? @_keyword "defimpl"))

((call
   target: (identifier) @_keyword
   (arguments . [
     (identifier) @name
     (call) @name
     (binary_operator left: [(identifier) (call)] @name operator: "when")
   ])) @def.function
  (#any-of? @_keyword "def" "defdelegate" "defguard" "defn") (#set! exported)
  (#not-match? @name "^unquote\\b") (#set! name.until "( \t\n"))
((call
   target: (identifier) @_keyword
   (arguments . [
     (identifier) @name
     (call) @name
     (binary_operator left: [(identifier) (call)] @name operator: "when")
   ])) @def.function
  (#any-of? @_keyword "defp" "defguardp" "defnp")
  (#not-match? @name "^unquote\\b") (#set! name.until "( \t\n"))
((call
   target: (identifier) @_keyword
   (arguments . [
     (identifier) @name
     (call) @name
     (binary_operator left: [(identifier) (call)] @name operator: "when")
   ])) @def.macro
  (#eq? @_keyword "defmacro") (#set! exported)
  (#not-match? @name "^unquote\\b") (#set! name.until "( \t\n"))
((call
   target: (identifier) @_keyword
   (arguments . [
     (identifier) @name
     (call) @name
     (binary_operator left: [(identifier) (call)] @name operator: "when")
   ])) @def.macro
  (#eq? @_keyword "defmacrop")
  (#not-match? @name "^unquote\\b") (#set! name.until "( \t\n"))
; def a <> b
((call
   target: (identifier) @_keyword
   (arguments . [
     (binary_operator operator: _ @name)
     (binary_operator left: (binary_operator operator: _ @name) operator: "when")
   ])) @def.function
  (#any-of? @_keyword "def" "defguard") (#set! exported)
  (#not-any-of? @name "when" "::" "\\\\" "<-"))
((call
   target: (identifier) @_keyword
   (arguments . [
     (binary_operator operator: _ @name)
     (binary_operator left: (binary_operator operator: _ @name) operator: "when")
   ])) @def.function
  (#any-of? @_keyword "defp" "defguardp") (#not-any-of? @name "when" "::" "\\\\" "<-"))
((call
   target: (identifier) @_keyword
   (arguments . [
     (binary_operator operator: _ @name)
     (binary_operator left: (binary_operator operator: _ @name) operator: "when")
   ])) @def.macro
  (#any-of? @_keyword "defmacro" "defmacrop") (#not-any-of? @name "when" "::" "\\\\" "<-"))

; Tests have sentences for names, and no part in the names of modules in them.
((call target: (identifier) @_keyword (arguments . (string (quoted_content) @name)) (do_block))
  @def.function
  (#any-of? @_keyword "test" "property" "feature") (#set! leaf))

; A record is a macro, in the end.
((call
   target: [(identifier) @_keyword (dot right: (identifier) @_keyword)]
   (arguments . (atom) @name)) @def.struct
  (#any-of? @_keyword "defrecord" "defrecordp") (#set! name.strip ":"))

((call
   target: (identifier) @_keyword
   (arguments [
     (list (atom) @name @def.field)
     (list (keywords (pair key: (keyword) @name) @def.field))
     (keywords (pair key: (keyword) @name) @def.field)
   ]))
  (#any-of? @_keyword "defstruct" "defexception") (#set! name.strip ":") (#set! name.until ":"))

((unary_operator
   operator: "@"
   operand: (call
     target: (identifier) @_attribute
     (arguments . (binary_operator
       left: [(identifier) @name (call target: (identifier) @name)] operator: "::")))) @def.type
  (#any-of? @_attribute "type" "typep" "opaque"))
((unary_operator
   operator: "@"
   operand: (call
     target: (identifier) @_attribute
     (arguments . [
       (binary_operator left: (call target: (identifier) @name) operator: "::")
       (binary_operator
         left: (binary_operator left: (call target: (identifier) @name) operator: "::")
         operator: "when")
     ]))) @def.method
  (#any-of? @_attribute "callback" "macrocallback") (#set! declaration))
((unary_operator
   operator: "@" operand: (call target: (identifier) @name (arguments))) @def.constant
  (#not-any-of? @name "moduledoc" "doc" "typedoc" "spec" "type" "typep" "opaque" "callback"
    "macrocallback" "optional_callbacks" "impl" "behaviour" "derive" "deprecated" "dialyzer"
    "compile" "enforce_keys" "tag" "moduletag" "describetag" "before_compile" "after_compile" "on_load"
    "external_resource" "fallback_to_any")
  (#set! first))

((source (binary_operator left: (identifier) @name operator: "=") @def.variable) (#set! first))
