#!/usr/bin/env bash
# Checks and measures Atelier on an NVIDIA GPU, with the LibTorch that lies in a Python's CUDA build of PyTorch.
#   run.sh [--build DIR] [--python PROGRAM] [--atelier PROGRAM] [--only PART]…
# --build: where to build (build-gpu beside the tree's own). --python: the Python with torch and torchvision (python3).
# --atelier: the program of a build of the whole tree; without it the workflow's part is left out. --only: tests,
# device, speed or workflow; may be repeated. README.md says what each part does. Exits 0 when all is as it should be.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$root/build-gpu
python=python3
atelier=
parts=()

while (($# > 0)); do
  (($# > 1)) || { echo "run.sh: $1 needs a value" >&2 && exit 2; }
  case $1 in
    --build) build=$2 ;;
    --python) python=$2 ;;
    --atelier) atelier=$2 ;;
    --only) parts+=("$2") ;;
    *) echo "run.sh: there is no $1" >&2 && exit 2 ;;
  esac
  shift 2
done
((${#parts[@]})) || parts=(tests device speed workflow)
plugin=$build/plugins/torch_models.so
failed=()

build_all() {
  local torch
  torch=$("$python" -c 'import torch; print(torch.utils.cmake_prefix_path)')
  cmake -G Ninja -S "$here" -B "$build" "-DCMAKE_PREFIX_PATH=$torch${CMAKE_PREFIX_PATH:+;${CMAKE_PREFIX_PATH//:/;}}"
  ninja -C "$build"
}

# Runs a part's command; what it says is shown, and its rows of the table are kept.
part() {
  local name=$1
  shift
  echo "== $name"
  "$@" 2>&1 | tee "$build/$name.log" || failed+=("$name")
}

# The plugin's own tests, on the CPU: they say whether this LibTorch computes as it should.
unit_tests() {
  local name
  local -A pids=()
  for name in adapter kernels loss optimizer model weights; do
    "$build/tests/torch_${name}_test" >"$build/unit-$name.log" 2>&1 &
    pids[$name]=$!
  done
  local rc=0
  for name in "${!pids[@]}"; do
    if wait "${pids[$name]}"; then
      echo "| tests of torch_models, $name | $(grep -c '^\[       OK' "$build/unit-$name.log") passed |"
    else
      grep -E 'Failure|FAILED|Error|LibTorch' -A6 "$build/unit-$name.log" | head -60 || true
      echo "| tests of torch_models, $name | FAILED |"
      rc=1
    fi
  done
  return $rc
}

# The quickstart with few pictures, on devices that are there and one that is not.
workflow() {
  local device out rc=0 words
  for device in auto cuda:0 cpu cuda:97; do
    out=$("$atelier" run quickstart --plugin "$plugin" --workspace "$build/workflow-${device/:/-}" --progress none \
      --set params.pictures=80 --set params.epochs=3 --set "run.device='$device'" 2>&1) && words=runs || words=fails
    if [[ $device == cuda:97 ]]; then
      [[ $words == fails && $out == *"device \`cuda:97\`"* ]] || rc=1
      out=$(grep -m1 'cuda:97' <<<"$out")
    else
      [[ $words == runs ]] || { rc=1 && echo "$out"; }
      out=$(grep -m1 -o 'precision of the convolutions.*' <<<"$out" || true)
    fi
    echo "| quickstart, run.device = \"$device\" | $words: ${out#"${out%%[![:space:]]*}"} |"
  done
  return $rc
}

build_all
"$python" -c 'import torch; print("| card |", torch.cuda.get_device_name(), "|"); print("| PyTorch |", torch.__version__, "|")' |
  tee "$build/about.log"
for name in "${parts[@]}"; do
  case $name in
    tests) part tests unit_tests ;;
    device) part device "$build/tests/device_test" ;;
    speed) part speed "$python" -B "$here/speed.py" --bench "$build/tests/bench_train" --plugin "$plugin" ;;
    workflow) if [[ $atelier ]]; then part workflow workflow; fi ;;
    *) echo "run.sh: there is no part $name" >&2 && exit 2 ;;
  esac
done

echo
echo "| what | found |"
echo "|---|---|"
for name in about "${parts[@]}"; do
  if [[ -f $build/$name.log ]]; then grep '^| ' "$build/$name.log" || true; fi
done
if ((${#failed[@]})); then
  echo "run.sh: failed: ${failed[*]}" >&2
  exit 1
fi
