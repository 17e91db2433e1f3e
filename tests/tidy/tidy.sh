#!/usr/bin/env bash
# What a reviewer should not have to look for: the direction of includes, the size of functions and files,
# banned calls, headers nobody includes, names that belong to one machine, formatting.
# Prints one line a finding; exits 1 if there is any.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C

files() { git ls-files -- "$@" | while read -r file; do [ -f "$file" ] && echo "$file"; done; }
sources() { files 'index/*.[ch]' 'server/*.[ch]'; }
# Golden inputs are as odd as they are on purpose.
all_c() { files 'index/*.[ch]' 'server/*.[ch]' 'tests/*.[ch]' | grep -v '^tests/golden/.*/'; }

# base <- format <- store, intake <- query <- run <- index.h <- server. store and intake do not know
# each other; query/ may use index.h, whose requests it answers.
include_direction() {
  sources | xargs awk '
    BEGIN {
      may["base"] = " base "
      may["format"] = " base format "
      may["store"] = " base format store "
      may["intake"] = " base format intake "
      may["query"] = " base format store intake query index.h "
      may["run"] = " base format store intake query run index.h "
      may["index.h"] = " base format "
      may["index.c"] = " base format store intake query run index.h "
      may["server"] = " base format index.h cli lsp "
    }
    /^#include "/ {
      split(FILENAME, at, "/")
      layer = at[1] == "server" ? "server" : at[2]
      split($2, part, "\"")
      target = part[2]
      slash = index(target, "/")
      if (!slash && target != "index.h") next # generated or local: languages.def
      if (slash) target = substr(target, 1, slash - 1)
      if (layer == "base" && target == "base") next
      if (index(may[layer], " " target " ") == 0)
        printf "%s:%d: %s/ may not include %s\n", FILENAME, FNR, layer, part[2]
    }'
}

# Third-party headers, and the only places that may include them.
third_party() {
  local header places
  while read -r header places; do
    sources | { grep -vE "^($places)" || true; } \
      | { xargs grep -nE "#include [<\"]$header" /dev/null || true; } \
      | awk -v places="$places" '{ print $0 "   (belongs under " places ")" }'
  done <<'TEXT'
tree_sitter/ index/intake/
[cC]JSON server/
cjson/ server/
uv[.]h index/run/|server/
pcre2 index/intake/|index/query/
TEXT
  files 'index/*.h' 'server/*.h' \
    | { xargs grep -nE '#include [<"](uthash|utlist)' /dev/null || true; } \
    | sed 's/$/   (never in a header)/'
}

# Files over 700 lines, functions over 70 (from a line that begins a definition to the brace that ends
# it), lines over 100 columns (110 where a comment ends the line: those are not reflowed).
sizes() {
  all_c | xargs awk '
    FNR == 1 { if (file && lines > 700) printf "%s: %d lines, 700 at most\n", file, lines
               file = FILENAME; start = 0 }
    { lines = FNR; text = $0
      gsub(/[\200-\277]/, "", text) # continuation bytes of UTF-8 take no column
      most = text ~ /\/\// ? 110 : 100
      if (length(text) > most)
        printf "%s:%d: %d columns, %d at most\n", FILENAME, FNR, length(text), most }
    /^[a-zA-Z_].*[({,]$/ && !/;|=|^(typedef|enum|struct|union)/ { start = FNR }
    /^}/ { if (start && FNR - start + 1 > 70)
             printf "%s:%d: a function of %d lines, 70 at most\n", FILENAME, start, FNR - start + 1
           start = 0 }
    END { if (lines > 700) printf "%s: %d lines, 700 at most\n", file, lines }'
}

banned_calls() {
  sources | xargs grep -nE '(^|[^a-zA-Z0-9_])(strcpy|strcat|sprintf|vsprintf|gets|system|alloca|atoi|atol|strtok)\(' \
    /dev/null | sed 's/$/   (banned)/' || true
}

# What is beyond ISO C, and the only places that may name it: attributes and builtins, vector instructions,
# compilers and processors, systems and their headers. Strings and comments may say anything.
portability() {
  sources | xargs awk '
    function only(pattern, places) {
      if (code ~ pattern && FILENAME !~ places)
        printf "%s:%d: %s   (belongs in %s)\n", FILENAME, FNR, $0, places }
    { code = $0
      gsub(/"([^"\\]|\\.)*"/, "", code)
      sub(/\/\/.*/, "", code)
      only("__(builtin|sync|atomic)_|__attribute|__extension__|__typeof|__int128|__declspec",
           "^index/base/(compiler|bits|simd)[.][ch]$")
      only("__GNUC__|__clang__|_MSC_VER|__has_|__SSE|__AVX|__ARM|__x86_64|__i386|__aarch64",
           "^index/base/(compiler|simd)[.]h$")
      only("immintrin|arm_neon|__m(128|256|512)|[^a-z0-9_]_mm(256|512)?_|v(ld|st)1q?_",
           "^index/(base/(simd[.]h|scan[.]c)|intake/words[.]c|query/fuzzy_batch[.]c)$")
      only("__linux|__APPLE__|__GLIBC__|_WIN32|__unix|_(POSIX|GNU|XOPEN)(_C)?_SOURCE|SIGPIPE",
           "^index/base/os_[a-z_]*[.]c$")
    }
    /^ *# *include *</ {
      header = $0
      gsub(/.*<|>.*/, "", header)
      iso = header ~ /^(assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math)[.]h$/ \
         || header ~ /^(setjmp|signal|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio)[.]h$/ \
         || header ~ /^(stdlib|stdnoreturn|string|tgmath|time|uchar|wchar|wctype)[.]h$/
      theirs = header ~ /^(uv|pcre2|xxhash|uthash|utlist|immintrin)[.]h$|^(tree_sitter|cjson)\//
      if (!iso && !theirs && FILENAME !~ /^index\/base\/os_/)
        printf "%s:%d: <%s>   (a header of the system; belongs in index/base/os_*)\n", FILENAME, FNR, header
    }'
}

