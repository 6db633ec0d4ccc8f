#!/usr/bin/env bash
# The smallest plugin of each kind, with all abilities that the callers ask for, is as long as lines.txt says, and no longer: whatever makes authors write more is seen
# here. Fewer lines are to be written down too. What sees generations (generation.h) is no part of a plugin.
#   lines.sh [--write]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

count() {
  local source kind
  echo "# Lines of the smallest plugin of each kind: kind, language, lines. Written by lines.sh --write."
  for source in c/*.c cpp/*.cpp; do
    kind=$(basename "${source%.*}")
    awk -v kind="$kind" -v language="${source%%/*}" '
      /^ *(SAW|SAY|FILL)\(/ || /"\.\.\/generation\.h"/ { next }
      /^$/ && blank { next }
      { lines += 1; blank = /^$/ }
      END { print kind, language, lines }' "$source"
  done
}

if [[ ${1:-} == --write ]]; then
  count >lines.txt
  exit
fi
count | diff lines.txt - || {
  echo "FAILED: < is what lines.txt says, > what is there. Fewer: tests/generations/lines.sh --write" >&2
  exit 1
}
# A policy is what most people write first.
awk '$1 == "overlap_policy" && $3 > ($2 == "c" ? 40 : 15) { exit 1 }' lines.txt || {
  echo "FAILED: a policy takes more than 15 lines of C++ or 40 of C" >&2
  exit 1
}
