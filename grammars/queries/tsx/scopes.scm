; include typescript/scopes.scm
