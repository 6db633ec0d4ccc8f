#!/usr/bin/env bash
# Two generations of the SDK against each other: sample plugins of every kind and callers of them, in C and in C++, each
# built with this SDK and with the next one (next_sdk.sh). All pairings give the same results, under AddressSanitizer and
# UndefinedBehaviorSanitizer; fields of the next generation arrive where both sides have them, and nowhere else.
#   run.sh CC CXX INCLUDE_FOLDER.  Exits 77 (skipped) when the compiler or its sanitizers are not installed.
set -euo pipefail
cc=$1 cxx=$2 include=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
skip() {
  [[ ${CI:-} != true ]] || fail "$*"
  echo "skipped: $*"
  exit 77
}

# -fsanitize=function would want the types of both sides to be the same object, which those of two files never are.
sanitize=("-fsanitize=address,undefined" -fno-sanitize-recover=all)
if [[ $cc == *clang* ]]; then sanitize+=("-fno-sanitize=function,vptr"); fi
for compiler in "$cc" "$cxx"; do
  command -v "$compiler" >/dev/null || skip "$compiler is not installed"
done
echo 'int main() { return 0; }' >"$work/empty.cpp"
"$cxx" "${sanitize[@]}" "$work/empty.cpp" -o "$work/empty" 2>"$work/log" || skip "no sanitizers of $cxx: $(tail -n 1 "$work/log")"

"$here/next_sdk.sh" "$include" "$work/next"
cp -r "$include" "$work/this"

warnings=(-Wall -Wextra -Wshadow -Wconversion -pedantic -Werror -Wno-missing-field-initializers)
common=(-O0 -g1 -fno-omit-frame-pointer "${sanitize[@]}" "${warnings[@]}")
shared=(-shared -fPIC -fvisibility=hidden "-Wl,--version-script=$here/../../sdk/cmake/plugin.map")

# The commands that build everything, one a line.
builds() {
  local generation source name
  for generation in this next; do
    mkdir -p "$work/$generation.c" "$work/$generation.cpp"
    echo "$cxx -std=c++17 -I$work/$generation ${common[*]} ${shared[*]} $here/plugin.cpp -o $work/$generation.cpp/all.so"
    echo "$cxx -std=c++17 -I$work/$generation ${common[*]} $here/caller.cpp -ldl -o $work/caller.$generation.cpp"
    # Linked as C++, so that it has all of the sanitizers' functions that a plugin in C++ wants.
    echo "$cc -std=c99 -I$work/$generation ${common[*]} -c $here/caller.c -o $work/caller.$generation.o &&
      $cxx ${sanitize[*]} $work/caller.$generation.o -ldl -o $work/caller.$generation.c" | tr '\n' ' ' && echo
    for source in "$here"/c/*.c; do
      name=$(basename "$source" .c)
      echo "$cc -std=c99 -I$work/$generation ${common[*]} ${shared[*]} $source -o $work/$generation.c/$name.so"
    done
  done
}
builds | tr '\n' '\0' | xargs -0 -P 2 -n 1 bash -c || fail "does not compile"

# The types whose newer field one side writes and the other reads, in the pairing of two next generations.
types_in() { grep -ohE "\b$1\((call, |the_call, )?atelier_\w+" "${@:2}" | grep -oE 'atelier_\w+$' | sort -u; }
arrivals() {
  local caller=("$here/caller.$1" "$here/loading.h")
  if [[ $1 == c ]]; then caller+=("$here/caller_training.h"); fi
  comm -12 <(types_in SAW "$here/$2"/*) <(types_in FILL "${caller[@]}") | sed 's/^/saw /'
  comm -12 <(types_in SAY "$here/$2"/*) <(types_in '(TOLD|LENT)' "${caller[@]}") | sed 's/^/said /'
}

count=0
export ASAN_OPTIONS=detect_odr_violation=0 UBSAN_OPTIONS=print_stacktrace=1
for caller_language in c cpp; do
  for plugin_language in c cpp; do
    for caller in this next; do
      for plugin in this next; do
        pairing="caller: $caller, in $caller_language; plugin: $plugin, in $plugin_language"
        mkdir "$work/out"
        "$work/caller.$caller.$caller_language" "$([[ $plugin == this ]]; echo $?)" "$work/out" \
          "$work/$plugin.$plugin_language"/*.so >"$work/seen" 2>"$work/log" || {
          cat "$work/log" >&2
          fail "$pairing"
        }
        if [[ $caller$plugin == nextnext ]]; then arrivals "$caller_language" "$plugin_language"; fi >"$work/expected"
        diff <(sort -u "$work/expected") <(sort -u "$work/seen") >"$work/log" || {
          cat "$work/log" >&2
          fail "$pairing: newer fields (<: expected, >: arrived)"
        }
        rm -r "$work/out"
        count=$((count + 1))
      done
    done
  done
done
echo "$count pairings with $cc"
