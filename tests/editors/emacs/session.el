;;; session.el --- a person in Emacs with editors/emacs/treeline.el -*- lexical-binding: t -*-

;; Environment: CLIENT, eglot, lsp or none; TREELINE, the program; TREE, a project; PLUGIN, the folder of treeline.el;
;; OTHER, a server of another kind.

(defun session-step (&rest words) (princ (concat (apply #'format words) "\n")))
(defun session-want (truth &rest words)
  (unless truth
    (princ (concat "failed: " (apply #'format words) "\n"))
    (kill-emacs 1)))
(defun session-wait (what condition)
  (let ((end (+ (float-time) 20)) value)
    (while (and (not (setq value (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    (session-want value "still waiting for %s" what)
    value))

(defvar client (intern (getenv "CLIENT")))
(defvar tree (file-name-as-directory (file-truename (getenv "TREE"))))
(defun tree-file (name) (expand-file-name name tree))
(setq auto-save-default nil create-lockfiles nil vc-handled-backends nil debug-on-error nil)
(setq project-find-functions (list (lambda (dir) (and (file-in-directory-p dir tree) (cons 'transient tree)))))

;; Nothing may go wrong on the way, be it said in words only.
(defvar said nil)
(advice-add 'message :before (lambda (format &rest words) (when format (push (apply #'format-message format words) said))))
(advice-add 'display-warning :before (lambda (_ words &optional level &rest _)
                                         (unless (eq level :debug) (push (format "Warning: %s" words) said))))

(add-to-list 'load-path (getenv "PLUGIN"))
(pcase client
  ('eglot (unless (require 'eglot nil t) (package-initialize) (require 'eglot))
          (setq eglot-sync-connect 20 eglot-autoshutdown nil eglot-autoreconnect t eglot-events-buffer-size 0))
  ('lsp (package-initialize)
        (setq lsp-session-file (expand-file-name "session" (getenv "HOME")) lsp-restart 'auto-restart
              lsp-server-install-dir (getenv "HOME") lsp-warn-no-matched-clients nil
              lsp-enable-snippet nil lsp-diagnostics-provider :none)
        (require 'lsp-mode)))
(require 'treeline)
;; As docs/editors/emacs.md has it: after the file was loaded.
(setq treeline-command (list (getenv "TREELINE") "lsp"))

(find-file (tree-file "doc/words.md"))
(text-mode)
(pcase client
  ('eglot
   (apply #'eglot (eglot--guess-contact))
   (session-want (eglot-current-server) "no server")
   (session-step "Eglot has proposed treeline in a mode without a server of its own"))
  ('lsp
   (treeline-lsp-mode-setup)
   (lsp-workspace-folders-add tree)
   (lsp)
   (session-wait "lsp-mode's connection" #'treeline--lsp-workspace)
   (session-step "lsp-mode has started treeline as an add-on"))
  ('none
   (add-hook 'xref-backend-functions #'treeline-xref-backend)
   (session-step "no client is here")))
(defun session-ready ()
  (let ((status (treeline--request (treeline--server) :treeline/status (make-hash-table))))
    (equal (treeline--get (aref (treeline--get status :folders) 0) :phase) "ready")))
(session-wait "the index" #'session-ready)
(session-want (eq (treeline--server)
                  (pcase client ('eglot (eglot-current-server)) ('lsp (treeline--lsp-workspace))
                         ('none (gethash (treeline--root) treeline--servers))))
              "another server answers than was meant to")

;; C-M-. is xref-find-apropos.
(let ((found (xref-backend-apropos (xref-find-backend) "warm")))
  (session-want (seq-some (lambda (item) (string-suffix-p "src/warm.c" (xref-location-group (xref-item-location item))))
                          found)
                "warm_up is not found in warm.c: %S" found))
(session-step "a symbol is found through xref")

;; What the minibuffer shows while one types.
(defvar typed nil)
(defvar chosen nil)
(defun session-complete (_prompt table &rest _)
  (let* ((metadata (completion-metadata typed table nil))
         (found (completion-all-completions typed table nil (length typed) metadata)))
    (when (consp found) (setcdr (last found) nil))
    (or (and chosen (seq-find (lambda (line) (string-match-p chosen line)) found)) typed)))
(setq completing-read-function #'session-complete)
(defun here () (list (file-relative-name buffer-file-name tree) (line-number-at-pos) (- (point) (line-beginning-position))))

(setq typed "how to" chosen "warm it up")
(treeline-search)
(session-want (equal (here) '("doc/words.md" 3 0)) "a text leads elsewhere: %S" (here))
(setq typed "return warm_up" chosen "src/engine.c:4")
(treeline-search)
(session-want (equal (here) '("src/engine.c" 4 1)) "a text leads elsewhere: %S" (here))
(session-want (looking-at "return warm_up(") "point is elsewhere")
(if (fboundp 'xref-go-back) (xref-go-back) (with-no-warnings (xref-pop-marker-stack)))
(session-want (equal (here) '("doc/words.md" 3 0)) "M-, leads elsewhere: %S" (here))
(setq typed "wu" chosen "src/warm.c:4")
(treeline-symbols)
(session-want (looking-at "warm_up") "a symbol leads elsewhere: %S" (here))
(session-step "texts and symbols are found while typing, and point goes there and back")

;; All of them, in xref's own buffer.
(find-file (tree-file "doc/words.md"))
(treeline-search "warm_up")
(with-current-buffer xref-buffer-name
  (session-want (derived-mode-p 'xref--xref-buffer-mode) "no list")
  (session-want (string-match-p "int warm_up(struct engine \\*engine) {" (buffer-string)) "%s" (buffer-string))
  (goto-char (point-min))
  (save-window-excursion
    (let ((next-error-last-buffer (current-buffer))) (next-error)))
  (xref-revert-buffer)
  (session-want (string-match-p "int warm_up(struct engine \\*engine) {" (buffer-string)) "%s" (buffer-string)))
(session-want (condition-case nil (progn (treeline-search "this_is_nowhere") nil) (user-error t)) "found nowhere")
(session-want (condition-case problem (progn (treeline-search "/(/") nil)
                (user-error (string-match-p "column\\|character\\|parenthes" (cadr problem))))
              "a wrong pattern is not told")
(with-current-buffer (find-file-noselect (tree-file "src/warm.c"))
  (goto-char (point-min))
  (search-forward "return")
  (treeline-search-thing-at-point))
(session-step "a search is a list for xref and next-error, and is made again by g")

(defvar shown nil)
(setq xref-show-xrefs-function (lambda (fetcher _) (setq shown (funcall fetcher))))
(with-current-buffer (find-file-noselect (tree-file "doc/words.md"))
  (goto-char (point-max))
  (insert "\n𝄞 Ü typed and never saved\n")
  (treeline-search "\"never saved\"")
  (session-want (= (length shown) 1) "unsaved: %S" shown)
  (session-want (equal (xref-item-summary (car shown)) "𝄞 Ü typed and never saved") "%S" shown)
  (with-current-buffer (marker-buffer (xref-location-marker (xref-item-location (car shown))))
    (goto-char (xref-location-marker (xref-item-location (car shown))))
    (session-want (looking-at "never saved") "point is elsewhere, behind wide letters: %S" (here))))
(session-step "what is typed and not saved is found")

(when (eq client 'none)
  (with-current-buffer (find-file-noselect (tree-file "src/engine.c"))
    (goto-char (point-min))
    (search-forward "return warm")
    (let ((found (xref-backend-definitions 'treeline (xref-backend-identifier-at-point 'treeline))))
      (session-want (string-suffix-p "src/warm.c" (xref-location-group (xref-item-location (car found)))) "%S" found)
      (session-want (equal (xref-item-summary (car found)) "int warm_up(struct engine *engine) {") "%S" found))
    (let ((found (xref-backend-references 'treeline (xref-backend-identifier-at-point 'treeline))))
      (session-want (> (length found) 1) "%S" found)))
  (session-step "definitions and references come by xref, without a client"))

(when (eq client 'lsp)
  ;; Another server, which knows C, in the same buffer.
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () (list "node" (getenv "OTHER"))))
                    :activation-fn (lambda (file &rest _) (string-suffix-p ".c" file))
                    :priority 10 :server-id 'other))
  (with-current-buffer (find-file-noselect (tree-file "src/engine.c"))
    (lsp)
    (session-wait "two servers"
                  (lambda () (and (= (length (lsp-workspaces)) 2)
                                  (seq-every-p (lambda (one) (eq (lsp--workspace-status one) 'initialized))
                                               (lsp-workspaces)))))
    (goto-char (point-min))
    (search-forward "return warm")
    (session-wait "one answer of two servers"
                  (lambda () (let ((found (xref-backend-definitions 'xref-lsp (xref-backend-identifier-at-point 'xref-lsp))))
                               (and (= (length found) 1)
                                    (string-suffix-p "engine.h" (xref-location-group (xref-item-location (car found))))))))
    (treeline-search "warm_up file:warm")
    (session-want (= (length shown) 1) "%S" shown))
  (with-current-buffer (find-file-noselect (tree-file "doc/odd"))
    (fundamental-mode)
    (insert "of a mode that lsp-mode does not know\n")
    (write-region nil nil buffer-file-name nil 'quiet)
    (lsp)
    (session-want (treeline--lsp-workspace) "nothing serves an unknown mode"))
  (session-step "beside another server, that one answers for its language, and Treeline for the tree"))

(treeline-status)
(session-want (string-match-p "ready, [45] files" (car said)) "%S" (car said))
(defun session-process ()
  (with-current-buffer (find-buffer-visiting (tree-file "doc/words.md"))
    (let ((server (treeline--server)))
      (if (eq client 'lsp) (lsp--workspace-cmd-proc server) (jsonrpc--process server)))))
(let ((process (session-process)))
  (signal-process process 9)
  (session-wait "its end" (lambda () (not (process-live-p process))))
  (with-current-buffer (find-buffer-visiting (tree-file "doc/words.md"))
    (session-wait "another server"
                  (lambda () (pcase client
                               ('eglot (and (eglot-current-server) (jsonrpc-running-p (eglot-current-server))))
                               ('lsp (treeline--lsp-workspace))
                               ('none t))))
    (session-wait "its index" #'session-ready)
    (treeline-search "\"never saved\"")
    (session-want (= (length shown) 1) "unsaved, after a restart: %S" shown)))
(session-step "the server was killed, and another one knows what is not saved")

(dolist (buffer (buffer-list)) (with-current-buffer buffer (set-buffer-modified-p nil)))
(let ((process (session-process)))
  (with-current-buffer (find-buffer-visiting (tree-file "doc/words.md"))
    (pcase client
      ('eglot (eglot-shutdown (eglot-current-server) nil 10))
      ('lsp (setq lsp-restart 'ignore) (mapc #'lsp-workspace-shutdown (lsp--session-workspaces (lsp-session))))
      ('none (treeline-shutdown))))
  (session-wait "its end" (lambda () (not (process-live-p process))))
  ;; The others do not wait for it.
  (session-want (or (not (eq client 'none)) (zerop (process-exit-status process))) "it ended with %s" (process-exit-status process)))
(let ((wrong (seq-find (lambda (words)
                         (and (string-match-p "\\<[Ee]rror\\>\\|Unable\\|[Tt]imeout\\|Warning:" words)
                              (not (string-search "unexpected server exit" words)))) ; that was us
                       said)))
  (session-want (null wrong) "Emacs said: %s" wrong))
(session-step "ended")
(kill-emacs 0)
;;; session.el ends here
