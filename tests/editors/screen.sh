# To be sourced: an editor in a terminal that nobody sees, driven by keys and read as text. One tmux server a
# process, ended with it.
set -eu

SCREEN=treeline-$$
HOME_MADE=$(mktemp -d)
trap 'tmux -L "$SCREEN" kill-server 2>/dev/null || true; rm -rf "$HOME_MADE"' EXIT
export XDG_CONFIG_HOME="$HOME_MADE/config" XDG_DATA_HOME="$HOME_MADE" XDG_STATE_HOME="$HOME_MADE"
export XDG_CACHE_HOME="$HOME_MADE/cache" XDG_RUNTIME_DIR="$HOME_MADE"
mkdir -p "$XDG_CONFIG_HOME"

command -v tmux >/dev/null || { echo "tmux is missing: apt-get install tmux" >&2; exit 1; }

# screen_start COLUMNS ROWS COMMAND: the terminal understands 24 bits of colour.
screen_start() {
  tmux -L "$SCREEN" -f /dev/null new-session -d -x "$1" -y "$2" -e TERM=tmux-256color "$3; echo ended with \$?; sleep 60"
}

# screen_keys KEY...: as tmux names them (Enter, Escape, C-q, Space).
screen_keys() { tmux -L "$SCREEN" send-keys "$@"; }
# screen_type TEXT: letter by letter, as a person does.
# A semicolon at the end would end tmux's own command.
screen_type() { tmux -L "$SCREEN" send-keys -l -- "${1/%;/\\;}"; }
screen_text() { tmux -L "$SCREEN" capture-pane -p; }

# screen_wait PATTERN [SECONDS]: until a line matches an extended regular expression.
screen_wait() {
  local tries=$((${2:-20} * 10))
  while [ $tries -gt 0 ]; do
    if screen_text | grep -Eq -- "$1"; then return 0; fi
    sleep 0.1
    tries=$((tries - 1))
  done
  echo "still waiting for $1; the screen shows:" >&2
  screen_text >&2
  exit 1
}

# screen_gone PATTERN: until no line matches.
screen_gone() {
  local tries=200
  while [ $tries -gt 0 ]; do
    if ! screen_text | grep -Eq -- "$1"; then return 0; fi
    sleep 0.1
    tries=$((tries - 1))
  done
  echo "still there: $1; the screen shows:" >&2
  screen_text >&2
  exit 1
}

# screen_save NAME: what the screen shows, as text, where $CAPTURES says.
screen_save() {
  [ -n "${CAPTURES:-}" ] || return 0
  mkdir -p "$CAPTURES"
  screen_text | sed 's/ *$//' >"$CAPTURES/$1.txt"
}

step() { printf '%s\n' "$*"; }

# A little project, as a repository, in $1.
make_project() {
  mkdir -p "$1/src" "$1/doc"
  printf '#include "engine.h"\n\nint engine_start(struct engine *engine) {\n\treturn warm_up(engine);\n}\n' >"$1/src/engine.c"
  printf 'struct engine;\nint engine_start(struct engine *engine);\nint warm_up(struct engine *engine);\n' >"$1/src/engine.h"
  printf '#include "engine.h"\n\n/* Warms the engine up. */\nint warm_up(struct engine *engine) {\n\treturn engine != 0;\n}\n' >"$1/src/warm.c"
  printf '# Engine\n\nHow to warm it up: call `warm_up`.\n' >"$1/doc/words.md"
  git init -q "$1"
}
