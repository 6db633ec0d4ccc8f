#!/usr/bin/env bash
# Plugins of other people, built outside the tree against the installed SDK alone: they are found, shown and do what they
# say. A kind of theirs works between two of them, and so does an extension of a kind of the SDK.
#   run.sh BUILD_FOLDER ATELIER LABELS      LABELS: the program of tests/tools that prints label maps
set -euo pipefail
build=$1 atelier=$2 labels=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sdk=$work/sdk

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

# quietly COMMAND…: shows the output only when it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    fail "$*"
  }
}

expect() {
  [[ $2 == "$3" ]] || fail "$1: expected
$2
but got
$3"
}

echo "install the SDK, nothing else"
quietly cmake --install "$build" --component sdk --prefix "$sdk"
[[ -z $(find "$sdk" -type f ! -path '*/include/atelier/*' ! -path '*/cmake/AtelierSDK/*' ! -path '*/doc/atelier-sdk/*') ]] ||
  fail "more than the SDK"

echo "build outside the tree"
warnings="-Wall -Wextra -Werror -pedantic -Wshadow -Wconversion"
cp -r "$here"/{lower_wins,largest_label,palette,licences} "$work"
for project in lower_wins largest_label palette licences; do
  quietly cmake -S "$work/$project" -B "$work/$project/build" -G Ninja -DCMAKE_PREFIX_PATH="$sdk" \
    -DCMAKE_C_FLAGS="$warnings" -DCMAKE_CXX_FLAGS="$warnings" \
    -DCMAKE_C_COMPILER_LAUNCHER= -DCMAKE_CXX_COMPILER_LAUNCHER=
  quietly cmake --build "$work/$project/build"
done
(($(wc -l <"$here/lower_wins/lower_wins.c") <= 40)) || fail "a policy in C must fit 40 lines"
(($(wc -l <"$here/largest_label/largest_label.cpp") <= 15)) || fail "a policy in C++ must fit 15 lines"

echo "the one compiler line, for C and for C++"
mkdir "$work/by_hand"
map=$(find "$sdk" -name plugin.map)
# shellcheck disable=SC2086
quietly cc -std=c99 $warnings -O2 -shared -fPIC -fvisibility=hidden -I"$sdk/include" \
  "$here/lower_wins/lower_wins.c" -Wl,--version-script="$map" -Wl,-z,defs -o "$work/by_hand/lower_wins.so"
# shellcheck disable=SC2086
quietly c++ -std=c++17 $warnings -O2 -shared -fPIC -fvisibility=hidden -I"$sdk/include" \
  "$here/largest_label/largest_label.cpp" -Wl,--version-script="$map" -Wl,-z,defs -o "$work/by_hand/largest_label.so"

echo "a plugin begun by the program"
(cd "$work" && quietly "$atelier" plugins new overlap-policy acme.three_meet)
quietly cmake -S "$work/three_meet" -B "$work/three_meet/build" -G Ninja -DCMAKE_PREFIX_PATH="$sdk" \
  -DCMAKE_CXX_FLAGS="$warnings" -DCMAKE_CXX_COMPILER_LAUNCHER=
quietly cmake --build "$work/three_meet/build"
"$atelier" plugins validate "$work/three_meet/build/three_meet.so" >"$work/log" || fail "validate: $(cat "$work/log")"
grep -q "^good      .acme.three_meet.: made with its defaults" "$work/log" || fail "validate: $(cat "$work/log")"
grep -q "^doubtful" "$work/log" && fail "validate: $(cat "$work/log")"

# masks PLUGIN_PATH POLICY: the first row of the label map; all rows are alike.
masks() {
  local space=$work/out-$RANDOM
  ATELIER_PLUGIN_PATH=$1 "$atelier" run "$here/workflow/masks.toml" --workspace "$space" --progress none \
    --set "params.overlap=$2" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    fail "atelier run with $2"
  }
  "$labels" text "$space/runs/latest/outputs/masks/masks/picture.png" | sort -u
}

echo "plugins show"
for paths in "$work/lower_wins/build:$work/largest_label/build" "$work/by_hand"; do
  ATELIER_PLUGIN_PATH=$paths "$atelier" plugins show acme.lower_wins >"$work/log" || fail "plugins show acme.lower_wins"
  grep -q "The instance that comes first wins." "$work/log" || fail "no summary: $(cat "$work/log")"
  grep -q "overlap-policy" "$work/log" || fail "no kind: $(cat "$work/log")"
  ATELIER_PLUGIN_PATH=$paths "$atelier" plugins show acme.largest_label | grep "The larger label wins the pixel." >/dev/null ||
    fail "plugins show acme.largest_label"
  ATELIER_PLUGIN_PATH=$paths "$atelier" plugins | grep "acme.largest_label" >/dev/null || fail "plugins"

  echo "masks change as the policies say, with plugins from $(basename "${paths##*:}")"
  expect overlap.last "2 1 3 3 3 0" "$(masks "$paths" overlap.last)"
  expect acme.lower_wins "2 2 2 1 3 0" "$(masks "$paths" acme.lower_wins)"
  expect acme.largest_label "2 2 3 3 3 0" "$(masks "$paths" acme.largest_label)"
done
if "$atelier" plugins show acme.lower_wins >/dev/null 2>&1; then fail "found without ATELIER_PLUGIN_PATH"; fi

echo "a kind of their own"
export ATELIER_PLUGIN_PATH=$work/palette/build
"$atelier" plugins show acme.swatch | grep "acme.palette/1" >/dev/null || fail "plugins show acme.swatch"
quietly "$atelier" check "$here/workflow/palette.toml"
quietly "$atelier" run "$here/workflow/palette.toml" --workspace "$work/out" --progress none
outputs=$work/out/runs/latest/outputs
expect swatch.ppm "P6 3 1 255 000000000127127127255255255" "$(
  tr '\n' ' ' <"$outputs/swatch/swatch.ppm" | head -c 11
  tail -c 9 "$outputs/swatch/swatch.ppm" | od -An -v -tu1 -w9 | awk '{ for (i = 1; i <= NF; ++i) printf "%03d", $i }'
)"
expect brightest.txt "4: 255 255 255" "$(cat "$outputs/brightest/brightest.txt")"
expect "brightest.txt of a palette in C++" "3: 0 0 255" "$(cat "$outputs/last_primary/brightest.txt")"

status=0
"$atelier" check "$here/workflow/wrong_kind.toml" >"$work/log" 2>&1 || status=$?
expect "exit code for the wrong kind" 3 "$status"
grep -q "wrong_kind.toml:14:11" "$work/log" || fail "no place: $(cat "$work/log")"
grep -q "acme.palette/1" "$work/log" || fail "no kind in: $(cat "$work/log")"

echo "an extension of theirs of a kind of the SDK"
export ATELIER_PLUGIN_PATH=$work/licences/build
quietly "$atelier" run "$here/workflow/licences.toml" --workspace "$work/out" --progress none
outputs=$work/out/runs/latest/outputs
expect "credits.txt of a dataset that has it" "cat.png: CC BY 4.0
dog.png: CC0 1.0" "$(cat "$outputs/told/credits.txt")"
expect "credits.txt of one that has not" "picture.png: licence not known" "$(cat "$outputs/not_told/credits.txt")"
echo "all as they say"
