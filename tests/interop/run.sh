#!/usr/bin/env bash
# Atelier beside PyTorch: one check with one torch. README.md says what they check.
#   run.sh debian|pypi weights|steps|labels|published --driver FILE --atelier FILE --data FOLDER
# debian: Debian's python3-torch and python3-torchvision. pypi: those of the package index, in a virtual environment in
# $ATELIER_BENCH (${XDG_CACHE_HOME:-~/.cache}/atelier-bench), 1.5 GB, fetched once. Without them it exits 77, in CI
# (CI=true) 1.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
torch=$1
shift

missing() {
  echo "*** INTEROP NOT CHECKED: $* ***" >&2
  if [[ ${CI:-} == true ]]; then exit 1; fi
  exit 77
}

case $torch in
  debian)
    python=/usr/bin/python3
    "$python" -c 'import torch, torchvision' 2>/dev/null ||
      missing "as root, apt-get install --no-install-recommends python3-torch python3-torchvision"
    ;;
  pypi)
    folder=${ATELIER_BENCH:-${XDG_CACHE_HOME:-$HOME/.cache}/atelier-bench}
    environment=$("$here/../support/environment.sh" "$folder" torch) || missing "no torch from the package index"
    python=$environment/bin/python
    if [[ $1 == published ]]; then
      packages=$("$here/../support/environment.sh" "$folder" lpips==0.1.4 silero-vad==6.2.3) ||
        missing "no packages with weights from the package index"
      set -- "$@" --published "$(echo "$packages"/lib/python3*/site-packages)"
    fi
    ;;
  *)
    echo "run.sh: debian or pypi, not $torch" >&2
    exit 2
    ;;
esac
# -B: nothing is written into the tree.
exec "$python" -B "$here/main.py" "$@"
