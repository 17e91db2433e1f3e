// The words of --help and of the manual page. Kept in one place, so that they are written as one
// text.
#include "cli/verbs.h"

#define QUERY_EXITS                                                                                \
  "0\tsomething was found\n1\tnothing was found\n2\tsomething went wrong: words on standard error"
#define SEARCH_EXITS                                                                               \
  "0\tsomething was found\n1\tnothing was found\n"                                                 \
  "2\tsomething went wrong, or nothing was found before --timeout: words on standard error"
#define PLAIN_EXITS "0\tdone\n2\tsomething went wrong: words on standard error"

const Verb verbs[] = {
    {"index", VERB_INDEX, "[DIR]", "bring the index of a tree up to date",
     "Finds the files of DIR (default: the current directory, or the tree above it that has an "
     "index), reads those that are new or have changed, and extracts their symbols. Ignore files "
     "count: .gitignore, .ignore and git's own excludes; hidden files are left out. The other "
     "verbs "
     "do the same before they answer, so this one is for doing it ahead of time and for seeing "
     "what "
     "it takes.\n\n"
     "The index lives in the user's cache directory, readable by that user alone. It may be "
     "deleted "
     "at any time, and it may be used by several processes at once: one writes, the others "
     "follow.\n\n"
     "Text can be searched before symbols are complete. Ctrl-C keeps what has been done.",
     "treeline index\tthe current directory\n"
     "treeline index ~/src/linux --json\tas JSON, with sizes of every kind of section",
     PLAIN_EXITS, verb_index},
    {"search", VERB_SEARCH, "QUERY...", "find where a text occurs",
     "Brings the text index up to date with the tree, then prints the best occurrences first, or "
     "with "
     "--all every occurrence in the order of paths. Every occurrence is verified in the file "
     "itself.\n\n"
     "A query is words: all of them must occur in a file. \"Quotes\" hold a phrase together, "
     "/slashes/ "
     "hold a regular expression in PCRE2 syntax, wild*cards and wild?cards stand for what is no "
     "white "
     "space. OR, NOT or - before a word, and parentheses combine. Filters narrow: file: dir: ext: "
     "lang:, "
     "each with a - before it to leave out; case:yes and word:yes are -s and -w. A query without "
     "capitals ignores case. With -F the query is plain text, with -e one regular expression; one "
     "with "
     "\\n in it is matched over several lines. `treeline help query` has the whole language.\n\n"
     "On a terminal, hits are grouped by file; with --all they come as they are found. Otherwise "
     "each is a line "
     "path:line:column:text; one that spans lines has a line for each of them. With lines around "
     "the hits (-A, -B, -C), those are path-line-text, and -- stands between lines that do not "
     "follow each other. A file whose content others have, too, is shown once, with their number; "
     "with --all each is shown. What makes an answer less than whole is said on standard error.\n\n"
     "With --json each hit is an object with path, line, column, length, end_line, end_column, "
     "language and text (all lines that the hit touches); before and after if lines around it were "
     "asked for; folded, the number of further files with the same content, if there are any. With "
     "-l it has path, with -c path and count. An object with a summary follows: hits, documents, "
     "generation, covered (the share of the tree that was searched), documents_covered of "
     "documents_known, truncated, reason (limit, deadline, indexing or words) and elapsed_us. "
     "Lines "
     "and columns count from 1, columns and lengths in bytes of UTF-8; end_column is that of the "
     "byte behind the hit.",
     "treeline search parse_header\tthe best 50\n"
     "treeline search --all -F 'if (!ptr)'\tevery one, taken as plain text\n"
     "treeline search -e 'EXPORT_SYMBOL\\(.*_register' -C 2\ta regular expression, with two lines "
     "around each\n"
     "treeline search -e 'struct file_operations \\w+ = \\{\\n\\s*\\.open'\tover several lines\n"
     "treeline search lock in:comment lang:c -- -test\tin comments of C files without the word "
     "test\n"
     "treeline search --near src/net/tcp.c timeout\tnear a file first\n"
     "treeline search -l0 TODO | xargs -0 sed -n /TODO/p\tpaths for another program\n"
     "treeline search --all --json TODO | jq .path\tfor a program",
     SEARCH_EXITS, verb_search},
    {"grep", VERB_GREP, "PATTERN [PATH...]", "find every line that matches a pattern",
     "Brings the text index up to date with the tree, then prints every line that matches, in the "
     "order of paths: of all the tree, or of the files and directories that PATHs name. PATTERN is "
     "a "
     "regular expression in PCRE2 syntax, or with -F plain text; capitals and small letters differ "
     "unless -i is given. One with \\n in it is matched over several lines. What is searched is "
     "what "
     "the index holds: no hidden files, nothing that ignore files leave out, nothing binary.\n\n"
     "In a pipe a line is path:text, with -n path:line:text; lines around it (-A, -B, -C) have - "
     "in "
     "the place of the colons, and -- stands between lines that do not follow each other. On a "
     "terminal lines are grouped by file, with their numbers. --json prints the objects of search; "
     "--limit and -m count lines.",
     "treeline grep 'EXPORT_SYMBOL(_GPL)?\\(' fs mm\tin two directories\n"
     "treeline grep -nw -C2 needle\twhole words, with numbers and lines around them\n"
     "treeline grep -lF 'if (!ptr)' | wc -l\thow many files have a text\n"
     "treeline grep -c TODO\thow many lines of each file",
     SEARCH_EXITS, verb_grep},
    {"symbols", VERB_SYMBOLS, "[QUERY...]", "find definitions by name",
     "Brings the index up to date with the tree, then prints the definitions whose name matches, "
     "best "
     "first: the exact name, then prefixes, then beginnings of words, then letters in order. "
     "Without a "
     "query: the most prominent symbols of the tree. kind:, lang: and file: narrow, as the options "
     "of "
     "the same names do. A container may be named too: Parser.next or Parser::next.\n\n"
     "With --json each is an object with name, kind, container, language, path, line, column and "
     "end_line, followed by one with a summary as in search.",
     "treeline symbols readHeader\tthe best 100\n"
     "treeline symbols rdhdr --kind function\tletters in order suffice\n"
     "treeline symbols 'net/ Socket::send' --near src/tcp.c\tin a path, in a class, near a file\n"
     "treeline symbols --match prefix --limit 0 EXPORT_\tevery name that begins so",
     QUERY_EXITS, verb_symbols},
    {"definition", VERB_DEFINITION, "FILE:LINE:COLUMN", "say where a name is defined",
     "Brings the index up to date with the tree, then prints where what stands at a place of a "
     "file "
     "is defined, the likeliest first, each with how certain that is: scope (the scopes of the "
     "file "
     "say so), only (nothing else has that name and fits), likely (an import, a directory or a "
     "container speaks for it), name (it has the name, and no more is known). At an include or "
     "import: the file. Lines and columns count from 1, columns in bytes.\n\n"
     "With --json each is an object with name, kind, container, language, path, line, column, "
     "local, "
     "declaration and certainty, followed by one with a summary as in search.",
     "treeline definition src/main.c:120:9\twhat stands there\n"
     "treeline definition --declarations src/main.c:120:9\tits prototype first",
     QUERY_EXITS, verb_definition},
    {"references", VERB_REFERENCES, "NAME|FILE:LINE:COLUMN", "find where a name is used",
     "Brings the index up to date with the tree, then prints where the name at a place of a file "
     "is "
     "used, in files that are likely to mean the same first: a local name in its scope alone, any "
     "other in the whole tree, but where it is another function's local. With NAME, the best "
     "definition of exactly that name is asked about. Lines are printed as search does.\n\n"
     "With --json each is an object with path, language, line, column, length, kind (definition, "
     "declaration, import, call, write, read, text), certainty (see definition) and text, followed "
     "by one with a summary as in search.",
     "treeline references mutex_lock\tof the best definition of that name\n"
     "treeline references src/main.c:120:9\tof what stands there\n"
     "treeline references --texts --json parser_next\talso in comments, for a program",
     SEARCH_EXITS, verb_references},
    {"status", VERB_STATUS, "", "say what the index holds",
     "Prints what the index on disk holds: files, symbols, sizes, and where it is kept. The tree "
     "itself "
     "is not looked at.\n\n"
     "Below that, for each language server that runs on the tree, how long its requests and their "
     "stages take (the time that half of them, 95 and 99 of a hundred stay within; the bars are of "
     "the 95) and how often an answer was a kept one. Servers leave these figures in the index's "
     "directory every few seconds. With --json each is an object with a \"server\".",
     "treeline status\tthe current directory's\ntreeline status -C ~/src/linux --json\tfor a "
     "program",
     "0\tthere is an index\n1\tthere is none\n2\tsomething went wrong: words on standard error",
     verb_status},
    {"check", VERB_CHECK, "", "verify the index",
     "Verifies every checksum and every invariant of the index on disk and prints what was looked "
     "at. "
     "An index that fails is rebuilt where it is damaged, by itself, the next time it is used.",
     "treeline check\tthe current directory's",
     "0\tthe index is sound\n1\tthere is no index\n2\tit is damaged, or something went wrong",
     verb_check},
    {"explain", VERB_EXPLAIN, "QUERY...", "show how a search would be answered",
     "Prints the query as it is understood and the plan that answers it, with the number of files "
     "each "
     "step leaves.",
     "treeline explain 'foo (bar OR baz) lang:c'\t", PLAIN_EXITS, verb_explain},
    {"lsp", VERB_LSP, "", "serve an editor over the language server protocol",
     "Speaks the language server protocol over standard input and output; editors start it. "
     "`treeline --stdio` is the same.\n\n"
     "It answers for symbols of the workspace and of documents, text searches, definitions, "
     "references, highlights, hovers, folds, selection ranges, call hierarchies, and, if asked to, "
     "completion. The initialization option \"features\" sets each to \"on\", \"off\" or "
     "\"auto\"; the last leaves documents of the languages that \"otherServers\" lists to their "
     "own servers. docs/protocol.md has all options.",
     "treeline lsp --stdio\tas editors call it", PLAIN_EXITS, verb_lsp},
    {"help", VERB_HELP, "[VERB]", "show help",
     "Prints help about a verb, or about all of them; with --man the manual page, with "
     "--completion "
     "what a shell needs to complete this command line. Packages bring both.",
     "treeline help search\t\ntreeline help --man > treeline.1\t\n"
     "eval \"$(treeline help --completion=bash)\"\tin ~/.bashrc, where no package does it",
     PLAIN_EXITS, verb_help},
};
const size_t verb_count = COUNT_OF(verbs);

const Verb *verb_find(Str name) {
  for (size_t i = 0; i < verb_count; i++) {
    if (str_equal(str_from_c(verbs[i].name), name)) return &verbs[i];
  }
  return NULL;
}
