;;; treeline.el --- Symbols and texts of a whole tree, found while typing -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: tools, languages, matching
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Treeline is a language server for every language at once.  This file brings its search to Emacs:
;;
;;   `treeline-search'                 texts of the whole tree, found while you type
;;   `treeline-symbols'                symbols of the whole tree, the same way
;;   `treeline-search-thing-at-point'  the region, or the symbol at point, as it is written
;;
;; In the minibuffer, what is shown is what the server finds for the input.  RET on one of them goes there,
;; RET on the input itself, or C-c C-c, lists all as xref does: RET, n, p, g and `next-error' work there, and
;; M-, leads back.  Emacs' own minibuffer shows them with TAB; Icomplete, Fido and Vertico
;; show them as you type.
;;
;; The server that answers is the one that Eglot or lsp-mode run in the buffer, if that is Treeline, and
;; otherwise one of the project's own, which is told what you type and do not save.  So these commands work
;; everywhere, beside any other server, and with no client at all.
;;
;;   (add-to-list 'load-path "/where/it/is/editors/emacs")
;;   (require 'treeline)
;;   (global-set-key (kbd "M-s t") #'treeline-search)
;;   (global-set-key (kbd "M-s s") #'treeline-symbols)
;;
;; Eglot proposes Treeline in modes that have no server of their own there.  lsp-mode runs it beside the usual
;; server: see `treeline-lsp-mode-setup'.  Where neither is, definitions and references come by xref, too:
;;
;;   (add-hook 'xref-backend-functions #'treeline-xref-backend)

;;; Code:

(require 'cl-lib)
(require 'jsonrpc)
(require 'project)
(require 'seq)
(require 'subr-x)
(require 'thingatpt)
(require 'url-util)
(require 'xref)

(defgroup treeline nil "Symbols and texts of a whole tree." :group 'tools)

(defcustom treeline-command '("treeline" "lsp")
  "The program and its arguments."
  :type '(repeat string))

(defcustom treeline-options nil
  "What the server is told when it starts, as a property list.
For example (:hidden t :maxSymbols 500); the server's manual has
them under initializationOptions."
  :type 'plist)

(defcustom treeline-limit 500
  "Most hits in a list of results."
  :type 'natnum)

(defcustom treeline-live-limit 100
  "Most hits that are shown while you type."
  :type 'natnum)

(defvar treeline-history nil "What was searched for.")
(defvar treeline-symbol-history nil "What symbols were looked for.")

;;; Which server

(declare-function eglot-current-server "ext:eglot")
(declare-function eglot--server-info "ext:eglot")
(declare-function eglot--capabilities "ext:eglot")
(declare-function eglot--managed-buffers "ext:eglot")
(declare-function eglot--signal-textDocument/didChange "ext:eglot")
(declare-function lsp-workspaces "ext:lsp-mode")
(declare-function lsp-request-async "ext:lsp-mode")
(declare-function lsp-cancel-request-by-token "ext:lsp-mode")
(declare-function lsp--workspace-client "ext:lsp-mode")
(declare-function lsp--workspace-status "ext:lsp-mode")
(declare-function lsp--workspace-cmd-proc "ext:lsp-mode")
(declare-function lsp--client-server-id "ext:lsp-mode")
(defvar lsp--cur-workspace)

(defvar treeline--servers (make-hash-table :test #'equal)
  "Servers that no client runs, by the root of their project.")

(defun treeline--eglot-server ()
  "The server of Eglot in this buffer, if it is Treeline."
  (when-let* ((server (and (fboundp 'eglot-current-server) (eglot-current-server))))
    (and (jsonrpc-running-p server)
         (equal (plist-get (ignore-errors (eglot--server-info server)) :name) "treeline")
         server)))

(defun treeline--lsp-ready-p (workspace)
  "Whether WORKSPACE of lsp-mode is a Treeline that answers."
  (and (eq (lsp--client-server-id (lsp--workspace-client workspace)) 'treeline)
       (eq (lsp--workspace-status workspace) 'initialized)
       ;; lsp-mode hears of its end a little later.
       (process-live-p (lsp--workspace-cmd-proc workspace))))

(defun treeline--lsp-workspace ()
  "The Treeline of lsp-mode in this buffer, if it is ready."
  (and (bound-and-true-p lsp-mode)
       (seq-find #'treeline--lsp-ready-p (lsp-workspaces))))

(defun treeline--root ()
  "The root of this buffer's project, or its directory."
  (let ((project (project-current)))
    (expand-file-name (cond ((null project) default-directory)
                            ((fboundp 'project-root) (project-root project))
                            (t (car (with-no-warnings (project-roots project))))))))

(defun treeline--start (root)
  "Start a server for ROOT, and wait for it to be there."
  (let* ((default-directory root)
         (name (format "treeline %s" (abbreviate-file-name root)))
         (server
          (apply #'make-instance 'jsonrpc-process-connection
                 :name name
                 :process (lambda ()
                            (make-process :name name :command treeline-command :connection-type 'pipe
                                          :coding 'utf-8-emacs-unix :noquery t :file-handler t
                                          :stderr (get-buffer-create (format "*%s stderr*" name))))
                 ;; Nobody reads a log of it.
                 (if (boundp 'jsonrpc-event-hook) '(:events-buffer-config (:size 0))
                   '(:events-buffer-scrollback-size 0))))
         (process (jsonrpc--process server)))
    (process-put process 'treeline-documents (make-hash-table :test #'eq))
    (condition-case problem
        (progn
          (jsonrpc-request server :initialize
                           `(:processId ,(unless (file-remote-p root) (emacs-pid))
                             :rootUri ,(treeline--uri root)
                             :initializationOptions ,(or treeline-options (make-hash-table))
                             ;; Emacs counts characters.
                             :capabilities (:general (:positionEncodings ["utf-32"])))
                           :timeout 30)
          (jsonrpc-notify server :initialized (make-hash-table))
          ;; Of a small tree, the first answer is a whole one.
          (let ((end (+ (float-time) 1)))
            (while (and (not (treeline--settled-p server t)) (< (float-time) end))
              (accept-process-output nil 0.05))))
      (quit (delete-process process) (signal 'quit nil))
      (error (delete-process process)
             (user-error "%s did not start: %s" (car treeline-command) (error-message-string problem))))
    server))

(defun treeline--settled-p (server &optional texts)
  "Whether the index of SERVER is complete, or its TEXTS are."
  (seq-every-p (lambda (folder)
                 (let ((phase (treeline--get folder :phase)))
                   (not (or (member phase '("opening" "walking" "text")) (and (not texts) (equal phase "symbols"))))))
               (treeline--get (treeline--request server :treeline/status (make-hash-table)) :folders)))

(defun treeline--own-server ()
  "The project's own server, running and told what is not saved."
  (let* ((root (treeline--root))
         (server (gethash root treeline--servers)))
    (unless (and server (jsonrpc-running-p server))
      (unless (let ((default-directory root)) (executable-find (car treeline-command) t))
        (user-error "No program %s: see `treeline-command'" (car treeline-command)))
      (setq server (puthash root (treeline--start root) treeline--servers)))
    (treeline--sync server root)
    server))

(defun treeline--sync (server root)
  "Tell SERVER which files below ROOT have text that is not saved.
A document is open there as long as its buffer is modified."
  (let ((documents (process-get (jsonrpc--process server) 'treeline-documents)))
    (maphash (lambda (buffer document)
               (unless (and (buffer-live-p buffer) (buffer-modified-p buffer))
                 (jsonrpc-notify server :textDocument/didClose `(:textDocument (:uri ,(car document))))
                 (remhash buffer documents)))
             documents)
    (dolist (buffer (buffer-list))
      (let ((file (buffer-file-name buffer))
            (tick (buffer-chars-modified-tick buffer))
            (known (gethash buffer documents)))
        (when (and file (buffer-modified-p buffer) (not (eql (cdr known) tick)) (string-prefix-p root file))
          (let ((uri (treeline--uri file)))
            (with-current-buffer buffer
              ;; didOpen of an open document begins it anew.
              (jsonrpc-notify server :textDocument/didOpen
                              `(:textDocument
                                (:uri ,uri :version ,tick
                                 :languageId ,(string-remove-suffix "-mode" (symbol-name major-mode))
                                 :text ,(save-restriction
                                          (widen)
                                          (buffer-substring-no-properties (point-min) (point-max)))))))
            (puthash buffer (cons uri tick) documents)))))))

(defun treeline--server ()
  "What answers for this buffer: Eglot's server, lsp-mode's, or the project's own."
  (if-let* ((server (treeline--eglot-server)))
      (progn
        ;; Eglot sends changes when Emacs is idle.
        (dolist (buffer (eglot--managed-buffers server) server)
          (when (and (buffer-live-p buffer) (fboundp 'eglot--signal-textDocument/didChange))
            (with-current-buffer buffer (eglot--signal-textDocument/didChange)))))
    (or (treeline--lsp-workspace) (treeline--own-server))))

(defun treeline--lsp-request (workspace method params)
  "Ask WORKSPACE of lsp-mode for METHOD with PARAMS.
Requests of `lsp-request' cancel each other when they meet, which
they do when a timer asks, too."
  (let ((lsp--cur-workspace workspace) (end (+ (float-time) 30)) (done nil) result failure)
    (lsp-request-async method params (lambda (answer) (setq result answer done t))
                       :mode 'detached :cancel-token :treeline
                       :error-handler (lambda (problem) (setq failure problem done t)))
    (unwind-protect
        (while (and (not done) (< (float-time) end) (process-live-p (lsp--workspace-cmd-proc workspace)))
          (accept-process-output nil 0.05))
      (unless done (lsp-cancel-request-by-token :treeline)))
    (cond (failure (user-error "%s" (treeline--get failure :message)))
          (done result)
          (t (user-error "No answer from treeline")))))

(defun treeline--request (server method params)
  "Ask SERVER for METHOD with PARAMS; what it refuses is an error in its words."
  (condition-case problem
      (if (cl-typep server 'jsonrpc-connection)
          (jsonrpc-request server method params :timeout 30)
        (treeline--lsp-request server (substring (symbol-name method) 1) params))
    (jsonrpc-error
     (user-error "%s" (or (alist-get 'jsonrpc-error-message (cddr problem)) (error-message-string problem))))
    (user-error (signal (car problem) (cdr problem)))
    (error (user-error "%s" (error-message-string problem)))))

(defun treeline--get (object &rest keys)
  "What OBJECT, from JSON, has under the first of KEYS.
Therein, what is under the second, and so on.  Eglot makes property lists
of objects, lsp-mode mostly hash tables."
  (dolist (key keys object)
    (setq object (if (hash-table-p object) (gethash (substring (symbol-name key) 1) object)
                   (plist-get object key)))))

(defun treeline--encoding (server)
  "How SERVER counts the characters of a line."
  (cond ((not (cl-typep server 'jsonrpc-connection)) "utf-16")
        ((process-get (jsonrpc--process server) 'treeline-documents) "utf-32")
        ((plist-get (ignore-errors (eglot--capabilities server)) :positionEncoding))
        (t "utf-16")))

;;; Files and places

(defun treeline--uri (file)
  "The URI of FILE."
  (concat "file://" (url-hexify-string (file-local-name (file-truename (directory-file-name file)))
                                       (cons ?/ url-unreserved-chars))))

(defun treeline--file (uri)
  "The file of URI, on the machine where this buffer's files are."
  (concat (file-remote-p default-directory)
          (decode-coding-string (url-unhex-string (string-remove-prefix "file://" uri)) 'utf-8)))

(defun treeline--forward (count encoding)
  "Go COUNT units of ENCODING behind the beginning of the line, not beyond its end."
  (beginning-of-line)
  (let ((end (line-end-position)))
    (pcase encoding
      ("utf-8" (goto-char (min end (or (byte-to-position (+ (position-bytes (point)) count)) end))))
      ("utf-16" (while (and (> count 0) (< (point) end))
                  (setq count (- count (if (> (char-after) #xffff) 2 1)))
                  (forward-char)))
      (_ (goto-char (min end (+ (point) count)))))))

(cl-defstruct (treeline-location (:constructor treeline--make-location (file line character encoding)))
  "A place as a server tells it: its column is read in the text as it is when somebody goes there."
  file line character encoding)

(cl-defmethod xref-location-group ((location treeline-location))
  "The file of LOCATION."
  (treeline-location-file location))

(cl-defmethod xref-location-line ((location treeline-location))
  "The line of LOCATION."
  (treeline-location-line location))

(cl-defmethod xref-location-marker ((location treeline-location))
  "A marker at LOCATION, in a buffer that visits its file."
  (with-current-buffer (find-file-noselect (treeline-location-file location))
    (save-excursion
      (save-restriction
        (widen)
        (goto-char (point-min))
        (forward-line (1- (treeline-location-line location)))
        (treeline--forward (treeline-location-character location) (treeline-location-encoding location))
        (point-marker)))))

(defun treeline--xref (uri start encoding summary)
  "The xref item of URI at the position START, counted in ENCODING, with SUMMARY."
  (xref-make summary (treeline--make-location (treeline--file uri) (1+ (treeline--get start :line))
                                              (treeline--get start :character) encoding)))

(defun treeline--marked (text ranges shift encoding)
  "The first line of TEXT, with RANGES of it highlighted.
TEXT begins at the character SHIFT of its line; ENCODING is how
these are counted."
  (with-temp-buffer
    (insert (car (split-string text "\n")))
    (dolist (range ranges)
      (let* ((line (treeline--get range :start :line))
             (from (max 0 (- (treeline--get range :start :character) shift)))
             (to (and (eql line (treeline--get range :end :line))
                      (max 0 (- (treeline--get range :end :character) shift))))
             (start (progn (treeline--forward from encoding) (point))))
        (if to (treeline--forward to encoding) (end-of-line))
        (put-text-property start (point) 'face 'xref-match)))
    (string-trim (buffer-string))))

(defun treeline--hit-xref (hit encoding)
  "HIT of a search, counted in ENCODING, as an xref item."
  (let ((range (treeline--get hit :range)))
    (treeline--xref (treeline--get hit :uri) (treeline--get range :start) encoding
                    (treeline--marked (treeline--get hit :text) (cons range (append (treeline--get hit :more) nil))
                                      (or (treeline--get hit :textStart) 0) encoding))))

(defconst treeline--kinds
  ["" "file" "module" "namespace" "package" "class" "method" "property" "field" "constructor" "enum" "interface"
   "function" "variable" "constant" "string" "number" "boolean" "array" "object" "key" "null" "member" "struct"
   "event" "operator" "type parameter"]
  "The protocol's kinds of symbols, by number.")

(defun treeline--symbol-xref (symbol encoding)
  "SYMBOL, counted in ENCODING, as an xref item."
  (let ((kind (or (treeline--get symbol :kind) 0))
        (container (treeline--get symbol :containerName)))
    (treeline--xref (treeline--get symbol :location :uri) (treeline--get symbol :location :range :start) encoding
                    (concat (propertize (treeline--get symbol :name) 'face 'xref-match)
                            (propertize (concat "  " (if (< kind (length treeline--kinds)) (aref treeline--kinds kind))
                                                (unless (member container '(nil "")) (concat " in " container)))
                                        'face 'completions-annotations)))))

;;; Asking

(defvar treeline--summary nil "What the last search said of itself.")

(defun treeline--ask-texts (server query limit near &rest more)
  "Xref items for the texts of QUERY in SERVER, LIMIT at most.
The best are near the file NEAR.  MORE are further parameters."
  (let ((answer (treeline--request
                 server :treeline/search
                 `(:query ,query :limit ,limit :lines t ,@(and near (list :near (treeline--uri near))) ,@more)))
        (encoding (treeline--encoding server)))
    (setq treeline--summary (treeline--get answer :summary))
    (mapcar (lambda (hit) (treeline--hit-xref hit encoding)) (treeline--get answer :hits))))

(defun treeline--ask-symbols (server query &rest _)
  "Xref items for the symbols of QUERY in SERVER."
  (let ((encoding (treeline--encoding server)))
    (setq treeline--summary nil)
    (mapcar (lambda (symbol) (treeline--symbol-xref symbol encoding))
            (treeline--request server :workspace/symbol (list :query query)))))

(defun treeline--say-summary ()
  "Say how much was found, and whether it is all."
  (when treeline--summary
    (let ((get (apply-partially #'treeline--get treeline--summary)))
      (message "%d%s hits in %d files, %.1f ms%s" (funcall get :hits)
               (if (eq (funcall get :truncated) t) "+" "") (funcall get :documents)
               (/ (funcall get :elapsedUs) 1000.0)
               (if (< (funcall get :covered) 1)
                   (format "; of %d%% of the tree: %s" (floor (* 100 (funcall get :covered))) (funcall get :reason))
                 "")))))

(defun treeline--list (ask query &rest more)
  "List the answer of ASK to QUERY, in the manner of xref.
MORE are further arguments of ASK."
  (let* ((buffer (current-buffer))
         (near buffer-file-name)
         (fetch (lambda ()
                  (with-current-buffer (if (buffer-live-p buffer) buffer (current-buffer))
                    (apply ask (treeline--server) query treeline-limit near more))))
         (found (funcall fetch)))
    (unless found
      (user-error (if (treeline--settled-p (treeline--server)) "Nothing found: %s"
                    "Nothing found yet, the tree is being indexed: %s")
                  query))
    (treeline--say-summary)
    ;; What was found is shown; xref's g asks again.
    (funcall (if (fboundp 'xref-show-xrefs) 'xref-show-xrefs 'xref--show-xrefs)
             (lambda () (if found (prog1 found (setq found nil)) (funcall fetch)))
             nil)))

;;; While typing

;; The server chooses and orders: nothing that it finds is filtered or sorted again.
(defun treeline--all-completions (string table predicate point)
  "All of TABLE for STRING up to POINT that PREDICATE accepts, as they come."
  (ignore point)
  (all-completions string table predicate))

(defun treeline--try-completion (string table predicate point)
  "STRING and POINT as they are, if TABLE has something for them.
PREDICATE has to accept it."
  (and (all-completions string table predicate) (cons string point)))

(add-to-list 'completion-styles-alist
             '(treeline treeline--try-completion treeline--all-completions "What the server finds for the input."))
(add-to-list 'completion-category-defaults '(treeline (styles treeline)))

(defun treeline--candidate (item root)
  "ITEM as a line of the minibuffer, its file relative to ROOT."
  (let ((location (xref-item-location item)))
    (format "%s:%s: %s" (propertize (file-relative-name (treeline-location-file location) root)
                                    'face 'xref-file-header)
            (propertize (number-to-string (treeline-location-line location)) 'face 'xref-line-number)
            (xref-item-summary item))))

(defun treeline--table (ask found)
  "A completion table of the answers of ASK, a function of the input.
FOUND gets the xref item of each line."
  (let ((root (file-truename (treeline--root))) last lines)
    (lambda (input predicate action)
      (cond ((eq action 'metadata)
             '(metadata (category . treeline) (display-sort-function . identity) (cycle-sort-function . identity)))
            ((eq (car-safe action) 'boundaries) nil)
            ((eq action 'lambda) (and (gethash input found) t))
            (t (unless (equal input last)
                 ;; If another key ends the request, nothing is kept of it.
                 (let ((items (condition-case problem
                                  (and (not (string-blank-p input)) (funcall ask input))
                                (user-error
                                   (let (message-log-max) (message "%s" (error-message-string problem)))
                                   nil))))
                   (setq lines (mapcar (lambda (item)
                                         (let ((line (treeline--candidate item root)))
                                           (puthash (substring-no-properties line) item found)
                                           line))
                                       items)
                         last input)))
               (let ((kept (if predicate (seq-filter predicate lines) lines)))
                 (if action kept (and kept input))))))))

(defvar treeline-minibuffer-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-c") #'treeline-list-all)
    (define-key map (kbd "SPC") #'self-insert-command)
    (define-key map (kbd "?") #'self-insert-command)
    map)
  "What is different in the minibuffer while Treeline searches.")

(defvar treeline--list-all nil "Whether all of what is found is to be listed.")

(defun treeline-list-all ()
  "End the minibuffer, and list all that is found for its input."
  (interactive)
  (setq treeline--list-all t)
  (throw 'exit nil))

(defun treeline--minibuffer-setup ()
  "Make the minibuffer show what is found as it is found."
  (use-local-map (make-composed-keymap treeline-minibuffer-map (current-local-map)))
  ;; Fido, and many people, leave no defaults.
  (setq-local completion-category-overrides
              (cons '(treeline (styles treeline)) completion-category-overrides)))

(defun treeline--read (prompt ask history default)
  "Read with PROMPT one of the answers of ASK, and go there.
If what is read is none of them, list them all.  HISTORY is a
variable, DEFAULT the input if nothing is typed."
  (let* ((found (make-hash-table :test #'equal))
         (server (treeline--server))
         (near buffer-file-name)
         (treeline--list-all nil)
         (input (minibuffer-with-setup-hook
                    (:append #'treeline--minibuffer-setup)
                  (completing-read (if default (format "%s (default %s): " prompt default) (concat prompt ": "))
                                   (treeline--table (lambda (input) (funcall ask server input treeline-live-limit near))
                                                    found)
                                   nil nil nil history default)))
         (item (and (not treeline--list-all) (gethash (substring-no-properties input) found))))
    (if item
        (progn
          (xref-push-marker-stack)
          (xref-pop-to-location item))
      (treeline--list ask input))))

(defun treeline--thing ()
  "The symbol at point, as text."
  (when-let* ((symbol (thing-at-point 'symbol t))) (substring-no-properties symbol)))

;;;###autoload
(defun treeline-search (&optional query)
  "Look for texts in the tree while you type, best first.
The query language is that of `treeline help query'.  From Lisp,
list what QUERY finds."
  (interactive)
  (if query (treeline--list #'treeline--ask-texts query)
    (treeline--read "Search" #'treeline--ask-texts 'treeline-history (treeline--thing))))

;;;###autoload
(defun treeline-symbols (&optional query)
  "Look for symbols in the tree while you type, best first.
Beginnings, initials, Container.name and kind:class are
understood.  From Lisp, list what QUERY finds."
  (interactive)
  (if query (treeline--list #'treeline--ask-symbols query)
    (treeline--read "Symbol" #'treeline--ask-symbols 'treeline-symbol-history (treeline--thing))))

;;;###autoload
(defun treeline-search-thing-at-point ()
  "List the places in the tree of the region, or the symbol at point.
It is looked for as it is written."
  (interactive)
  (let ((text (if (use-region-p) (buffer-substring-no-properties (region-beginning) (region-end))
                (treeline--thing))))
    (unless text (user-error "Nothing at point"))
    (add-to-history 'treeline-history text)
    (treeline--list #'treeline--ask-texts text :literal t :caseSensitive t)))

;;;###autoload
(defun treeline-status ()
  "Say what is in the index of this buffer's tree."
  (interactive)
  (let ((status (treeline--request (treeline--server) :treeline/status (make-hash-table))))
    (message "%s"
             (mapconcat
              (lambda (folder)
                (format "%s: %s, %s files, %s symbols, %d%% covered"
                        (abbreviate-file-name (treeline--file (treeline--get folder :uri)))
                        (treeline--get folder :phase) (treeline--get folder :files) (treeline--get folder :symbols)
                        (floor (* 100 (or (treeline--get folder :covered) 0)))))
              (treeline--get status :folders) "\n"))))

;;;###autoload
(defun treeline-reindex ()
  "Compare the tree with its index now."
  (interactive)
  (treeline--request (treeline--server) :workspace/executeCommand '(:command "treeline.reindex"))
  (message "The tree is compared with its index"))

(defun treeline-shutdown ()
  "End the servers that belong to neither Eglot nor lsp-mode."
  (interactive)
  (maphash (lambda (_ server)
             (when (jsonrpc-running-p server)
               (ignore-errors (jsonrpc-request server :shutdown nil :timeout 3))
               (ignore-errors (jsonrpc-notify server :exit nil))
               (let ((process (jsonrpc--process server)) (tries 100))
                 (while (and (process-live-p process) (> (cl-decf tries) 0))
                   (accept-process-output process 0.02))
                 (delete-process process))))
           treeline--servers)
  (clrhash treeline--servers))

;;; Definitions and references where no client is

;;;###autoload
(defun treeline-xref-backend ()
  "Treeline for \\[xref-find-definitions], \\[xref-find-references] and \\[xref-find-apropos].
To be put before the others in the global value of
`xref-backend-functions': what a client or a mode has in a buffer
comes before all of these."
  (and buffer-file-name (project-current) (executable-find (car treeline-command) t) 'treeline))

(cl-defmethod xref-backend-identifier-at-point ((_backend (eql treeline)))
  "The symbol at point, which remembers where it is."
  (when-let* ((bounds (bounds-of-thing-at-point 'symbol)))
    (propertize (buffer-substring-no-properties (car bounds) (cdr bounds)) 'treeline-position (point))))

(cl-defmethod xref-backend-identifier-completion-table ((_backend (eql treeline)))
  "Names of symbols, asked for as they are typed."
  (let ((server (treeline--server)))
    (completion-table-dynamic
     (lambda (input)
       (mapcar (lambda (symbol) (treeline--get symbol :name))
               (treeline--request server :workspace/symbol (list :query input))))
     t)))

(defun treeline--at (method position more)
  "Xref items of METHOD at POSITION; MORE are further parameters."
  (let* ((server (treeline--server))
         (locations
          (save-excursion
            (save-restriction
              (widen)
              (goto-char position)
              (treeline--request server method
                                 `(:textDocument (:uri ,(treeline--uri buffer-file-name))
                                   :position (:line ,(1- (line-number-at-pos))
                                              :character ,(- (point) (line-beginning-position)))
                                   ,@more))))))
    (mapcar (lambda (location)
              (let* ((item (treeline--xref (treeline--get location :uri) (treeline--get location :range :start)
                                           "utf-32" ""))
                     (place (xref-item-location item)))
                (setf (xref-item-summary item)
                      (treeline--line (treeline-location-file place) (treeline-location-line place)))
                item))
            locations)))

(defun treeline--line (file line)
  "The text of LINE in FILE."
  (let ((buffer (find-buffer-visiting file)))
    (with-temp-buffer
      (if buffer (insert (with-current-buffer buffer (save-restriction (widen) (buffer-string))))
        (ignore-errors (insert-file-contents file)))
      (goto-char (point-min))
      (forward-line (1- line))
      (string-trim (buffer-substring (point) (line-end-position))))))

(cl-defmethod xref-backend-definitions ((_backend (eql treeline)) identifier)
  "Where IDENTIFIER is defined."
  (if-let* ((position (get-text-property 0 'treeline-position identifier)))
      (treeline--at :textDocument/definition position nil)
    (treeline--ask-symbols (treeline--server) identifier)))

(cl-defmethod xref-backend-references ((_backend (eql treeline)) identifier)
  "Where IDENTIFIER is used."
  (if-let* ((position (get-text-property 0 'treeline-position identifier)))
      (treeline--at :textDocument/references position '(:context (:includeDeclaration t)))
    (treeline--ask-texts (treeline--server) identifier treeline-limit buffer-file-name
                         :literal t :wholeWord t :caseSensitive t)))

(cl-defmethod xref-backend-apropos ((_backend (eql treeline)) pattern)
  "Symbols that match PATTERN."
  (treeline--ask-symbols (treeline--server) pattern))

;;; In Eglot

(defvar eglot-server-programs)

(defun treeline-eglot-contact (&rest _)
  "For Eglot: `treeline-command', with `treeline-options'."
  (append treeline-command (and treeline-options (list :initializationOptions treeline-options))))

;; Behind all others, so that a mode's own server is what M-x eglot proposes.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((prog-mode text-mode conf-mode) . treeline-eglot-contact) t))

;;; In lsp-mode

(declare-function lsp-register-client "ext:lsp-mode")
(declare-function make-lsp-client "ext:lsp-mode")
(declare-function lsp-stdio-connection "ext:lsp-mode")
(declare-function lsp-notify "ext:lsp-mode")
(declare-function lsp-session "ext:lsp-mode")
(declare-function lsp--session-workspaces "ext:lsp-mode")
(declare-function lsp--workspace-buffers "ext:lsp-mode")
(defvar lsp-language-id-configuration)
(defvar lsp--buffer-workspaces)

(defun treeline--lsp-language (file mode)
  "The language of FILE in MODE, in the words of lsp-mode."
  (cdr (seq-find (lambda (known)
                   (if (stringp (car known)) (and file (string-match-p (car known) file)) (eq (car known) mode)))
                 lsp-language-id-configuration)))

(defun treeline--lsp-activate (file mode)
  "Serve FILE in MODE, whatever these are.
A mode that lsp-mode has no language for becomes one by its name."
  (unless (treeline--lsp-language file mode)
    (add-to-list 'lsp-language-id-configuration (cons mode (string-remove-suffix "-mode" (symbol-name mode))) t))
  t)

(defun treeline--lsp-tell (&rest _)
  "Tell Treeline which languages have a server of their own.
These answer for them."
  (dolist (workspace (lsp--session-workspaces (lsp-session)))
    (when (treeline--lsp-ready-p workspace)
      (let (languages)
        (dolist (buffer (lsp--workspace-buffers workspace))
          (when (and (buffer-live-p buffer) (cdr (buffer-local-value 'lsp--buffer-workspaces buffer)))
            (cl-pushnew (treeline--lsp-language (buffer-file-name buffer) (buffer-local-value 'major-mode buffer))
                        languages :test #'equal)))
        (let ((lsp--cur-workspace workspace))
          (lsp-notify "treeline/otherServers" (list :languages (vconcat languages))))))))

;;;###autoload
(defun treeline-lsp-mode-setup ()
  "Make Treeline known to lsp-mode: in every buffer, beside the usual server."
  (require 'lsp-mode)
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () treeline-command))
                    :activation-fn #'treeline--lsp-activate
                    :initialization-options (lambda () (or treeline-options (make-hash-table)))
                    :add-on? t
                    :priority -10
                    :server-id 'treeline))
  (add-hook 'lsp-after-open-hook #'treeline--lsp-tell)
  (add-hook 'lsp-after-uninitialized-functions #'treeline--lsp-tell))

(provide 'treeline)
;;; treeline.el ends here
