;;; tide.el --- Tides, and how to tell them -*- lexical-binding: t; -*-

(require 'cl-lib)

(defgroup tide nil
  "Tides."
  :group 'tools)

(defcustom tide-limit 10
  "The deepest; (defun fake ())."
  :type 'integer)

(defvar tide--state nil)
(defvar-local tide-local 1)
(defconst tide-version "1.0")
(defface tide-face '((t :weight bold)) "How it looks.")

;;;###autoload
(defun tide-level (tide)
  "Level of TIDE."
  (interactive)
  (let ((local 1))
    (defvar tide-dynamic)
    (+ local tide)))

(defmacro tide-unless (test &rest body)
  `(if ,test nil ,@body))
(defsubst tide-quick (x) x)
(cl-defun tide-key (&key a b) (list a b))
(cl-defmacro tide-mac () nil)
(cl-defstruct tide-boat name length)
(cl-defstruct (tide-raft (:include tide-boat)) logs)
(cl-defgeneric tide-weight (thing) "How heavy.")
(cl-defmethod tide-weight ((boat tide-boat)) 1)
(defclass tide-ship () ((speed :initarg :speed)))
(define-minor-mode tide-mode "Minor." :lighter " T")
(define-derived-mode tide-view-mode special-mode "View")
(define-error 'tide-error "Broken")
(defalias 'tide-old 'tide-level)
(defadvice tide-advised (around x) nil)
(ert-deftest tide-test-level () (should t))
(put 'tide 'x ?c)
(provide 'tide)
;;; tide.el ends here
(define-obsolete-function-alias 'tide-older #'tide-level "1.0")
(defvaralias 'tide-name 'tide-title)
