# shellcheck shell=bash
# What the `cmd` of each case calls. Everything is told on stdout, so that `out` holds all of a case.
#
#   coco ANNOTATIONS [IMAGES] [--set …]     label maps out of a COCO file
#   panoptic ANNOTATIONS MASKS [--set …]    … of a panoptic file
#   yolo DATA [--set …]                     … of Ultralytics' layout
#   labelme FOLDER [--set …]                … of labelme's files
#   folder IMAGES MASKS [--set …]           a look at pairs of files
#   voc ROOT LIST CLASSES                   … of Pascal VOC's folders
#   fix ANNOTATIONS [IMAGES]                the doctor with fix = true, then label maps out of what it wrote
# Paths are below the field cases.
cases=$DATA/field_cases
here=$FIELD
try=0

# run WORKFLOW ARGUMENT…: messages, exit code and label maps.
run() {
  local workflow=$1 status=0 said
  shift
  try=$((try + 1))
  said=$(mktemp)
  "$ATELIER" run "$here/workflows/$workflow.toml" --workspace "out$try" --progress none "$@" >"$said.out" 2>"$said" || status=$?
  # What is repeated when the run ends is there already.
  sed -n -E '/^(error|warning): /p; /^  [^ ]/{/^  log: /!p}' "$said" | sed -E '/^  (masks|coco|doctor|look|yolo): /d'
  echo "exit $status"
  local outputs=out$try/runs/current/outputs mask
  [[ -d $outputs ]] || return 0
  (cd "$outputs" && find -L . -path '*/masks/*.png' | LC_ALL=C sort) | while IFS= read -r mask; do
    echo "${mask#./masks/masks/}  $("$LABELS" counts "$outputs/$mask")"
  done
}
coco() {
  local annotations=$1 images=
  echo "== coco $1"
  shift
  if [[ ${1:---set} != --set ]]; then images=$cases/$1; shift; fi
  run coco --set "params.annotations=$cases/$annotations" --set "params.images=$images" "$@"
}
panoptic() {
  echo "== panoptic $1 $2"
  run panoptic --set "params.annotations=$cases/$1" --set "params.masks=$cases/$2" "${@:3}"
}
yolo() {
  echo "== yolo $*"
  run yolo --set "params.data=$cases/$1" "${@:2}"
}
labelme() {
  echo "== labelme $*"
  run labelme --set "params.annotations=$cases/$1" "${@:2}"
}
folder() {
  echo "== folder $*"
  run folder --set "params.images=$cases/$1" --set "params.masks=$cases/$2" "${@:3}"
}
voc() {
  echo "== voc $*"
  run voc --set "params.root=$cases/$1" --set "params.list=$cases/$2" --set "params.classes=$cases/$3"
}
fix() {
  local status=0 images=${2:+$cases/$2}
  echo "== fix $*"
  try=$((try + 1))
  "$ATELIER" run "$here/workflows/fix.toml" --workspace "out$try" --progress none \
    --set "params.annotations=$cases/$1" --set "params.images=$images" >said 2>said.err || status=$?
  grep -E '^(D[0-9]+ |fixed\.json: |there is no fixed)' said || true
  grep -E '^error: ' said.err || true
  echo "exit $status"
  local fixed=out$try/runs/current/outputs/doctor/fixed.json
  [[ -e $fixed ]] || return 0
  echo "-- what was fixed"
  run coco --set "params.annotations=$fixed" --set "params.images=$images"
}
