#!/usr/bin/env bash
# What the stages of the shipped workflows leave does not hang on where the inputs and the workspace lie, on when they run
# and on how many threads there are: run twice with these changed, each leaves the same bytes, but for its reports.
#   moved.sh ATELIER
set -euo pipefail
atelier=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
workflows=$here/../../workflows
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

# What stages declare as reports (sdk/include/atelier/reports.h). Each must be there, so that none is listed for nothing.
reports=(masks/{prepare_report,category_mapping,image_mask_map}.json train/{times.jsonl,labels.json,checkpoint}
  {coco,yolo,tasks}/writer_report.json doctor/doctor.txt)

# run NAME SIDE WORKFLOW ARGUMENT…: leaves $work/SIDE/NAME/<stage>/….
run() {
  local name=$1 side=$2 workflow=$3
  shift 3
  echo "$name, $side"
  local space=$work/$side/space
  "$atelier" run "$workflow" --workspace "$space" --progress none --set "run.threads=${threads[$side]}" "$@" \
    >"$work/log" 2>&1 || {
    tail -n 40 "$work/log" >&2
    fail "$name, $side"
  }
  mkdir -p "$work/$side/$name"
  cp -rL "$space/runs/latest/outputs/." "$work/$side/$name"
}

declare -A threads=([here]=1 [there]=2)
inputs=$work/inputs
cat >"$work/draw.toml" <<'TOML'
atelier = 1
name    = "draw"
[stage.shapes]
use   = "shapes.generator"
count = 16
TOML
"$atelier" run "$work/draw.toml" --workspace "$work/drawn" --progress none >"$work/log" 2>&1 || fail "draw"
mkdir -p "$inputs" "$work/there/deep"
cp -rL "$work/drawn/runs/latest/outputs/shapes" "$inputs/here"
cp -r "$inputs/here" "$work/there/deep/set"

for side in here there; do
  from=$inputs/here
  [[ $side == here ]] || from=$work/there/deep/set
  set_inputs=(--set "params.images=$from/images" --set "params.annotations=$from/annotations.json")
  run deeplab $side "$workflows/coco-deeplabv3.toml" "${set_inputs[@]}" --profile smoke --set 'params.size=[32,32]' \
    --set "train.loader.workers=${threads[$side]}"
  model=$work/$side/model
  cp -r "$work/$side/deeplab/train" "$model"
  set_weights=(--set "params.weights=$model/best.safetensors")
  run convert $side "$workflows/coco-convert.toml" "${set_inputs[@]}" --set params.segmentation=polygons \
    --set params.copy_pictures=copy
  run prepare $side "$workflows/coco-prepare.toml" "${set_inputs[@]}"
  run voc21 $side "$workflows/coco-voc21.toml" "${set_inputs[@]}" --set 'stage.masks.labels=[]' \
    --set 'stage.masks.remap={ circle = 1 }'
  run tasks $side "$workflows/labelstudio-tasks.toml" "${set_inputs[@]}"
  run doctor $side "$workflows/coco-doctor.toml" "${set_inputs[@]}" --set params.fix=true
  run coco-evaluate $side "$workflows/coco-evaluate.toml" "${set_inputs[@]}" "${set_weights[@]}"
  run predict $side "$workflows/predict.toml" --set "params.images=$from/images" "${set_weights[@]}"
  run evaluate $side "$workflows/evaluate.toml" --set "params.images=$from/images" \
    --set "params.masks=$work/$side/prepare/masks/masks" --set "params.classes_file=$model/model.toml" \
    "${set_weights[@]}"
  run weights $side "$workflows/weights.toml" "${set_weights[@]}"
done

rm -rf "$work"/{here,there}/{space,model} "$work/there/deep"
for report in "${reports[@]}"; do
  compgen -G "$work/here/*/$report" >"$work/found" || fail "no stage has left $report"
  rm -r "$work"/{here,there}/*/"$report"
done
[[ $(find "$work/here" -type f | wc -l) -gt 150 ]] || fail "hardly anything was left"
diff -rq "$work/here" "$work/there" || fail "what was left differs"
echo "$(find "$work/here" -type f | wc -l) files, the same bytes from both places"
