setup() {
  local dir=$1

  helper() {
    local depth=2
    inner() { echo "$depth"; }
    inner
  }

  helper
  teardown() { rm -r "$dir"; }
}

{
  grouped=1
  in_group() { :; }
}

(
  in_parens=1
)

{ piped=1; } | cat

[[ -f ~/.env ]] && source ~/.env
trap 'rm -f "$tmp"' EXIT

if command -v git > /dev/null; then
  if [ -d .git ]; then
    branch=$(git rev-parse --abbrev-ref HEAD)
    function with_git { local head=$branch; }
  fi
fi
