(function_definition name: (symbol) @name) @def.function
(macro_definition name: (symbol) @name) @def.macro
((special_form "defvar" . (symbol) @name . ")") @def.variable (#set! declaration))
(special_form "defvar" . (symbol) @name) @def.variable
(special_form "defconst" . (symbol) @name) @def.constant

((list . (symbol) @_form . (symbol) @name) @def.variable
  (#any-of? @_form "defcustom" "defvar-local" "defvar-keymap" "define-multisession-variable"
    "defcustom-mh" "defvoo" "deftheme"))
((list . (symbol) @_form . (symbol) @name) @def.function
  (#any-of? @_form "cl-defun" "cl-defsubst" "cl-defgeneric" "define-minor-mode"
    "define-globalized-minor-mode" "define-global-minor-mode" "defhydra" "define-derived-mode" "define-generic-mode" "ert-deftest"
    "defadvice" "define-advice" "cl-iter-defun" "iter-defun" "define-inline" "transient-define-prefix"
    "transient-define-suffix" "transient-define-infix" "transient-define-argument" "deffoo"
    "define-ibuffer-filter" "define-ibuffer-op" "define-ibuffer-sorter" "define-skeleton"
    "define-compilation-mode"
    "define-overloadable-function" "define-mode-local-override" "define-lex-analyzer"
    "evil-define-command" "evil-define-motion"
    "evil-define-operator" "evil-define-text-object"))
((list . (symbol) @_form . (symbol) @name) @def.method (#eq? @_form "cl-defmethod"))
((list . (symbol) @_form . (symbol) @name) @def.macro
  (#any-of? @_form "cl-defmacro" "define-compiler-macro"))
((list . (symbol) @_form . (symbol) @name) @def.constant (#any-of? @_form "defface" "defface-mh"))
((list . (symbol) @_form . (symbol) @name) @def.class (#eq? @_form "defclass"))
((list . (symbol) @_form . (symbol) @name) @def.namespace (#any-of? @_form "defgroup" "defgroup-mh"))
((list . (symbol) @_form . (symbol) @name) @def.package (#eq? @_form "use-package"))
((list . (symbol) @_form . [(symbol) @name (list . (symbol) @name)]) @def.struct
  (#any-of? @_form "cl-defstruct" "defstruct"))
((list . (symbol) @_form . (quote (symbol) @name)) @def.function
  (#any-of? @_form "defalias" "define-obsolete-function-alias"))
((list . (symbol) @_form . (quote (symbol) @name)) @def.variable
  (#any-of? @_form "defvaralias" "define-obsolete-variable-alias"))
((list . (symbol) @_form . (quote (symbol) @name)) @def.constant
  (#any-of? @_form "define-obsolete-face-alias" "define-button-type"))
((list . (symbol) @_form . (quote (symbol) @name)) @def.type (#eq? @_form "define-error"))

((list . (symbol) @_form . [(symbol) (list)] (symbol) @name @def.field)
  (#any-of? @_form "cl-defstruct" "defstruct"))
((list . (symbol) @_form . [(symbol) (list)] (list . (symbol) @name) @def.field)
  (#any-of? @_form "cl-defstruct" "defstruct"))
((list . (symbol) @_form . (symbol) . (list) . (list (list . (symbol) @name) @def.field))
  (#eq? @_form "defclass"))
