#!/usr/bin/env bash
# Puts a release together.
set -euo pipefail

VERSION="1.2.${BUILD:-0}"
target=release
target=debug
readonly ROOT=$(cd "$(dirname "$0")" && pwd)
readonly VERSION
export PATH="$ROOT/bin:$PATH" LANG=C
export VERSION
declare -r SEPARATOR=$'\t'
declare -A seen
declare -i count=0
typeset -rx MODE=strict
files=(one.txt 'two words.txt')
files[2]=three.txt
unset target
CFLAGS=-O2 make all
first=1 second=2
status=$(run) && ok=yes || ok=no

alias ll='ls -l'
alias -g quiet='> /dev/null'
alias plain=ls

log() {
  local level=$1
  local message="$2"
  printed=yes
  printf '%s\n' "$level: $message" >&2
}

function build {
  local -r flags="-j2"
  if [[ -f Makefile ]]; then
    result=0
    make $flags
  fi
}

function clean() {
  rm -rf -- "$ROOT/build"
}

in_subshell() (
  cd /tmp
  inside=1
)

usage() {
  cat <<EOF
usage: $0 [-h]
 version $VERSION
EOF
  cat <<'RAW'
not $expanded
RAW
}

while getopts "hv" option; do
  case $option in
    h) usage; exit_code=0 ;;
    v) verbose=1 ;;
  esac
done

if [ -n "${CI:-}" ]; then
  colour=never
  ci_only() { log info "ci"; }
else
  colour=auto
fi

for file in "${files[@]}"; do
  last=$file
  IFS=: read -r a b <<< "$file"
done

main() { build "$@"; }
main "$@"
