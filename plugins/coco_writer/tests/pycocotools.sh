#!/usr/bin/env bash
# Lets pycocotools read what coco.writer writes, in every form: every mask must be the one in the files beside the data.
#   pycocotools.sh <folder for the virtual environment> <atelier> <data>
# Exits 77, which skips the test, when there is no data or pycocotools cannot be installed.
set -euo pipefail
venv=$1 atelier=$2 data=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

skip() {
  echo "*** SKIPPED: $* ***" >&2
  exit 77
}

[[ -d $data ]] || skip "test data missing: $data"
if ! "$venv/bin/python" -c 'import pycocotools.mask' 2>/dev/null; then
  rm -rf -- "$venv"
  if ! { python3 -m venv "$venv" && timeout 300 "$venv/bin/pip" install --quiet --only-binary :all: pycocotools; }; then
    rm -rf -- "$venv"
    skip "pycocotools cannot be installed"
  fi
fi

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cat >"$work/convert.toml" <<'END'
atelier = 1
[params]
annotations = ""
form = "as_given"
[part.source]
use = "coco.reader"
annotations = "@params.annotations"
[stage.coco]
use = "coco.writer"
dataset = "@source"
segmentation = "@params.form"
END

# check ANNOTATIONS MASKS
check() {
  local form
  for form in as_given polygons rle rle_counts; do
    "$atelier" run "$work/convert.toml" --workspace "$work/out" --progress none --set "params.annotations=$1" \
      --set "params.form=$form" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    "$venv/bin/python" "$here/pycocotools_check.py" "$work/out/runs/latest/outputs/coco/instances.json" "$2" "$form"
  done
}
check "$data/coco/annotations/instances_val2017.json" "$data/coco/annotations/masks_val2017_rle.json"
check "$data/coco/annotations/instances_train2017.json" "$data/coco/annotations/masks_train2017_rle.json"
check "$data/fruits_nuts/annotations/trainval.json" "$data/fruits_nuts/masks_rle.json"
