#include "cli/query_page.h"

const QuerySection query_page[] = {
    {"TEXT", "All of a query must hold of one file. What has no meaning of its own is text.",
     "parse header\tboth words, anywhere in a file, as parts of longer words too\n"
     "\"exact phrase\"\tas written; inside, \\\" is a quote and \\\\ a backslash\n"
     "a->b x::y foo(bar) #include -1 *p\tcode, as typed\n"
     "/get_[a-z]+\\(/\ta regular expression in PCRE2 syntax, up to a slash before white space. It "
     "matches within a line unless it says otherwise: \\n, or (?s) with a dot\n"
     "wild*card colo?r\tbetween two letters, * is any run of characters that are no white space, "
     "and ? one of them\n"
     "recieve~1 lenght~\twhole words with one letter changed, added, left out, or two "
     "exchanged; "
     "~2 allows two such edits, ~ is ~1"},
    {"TOGETHER", "From loose to tight: OR, AND, NEAR, NOT. They are written in capitals.",
     "a b    a AND b\tboth\n"
     "a OR b\teither\n"
     "-a    NOT a\tnot; a minus negates before a letter, _, a quote, a slash or (\n"
     "(a OR b) c\tparentheses group where a query has operators; elsewhere they are text\n"
     "lock NEAR/5 free\twith at most 5 words between them, in either order; only occurrences that "
     "are near are found\n"
     "lock NEAR/3L free\twith at most 3 line ends between them\n"
     "lock ONEAR/5 free\tin this order\n"
     "(a OR b) NEAR/2 c NEAR/9 d\ta chain: c near a or b, and d near that c"},
    {"WHERE IN A FILE",
     "These speak of all texts beside them, up to the next OR or parenthesis, negated ones too.",
     "in:comment TODO\tin comments; also in:string, in:code, and in:def, in the name of a "
     "definition\n"
     "in:comment,string secret\tin either\n"
     "-in:comment free\tnot in comments\n"
     "in:comment TODO OR in:string FIXME\teach side for itself\n"
     "kind:function lock\tin the name of a function; kind:class,struct either; -kind:field any "
     "other kind\n"
     "sym:lock\tdefinitions, and declarations, whose name contains lock: the names are found\n"
     "sym:lock*  sym:*_lock  sym:*\tthe name as a whole; any name\n"
     "sym:/^get_.*page$/  sym:lokc~1\ta regular expression within the name; a word of it within "
     "one "
     "edit\n"
     "kind:class sym:* file:model\tall classes of some files\n"
     "main -sym:main\tfiles that say main and define no such name"},
    {"WHICH FILES",
     "A minus excludes. Values may be quoted; those with commas are lists of which any will do.",
     "file:net  file:*_test.go\tthe path contains it; with * ? [ ] the file's name matches, with a "
     "/ "
     "the path\n"
     "dir:src/core  dir:/src\tin a directory of that name or path, at any depth; from the root\n"
     "lang:c,cpp  ext:h\tof a language; with an extension\n"
     "repo:mylib\tin a repository of that name, or below that directory\n"
     "size:<10k  size:4k..64k  size:>=1M\tby size in bytes\n"
     "changed:git  changed:2h\tthat git would call modified or new; written within 30m, 2h, 7d"},
    {"CASE AND WORDS", "These speak of the whole query.",
     "foo Foo\twithout capitals, case does not count; with one, it does\n"
     "case:yes  case:no\tit does; it does not\n"
     "word:yes\tonly whole words count; of a name, too"},
    {"WHAT IS REFUSED",
     "A query must look for some text on every side of an OR: filters and negations alone are "
     "refused, but for search --files, which lists the files that pass the filters. "
     "What cannot be understood is told with the character where it was met. Quote what is meant "
     "as "
     "text: \"in:foo\", \"a NEAR/5 b\". With -F nothing in a query has a meaning. `treeline "
     "explain` "
     "shows how a query is understood, in the one form that all its spellings share.",
     ""},
};

const size_t query_page_sections = sizeof query_page / sizeof *query_page;
