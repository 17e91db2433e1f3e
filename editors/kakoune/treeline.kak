# Treeline in Kakoune, by its command line: no language client is needed. What is found comes into *grep*, where <ret>,
# grep-next-match and grep-previous-match work as after :grep. Files are read as they are on disk: what a buffer has
# and its file has not is found through kakoune-lsp only (see kakoune-lsp.kak).
#
#   source /where/it/is/editors/kakoune/treeline.kak
#   map global user t ':enter-user-mode treeline<ret>' -docstring 'treeline'

declare-option -docstring 'the program' str treeline_cmd treeline
declare-option -docstring 'most lines that are listed' int treeline_limit 500
declare-option -hidden str treeline_client
declare-option -hidden str treeline_origin
declare-option -hidden str treeline_near
declare-option -hidden str treeline_verb
declare-option -hidden str treeline_query

# For the shell: lines VERB NEAR ARGUMENT... prints what `treeline VERB` finds as path:line:column:text.
declare-option -hidden str treeline_lines %{
    lines() {
        verb=$1 near=$2
        shift 2
        [ "$verb" = references ] || [ ! -f "$near" ] || set -- --near "$near" "$@"
        "$kak_opt_treeline_cmd" "$verb" --limit "$kak_opt_treeline_limit" "$@" 2>&1 |
            if [ "$verb" = symbols ]; then
                awk -F '  +' '
                    $NF ~ /:[0-9]+:[0-9]+$/ { print $NF ": " $1 "  " $2 (NF > 4 ? " in " $3 : ""); next }
                    { print }'
            else
                cat
            fi
    }
}

define-command treeline-search -params .. -docstring %{
    treeline-search [QUERY]: list where texts are, best first; without a QUERY, while it is typed
    The query language is that of `treeline help query`
} %{
    evaluate-commands %sh{
        if [ $# -gt 0 ]; then echo 'treeline-list search -- %arg{@}'; else echo 'treeline-prompt search search:'; fi
    }
}

define-command treeline-symbols -params .. -docstring %{
    treeline-symbols [QUERY]: list symbols by name, best first; without a QUERY, while it is typed
} %{
    evaluate-commands %sh{
        if [ $# -gt 0 ]; then echo 'treeline-list symbols -- %arg{@}'; else echo 'treeline-prompt symbols symbol:'; fi
    }
}

define-command treeline-search-selection -docstring 'list where the selected text is, as it is written' %{
    treeline-list search -s -F -- %val{selection}
}

define-command treeline-references -docstring 'list where the name under the cursor is used' %{
    treeline-list references -- "%val{buffile}:%val{cursor_line}:%val{cursor_column}"
}

define-command treeline-definition -docstring 'go to where the name under the cursor is defined' %{
    evaluate-commands %sh{
        "$kak_opt_treeline_cmd" definition --limit 1 -- "$kak_buffile:$kak_cursor_line:$kak_cursor_column" 2>&1 |
            awk -F '  +' -v quote="'" '
                match($NF, /:[0-9]+:[0-9]+$/) {
                    path = substr($NF, 1, RSTART - 1)
                    gsub(quote, quote quote, path)
                    split(substr($NF, RSTART + 1), at, ":")
                    print "edit -existing " quote path quote, at[1], at[2]
                    found = 1
                    exit
                }
                { said = $0 }
                END {
                    gsub(quote, quote quote, said)
                    if (!found) print "fail " quote (said == "" ? "no definition is known" : said) quote
                }'
    }
}

# While typing, *grep* is filled in place: the prompt would not outlive another buffer in its window.
define-command -hidden treeline-prompt -params 2 %{
    set-option global treeline_client %val{client}
    set-option global treeline_origin %val{bufname}
    set-option global treeline_near %val{buffile}
    set-option global treeline_verb %arg{1}
    set-option global treeline_query ''
    edit! -scratch *grep*
    set-option buffer filetype grep
    # What has changed since is found when the index knows of it; the list is then made again.
    nop %sh{
        (
            "$kak_opt_treeline_cmd" index
            echo 'try %{ treeline-type %opt{treeline_query} }' | kak -p "$kak_session"
        ) >/dev/null 2>&1 </dev/null &
    }
    prompt %arg{2} -on-change %{ treeline-type %val{text} } -on-abort %{
        set-option global treeline_verb ''
        buffer %opt{treeline_origin}
        try %{ delete-buffer *grep* }
    } %{
        buffer %opt{treeline_origin}
        treeline-list %opt{treeline_verb} -- %val{text}
        set-option global treeline_verb ''
    }
}

define-command -hidden treeline-type -params 1 %{
    set-option global treeline_query %arg{1}
    evaluate-commands %sh{ [ -n "$kak_opt_treeline_verb" ] || echo 'fail nothing is being typed' }
    evaluate-commands -buffer *grep* -save-regs '|' %{
        set-register | %{
            # of kak_opt_treeline_cmd and kak_opt_treeline_limit
            cat >/dev/null
            eval "$kak_opt_treeline_lines"
            case $kak_opt_treeline_query in
                *[![:space:]]*)
                    lines "$kak_opt_treeline_verb" "$kak_opt_treeline_near" --no-refresh -- "$kak_opt_treeline_query" ;;
            esac
            true
        }
        execute-keys '<percent>|<ret>'
    }
    # What stands in a window moves to the end of what is put there: the best are at the beginning.
    try %{ evaluate-commands -client %opt{treeline_client} %{ select 1.1,1.1 } }
}

define-command -hidden treeline-list -params 2.. %{
    evaluate-commands %sh{
        # of kak_opt_treeline_cmd and kak_opt_treeline_limit
        verb=$1
        shift
        eval "$kak_opt_treeline_lines"
        folder=$(mktemp -d "${TMPDIR:-/tmp}"/kak-treeline.XXXXXXXX)
        mkfifo "$folder/fifo"
        # The one that writes takes the pipe away.
        (
            lines "$verb" "$kak_buffile" "$@" >"$folder/fifo"
            rm -r "$folder"
        ) >/dev/null 2>&1 </dev/null &
        printf %s "evaluate-commands -try-client '$kak_opt_toolsclient' %{
            edit! -fifo '$folder/fifo' *grep*
            set-option buffer filetype grep
            # The line that was jumped to last, which newer versions call by another name.
            try %{ set-option buffer grep_current_line 0 }
            try %{ set-option buffer jump_current_line 0 }
        }"
    }
}

declare-user-mode treeline
map global treeline t ':treeline-search<ret>' -docstring 'texts, while typing'
map global treeline s ':treeline-symbols<ret>' -docstring 'symbols, while typing'
map global treeline w ':treeline-search-selection<ret>' -docstring 'the selection'
map global treeline d ':treeline-definition<ret>' -docstring 'definition'
map global treeline r ':treeline-references<ret>' -docstring 'references'
