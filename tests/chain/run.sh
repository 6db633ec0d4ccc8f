#!/usr/bin/env bash
# The whole chain on real pictures: COCO val2017's annotations in, a trained and evaluated model out.
#   run.sh prepare|train|quickstart ATELIER LABELS DATA       LABELS: the program of tests/tools
#   prepare   coco-prepare.toml with each overlap policy: the label maps have the digest that the reference data gives
#   train     coco-deeplabv3.toml, one epoch at 64x64: ends well and leaves what it should. What it has trained is then used by
#             coco-evaluate.toml and evaluate.toml, which must agree, and by predict.toml
#   quickstart   quickstart.toml as it ships: learns what it should. The time is printed, but not judged: on two cores that
#             nobody else uses it is to be 3 minutes at most
set -euo pipefail
part=$1 atelier=$2 labels=$3 data=$4
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
coco=$data/coco
if [[ ! -d $coco ]]; then
  echo "*** TEST DATA MISSING: $coco is not there ***" >&2
  if [[ ${CI:-} == true ]]; then exit 1; fi
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
outputs=$work/out/runs/latest/outputs
inputs=(--set "params.images=$coco/val2017" --set "params.annotations=$coco/annotations/instances_val2017.json")

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

run() {
  "$atelier" run "$@" "${inputs[@]}" --workspace "$work/out" --progress none >"$work/log" 2>&1 || {
    tail -n 40 "$work/log" >&2
    fail "atelier run $*"
  }
}

# The reference digest of a policy.
reference() {
  grep -oE "\"$1\": \"[0-9a-f]{64}\"" "$coco/annotations/policies_val2017.json" | grep -oE '[0-9a-f]{64}'
}

