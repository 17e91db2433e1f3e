# Treeline for kakoune-lsp 18 and later, in the kakrc behind its own `eval %sh{kak-lsp}`: for the file types that have no
# server of their own there. To have both, name both in one value, as for C below: what is set here replaces what
# kakoune-lsp would have chosen. Checked against the sources of kakoune-lsp; not tried by the tests.

hook -group treeline global BufSetOption filetype=(?:awk|asciidoc|conf|ini|lisp|makefile|mail|perl|protobuf|restructuredtext|sql|text|troff) %{
    set-option buffer lsp_servers %{
        [treeline]
        args = ["lsp"]
        root_globs = [".git", ".hg", ".svn", ".jj"]
    }
}

hook -group treeline global BufSetOption filetype=(?:c|cpp|objc) %{
    set-option buffer lsp_servers %{
        [clangd]
        args = ["--log=error"]
        root_globs = ["compile_commands.json", ".clangd", ".git", ".hg"]
        [treeline]
        args = ["lsp"]
        root_globs = ["compile_commands.json", ".clangd", ".git", ".hg"]
    }
}
