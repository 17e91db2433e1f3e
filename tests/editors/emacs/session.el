;;; session.el --- a person in Emacs with Eglot and editors/emacs/treeline.el -*- lexical-binding: t -*-

;; Environment: TREELINE, the program; TREE, a project; PLUGIN, the folder of treeline.el.

(unless (require 'eglot nil t) (package-initialize) (require 'eglot))
(defun treeline-test-step (&rest words) (princ (concat (apply #'format words) "\n")))
(defun treeline-test-want (truth &rest words)
  (unless truth (princ (concat "failed: " (apply #'format words) "\n")) (kill-emacs 1)))
(defun treeline-test-wait (what condition)
  (let ((end (+ (float-time) 20)) value)
    (while (and (not (setq value (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    (treeline-test-want value "still waiting for %s" what)
    value))

(defvar tree (file-name-as-directory (file-truename (getenv "TREE"))))
(setq project-find-functions (list (lambda (dir) (and (file-in-directory-p dir tree) (cons 'transient tree)))))
(setq eglot-sync-connect 20 eglot-autoshutdown nil eglot-autoreconnect t eglot-events-buffer-size 0 auto-save-default nil)
(add-to-list 'load-path (getenv "PLUGIN"))
(require 'treeline)
(setq treeline-command (list (getenv "TREELINE") "lsp"))
(setf (alist-get '(prog-mode text-mode conf-mode) eglot-server-programs nil nil #'equal) treeline-command)

(find-file (expand-file-name "doc/words.md" tree))
(text-mode)
(apply #'eglot (eglot--guess-contact))
(treeline-test-want (eglot-current-server) "no server")
(treeline-test-wait "the index"
                    (lambda ()
                      (let ((status (jsonrpc-request (eglot-current-server) :treeline/status (make-hash-table))))
                        (equal (plist-get (aref (plist-get status :folders) 0) :phase) "ready"))))
(treeline-test-step "eglot has connected to treeline in a mode without a server of its own")

;; C-M-. is xref-find-apropos.
(let ((found (xref-backend-apropos (xref-find-backend) "warm")))
  (treeline-test-want found "no symbol")
  (treeline-test-want (seq-some (lambda (item) (string-suffix-p "src/warm.c" (xref-location-group (xref-item-location item))))
                                found)
                      "warm_up is not found in warm.c: %S" found))
(treeline-test-step "a symbol is found")

(defvar shown nil)
(setq xref-show-xrefs-function (lambda (fetcher _) (setq shown (funcall fetcher))))
(treeline-search "warm_up file:warm")
(treeline-test-want (= (length shown) 1) "hits: %S" shown)
(treeline-test-want (equal (xref-item-summary (car shown)) "int warm_up(struct engine *engine) {") "%S" shown)
(with-current-buffer (marker-buffer (xref-location-marker (xref-item-location (car shown))))
  (goto-char (xref-location-marker (xref-item-location (car shown))))
  (treeline-test-want (looking-at "warm_up") "point is elsewhere"))
(treeline-test-step "a text is found, and point goes there")

(with-current-buffer (find-file-noselect (expand-file-name "doc/words.md" tree))
  (goto-char (point-max))
  (insert "\nÜ typed and never saved\n")
  (run-hooks 'post-command-hook)
  (eglot--signal-textDocument/didChange)
  (treeline-search "\"never saved\"")
  (treeline-test-want (= (length shown) 1) "unsaved: %S" shown)
  (treeline-test-want (condition-case nil (progn (treeline-search "this_is_nowhere") nil) (user-error t)) "found nowhere")
  (set-buffer-modified-p nil))
(treeline-test-step "unsaved text is found")

(treeline-status)
(let ((process (jsonrpc--process (eglot-current-server))))
  (signal-process process 9)
  (treeline-test-wait "its end" (lambda () (not (process-live-p process))))
  (treeline-test-wait "another server"
                      (lambda () (and (eglot-current-server) (jsonrpc-running-p (eglot-current-server)) t))))
(treeline-test-step "the server was killed, and Eglot has started another")
(eglot-shutdown (eglot-current-server) nil 10)
(treeline-test-step "ended")
(kill-emacs 0)
;;; session.el ends here