# The label maps in the order of the annotation file. $1…: how `labels` prints them.
digest() {
  mapfile -t files < <(sed -nE "s|^ *\"[^\"]+\": \"([^\"]+)\",?$|$outputs/masks/masks/\1|p" "$outputs/masks/image_mask_map.json")
  ((${#files[@]} == 66)) || fail "image_mask_map.json lists ${#files[@]} pictures, not 66"
  "$labels" "$@" "${files[@]}" | sha256sum | cut -d' ' -f1
}

# expect NAME MODE…: the digest is that of the reference's policy NAME.
expect() {
  local wanted got
  wanted=$(reference "$1")
  [[ -n $wanted ]] || fail "the reference has no policy $1"
  got=$(digest "${@:2}")
  [[ $got == "$wanted" ]] || fail "$1: the label maps have sha256 $got, not $wanted"
  echo "$1: as the reference"
}

prepare() {
  local policy
  for policy in last first smallest_on_top largest_on_top void_on_overlap void_on_conflict; do
    run "$source/workflows/coco-prepare.toml" masks --set "params.overlap=overlap.$policy"
    expect "$policy" raw
    if [[ $policy == last ]]; then expect last_256 resized 256 256; fi
  done
  for crowd in void class; do
    run "$source/workflows/coco-prepare.toml" masks --set "params.crowd=$crowd"
    expect "last_crowd_$crowd" raw
  done
  # The category list of the file is COCO's own.
  local mapping=c953b739570ab5b4498da565f3dd4bad1eec2861be7aa7ec612396c6e7c7c407
  [[ $(sha256sum <"$outputs/masks/category_mapping.json") == $mapping* ]] || fail "category_mapping.json is not as json.dump writes it"
}

train() {
  run "$source/workflows/coco-deeplabv3.toml" --set params.epochs=1 --set 'params.size=[64,64]'
  local file
  for file in masks/category_mapping.json masks/image_mask_map.json masks/prepare_report.json train/best.safetensors \
    train/last.safetensors train/history.jsonl evaluate/metrics.json; do
    [[ -s $outputs/$file ]] || fail "no $file"
  done
  (($(find -L "$outputs/masks/masks" -name '*.png' | wc -l) == 66)) || fail "not 66 masks"
  for file in look predictions; do
    find -L "$outputs/$file" -name '*.png' -size +1k | grep -q . || fail "no preview in $file"
  done
  # 81 classes: the classifier's bias has 81 numbers.
  head -c 200000 "$outputs/train/best.safetensors" | tr ' ' '\0' | tr -d '\0' |
    grep -aoE '"classifier.4.bias":\{[^}]*\}' | grep -q '"shape":\[81\]' || fail "best.safetensors is not a model of 81 classes"
  grep -qE '"pixel_accuracy": ?(0\.[0-9]+|1)' "$outputs/evaluate/metrics.json" || fail "no pixel_accuracy in metrics.json"
  grep -qE '"mean_iou": ?(0(\.[0-9]+)?|1|[0-9.]+e-[0-9]+)' "$outputs/evaluate/metrics.json" || fail "no mean_iou in metrics.json"
  (($(wc -l <"$outputs/train/history.jsonl") == 1)) || fail "history.jsonl must have a line per epoch"
  grep -iE 'loss' "$work/log" || fail "the log says nothing of the loss"

  # Another run must not take these away.
  local trained masks
  trained=$(readlink -f "$outputs/train") masks=$(readlink -f "$outputs/masks")/masks
  evaluate_alone "$trained" "$masks"
  predict "$trained" "$masks"
}

# A metric of the last run.
metric() {
  sed -nE "s/^ *\"$1\": ?([0-9.e+-]+),?\$/\1/p" "$outputs/evaluate/metrics.json" | head -n 1
}

# evaluate_alone TRAINED MASKS: of the same label maps, the annotations and the folder of masks give the same numbers.
evaluate_alone() {
  local weights=$1/best.safetensors name
  local -A wanted
  run "$source/workflows/coco-evaluate.toml" --set "params.weights=$weights" --set 'params.size=[64,64]' --set masks.crowd=skip
  for name in pixel_accuracy mean_iou; do
    wanted[$name]=$(metric "$name")
    [[ -n ${wanted[$name]} ]] || fail "coco-evaluate.toml gives no $name"
  done
  find -L "$outputs/predictions" -name sheet.png -size +1k | grep -q . || fail "coco-evaluate.toml leaves no sheet"
  local inputs=(--set "params.images=$coco/val2017")
  run "$source/workflows/evaluate.toml" --set "params.weights=$weights" --set 'params.size=[64,64]' \
    --set "params.masks=$2" --set "params.classes_file=$1/model.toml"
  for name in "${!wanted[@]}"; do
    [[ $(metric "$name") == "${wanted[$name]}" ]] || fail "evaluate.toml: $name is $(metric "$name"), not ${wanted[$name]}"
  done
  grep -q '"traffic light": {' "$outputs/evaluate/metrics.json" || fail "evaluate.toml lost the names of the classes"
}

# predict TRAINED MASKS: pictures alone, and what lies beside the weights. The masks tell the sizes of the pictures.
predict() {
  local inputs=(--set "params.images=$coco/val2017") kind file here=$outputs/predict
  run "$source/workflows/predict.toml" --set "params.weights=$1/best.safetensors"
  for kind in labels overlays; do
    (($(find -L "$here/$kind" -type f | wc -l) == 66)) || fail "predict.toml: not 66 files in $kind"
  done
  for file in "$2"/*.png; do  # the pictures' own sizes
    (($("$labels" raw "$here/labels/${file##*/}" | wc -c) == $("$labels" raw "$file" | wc -c))) ||
      fail "predict.toml: ${file##*/} has another size than its picture"
  done
  grep -q '"size":\[64,64\]' "$here/index.json" || fail "predict.toml took no notice of the size in model.toml"
  grep -q '"name":"traffic light"' "$here/index.json" || fail "predict.toml took no notice of the classes in model.toml"
  grep -q '"failed": \[$' "$here/index.json" || fail "index.json has no list of failures"
  [[ $(head -n 1 "$here/predictions.json") == "[" && $(tail -n 1 "$here/predictions.json") == "]" ]] ||
    fail "predictions.json is no list"
}

quickstart() {
  local inputs=() start=$SECONDS
  run "$source/workflows/quickstart.toml"
  local reached
  reached=$(metric mean_iou)
  echo "mean IoU $reached after $((SECONDS - start)) s"
  awk -v got="$reached" 'BEGIN { exit !(got >= 0.65) }' || fail "the mean IoU is $reached, below 0.65"
}

"$part"
echo "$part: done"
