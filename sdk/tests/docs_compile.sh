#!/usr/bin/env bash
# Every code block in the SDK's pages compiles as it stands: cpp as C++17, c as C99.
#   docs_compile.sh SDK_FOLDER
set -euo pipefail
sdk=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The blocks of one language, each in a file named after its page.
for page in "$sdk"/README.md "$sdk"/docs/*.md; do
  awk -v base="$work/$(basename "$page" .md)" '
    /^```(cpp|c)$/ { file = base "_" ++n "." substr($0, 4); next }
    /^```/ { file = "" }
    file { print > file }' "$page"
done
count=$(find "$work" -type f | wc -l)
((count >= 15)) || { echo "only $count blocks of code found" >&2; exit 1; }

export SDK=$sdk
# shellcheck disable=SC2016
find "$work" -name '*.cpp' -print0 | xargs -0 -P 2 -n 1 sh -c \
  'c++ -std=c++17 -fsyntax-only -Wall -Wextra -pedantic -Werror -I"$SDK/include" "$0" || exit 255'
# shellcheck disable=SC2016
find "$work" -name '*.c' -print0 | xargs -0 -P 2 -n 1 sh -c \
  'cc -std=c99 -fsyntax-only -Wall -Wextra -pedantic -Werror -I"$SDK/include" "$0" || exit 255'
echo "$count blocks of code compile"
