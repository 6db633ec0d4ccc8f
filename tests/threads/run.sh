#!/usr/bin/env bash
# The label maps of val2017, and all that goes with them, are the same bytes for 1, 2 and 8 threads.
#   run.sh ATELIER DATA
set -euo pipefail
atelier=$1 data=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ ! -d $data/coco ]]; then
  echo "*** TEST DATA MISSING: $data/coco is not there ***" >&2
  if [[ ${CI:-} == true ]]; then exit 1; fi
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

for threads in 1 2 8; do
  space=$work/$threads
  "$atelier" run "$here/workflow.toml" --workspace "$space" --progress none --set "run.threads=$threads" \
    --set "params.images=$data/coco/val2017" \
    --set "params.annotations=$data/coco/annotations/instances_val2017.json" >"$work/log" 2>&1 || {
    tail -n 20 "$work/log" >&2
    fail "the run with $threads threads"
  }
  grep -q "^threads *= *$threads\b" "$space/runs/latest/resolved.toml" || fail "run.threads=$threads did not arrive"
  files=$(find "$space/runs/latest/outputs/" -follow -name '*.png' | wc -l)
  ((files == 2 * 66)) || fail "$files label maps with $threads threads, not 2 x 66"
  diff -r "$work/1/runs/latest/outputs" "$space/runs/latest/outputs" || fail "$threads threads leave other bytes than one"
done
echo "the same $files label maps, reports and tables with 1, 2 and 8 threads"
