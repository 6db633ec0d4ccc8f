#!/usr/bin/env bash
# Runs one case of the command line: a folder with
#   cmd       shell lines, run with bash in a copy of the folder; $ATELIER is the program
#   out, err  what must come on stdout and stderr; a missing file means: nothing
#   out.has, err.has   instead: each line must occur somewhere (for texts that are not ours, or long)
#   exit      the exit code, 0 when missing
# and whatever input files the case needs. `cases.needs_data` in `cmd` marks a case that reads $DATA, the test data.
#
#   run.sh CASE            $ATELIER, $LABELS (tests/tools), $PLUGINS (the fixtures) and $DATA come from ctest
#   run.sh --update CASE   writes out, err and exit as they are now; read them before committing
#
# So that texts stay the same between runs and machines, these are replaced before comparing: the case's folder by $DIR,
# $PLUGINS, $DATA and the folder of the program by their names, run ids (20261123-014512-w-7f3a) by $RUN, the folder of work in the store by $WORK, times (1.2 s) by $TIME; rates
# behind them go.
set -euo pipefail

update=no
if [[ $1 == --update ]]; then
  update=yes
  shift
fi
case=$(cd "$1" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${ATELIER:=$here/../../build/bin/atelier}"
: "${LABELS:=$here/../../build/tests/labels}"
: "${PLUGINS:=$here/../../build/tests/case_plugins}"
: "${DATA:=${ATELIER_TEST_DATA:-$here/../../../shared/data}}"
ATELIER=$(readlink -f "$ATELIER") LABELS=$(readlink -f "$LABELS")
PLUGINS=$(readlink -f "$PLUGINS") DATA=$(readlink -m "$DATA")
export ATELIER LABELS PLUGINS DATA

if grep -q 'cases.needs_data' "$case/cmd" && [[ ! -d $DATA ]]; then
  echo "*** TEST DATA MISSING: $DATA is not there ***" >&2
  if [[ ${CI:-} == true ]]; then exit 1; fi
  exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
DIR=$work/dir
mkdir -p "$DIR"
cp -R "$case/." "$DIR"
rm -f "$DIR"/{cmd,out,err,out.has,err.has,exit}
# One registry of plugins for all cases, apart from the user's own.
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$(dirname "$LABELS")/cache} NO_COLOR=1 LC_ALL=C.UTF-8
export FIELD=$here/../field_cases
unset ATELIER_PLUGIN_PATH COLUMNS

status=0
(cd "$DIR" && bash "$case/cmd" >"$work/out" 2>"$work/err" </dev/null) || status=$?

bin=$(dirname "$ATELIER")
# shellcheck disable=SC2016
normalise() {
  sed -E -i -e "s|$FIELD|\$FIELD|g; s|$DIR|\$DIR|g; s|$PLUGINS|\$PLUGINS|g; s|$DATA|\$DATA|g; s|${bin%/bin}|\$PREFIX|g" \
    -e 's| \([0-9,.]+/s\)||g' -e 's|store/tmp/[0-9a-f]{32}-[0-9]+-[0-9a-f]+|store/tmp/$WORK|g' -e 's/[0-9]{8}-[0-9]{6}-[a-z0-9-]+-[0-9a-f]{4}/$RUN/g; s/\b[0-9]+(\.[0-9]+)? ?(ms|s|min)\b/$TIME/g' "$1"
}
normalise "$work/out"
normalise "$work/err"

if [[ $update == yes ]]; then
  for stream in out err; do
    if [[ -e $case/$stream.has ]]; then continue; fi
    rm -f "$case/$stream"
    if [[ -s $work/$stream ]]; then cp "$work/$stream" "$case/$stream"; fi
  done
  rm -f "$case/exit"
  if ((status)); then echo "$status" >"$case/exit"; fi
fi

failed=no
wrong() {
  echo "$@"
  failed=yes
}
expected=0
if [[ -e $case/exit ]]; then expected=$(<"$case/exit"); fi
((status == expected)) || wrong "exit code: expected $expected, got $status"
for stream in out err; do
  if [[ -e $case/$stream.has ]]; then
    while IFS= read -r line; do
      grep -qF -- "$line" "$work/$stream" || wrong "$stream lacks: $line"
    done <"$case/$stream.has"
  else
    golden=$case/$stream
    [[ -e $golden ]] || golden=/dev/null
    diff -u --label "expected $stream" --label "$stream" "$golden" "$work/$stream" || failed=yes
  fi
done
if [[ $failed == yes ]]; then
  echo "--- all of stdout"
  cat "$work/out"
  echo "--- all of stderr"
  cat "$work/err"
  exit 1
fi
