; An impl names what its items belong to: the type, whatever the trait.
(impl_item type: [
  (type_identifier) @scope.name
  (primitive_type) @scope.name
  (array_type) @scope.name
  (tuple_type) @scope.name
  (unit_type) @scope.name
  (never_type) @scope.name
  (dynamic_type) @scope.name
  (bounded_type) @scope.name
  (pointer_type) @scope.name
  (function_type) @scope.name
  (generic_type type: (type_identifier) @scope.name)
  (generic_type type: (scoped_type_identifier name: (type_identifier) @scope.name))
  (scoped_type_identifier name: (type_identifier) @scope.name)
  (reference_type type: (type_identifier) @scope.name)
  (reference_type type: (primitive_type) @scope.name)
  (reference_type type: (array_type) @scope.name)
  (reference_type type: (tuple_type) @scope.name)
  (reference_type type: (dynamic_type) @scope.name)
  (reference_type type: (scoped_type_identifier name: (type_identifier) @scope.name))
  (reference_type type: (generic_type type: (type_identifier) @scope.name))
  (reference_type type: (generic_type type:
    (scoped_type_identifier name: (type_identifier) @scope.name)))
]) @scope

; In a trait or impl it becomes a method.
(trait_item body: (declaration_list (function_signature_item name: (identifier) @name) @def.method))
(function_item name: (identifier) @name) @def.function
; In an extern block.
((function_signature_item name: (identifier) @name) @def.function (#set! declaration))
(foreign_mod_item body: (declaration_list
  (static_item name: (identifier) @name @declaration) @def.variable))

(struct_item name: (type_identifier) @name) @def.struct
(union_item name: (type_identifier) @name) @def.union
(enum_item name: (type_identifier) @name) @def.enum
(trait_item name: (type_identifier) @name) @def.trait
(type_item name: (type_identifier) @name) @def.type
(associated_type name: (type_identifier) @name) @def.type

((mod_item name: (identifier) @name !body) @def.module (#set! declaration))
(mod_item name: (identifier) @name) @def.module

(enum_variant name: (identifier) @name) @def.enumerator
(field_declaration name: (field_identifier) @name) @def.field
; `const _: () = assert!(...)` defines nothing.
((const_item name: (identifier) @name) @def.constant (#eq? @name "_") (#set! skip))
(const_item name: (identifier) @name) @def.constant
(static_item (mutable_specifier) name: (identifier) @name) @def.variable
(static_item name: (identifier) @name) @def.constant

(macro_definition name: (identifier) @name) @def.macro

; What a macro among items is given is tokens, but often items: thread_local! { static A: ... }. The
; range is the name, so that nothing is inside. Few patterns: each costs at every item of a file.
((source_file (macro_invocation (token_tree [
   ("fn" . (identifier) @name @def.function)
   ("struct" . (identifier) @name @def.struct)
   ("enum" . (identifier) @name @def.enum)
   ("trait" . (identifier) @name @def.trait)
   ("mod" . (identifier) @name @def.module)
   ("type" . (identifier) @name @def.type)
   ("const" . (identifier) @name @def.constant . ":")
   ("static" . (identifier) @name @def.constant . ":")
   ("static" . (identifier) @_ref . (identifier) @name @def.constant . ":")
   ("pub" . _ . (identifier) @exported)
 ]))) (#eq? @_ref "ref"))
; bitflags! { struct Flags: u32 { const A = 1; } }
((source_file (macro_invocation macro: (_) @_macro (token_tree (token_tree
   "const" . (identifier) @name @def.constant . "="))))
  (#match? @_macro "bitflags$"))
; cfg_if! { if #[cfg(unix)] { items } else { items } }
((source_file (macro_invocation macro: (_) @_macro (token_tree (token_tree [
   ("fn" . (identifier) @name @def.function)
   ("struct" . (identifier) @name @def.struct)
   ("mod" . (identifier) @name @def.module)
   ("type" . (identifier) @name @def.type)
   ("pub" . _ . (identifier) @exported)
 ])))) (#match? @_macro "cfg_if$"))

[
  (function_item (visibility_modifier) name: (identifier) @exported)
  (struct_item (visibility_modifier) name: (type_identifier) @exported)
  (union_item (visibility_modifier) name: (type_identifier) @exported)
  (enum_item (visibility_modifier) name: (type_identifier) @exported)
  (trait_item (visibility_modifier) name: (type_identifier) @exported)
  (type_item (visibility_modifier) name: (type_identifier) @exported)
  (mod_item (visibility_modifier) name: (identifier) @exported)
  (field_declaration (visibility_modifier) name: (field_identifier) @exported)
  (const_item (visibility_modifier) name: (identifier) @exported)
  (static_item (visibility_modifier) name: (identifier) @exported)
  (function_signature_item (visibility_modifier) name: (identifier) @exported)
]

; #[macro_export] and #[deprecated] stand before the item, with other attributes or without.
((attribute_item (attribute (identifier) @_attribute))
  . (attribute_item)* . (macro_definition name: (identifier) @exported)
  (#eq? @_attribute "macro_export"))
((attribute_item (attribute (identifier) @_attribute))
  . (attribute_item)? . (function_item name: (identifier) @deprecated)
  (#eq? @_attribute "deprecated"))
((attribute_item (attribute (identifier) @_attribute))
  . (struct_item name: (type_identifier) @deprecated)
  (#eq? @_attribute "deprecated"))
