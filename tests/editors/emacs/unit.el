;;; unit.el --- the parts of treeline.el that need no server -*- lexical-binding: t -*-

(require 'ert)
(require 'treeline)

(ert-deftest positions-are-counted-as-the-server-counts-them ()
  (with-temp-buffer
    (insert "first\naü𝄞b\nlast")
    (dolist (row '(("utf-8" 0 ?a) ("utf-8" 1 ?ü) ("utf-8" 3 ?𝄞) ("utf-8" 7 ?b)
                   ("utf-16" 0 ?a) ("utf-16" 1 ?ü) ("utf-16" 2 ?𝄞) ("utf-16" 4 ?b)
                   ("utf-32" 0 ?a) ("utf-32" 1 ?ü) ("utf-32" 2 ?𝄞) ("utf-32" 3 ?b)
                   ("utf-8" 99 ?\n) ("utf-16" 99 ?\n) ("utf-32" 99 ?\n)))
      (goto-char (point-min))
      (forward-line 1)
      (treeline--forward (cadr row) (car row))
      (should (equal (cons row (char-after)) (cons row (caddr row)))))))

(defun unit-range (from to &optional lines)
  (list :start (list :line 7 :character from) :end (list :line (+ 7 (or lines 0)) :character to)))

(defun unit-marked (text)
  (let (marked (at 0))
    (while (setq at (text-property-any at (length text) 'face 'xref-match text))
      (let ((end (or (next-single-property-change at 'face text) (length text))))
        (push (substring text at end) marked)
        (setq at end)))
    (nreverse marked)))

(ert-deftest what-matches-is-marked-in-the-line ()
  (should (equal (unit-marked (treeline--marked "\tone two one" (list (unit-range 1 4) (unit-range 9 12)) 0 "utf-16"))
                 '("one" "one")))
  (should (equal (unit-marked (treeline--marked "𝄞 one" (list (unit-range 3 6)) 0 "utf-16")) '("one")))
  ;; The part of a long line, from character 1000 on.
  (should (equal (unit-marked (treeline--marked "one two" (list (unit-range 1004 1007)) 1000 "utf-32")) '("two")))
  ;; Over two lines: the first is shown.
  (let ((text (treeline--marked "one {\n  two" (list (unit-range 4 3 1)) 0 "utf-8")))
    (should (equal (substring-no-properties text) "one {"))
    (should (equal (unit-marked text) '("{")))))

(ert-deftest files-and-uris-lead-to-each-other ()
  (let ((file (make-temp-file "ü %23 b#")))
    (unwind-protect
        (progn
          (should (string-match-p "\\`file:///[^# ü]*\\'" (treeline--uri file)))
          (should (equal (treeline--file (treeline--uri file)) (file-truename file))))
      (delete-file file)))
  (let ((default-directory "/ssh:somewhere:/home/"))
    (should (equal (treeline--file "file:///a/b.c") "/ssh:somewhere:/a/b.c"))))

(ert-deftest objects-are-read-however-a-client-makes-them ()
  (let ((table (make-hash-table :test #'equal)))
    (puthash "line" 3 table)
    (should (equal (treeline--get table :line) 3))
    (should (equal (treeline--get (list :start (list :line 3)) :start :line) 3))
    (should-not (treeline--get nil :start :line))))

(defun unit-item (name line)
  (xref-make name (treeline--make-location (expand-file-name "f.c") line 0 "utf-32")))

(ert-deftest the-table-asks-once-for-an-input-and-keeps-the-order ()
  (let* ((asked nil)
         (found (make-hash-table :test #'equal))
         (table (treeline--table (lambda (input) (push input asked) (list (unit-item "zebra" 1) (unit-item "ant" 2))) found))
         (metadata (completion-metadata "x y" table nil))
         (all (completion-all-completions "x y" table nil 3 metadata)))
    (setcdr (last all) nil)
    (should (equal (mapcar (lambda (line) (car (last (split-string line ": ")))) all) '("zebra" "ant")))
    (should (eq (completion-metadata-get metadata 'display-sort-function) 'identity))
    (should (equal (completion-try-completion "x y" table nil 3 metadata) '("x y" . 3)))
    (should (equal asked '("x y")))
    (should (equal (xref-item-summary (gethash (substring-no-properties (car all)) found)) "zebra"))))

(ert-deftest a-query-that-is-refused-or-empty-shows-nothing ()
  (let* ((found (make-hash-table :test #'equal))
         (table (treeline--table (lambda (_) (user-error "Column 3: no")) found)))
    (should-not (all-completions "a" table))
    (should-not (all-completions " " (treeline--table (lambda (_) (error "Asked for nothing")) found)))))

(ert-deftest a-start-that-is-quit-leaves-no-process ()
  (let ((treeline-command '("cat")))
    (cl-letf (((symbol-function 'jsonrpc-request) (lambda (&rest _) (signal 'quit nil))))
      (should (eq 'quit (condition-case nil (treeline--start temporary-file-directory) (quit 'quit)))))
    (should-not (seq-find (lambda (process) (equal (process-command process) '("cat"))) (process-list)))))

(ert-deftest it-compiles-without-a-warning ()
  (let* ((byte-compile-error-on-warn t)
         (folder (make-temp-file "treeline" t))
         (byte-compile-dest-file-function (lambda (_) (expand-file-name "treeline.elc" folder))))
    (unwind-protect
        (should (eq t (byte-compile-file (locate-library "treeline.el"))))
      (delete-directory folder t))))

(ert-deftest its-documentation-is-as-emacs-wants-it ()
  (require 'checkdoc)
  (let (said)
    (cl-letf (((symbol-function 'display-warning) (lambda (_ words &rest _) (push words said))))
      (checkdoc-file (locate-library "treeline.el")))
    (should-not said)))
;;; unit.el ends here