# A module of the library is a .c and a .h of one name.
modules() {
  local file
  for file in $(files 'index/*.c'); do
    case $file in
      */os_*.c) ;;                                       # the systems behind os.h
      index/format/check.c | index/format/names.c | index/format/words.c) ;; # parts of segment.h
      index/run/index.c | index/run/requests.c | index/run/navigate.c) ;; # index/index.h
      *) [ -f "${file%.c}.h" ] || echo "$file: there is no ${file%.c}.h" ;;
    esac
  done
}

dead_headers() {
  local header name
  for header in $(files 'index/*.h' 'server/*.h' 'tests/*.h'); do
    name=${header#index/}
    name=${name#server/}
    name=${name#tests/}
    all_c | { xargs grep -lF "\"$name\"" /dev/null || true; } | grep -cv "^${header%.h}\.c$" >/dev/null \
      || echo "$header: nobody but its own .c includes it"
  done
}

# The hosts of registries and the paths of machines have no place in the repository. Tests may name a
# home directory that nobody has.
places() {
  files . | grep -vE '^tests/(tidy|golden)/|package-lock\.json$' \
    | { xargs -d '\n' grep -nIE \
      'https?://[a-z0-9.-]*(registry|mirror|artifact|proxy)[a-z0-9.-]*|(^|[^a-zA-Z0-9_/.$}-])/work/' \
      /dev/null || true; } | cut -c1-160 | sed 's/$/   (a registry or one machine)/'
  files . | grep -vE '^tests/' | { xargs -d '\n' grep -nIE '/(home|Users)/[a-z]+/' /dev/null || true; } \
    | cut -c1-160 | sed 's/$/   (one machine)/'
  files '*package-lock.json' | { xargs -r grep -nE '"resolved": *"http' /dev/null || true; } \
    | cut -c1-160 | sed 's/$/   (a registry)/'
}

# What Debian 12's own Node, 18, does not have.
newer_node() {
  files '*.mjs' | grep -v '^tests/golden/' \
    | { xargs grep -nE 'import\.meta\.(dirname|filename)|[a-z]WellFormed\(' /dev/null || true; } | sed 's/$/   (not in Node 18)/'
}

scripts() {
  local script
  for script in dev .ci/run $(files '*.sh' | grep -v '^tests/golden/'); do
    bash -n "$script" || echo "$script: does not parse"
  done
}

formatting() {
  # Editions of clang-format differ in what they make of the same file.
  if ! clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
    echo "note: no clang-format 14 here, so formatting is not checked" >&2
    return
  fi
  all_c | xargs clang-format --dry-run 2>&1 | grep -E 'warning: code should be clang-formatted' \
    | sed -E 's/: warning:.*/: not formatted (.\/dev format)/' | awk -F: '!seen[$1]++' || true
}

findings=$(
  include_direction
  third_party
  sizes
  banned_calls
  portability
  modules
  dead_headers
  places
  newer_node
  scripts
  formatting
)
if [ -n "$findings" ]; then
  echo "$findings"
  echo "tidy: $(wc -l <<<"$findings") findings"
  exit 1
fi
echo "tidy: nothing to mend"
