#!/usr/bin/env bash
# cvat.reader beside Datumaro, out of the package index. README.md says what is checked.
#   cvat.sh --atelier FILE
# The packages lie in $ATELIER_BENCH (${XDG_CACHE_HOME:-~/.cache}/atelier-bench), fetched once. Without them it exits
# 77, in CI (CI=true) 1.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${ATELIER_BENCH:-${XDG_CACHE_HOME:-$HOME/.cache}/atelier-bench}
packages=(datumaro==1.13.12 pycocotools==2.0.11 numpy==2.4.6 pillow==12.3.0 attrs==26.1.0 cachetools==7.3.3
  defusedxml==0.7.1 imagesize==2.0.1 json-stream==2.5.1 json-stream-rs-tokenizer==0.5.4 lxml==6.1.3
  opencv-python-headless==4.14.0.94 orjson==3.13.0 pandas==2.3.3 pyarrow==25.0.1 python-dateutil==4.0.0 pytz==2026.6
  PyYAML==6.0.4 ruamel.yaml==0.19.1 shapely==2.2.0 tqdm==4.70.1 typing_extensions==4.16.0 tzdata==2026.6)
if ! environment=$("$here/../support/environment.sh" "$folder" "${packages[@]}"); then
  echo "*** INTEROP NOT CHECKED: no Datumaro from the package index ***" >&2
  if [[ ${CI:-} == true ]]; then exit 1; fi
  exit 77
fi
# -B: nothing is written into the tree.
exec "$environment/bin/python" -B "$here/cvat.py" "$@"
