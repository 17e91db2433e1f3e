; A method is a function directly in a class, __init__ too. An attribute is a field, whether the class's
; body or a method's `self.x =` introduces it. Assignments define where the name is new.

((class_definition name: (identifier) @name) @def.class)

((function_definition name: (identifier) @name) @def.function)

((type_alias_statement left: (type (identifier) @name)) @def.type)
((type_alias_statement left: (type (generic_type (identifier) @name))) @def.type)

; Members of enumerations.
((class_definition
   superclasses: (argument_list [(identifier) (attribute)] @_base)
   body: (block (expression_statement (assignment left: (identifier) @name) @def.enumerator)))
  (#match? @_base "(Enum|Flag)$")
  (#not-match? @name "^__"))

; What a call makes.
((assignment
   left: (identifier) @name
   right: (call function: [(identifier) @_call (attribute attribute: (identifier) @_call)]))
  @def.class
  (#any-of? @_call "namedtuple" "NamedTuple" "TypedDict" "make_dataclass" "new_class"))
((assignment
   left: (identifier) @name
   right: (call function: [(identifier) @_call (attribute attribute: (identifier) @_call)]))
  @def.type
  (#any-of? @_call "NewType" "TypeVar" "ParamSpec" "TypeVarTuple"))
((assignment left: (identifier) @name type: (type) @_type) @def.type
  (#match? @_type "TypeAlias$"))
((assignment left: (identifier) @name right: (lambda)) @def.function)

; Constants by their capitals, then all other names that are assigned to.
((assignment left: (identifier) @name) @def.constant
  (#match? @name "^_*[A-Z][A-Z0-9_]*$")
  (#set! kind.in-type field) (#set! first))
((assignment left: (identifier) @name) @def.variable
  (#set! kind.in-type field) (#set! first))
((assignment
   left: [(pattern_list (identifier) @name) (tuple_pattern (identifier) @name)
          (list_pattern (identifier) @name)]) @def.constant
  (#match? @name "^_*[A-Z][A-Z0-9_]*$")
  (#set! kind.in-type field) (#set! first))
((assignment
   left: [(pattern_list (identifier) @name) (tuple_pattern (identifier) @name)
          (list_pattern (identifier) @name)]) @def.variable
  (#set! kind.in-type field) (#set! first))

((assignment
   left: (attribute object: (identifier) @_self attribute: (identifier) @name)) @def.field
  (#any-of? @_self "self" "cls") (#set! member) (#set! first))
((assignment
   left: [(pattern_list (attribute object: (identifier) @_self attribute: (identifier) @name))
          (tuple_pattern (attribute object: (identifier) @_self attribute: (identifier) @name))])
  @def.field
  (#any-of? @_self "self" "cls") (#set! member) (#set! first))

; What broken code leaves of a definition: an error node of loose tokens.
(ERROR ["def" "class"] @_keyword . (identifier) @name @def.function (#eq? @_keyword "def"))
(ERROR ["def" "class"] @_keyword . (identifier) @name @def.class (#eq? @_keyword "class"))
(ERROR (identifier) @_keyword . (identifier) @name @def.class (#eq? @_keyword "class"))
(ERROR (identifier) @_keyword . (identifier) @name @def.function (#eq? @_keyword "def"))
