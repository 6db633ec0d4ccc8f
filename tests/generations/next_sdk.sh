#!/usr/bin/env bash
# The next generation of the SDK, made out of this one: every struct that may grow has one field more at its end, and the
# minor is one higher.
#   next_sdk.sh INCLUDE_FOLDER NEW_FOLDER
set -euo pipefail
from=$1 to=$2
rm -rf "$to"
cp -r "$from" "$to"
find "$to/atelier" -name '*.h' -print0 | while IFS= read -r -d '' header; do
  awk '
    /^typedef struct [a-z_0-9]+ \{$/ { name = $3; first = NR + 1 }
    NR == first && /^  uint32_t struct_size;/ { grows = name }
    /^} / { if ($2 == grows ";") print "  uint64_t newer;"; grows = "" }
    /^#define ATELIER_ABI_MINOR / { $3 += 1; print "#define NEXT_GENERATION 1" }
    { print }' "$from/${header#"$to/"}" >"$header"
done
count=$(grep -rho '^  uint64_t newer;' "$to" | wc -l)
floors=$(grep -rhoE '^#define ATELIER_\w+_FLOOR ' "$from" | wc -l)
((count == floors && count > 40)) || { echo "$count structs have grown, but $floors have a floor" >&2; exit 1; }
