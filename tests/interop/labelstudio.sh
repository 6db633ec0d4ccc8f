#!/usr/bin/env bash
# Atelier beside Label Studio's own converter, out of the package index. README.md says what is checked.
#   labelstudio.sh --atelier FILE --data FOLDER
# The packages lie in $ATELIER_BENCH (${XDG_CACHE_HOME:-~/.cache}/atelier-bench), fetched once. Without them it exits
# 77, in CI (CI=true) 1.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${ATELIER_BENCH:-${XDG_CACHE_HOME:-$HOME/.cache}/atelier-bench}
packages=(label-studio-converter==0.0.59 pycocotools==2.0.11 numpy==2.4.6 pillow==13.0.0)
if ! environment=$("$here/../support/environment.sh" "$folder" "${packages[@]}"); then
  echo "*** INTEROP NOT CHECKED: no Label Studio converter from the package index ***" >&2
  if [[ ${CI:-} == true ]]; then exit 1; fi
  exit 77
fi
# -B: nothing is written into the tree.
exec "$environment/bin/python" -B "$here/labelstudio.py" "$@"
