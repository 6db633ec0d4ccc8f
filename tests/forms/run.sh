#!/usr/bin/env bash
# Pictures that are not uint8 RGB go through the whole chain, and a network that does not take them says so in time.
#   run.sh depth|rgbn ATELIER      depth: uint16 of one channel; rgbn: uint8 of four
set -euo pipefail
form=$1 atelier=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
images=$here/../../plugins/samples/tests/fixtures/$form/images
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
outputs=$work/out/runs/latest/outputs

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  tail -n 40 "$work/log" >&2
  exit 1
}

# run ARGUMENT…
run() {
  "$atelier" run "$here/workflow.toml" "$@" --set "params.images=$images" --workspace "$work/out" --progress none \
    >"$work/log" 2>&1
}

case $form in
  depth) channels=1 words="uint16 of 1 channel" first=1 ;;
  rgbn) channels=4 words="uint8 of 4 channels" first=4 ;;
  *) exit 2 ;;
esac

run --set "params.channels=$channels" || fail "the chain"
for file in masks/masks/a.png train/best.safetensors evaluate/metrics.json; do
  [[ -s $outputs/$file ]] || fail "no $file"
done
for stage in look predictions; do
  find -L "$outputs/$stage" -name '*.png' -size +0 | grep -q . || fail "no preview in $stage"
done
# The first convolution has as many channels as the pictures.
head -c 200000 "$outputs/train/best.safetensors" | tr ' ' '\0' | tr -d '\0' |
  grep -aoE '"backbone.conv1.weight":\{[^}]*\}' | grep -qF "\"shape\":[64,$first,7,7]" || fail "another first convolution"

# A network for RGB is told before the first picture is loaded, with both sides named.
if run --set params.channels=3 train; then fail "trained an RGB network on $words"; fi
grep -qF "$words" "$work/log" || fail "no '$words' in the message"
grep -q "step" "$work/out/runs/current/stages/train/metrics.jsonl" 2>/dev/null && fail "a step was taken"

# As RGB, the same pictures train such a network; what values of 16 bits mean must be said.
range='[]'
if [[ $form == depth ]]; then
  if run --set params.channels=3 --set params.pixels=rgb train; then fail "16 bits were cut to 8"; fi
  grep -qF "range = [0, 65535]" "$work/log" || fail "no range in the message"
  range='[0,65535]'
fi
run --set params.channels=3 --set params.pixels=rgb --set "params.range=$range" train || fail "the chain as RGB"
echo "$form: done"
