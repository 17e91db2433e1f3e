; `class << self` names nothing: its methods belong to the class around it. `initialize` is a method
; as any other. Sigils and the colon of a symbol are no part of a name.

(module name: (constant) @name) @def.module
(module name: (scope_resolution scope: (_) @container name: (constant) @name)) @def.module
(class name: (constant) @name) @def.class
(class name: (scope_resolution scope: (_) @container name: (constant) @name)) @def.class

(program (method name: (_) @name) @def.function)
(method name: (_) @name) @def.method
(singleton_method object: (constant) @container name: (_) @name) @def.method
(singleton_method name: (_) @name) @def.method
((alias name: (_) @name) @def.method (#set! name.strip ":"))

((call
   method: (identifier) @_call
   arguments: (argument_list . [(simple_symbol) (string)] @name)) @def.method
  (#any-of? @_call "define_method" "define_singleton_method" "alias_method" "scope")
  (#not-match? @name "#\\{")
  (#set! name.strip ":"))
((call
   method: (identifier) @_call
   arguments: (argument_list [(simple_symbol) (string)] @name @def.property))
  (#any-of? @_call "attr_accessor" "attr_reader" "attr_writer" "mattr_accessor" "mattr_reader"
    "mattr_writer" "cattr_accessor" "cattr_reader" "cattr_writer" "thread_mattr_accessor"
    "class_attribute")
  (#set! name.strip ":"))
; What a line in a class adds to it: associations, attributes, methods of another object.
((call
   method: (identifier) @_call
   arguments: (argument_list . (simple_symbol) @name)) @def.property
  (#any-of? @_call "has_many" "has_one" "belongs_to" "has_and_belongs_to_many" "attribute"
    "alias_attribute" "has_one_attached" "has_many_attached" "enum")
  (#set! name.strip ":") (#set! leaf))
((call
   method: (identifier) @_call
   arguments: (argument_list . (pair key: (hash_key_symbol) @name))) @def.property
  (#eq? @_call "enum") (#set! leaf))
((call
   method: (identifier) @_call
   arguments: (argument_list (simple_symbol) @name @def.method))
  (#eq? @_call "delegate") (#set! name.strip ":"))
((call
   method: (identifier) @_call
   arguments: (argument_list . (_) (simple_symbol) @name @def.method))
  (#any-of? @_call "def_delegators" "def_instance_delegators") (#set! name.strip ":"))
((call
   method: (identifier) @_call
   arguments: (argument_list . (_) . (_) . (simple_symbol) @name .)) @def.method
  (#any-of? @_call "def_delegator" "def_instance_delegator") (#set! name.strip ":"))
((call
   method: (identifier) @_call
   arguments: (argument_list . (_) . (simple_symbol) @name .)) @def.method
  (#any-of? @_call "def_delegator" "def_instance_delegator") (#set! name.strip ":"))
((call
   method: (identifier) @_call
   arguments: (argument_list . [(simple_symbol) (string)] @name)) @def.target
  (#eq? @_call "task") (#set! name.strip ":"))
((call
   method: (identifier) @_call
   arguments: (argument_list . (pair key: [(simple_symbol) (string) (hash_key_symbol)] @name)))
  @def.target
  (#eq? @_call "task") (#set! name.strip ":"))

; Point = Struct.new(:x, :y) do ... end
((assignment
   left: (constant) @name
   right: (call receiver: (constant) @_type method: (identifier) @_call)) @def.class
  (#any-of? @_type "Struct" "Class" "Data") (#any-of? @_call "new" "define"))
((assignment
   left: (constant) @name
   right: (call receiver: (constant) @_type method: (identifier) @_call)) @def.module
  (#eq? @_type "Module") (#eq? @_call "new"))
((assignment
   left: (constant)
   right: (call
     receiver: (constant) @_type
     method: (identifier) @_call
     arguments: (argument_list (simple_symbol) @name @def.field)))
  (#any-of? @_type "Struct" "Data") (#any-of? @_call "new" "define") (#set! name.strip ":"))

(assignment left: (constant) @name) @def.constant
(assignment left: (scope_resolution scope: (_) @container name: (constant) @name)) @def.constant
(assignment left: (left_assignment_list (constant) @name)) @def.constant
(operator_assignment left: (constant) @name) @def.constant

((assignment
   left: [
     (instance_variable) @name
     (class_variable) @name
     (left_assignment_list [(instance_variable) (class_variable)] @name)
   ]) @def.field
  (#set! member) (#set! first) (#set! name.strip "@"))
((operator_assignment left: [(instance_variable) (class_variable)] @name) @def.field
  (#set! member) (#set! first) (#set! name.strip "@"))
((assignment left: (global_variable) @name) @def.variable
  (#set! first) (#set! name.strip "$"))
((program (assignment left: (identifier) @name) @def.variable) (#set! first))
((program (assignment left: (left_assignment_list (identifier) @name)) @def.variable)
  (#set! first))

(ERROR ["class" "module"] . (constant) @name @def.class)
(ERROR "def" . (identifier) @name @def.method)
