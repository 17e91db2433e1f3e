#!/usr/bin/env bash
# Fetches what the benchmark needs into the folder $1, once: the kernel's sources as Debian packages them,
# and ripgrep.
set -euo pipefail
mkdir -p "$1"
cd "$1"

corpus() {
  [ -e linux/.git/complete ] && return
  echo "unpacking the corpus" >&2
  rm -rf linux linux-source-6.1
  tar xJf /usr/src/linux-source-6.1.tar.xz
  mv linux-source-6.1 linux
  # Debian's .gitignore ends with a line that ignores everything.
  sed -i '\#^/\*$#d' linux/.gitignore
  git -C linux init -q
  touch linux/.git/complete
}

# The package brings the program of this platform; where that fails, Debian's older one serves.
ripgrep() {
  [ -e rg ] && return
  echo "fetching ripgrep" >&2
  mkdir -p peers
  (cd peers && npm install --no-audit --no-fund --loglevel=error '@vscode/ripgrep@1.18.0') >&2 || true
  local found
  found=$(find peers -type f -name rg -perm -u+x 2>/dev/null | head -1)
  if [ -z "$found" ]; then
    command -v rg >/dev/null \
      || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ripgrep >&2
    found=$(command -v rg)
  fi
  ln -s "$(realpath "$found")" rg
}

corpus
ripgrep
