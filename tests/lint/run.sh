#!/usr/bin/env bash
# Checks the rules of the source tree that no compiler checks. Prints each breach with its place; exits 1 on any.
# Looks at what git tracks, and at new files that it does not ignore.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

failures=0
breach() {
  printf 'lint: %s\n' "$*" >&2
  failures=$((failures + 1))
}

# files PATHSPEC…: those that exist.
files() {
  git ls-files --cached --others --exclude-standard -- "$@" | while IFS= read -r file; do
    if [[ -f $file ]]; then printf '%s\n' "$file"; fi
  done | sort -u
}

check_tools() {
  local tool
  for tool in clang-format shellcheck git; do
    command -v "$tool" >/dev/null || breach "$tool is not installed (./bootstrap install-deps)"
  done
  ((failures == 0)) || exit 1
}

check_format() {
  # Other versions of clang-format break lines elsewhere; 14 is Debian 12's.
  local version
  version=$(clang-format --version | grep -oE 'version [0-9]+' | tr -dc 0-9)
  if [[ $version != 14 ]]; then
    echo "lint: formatting not checked: the style is that of clang-format 14, this is $version" >&2
    return
  fi
  mapfile -t sources < <(files '*.c' '*.h' '*.cpp' '*.hpp')
  printf '%s\0' "${sources[@]}" | xargs -0 -P 2 -n 20 clang-format --dry-run --Werror || breach "run clang-format -i"
}

check_scripts() {
  mapfile -t scripts < <(files | while IFS= read -r file; do
    if [[ $file == *.sh ]] || head -c 64 -- "$file" | head -n 1 | grep -aqE '^#!.*\b(ba)?sh\b'; then printf '%s\n' "$file"; fi
  done)
  shellcheck "${scripts[@]}" || breach "see shellcheck's remarks above"
}

check_folders() {
  local folder
  for folder in $(files | grep / | cut -d/ -f1 | sort -u); do
    case $folder in
      sdk | host | plugins | workflows | tests | .ci) ;;
      *) breach "$folder/: a top-level folder that is not sdk, host, plugins, workflows or tests" ;;
    esac
  done
}

# matches MESSAGE PATTERN FILE…: a breach for each line that the extended, case-blind PATTERN finds.
matches() {
  local message=$1 pattern=$2 line
  shift 2
  (($# > 0)) || return 0
  while IFS= read -r line; do breach "$message: $line"; done < <(grep -nHiE -- "$pattern" "$@" || true)
}

check_host_words() {
  mapfile -t sources < <(files host | grep -E '\.(c|h|cpp|hpp|txt)$' | grep -vE '_test\.[ch]pp$|/(cases|testing)/')
  matches "the host knows no data format, model or tensor library" '\b(coco|masks?|torch|libtorch|epochs?|cuda|omp)\b|\bOMP_' "${sources[@]}"
}

# includes FILE…: each `file:line:target` of an include line, quotes and brackets kept.
includes() {
  (($# > 0)) || return 0
  grep -nHE '^[[:space:]]*#[[:space:]]*include' "$@" | sed -E 's/^([^:]*:[0-9]+):[[:space:]]*#[[:space:]]*include[[:space:]]*(.*)$/\1:\2/' || true
}

check_sdk_includes() {
  local entry target
  mapfile -t sources < <(files sdk/include)
  while IFS= read -r entry; do
    target=${entry#*:*:}
    case $target in
      \"*) ;;
      '<fcntl.h>' | '<unistd.h>') [[ $entry == sdk/include/atelier/cpp/files.hpp:* ]] || breach "POSIX only in files.hpp: $entry" ;;
      '<stdarg.h>' | '<stddef.h>' | '<stdint.h>' | '<stdio.h>' | '<stdlib.h>' | '<string.h>') ;;
      '<'*[./]*) breach "the SDK depends on nothing but the standard libraries: $entry" ;;
    esac
  done < <(includes "${sources[@]}")
}

# check_rooms FOLDER ROOM…: files of a room know only their own and those before it. Tests may know `testing`.
check_rooms() {
  local folder=$1 entry target room other known
  shift
  local rooms="$* "
  mapfile -t sources < <(files "$folder" | grep -E '\.(cpp|hpp)$' | grep -vE "^$folder/(testing|tests)/")
  while IFS= read -r entry; do
    target=${entry#*:*:}
    room=${entry#"$folder"/}
    room=${room%%/*}
    known=" ${rooms%%"$room "*}$room "
    [[ " $rooms" == *" $room "* ]] || known=" $rooms"
    if [[ $target =~ ^\"([^/\"]+)/ ]]; then
      other=${BASH_REMATCH[1]}
      [[ " $rooms testing " == *" $other "* ]] || continue
      [[ $other == testing && $entry =~ _test\.cpp: ]] || [[ $known == *" $other "* ]] ||
        breach "$folder/$room must not know $folder/$other: $entry"
    fi
  done < <(includes "${sources[@]}")
}

# A plugin sees the SDK, its own folder, the static libraries beside it and its libraries.
check_plugin_includes() {
  local entry target plugin other
  mapfile -t plugins < <(files plugins | grep -E '^plugins/[^/]+/CMakeLists\.txt$' | cut -d/ -f2)
  mapfile -t sources < <(files plugins | grep -E '\.(c|h|cpp|hpp)$')
  while IFS= read -r entry; do
    target=${entry#*:*:}
    plugin=${entry#plugins/}
    plugin=${plugin%%/*}
    if [[ $target =~ (^|[\"</])host/ ]]; then breach "a plugin must not see the host: $entry"; fi
    for other in "${plugins[@]}"; do
      case $other in pictures | geometry | annotation_json | coco_segmentation | sources | conversion | journal | drawing | weight_files) continue ;; esac
      if [[ $other != "$plugin" && $target =~ (\"|\.\./|plugins/)$other/ ]]; then
        breach "a plugin must not see another plugin: $entry"
      fi
    done
  done < <(includes "${sources[@]}")
}

check_lengths() {
  local file lines
  while IFS= read -r file; do
    lines=$(wc -l <"$file")
    if ((lines > 400)); then echo "lint: warning: $file has $lines lines; over 400 is two ideas" >&2; fi
  done < <(files '*.c' '*.h' '*.cpp' '*.hpp')
}

check_tools
check_format
check_scripts
check_folders
check_host_words
check_rooms host words system store endings language plugins run report command
check_rooms plugins/coco_doctor findings json walk fix shape checks report
check_sdk_includes
check_plugin_includes
check_lengths
if ((failures > 0)); then
  echo "lint: $failures breaches" >&2
  exit 1
fi
echo "lint: all rules kept"
