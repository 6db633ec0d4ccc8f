#!/usr/bin/env bash
# Builds fuzz_workflow with clang, libFuzzer and the sanitizers, and runs it.
#
#   fuzz_workflow.sh SECONDS [FOLDER]   FOLDER (build/fuzz_workflow) holds the program, the corpus and what it finds
#
# The corpus begins with the workflows that come with the program, those of host/language/cases, and the inputs of
# workflows/, which bring components.
set -euo pipefail
seconds=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${2:-$root/build/fuzz_workflow}
rm -rf "$folder/objects"
mkdir -p "$folder/corpus" "$folder/objects"
cd "$root"
# shellcheck disable=SC2054
flags=(-std=c++20 -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -Ihost -Isdk/include
  -I"$folder" -DTOML_HEADER_ONLY=1 -DSPDLOG_COMPILED_LIB -DSPDLOG_FMT_EXTERNAL)
{ echo 'R"page('; cat host/words/codes.md; echo ')page"'; } >"$folder/codes.inc"
sources=(tests/fuzz/fuzz_workflow.cpp host/plugins/plugin_json.cpp)
for source in host/language/*.cpp host/words/*.cpp host/system/disk.cpp host/system/system.cpp; do
  if [[ $source != *_test.cpp ]]; then sources+=("$source"); fi
done
compiler=clang++
if command -v ccache >/dev/null; then compiler="ccache clang++"; fi
printf '%s\n' "${sources[@]}" | xargs -P "${JOBS:-2}" -I{} sh -c \
  "$compiler ${flags[*]} -c {} -o '$folder'/objects/\$(echo {} | tr / _).o"
clang++ -fsanitize=fuzzer,address,undefined "$folder"/objects/*.o -o "$folder/fuzz_workflow" -lutf8proc -lfmt -lspdlog \
  -lpthread
for file in workflows/*.toml host/language/cases/*/workflow.toml; do
  cp "$file" "$folder/corpus/$(echo "$file" | tr / _)"
done
# Lists that double are the dearest of all inputs, and teach it nothing more.
rm -f "$folder"/corpus/*e408_too_*
cp tests/fuzz/workflows/* "$folder/corpus"
cat >"$folder/words" <<'WORDS'
"[stage."
"[part."
"[params]"
"[run]"
"[check."
"[profile."
"use = \""
"\"@params."
"${params."
"${env.HOME}"
"{ use = \""
"as = \""
"after = "
"enabled = "
"include = \"base.toml\""
"\x0a---\x0a"
"\"\"\""
"[["
"mask.writer"
"train.supervised"
"coco.reader"
"\"id\":\""
"\"kind\":\"atelier.stage/1\""
"\"type\":"
"\"flags\":"
"\"default\":\""
"\"params\":["
"\"outputs\":["
"\"rules\":[{\"must\":[{\"kind\":"
"\"numbers\":[{\"slot\":\""
"\"option\":\""
"\"words\":["
"[matrix]"
"[[matrix.exclude]]"
WORDS
cd "$folder"
exec nice -n 10 ./fuzz_workflow -max_total_time="$seconds" -dict=words -max_len=8192 -timeout=20 -rss_limit_mb=2048 \
  -print_final_stats=1 corpus
