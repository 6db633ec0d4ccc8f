#!/usr/bin/env bash
# Lets pycocotools read what predict.folder leaves: index.json as a dataset, predictions.json as its results. Every mask must
# be the pixels of its class in the label map, as another reader of PNG sees it.
#   pycocotools.sh <folder for the virtual environment> <predict_test>
# Exits 77, which skips the test, when the packages cannot be installed.
set -euo pipefail
venv=$1 program=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if ! "$venv/bin/python" -c 'import pycocotools.mask, PIL.Image' 2>/dev/null; then
  rm -rf -- "$venv"
  if ! { python3 -m venv "$venv" && timeout 300 "$venv/bin/pip" install --quiet --only-binary :all: pycocotools pillow; }; then
    rm -rf -- "$venv"
    echo "*** SKIPPED: pycocotools cannot be installed ***" >&2
    exit 77
  fi
fi

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
ATELIER_KEEP_PREDICTIONS=$work "$program" --gtest_filter=PredictTest.RandomLabelMaps
"$venv/bin/python" "$here/pycocotools_check.py" "$work"
