#!/usr/bin/env bash
# Same seed, same bytes: a small whole chain run twice, and with 1 and 4 loader threads, leaves the same files; with another
# seed it does not.
#   run.sh ATELIER
set -euo pipefail
atelier=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

# leave NAME ARGUMENT…: runs the chain; $work/NAME lists the digest of every file that it left, but for those with times.
leave() {
  local name=$1
  shift
  echo "run $name: $*"
  "$atelier" run "$here/workflow.toml" --workspace "$work/space" --progress none "$@" >"$work/log" 2>&1 || {
    tail -n 40 "$work/log" >&2
    fail "run $name"
  }
  (
    cd "$work/space/runs/latest/outputs"
    find . -follow -type f | LC_ALL=C sort | while IFS= read -r file; do
      case $file in
        */times.jsonl | */checkpoint/*.json) ;;
        *) sha256sum "$file" ;;
      esac
    done
  ) >"$work/$name"
  rm -rf "$work/space"
}

same() { diff -u "$work/$1" "$work/$2" || fail "$1 and $2 differ"; }

leave first --set train.loader.workers=1
for file in 'masks/masks/.*\.png' train/best.safetensors train/last.safetensors train/history.jsonl evaluate/metrics.json \
  'predictions/.*\.png' masks/image_mask_map.json; do
  grep -qE " [ *]\./$file\$" "$work/first" || fail "the run left no $file"
done
leave again --set train.loader.workers=1
same first again
leave four_workers --set train.loader.workers=4
same first four_workers

leave other_seed --set run.seed=6 --set train.epochs=1
[[ $(grep train/last.safetensors "$work/first") != $(grep train/last.safetensors "$work/other_seed") ]] ||
  fail "the seed changes no weights"
[[ $(grep masks/masks/ "$work/first") != $(grep masks/masks/ "$work/other_seed") ]] || fail "the seed changes no mask"
echo "$(wc -l <"$work/first") files, the same bytes each time"
