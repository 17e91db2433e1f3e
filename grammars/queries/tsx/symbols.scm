; include typescript/symbols.scm
