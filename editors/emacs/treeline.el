;;; treeline.el --- Symbols and texts of a whole tree, found while typing -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: tools, languages
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Treeline is a language server for every language at once.  This file makes it known to Eglot, for the modes
;; that have no server of their own there, and adds `treeline-search', which looks for a text in the whole tree and
;; shows what it finds as xref does, and `treeline-status'.
;;
;;   (add-to-list 'load-path "/where/it/is/editors/emacs")
;;   (require 'treeline)
;;   (add-hook 'prog-mode-hook #'eglot-ensure)
;;
;; Symbols come through Emacs' own commands: `xref-find-apropos' (C-M-.), `imenu'.  With lsp-mode, which runs
;; several servers in one buffer, see `treeline-lsp-mode-setup'.

;;; Code:

(require 'eglot)
(require 'jsonrpc)
(require 'project)
(require 'xref)

(defgroup treeline nil "Symbols and texts of a whole tree." :group 'tools)

(defcustom treeline-command '("treeline" "lsp")
  "The program and its arguments."
  :type '(repeat string))

(defcustom treeline-limit 500
  "Most hits that `treeline-search' shows."
  :type 'natnum)

(defvar treeline-history nil "What `treeline-search' was asked.")

;; Behind all others, so that a mode's own server is what M-x eglot proposes.
(add-to-list 'eglot-server-programs (cons '(prog-mode text-mode conf-mode) treeline-command) t)

(defun treeline--server ()
  "The Treeline that serves this buffer, or an error in words."
  (let ((server (eglot-current-server)))
    (unless server (user-error "No server in this buffer: M-x eglot, and choose treeline"))
    (unless (equal (plist-get (ignore-errors (eglot--server-info server)) :name) "treeline")
      (user-error "The server of this buffer is not treeline: C-u M-x eglot chooses it"))
    server))

(defun treeline--decoded-column (hit)
  "The character of HIT on its line."
  (plist-get (plist-get (plist-get hit :range) :start) :character))

(defun treeline--xref (hit)
  "HIT as an xref item."
  (let* ((start (plist-get (plist-get hit :range) :start))
         (file (eglot--uri-to-path (plist-get hit :uri))))
    (xref-make (string-trim (car (split-string (plist-get hit :text) "\n")))
               (xref-make-file-location file (1+ (plist-get start :line)) (treeline--decoded-column hit)))))

;;;###autoload
(defun treeline-search (query)
  "Show where QUERY occurs in the tree, best first.
The query language is that of `treeline help query'.  Interactively, the symbol at point is proposed."
  (interactive
   (let ((default (thing-at-point 'symbol t)))
     (list (read-string (if default (format "Search (default %s): " default) "Search: ")
                        nil 'treeline-history default))))
  (let* ((server (treeline--server))
         (near (and buffer-file-name (list :near (eglot--path-to-uri buffer-file-name))))
         (answer (jsonrpc-request server :treeline/search
                                  `(:query ,query :limit ,treeline-limit :lines t ,@near) :timeout 30))
         (hits (append (plist-get answer :hits) nil))
         (summary (plist-get answer :summary)))
    (unless hits (user-error "Nothing found"))
    (message "%d%s hits in %d files, %.1f ms" (plist-get summary :hits)
             (if (eq (plist-get summary :truncated) t) "+" "")
             (plist-get summary :documents) (/ (plist-get summary :elapsedUs) 1000.0))
    (xref-show-xrefs (lambda () (mapcar #'treeline--xref hits)) nil)))

;;;###autoload
(defun treeline-status ()
  "Say what the index of this buffer's tree holds."
  (interactive)
  (let ((status (jsonrpc-request (treeline--server) :treeline/status (make-hash-table))))
    (mapc (lambda (folder)
            (message "%s: %s, %s files, %s symbols, %d%% covered"
                     (abbreviate-file-name (eglot--uri-to-path (plist-get folder :uri)))
                     (plist-get folder :phase) (plist-get folder :files) (plist-get folder :symbols)
                     (floor (* 100 (or (plist-get folder :covered) 0)))))
          (plist-get status :folders))))

;; lsp-mode, if that is what the person has.
(declare-function lsp-register-client "ext:lsp-mode")
(declare-function make-lsp-client "ext:lsp-mode")
(declare-function lsp-stdio-connection "ext:lsp-mode")

;;;###autoload
(defun treeline-lsp-mode-setup ()
  "Make Treeline known to lsp-mode: in every buffer, beside the usual server."
  (require 'lsp-mode)
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () treeline-command))
                    :activation-fn (lambda (&rest _) t)
                    :add-on? t
                    :priority -10
                    :server-id 'treeline)))

(provide 'treeline)
;;; treeline.el ends here
