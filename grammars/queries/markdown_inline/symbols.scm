; Text inside a paragraph defines nothing.
