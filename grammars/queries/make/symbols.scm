; The grammar takes `obj-$(CONFIG_X) += x.o` for a rule, often with what follows it; the targets of a rule
; are on one line, and it has no `=` of its own. (patterns.def finds what is lost then.)
; The recipe of a rule runs to the next one, conditionals included, so targets contain nothing.
((rule (targets [(word) (concatenation)] @name) @_targets) @def.target
  (#not-any-of? @name ".PHONY" ".SUFFIXES" ".DEFAULT" ".PRECIOUS" ".INTERMEDIATE" ".SECONDARY"
    ".SECONDEXPANSION" ".DELETE_ON_ERROR" ".IGNORE" ".LOW_RESOLUTION_TIME" ".SILENT"
    ".EXPORT_ALL_VARIABLES" ".NOTPARALLEL" ".ONESHELL" ".POSIX" ".NOTINTERMEDIATE" ".WAIT")
  (#not-match? @_targets "[\\n=]")
  (#not-match? @def.target "\\A[^\\n=;]*=")
  (#set! leaf))

; `+=` appends to what is defined elsewhere, and `target: NAME = value` is that target's own.
((variable_assignment
   !target_or_pattern
   name: (word) @name
   operator: ["=" ":=" "::=" "?="]) @def.variable
  (#not-match? @name "\\+$") (#set! name.until "?")) ; NAME?=value, NAME+=value
(shell_assignment name: (word) @name) @def.variable
(define_directive name: (word) @name) @def.macro
