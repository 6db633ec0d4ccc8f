#!/usr/bin/env bash
# Measures Atelier against what people use today, alternately on the same files. README.md says what each benchmark does.
#   run.sh [masks|annotations|scaling|loader|abi|digests|train|predict|precision|workflow|quickstart|all] [--build DIR] [--data DIR]
#       [OPTION…]
# OPTION: --pairs N, --pictures N, --annotations N, --steps N, --before FILE (an older torch_models.so, for `train` in
# float32), --smoke (as small as can be, for tests), --results FILE. With --smoke and without a way to the package index
# it exits 77. ATELIER_BENCH is the folder for virtual environments and all files (default:
# ${XDG_CACHE_HOME:-~/.cache}/atelier-bench).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${ATELIER_BENCH:-${XDG_CACHE_HOME:-$HOME/.cache}/atelier-bench}
packages=(pycocotools==2.0.11 numpy==2.4.6 Pillow==13.0.0)

build=$here/../../build
data=${ATELIER_TEST_DATA:-$here/../../../shared/data}
what=()
smoke=no
while (($# > 0)); do
  case $1 in
    --build | --data)
      (($# > 1)) || { echo "bench: $1 needs a folder" >&2 && exit 2; }
      if [[ $1 == --build ]]; then build=$2; else data=$2; fi
      shift 2
      ;;
    --smoke)
      smoke=yes
      what+=("$1")
      shift
      ;;
    *)
      what+=("$1")
      shift
      ;;
  esac
done

if [[ ! -d $data/coco ]]; then
  echo "*** TEST DATA MISSING: $data/coco is not there ***" >&2
  if [[ ${CI:-} == true || $smoke == no ]]; then exit 1; fi
  exit 77
fi

if ! environment=$("$here/../support/environment.sh" "$folder" "${packages[@]}"); then
  if [[ $smoke == yes ]]; then exit 77; fi
  exit 1
fi
others=' (masks|annotations|scaling|loader|abi|digests|precision|workflow|quickstart) '
if [[ ! " ${what[*]} " =~ $others ]]; then
  if torch=$("$here/../support/environment.sh" "$folder" torch); then
    what+=(--torch "$torch")
  elif [[ $smoke == no ]]; then
    exit 1
  fi
fi
exec "$environment/bin/python" -B "$here/bench.py" --folder "$folder" --build "$build" --data "$data" "${what[@]}"
