(defun good () 1)
(defun open (x
  (defvar inside 2)
(defun 42 ())
(defvar)
)))
(defconst last "text")
