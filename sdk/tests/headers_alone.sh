#!/usr/bin/env bash
# Every header of the SDK compiles alone: the C ones as C99 and C++17, the others as C++17, with all warnings as errors.
#   headers_alone.sh CC CXX INCLUDE_FOLDER.  Exits 77 (skipped) when the compiler is not installed.
set -euo pipefail
cc=$1 cxx=$2 include=$3
if ! command -v "$cc" >/dev/null || ! command -v "$cxx" >/dev/null; then
  echo "skipped: $cc or $cxx is not installed"
  exit 77
fi

jobs() {
  cd "$include"
  find atelier -name '*.h' | sort | while IFS= read -r header; do
    printf '%s\0' "echo '#include <$header>' | $cc -std=c99 -x c"
    printf '%s\0' "echo '#include <$header>' | $cxx -std=c++17 -x c++"
  done
  find atelier -name '*.hpp' | sort | while IFS= read -r header; do
    printf '%s\0' "echo '#include <$header>' | $cxx -std=c++17 -x c++"
  done
}

export INCLUDE=$include
count=$(jobs | tr -cd '\0' | wc -c)
((count > 40)) || { echo "only $count headers found in $include" >&2; exit 1; }
# shellcheck disable=SC2016
jobs | xargs -0 -P 2 -I '{}' bash -c \
  '{} -fsyntax-only -Wall -Wextra -Wshadow -Wconversion -pedantic -Werror -I"$INCLUDE" - || { echo "failed: {}" >&2; exit 1; }'
echo "$count compilations"
