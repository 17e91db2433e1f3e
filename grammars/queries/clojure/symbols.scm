; A discarded, quoted or commented form defines nothing.
(dis_expr) @opaque
(quoting_lit) @opaque
(syn_quoting_lit) @opaque
((list_lit . (sym_lit name: (sym_name) @_form)) @opaque (#eq? @_form "comment"))

(source
  (list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit name: (sym_name) @name)
    (#any-of? @_form "ns" "in-ns"))) @def.module

((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit name: (sym_name) @name)) @def.function
  (#any-of? @_form "defn" "defn-" "defmulti" "deftest" "definline" "deftask" "defspec"))
((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit name: (sym_name) @name)) @def.variable
  (#any-of? @_form "def" "defonce" "defstate"))
((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit name: (sym_name) @name)) @def.macro
  (#eq? @_form "defmacro"))
((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit name: (sym_name) @name)) @def.method
  (#eq? @_form "defmethod"))
((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit name: (sym_name) @name)) @def.interface
  (#any-of? @_form "defprotocol" "definterface"))
((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit name: (sym_name) @name)) @def.struct
  (#any-of? @_form "defrecord" "deftype"))
((list_lit . (sym_lit name: (sym_name) @_form) (sym_lit name: (sym_name) @name) @def.function)
  (#eq? @_form "declare") (#set! declaration))

((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit)
   . (vec_lit (sym_lit name: (sym_name) @name) @def.field))
  (#any-of? @_form "defrecord" "deftype"))
((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit)
   (list_lit . (sym_lit name: (sym_name) @name) . (vec_lit)) @def.method)
  (#any-of? @_form "defrecord" "deftype" "extend-type"))
((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit)
   (list_lit . (sym_lit name: (sym_name) @name) . (vec_lit)) @def.method)
  (#any-of? @_form "defprotocol" "definterface") (#set! declaration))
