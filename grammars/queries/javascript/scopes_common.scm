; What the scopes of JavaScript and TypeScript have in common.

(arrow_function) @scope.function
(function_expression) @scope.function
(generator_function) @scope.function
(class) @scope
(class_body) @scope.class
(statement_block) @scope
(for_statement) @scope
(for_in_statement) @scope
(for_in_statement right: (_) @outer)
(catch_clause) @scope
(switch_body) @scope

(property_identifier) @member
(private_property_identifier) @member
(statement_identifier) @member

(arrow_function parameter: (identifier) @binding.parameter)
((variable_declaration (variable_declarator name: (_) @bindings)) (#set! hoisted))
(lexical_declaration (variable_declarator name: (_) @bindings))
((for_in_statement kind: "var" left: (_) @bindings) (#set! hoisted))
(for_in_statement kind: ["let" "const"] left: (_) @bindings)
(catch_clause parameter: (_) @bindings)
(assignment_pattern right: (_) @uses)
(object_assignment_pattern right: (_) @uses)
(computed_property_name) @uses
(function_declaration name: (identifier) @binding.function)
(generator_function_declaration name: (identifier) @binding.function)
(function_expression name: (identifier) @binding.function)
(generator_function name: (identifier) @binding.function)

(import_clause (identifier) @binding.import)
(namespace_import (identifier) @binding.alias)
(import_specifier !alias name: (identifier) @binding.import)
(import_specifier name: (_) @member alias: (identifier) @binding.alias)
(export_specifier alias: (identifier) @member)
(export_statement (export_clause (export_specifier name: (identifier) @member)) source: (_))
(import_statement source: (string) @import) @import.all
(export_statement source: (string) @import) @import.all
((call_expression function: (identifier) @_require arguments: (arguments . (string) @import)) @import.all
  (#eq? @_require "require"))
(call_expression function: (import) arguments: (arguments . (string) @import)) @import.all

(array_pattern (identifier) @write)
(shorthand_property_identifier_pattern) @write
(call_expression function: (identifier) @call)
(call_expression function: (member_expression property: (_) @call))
(new_expression constructor: (identifier) @call)
(new_expression constructor: (member_expression property: (_) @call))
