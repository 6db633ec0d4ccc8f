#!/usr/bin/env bash
# A run that is stopped in the middle leaves no torn file, and the next one goes on and leaves the same bytes as one that
# was never stopped.
#   run.sh ATELIER LABELS REPEAT DATA      LABELS: the program of tests/tools; REPEAT: repeat_annotations
set -euo pipefail
atelier=$1 labels=$2 repeat=$3 data=$4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
copies=60
if [[ ! -d $data/coco ]]; then
  echo "*** TEST DATA MISSING: $data/coco is not there ***" >&2
  if [[ ${CI:-} == true ]]; then exit 1; fi
  exit 77
fi
work=$(mktemp -d)
child=
trap '[[ -z $child ]] || kill -KILL "$child" 2>/dev/null; rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  if [[ -s $work/log ]]; then tail -n 20 "$work/log" >&2; fi
  exit 1
}

pictures=$("$repeat" "$data/coco/annotations/instances_val2017.json" $copies "$work/annotations.json")
command=("$atelier" run "$here/workflow.toml" --set "params.annotations=$work/annotations.json" --progress plain)

# Folders may come and go meanwhile.
masks_in() { { find "$1" -name '*.png' 2>/dev/null || true; } | wc -l; }

# digest SPACE: of all that the stage left.
digest() {
  (cd "$1/runs/latest/outputs/masks" && find . -follow -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | tee "$1.files" | sha256sum
}

# stop SIGNAL SPACE: a run that gets the signal when some of its masks are there. Sets `status` and `there`.
stop() {
  local signal=$1 space=$2 threads
  # A fast machine may be done before it is noticed; then with less power.
  for threads in 2 1; do
    rm -rf "$space"
    set -m # else the shell has its children ignore SIGINT
    "${command[@]}" --workspace "$space" --set "run.threads=$threads" >"$work/log" 2>&1 &
    child=$!
    set +m
    there=0
    while kill -0 "$child" 2>/dev/null && ((there < pictures / 8)); do
      sleep 0.01
      there=$(masks_in "$space")
    done
    kill "-$signal" "$child" 2>/dev/null || true
    status=0
    wait "$child" 2>/dev/null || status=$?
    child=
    if ((status != 0)); then return; fi
  done
  fail "the run was over before it could be stopped ($there of $pictures masks were there)"
}

# Whatever carries a final name is whole.
check_whole() {
  local space=$1
  find "$space" -name '*.png' -print0 | xargs -0 -r -n 500 "$labels" raw >/dev/null || fail "a torn mask in $space"
  [[ ! -e $space/runs/current/outputs/masks ]] || fail "the stopped run has outputs"
}

"${command[@]}" --workspace "$work/reference" >"$work/log" 2>&1 || fail "the reference run"
wanted=$(digest "$work/reference")
(($(masks_in "$work/reference/runs/latest/outputs/masks/") == pictures)) || fail "the reference run left other than $pictures masks"

for signal in INT KILL; do
  space=$work/$signal
  stop $signal "$space"
  echo "SIG$signal after $there of $pictures masks: exit $status"
  check_whole "$space"
  if [[ $signal == INT ]]; then
    ((status == 130)) || fail "exit $status after SIGINT, not 130"
    [[ -z $(find "$space" -name '*.partial') ]] || fail "half-written files: $(find "$space" -name '*.partial' | head -3)"
    grep -qi interrupted "$work/log" || fail "no word of the interruption"
  fi
  touch "$work/again"
  "${command[@]}" --workspace "$space" >"$work/log" 2>&1 || fail "the run after SIG$signal"
  kept=$(find -L "$space/runs/latest/outputs/masks" -name '*.png' ! -newer "$work/again" | wc -l)
  ((kept * 2 >= there)) || fail "the run after SIG$signal began anew: of $there masks it kept $kept"
  [[ $(digest "$space") == "$wanted" ]] || {
    diff "$work/reference.files" "$space.files" | head -5 >&2
    fail "other files than without SIG$signal"
  }
  [[ -z $(find "$space" -name '*.partial') ]] || fail "half-written files are left for good"
  [[ -z $(find "$space/store/tmp" -mindepth 1 2>/dev/null) ]] || fail "store/tmp still holds $(find "$space/store/tmp" -mindepth 1 | head -3)"
done
echo "the same $(wc -l <"$work/reference.files") files each time"
